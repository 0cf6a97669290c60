"""Topcoder's matches before and after the final tests, and the addresses of its people, whose names are odd."""

from __future__ import annotations

import json

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_profiles, read_standings
from apps.resources.adapters.topcoder import API, MEMBERS, SUBMISSIONS, Topcoder
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

REF = ContestRef(key="challenge=77")
CHALLENGE = {"id": "77", "name": "MM 1", "type": "Marathon Match"}
TIMES = {"startDate": "2026-10-07T15:00:00Z", "endDate": "2026-10-14T15:00:00Z"}
FEED = "https://www.topcoder.com/tc?module=BasicData&c=dd_round_results&rd=5"


def adapter(answers: dict[str, Answer]) -> Topcoder:
    return Topcoder(web=web_of(answers), site=Topcoder.sites[0])


def match(*results: tuple[str, object, object]) -> dict[str, Answer]:
    rows = [
        {"member": name, "finalRank": final, "provisionalRank": before, "submissions": [{"provisionalScore": "7.5"}]}
        for name, final, before in results
    ]
    return {
        f"{API}/77": json.dumps(CHALLENGE | TIMES).encode(),
        f"{SUBMISSIONS}?challengeId=77": json.dumps(rows).encode(),
    }


@pytest.mark.parametrize(
    ("results", "places", "scores", "is_final"),
    [
        ([("a", None, 1), ("b", "-", "2"), ("c", None, None)], [1, 2, None], [7.5] * 3, False),
        ([("a", 2, 1), ("b", "1", 2), ("c", "-", 3)], [2, 1, None], [None] * 3, True),
    ],
)
def test_final_places_replace_provisional_ones(
    results: list[tuple[str, object, object]], places: list[object], scores: list[object], is_final: bool
) -> None:
    table = read_standings(adapter(match(*results)), REF)

    assert [row.place for row in table.rows] == places
    assert [row.score for row in table.rows] == scores
    assert (table.is_final, table.is_whole) == (is_final, True)


def test_match_of_two_is_not_ready() -> None:
    with pytest.raises(AdapterError, match="only 2 have results yet") as refusal:
        read_standings(adapter(match(("a", 1, 1), ("b", 2, 2))), REF)

    assert refusal.value.trouble == Trouble.MISSING


@pytest.mark.parametrize(
    ("body", "place"),
    [(b"", "body"), (b"<dd_round_results><row>", "body"), (b"<html/>", "body"),
     (b"<dd_round_results><row><handle>a</handle><division>x</division></row></dd_round_results>", "row 1")],
)  # fmt: skip
def test_round_that_is_no_xml_of_rows_is_refused(body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({FEED: body}), ContestRef(key="rd=5"))

    assert refusal.value.place == place


def test_names_are_quoted_in_addresses() -> None:
    answer = json.dumps({"handle": "[ab]|{c}"}).encode()

    rows = read_profiles(adapter({f"{MEMBERS}/%5Bab%5D%7C%7Bc%7D": answer}), ["[ab]|{c}"])

    assert [(row.asked, row.key) for row in rows] == [("[ab]|{c}", "[ab]|{c}")]
    assert Topcoder.profile_address("[ab]") == "https://www.topcoder.com/members/%5Bab%5D"


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.topcoder.com/members/tourist", "tourist"),
        ("https://topcoder.com/members/tourist/details/?track=DATA_SCIENCE", "tourist"),
        ("https://profiles.topcoder.com/%5Bold%5D", "[old]"),
        ("https://www.topcoder.com/members/a-b_c.[d]{e}|f", "a-b_c.[d]{e}|f"),
        ("https://www.topcoder.com/challenges/77", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert Topcoder.handle_of(address) == handle
