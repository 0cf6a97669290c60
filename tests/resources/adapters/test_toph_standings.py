"""Toph's standings: what images and titles tell, names of teams, pagers without end, addresses of people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.resources.adapters.base import AdapterError, read_profiles, read_standings
from apps.resources.adapters.toph import Toph
from apps.resources.rows import Cell, ContestRef, Member
from tests.resources.answers import Answer, web_of

BOARD = "https://toph.co/c/cup/standings"
REF = ContestRef(key="cup", start=datetime(2026, 10, 1, tzinfo=UTC))


def adapter(answers: dict[str, Answer]) -> Toph:
    return Toph(web=web_of(answers), site=Toph.sites[0])


def board(*cells: str, who: str = "<a href='/u/ada'>ada</a>", more: str = "") -> bytes:
    heads = "".join(f"<th>{'ABC'[place]}</th>" for place in range(len(cells)))
    row = f"<tr><td>1<td>{who}<td>2 95{''.join(cells)}</tr>"
    return f"<table><tr><th>#<th><th>Score{heads}</tr>{row}</table>{more}".encode()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (
            "<td title='Minutes: 12, Rejections: 1'><img src='/i/checkmark-done.svg'>",
            Cell(state="solved", wrong=1, time=720),
        ),
        ("<td><div title='Minutes: 1,012, Rejections: 0'>+</div>", Cell(state="solved", wrong=0, time=60720)),
        ("<td title='Minutes: 3'><img src='/i/star.svg'>", Cell(state="solved", time=180, first=True)),
        ("<td><img src='/i/checkmark-done-sharp.svg'>", Cell(state="solved", first=True)),
        ("<td title='Rejections: 4'><img src='/i/cross.svg'>", Cell(state="wrong", wrong=4)),
        ("<td title='Rejections: 2'><img src='/i/question.svg'>", Cell(state="pending", wrong=2, frozen=True)),
        ("<td>-", None),
        ("<td>", None),
    ],
)
def test_cell_is_told_by_images_and_titles(cell: str, read: Cell | None) -> None:
    table = read_standings(adapter({BOARD: board(cell)}), REF)

    assert [row.cells for row in table.rows] == [{"A": read} if read else {}]


def test_cell_without_a_known_sign_is_refused() -> None:
    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({BOARD: board("<td>17")}), REF)

    assert refusal.value.place == "standings row 1"


@pytest.mark.parametrize(
    ("who", "account", "members"),
    [
        ("Bandits <a href='/u/zed'>Z</a> <a href='/u/kit'>kit</a>", "Bandits 2026-2027", ["zed", "kit"]),
        ("<div>Bandits</div><p><a href='/u/zed'>Z</a><a href='/u/kit'>K</a></p>", "Bandits 2026-2027", ["zed", "kit"]),
        ("<b>Guest</b> 7", "Guest 7 2026-2027", []),
        ("<a href='https://toph.co/u/ada.l'>Ada</a>", "ada.l", []),
    ],
)
def test_participants_are_people_teams_and_guests(who: str, account: str, members: list[str]) -> None:
    table = read_standings(adapter({BOARD: board(who=who)}), REF)

    assert [row.account for row in table.rows] == [account]
    assert [[member.account for member in row.members] for row in table.rows] == [members]
    assert Member(account="zed", name="Z") in table.rows[0].members or not members  # type: ignore[index]


def test_pager_that_never_ends_is_refused() -> None:
    pages = {
        f"{BOARD}?start={number}" if number else BOARD: board(
            more=f"<a href='/c/cup/standings?start={number + 1}'>{number + 2}</a>"
        )
        for number in range(400)
    }

    with pytest.raises(AdapterError, match="more than 300 pages"):
        read_standings(adapter(dict(pages)), REF)


def test_participant_without_a_page_is_not_asked_for() -> None:
    rows = read_profiles(adapter({}), ["Guest 7 2026-2027", "nobody"])

    assert [(row.asked, row.is_missing) for row in rows] == [("Guest 7 2026-2027", False), ("nobody", True)]


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://toph.co/u/ada.l_9", "ada.l_9"),
        ("toph.co/u/ada/ratings?page=2", "ada"),
        ("https://toph.co/c/cup", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert Toph.handle_of(address) == handle
