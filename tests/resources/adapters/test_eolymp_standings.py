"""Eolymp's scoreboards: marks of problems, pages that repeat, pages without a member, addresses of people."""

from __future__ import annotations

import json

import pytest

from apps.resources.adapters._eolymp_results import BOARD_QUERY
from apps.resources.adapters.base import AdapterError, read_profiles, read_standings
from apps.resources.adapters.eolymp import API, HOME, Eolymp
from apps.resources.recordings import Call, ReplayWeb, sent_text
from apps.resources.rows import ContestRef
from tests.resources.answers import NOW

NAMED = {"id": "7", "name": "Cup", "startsAt": "2026-10-03T06:00:00Z", "endsAt": "2026-10-03T11:00:00Z"}


def adapter(*calls: Call) -> Eolymp:
    return Eolymp(web=ReplayWeb(calls, now=NOW), site=Eolymp.sites[0])


def board(titles: list[str | None], *members: str, more: bool = False, offset: int = 0) -> Call:
    asked = {"query": BOARD_QUERY, "variables": {"id": "7", "first": 100, "offset": offset}}
    columns = [{"id": f"p{place}", "type": "PROBLEM_SCORE", "title": title} for place, title in enumerate(titles)]
    rows = {"nodes": [{"member": {"id": member}} for member in members], "pageInfo": {"hasNextPage": more}}
    answer = {"data": {"contest": NAMED | {"scoreboard": {"columns": columns, "rows": rows}}}}
    return Call(method="POST", url=API, sent=sent_text(json_body=asked), body=json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("titles", "problems"),
    [
        (["A", "B"], [("A", "A"), ("B", "B")]),
        (["1", "2"], [("1", "1"), ("2", "2")]),
        (["Sum", "B"], [("A", "Sum"), ("B", "B")]),
        (["B", "Sum"], [("A", "B"), ("B", "Sum")]),
        (["A", "A"], [("A", "A"), ("B", "A")]),
        ([None, ""], [("A", "A"), ("B", "B")]),
    ],
)
def test_marks_are_the_titles_only_if_all_are_marks(titles: list[str | None], problems: list[tuple[str, str]]) -> None:
    table = read_standings(adapter(board(titles, "m1")), ContestRef(key="7"))

    assert [(problem.short, problem.name) for problem in table.problems] == problems


def test_page_that_repeats_itself_ends_the_board() -> None:
    calls = [board(["A"], "m1", "m2", more=True, offset=offset) for offset in (0, 2)]

    table = read_standings(adapter(*calls), ContestRef(key="7"))

    assert [row.account for row in table.rows] == ["m1", "m2"]


def test_page_of_a_nickname_without_a_member_is_refused() -> None:
    with pytest.raises(AdapterError, match="names no member"):
        read_profiles(adapter(Call(method="GET", url=f"{HOME}/users/ayla", body=b"<title>Soon</title>")), ["ayla"])


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://basecamp.eolymp.com/en/users/ayla", "ayla"),
        ("https://www.eolymp.com/uk/users/Ayla.M?tab=1", "Ayla.M"),
        ("https://www.e-olymp.com/az/users/ayla/", "ayla"),
        ("eolymp.com/users/a%20b", "a b"),
        ("https://basecamp.eolymp.com/en/contests/7", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert Eolymp.handle_of(address) == handle
