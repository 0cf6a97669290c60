"""What a party's text says: university, team, members and the star of those out of competition."""

from __future__ import annotations

import pytest

from apps.resources.adapters._teams import is_official, members_of, read_party


@pytest.mark.parametrize(
    ("text", "organization", "name", "members", "official"),
    [
        ("SPb ITMO: Insert your name (Budin, Korobkov)", "SPb ITMO", "Insert your name", ["Budin", "Korobkov"], True),
        ("*Ufa UST: God's (Choice) (Зинов, Тараторин)", "Ufa UST", "God's (Choice)", ["Зинов", "Тараторин"], False),
        ("(вк) pengzoo (Голиков, Первеев, Яковлев)", "", "(вк) pengzoo", ["Голиков", "Первеев", "Яковлев"], True),
        ("\\\\_ -> chill (Харгелия)", "", "\\\\_ -> chill", ["Харгелия"], True),
        ("Penza SU: Arbina | X: Y (A , B)", "Penza SU", "Arbina | X: Y", ["A", "B"], True),
        ("Just a name", "", "Just a name", [], True),
        ("(A, B)", "", "(A, B)", [], True),
        ("*", "", "*", [], False),
        (": (", "", ": (", [], True),
    ],
)  # fmt: skip
def test_party_is_read(text: str, organization: str, name: str, members: list[str], official: bool) -> None:
    party = read_party(text)

    assert (party.organization, party.name, [one.name for one in party.members], party.is_official) == (
        organization,
        name,
        members,
        official,
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("李先笙 胡航 陈李鑫", ["李先笙", "胡航", "陈李鑫"]),
        ("Ada Example\r\nBob Example", ["Ada Example", "Bob Example"]),
        ("李先笙、胡航", ["李先笙", "胡航"]),
        ("Ada Example", ["Ada Example"]),
        ("", []),
    ],
)
def test_members_are_told_apart(text: str, names: list[str]) -> None:
    assert [one.name for one in members_of(text)] == names


@pytest.mark.parametrize("group", ["打星队伍", "Observers", "Companies", "ineligible", "Unofficial"])
def test_groups_of_the_unranked_are_known(group: str) -> None:
    assert (is_official("One", [group]), is_official("One", ["Participants"])) == (False, True)
