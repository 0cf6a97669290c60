"""The problem set of CSES against a real page, counted by a plain parser, and boards in words of Finnish."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_problems, read_standings
from apps.resources.adapters.cses import Cses
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

SCORES, TASKS = "https://cses.fi/610/scores/", "https://cses.fi/610/list/"


class Tasks(HTMLParser):
    """Collects (group, id, name, detail) of every task, event by event."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.group, self.inside, self.in_task = "", "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        told = {name: value or "" for name, value in attrs}
        if tag == "h2":
            self.group, self.inside = "", "group"
        elif tag == "li":
            self.in_task = told.get("class") == "task"
        elif tag == "a" and self.in_task:
            self.found.append([self.group, told["href"].rpartition("/")[2], "", ""])
            self.inside = "name"
        elif tag == "span":
            self.inside = "detail" if told.get("class") == "detail" and self.in_task else ""

    def handle_endtag(self, tag: str) -> None:
        """Leave what ends."""
        self.inside = ""
        self.in_task = self.in_task and tag != "li"

    def handle_data(self, data: str) -> None:
        """Take the text of where we are."""
        if self.inside == "group":
            self.group += data
        elif self.inside:
            self.found[-1][2 if self.inside == "name" else 3] += data


def adapter(answers: dict[str, Answer]) -> Cses:
    return Cses(web=web_of(answers), site=Cses.sites[0])


def contest(*, start: str) -> bytes:
    return f"<h1>Cup</h1><b>Start:</b> <span>{start}</span><b>End:</b> <span>2026-01-01 05:00</span>".encode()


def test_problem_set_is_read_whole(payloads: Path) -> None:
    page = (payloads / "cses.fi/problemset.html").read_text()

    rows = read_problems(adapter({"https://cses.fi/problemset": page.encode()}))

    expected = Tasks(page).found
    assert len(expected) == 400
    assert [[row.tags[0], row.key, row.name, f"{row.n_solved} / {row.n_tried}"] for row in rows] == expected
    assert {row.url for row in rows} == {f"https://cses.fi/problemset/task/{number}" for _, number, _, _ in expected}
    assert rows[0].n_solved == 144995


def test_nameless_people_need_the_start_of_the_contest() -> None:
    board = b"<table class='scoreboard ioi'><tr><th>#<th>N<th>S<th>A</tr><tr><td>1<td>Guest<td>9<td>9</tr></table>"
    answers: dict[str, Answer] = {SCORES: board, TASKS: contest(start="N/A")}

    with pytest.raises(AdapterError, match="there is no season"):
        read_standings(adapter(answers), ContestRef(key="610"))

    answers[TASKS] = contest(start="2026-01-01 00:00")
    assert [row.account for row in read_standings(adapter(answers), ContestRef(key="610")).rows] == ["Guest 2025-2026"]


def test_rules_of_another_kind_are_refused() -> None:
    board = b"<table class='scoreboard marathon'><tr><th>#</tr></table>"

    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({SCORES: board}), ContestRef(key="610"))

    assert refusal.value.trouble == Trouble.FORMAT


def test_key_that_is_no_path_is_refused() -> None:
    with pytest.raises(AdapterError, match="is no contest of the site"):
        read_standings(adapter({}), ContestRef(key="../login"))


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://cses.fi/user/77", "77"),
        ("https://cses.fi/problemset/user/77/", "77"),
        ("https://cses.fi/user/uolevi", ""),
        ("https://cses.fi/problemset/task/77", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert Cses.handle_of(address) == handle
