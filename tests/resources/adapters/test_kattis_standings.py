"""Kattis's standings: marks of either design, points that add up, and the addresses of its people."""

from __future__ import annotations

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_profiles, read_standings
from apps.resources.adapters.kattis import Kattis
from apps.resources.rows import Cell, ContestRef
from tests.resources.answers import Answer, web_of

HOME = "https://open.kattis.com/contests/cup"


def adapter(answers: dict[str, Answer]) -> Kattis:
    return Kattis(web=web_of(answers), site=Kattis.sites[0])


def board(head: str, *rows: str) -> bytes:
    lines = "".join(f"<tr><td>1<td><a href='/users/u{number}'>U</a>{row}</tr>" for number, row in enumerate(rows))
    return f"<table class='x standings-table'><tr><th>Rk<th>Team{head}</tr>{lines}</table>".encode()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<td class='solved'>1 20", Cell(state="solved", wrong=0, time=1200)),
        ("<td class='solvedfirst'>3 <small>20 min</small>", Cell(state="solved", wrong=2, time=1200, first=True)),
        ("<td><i class='cell-first'></i>1 2:05:00", Cell(state="solved", wrong=0, time=7500, first=True)),
        ("<td class='table-first-column'><i class='cell-solved'></i>1 20", Cell(state="solved", wrong=0, time=1200)),
        ("<td class='attempted'>4", Cell(state="wrong", wrong=4)),
        ("<td class='attempted'>1 try", Cell(state="wrong", wrong=1)),
        ("<td class='pending'>2+1", Cell(state="pending", wrong=2, pending=1)),
        ("<td class='attempted'>2+1", Cell(state="pending", wrong=2, pending=1)),
        ("<td class='solved'>2+1 20", Cell(state="solved", wrong=1, time=1200, pending=1)),
        ("<td>--", None),
        ("<td> ", None),
    ],
)
def test_cell_of_tries_and_time(cell: str, read: Cell | None) -> None:
    page = board("<th>Slv.<th>Time<th>A", f"<td>1<td>20{cell}")

    table = read_standings(adapter({f"{HOME}/standings": page}), ContestRef(key="cup"))

    assert [row.cells for row in table.rows] == [{"A": read} if read else {}]


@pytest.mark.parametrize("cell", ["<td class='solved'>soon", "<td>3", "<td class='solved'>1 2 3 4"])
def test_cell_that_is_not_understood_is_refused(cell: str) -> None:
    page = board("<th>Slv.<th>Time<th>A", f"<td>1<td>20{cell}")

    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({f"{HOME}/standings": page}), ContestRef(key="cup"))

    assert refusal.value.place == "table.standings-table row 1 problem A"


def test_points_that_do_not_add_up_are_tries() -> None:
    page = board("<th>Score<th>A (100)<th>B (50)", "<td>150<td class='solved'>2 30<td class='solved'>1 40")

    table = read_standings(adapter({f"{HOME}/standings": page}), ContestRef(key="cup"))

    assert [row.cells for row in table.rows] == [
        {"A": Cell(state="solved", wrong=1, time=1800), "B": Cell(state="solved", wrong=0, time=2400)}
    ]


def test_row_that_lacks_a_cell_is_refused() -> None:
    with pytest.raises(AdapterError, match="4 cells under 5 heads"):
        read_standings(
            adapter({f"{HOME}/standings": board("<th>Slv.<th>Time<th>A", "<td>1<td>20")}), ContestRef(key="cup")
        )


def test_login_page_names_the_setting() -> None:
    with pytest.raises(AdapterError, match="FETCH_COOKIES") as refusal:
        read_standings(adapter({f"{HOME}/standings": (403, b'{"error": "log in"}')}), ContestRef(key="cup"))

    assert refusal.value.trouble == Trouble.LOGIN


def test_participant_without_a_page_is_not_asked_for() -> None:
    rows = read_profiles(adapter({}), ["teams/301", "nobody"])

    assert [(row.asked, row.is_missing) for row in rows] == [("teams/301", False), ("nobody", True)]


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://open.kattis.com/users/ada-l", "ada-l"),
        ("https://nwerc26.kattis.com/users/Ada-L/?tab=submissions", "Ada-L"),
        ("open.kattis.com/users/", ""),
        ("https://open.kattis.com/problems/hello", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert Kattis.handle_of(address) == handle
