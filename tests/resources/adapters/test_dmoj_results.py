"""DMOJ's rankings, people and submissions where a recording cannot say it: pages, speed, odd answers, addresses."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_standings, read_submissions
from apps.resources.adapters.dmoj import Dmoj
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

BASE = "https://dmoj.ca/api/v2"


def adapter(answers: dict[str | tuple[str, object], Answer]) -> Dmoj:
    return Dmoj(web=web_of(answers), site=Dmoj.sites[0])


def contest(**changes: object) -> bytes:
    about = {"key": "c", "name": "C", "start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-02T00:00:00Z"}
    problems = [{"code": f"p{number}", "name": f"Problem {number}", "points": 10} for number in range(8)]
    return json.dumps({"data": {"object": about | {"problems": problems, "rankings": []} | changes}}).encode()


def entry(user: str, score: float, seconds: float, **more: object) -> dict[str, object]:
    return {"user": user, "score": score, "cumulative_time": seconds, "solutions": [None] * 8} | more


def submissions_page(numbers: range, *, page: int, pages: int) -> bytes:
    listed = [
        {"id": n, "problem": "p", "date": f"2026-01-{n:02}T00:00:00Z", "language": "C", "result": "AC"} for n in numbers
    ]
    return json.dumps({"data": {"objects": listed, "page_index": page, "total_pages": pages}}).encode()


def test_places_are_shared_by_equal_results_only() -> None:
    rankings = [
        entry("late", 20, 300, tiebreaker=2),
        entry("first", 30, 900),
        entry("early", 20, 300, tiebreaker=1),
        entry("same", 20, 300, tiebreaker=1),
        entry("none", 0, 0),
    ]

    table = read_standings(adapter({f"{BASE}/contest/c": contest(rankings=rankings)}), ContestRef(key="c"))

    assert [(row.account, row.place) for row in table.rows] == [
        ("first", 1),
        ("early", 2),
        ("same", 2),
        ("late", 4),
        ("none", 5),
    ]


def test_large_table_is_read_in_seconds() -> None:
    solutions = [{"points": 10, "time": 60.5 * number, "penalty": 1} for number in range(8)]
    rankings = [entry(f"user{n}", 80, n, solutions=solutions) for n in range(20_000)]
    body = contest(rankings=rankings)
    began = time.thread_time()

    table = read_standings(adapter({f"{BASE}/contest/c": body}), ContestRef(key="c"))

    assert time.thread_time() - began < 5
    assert len(list(table.rows)) == 20_000


def test_submissions_stop_at_the_page_that_reaches_back() -> None:
    web = f"{BASE}/submissions?user=ann&page="
    answers: dict[str | tuple[str, object], Answer] = {
        f"{web}1": submissions_page(range(1, 3), page=1, pages=3),
        f"{web}2": (500, b"nobody asks for it"),
        f"{web}3": submissions_page(range(5, 7), page=3, pages=3),
    }

    rows = read_submissions(adapter(answers), "ann", since=datetime(2026, 1, 5, tzinfo=UTC))

    assert [row.key for row in rows] == ["6", "5"]


@pytest.mark.parametrize(
    ("body", "place", "trouble"),
    [
        (contest(rankings=[entry("ann", 1, 1, solutions=[None])]), "solutions", Trouble.FORMAT),
        (contest(start_time="2027-01-01T00:00:00Z", end_time="2027-01-02T00:00:00Z"), "start_time", Trouble.MISSING),
        (contest(scoreboard_visibility="H"), "$.data.object.rankings", Trouble.MISSING),
        (contest(rankings=[{"user": 5}]), "$.data.object.rankings[0].user", Trouble.FORMAT),
        (b'{"error": {"code": 400, "message": "invalid filter value type"}}', "$.error", Trouble.FORMAT),
        (b"<html><title>DMOJ</title></html>", "body", Trouble.FORMAT),
    ],
)
def test_wrong_answer_is_named(body: bytes, place: str, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(adapter({f"{BASE}/contest/c": body}), ContestRef(key="c"))

    assert caught.value.place.endswith(place)
    assert caught.value.trouble == trouble


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://dmoj.ca/user/Cyan_Kite", "Cyan_Kite"),
        ("http://oj.vnoi.info/user/ann/?page=2", "ann"),
        ("https://dmoj.ca/users/", ""),
        ("https://dmoj.ca/user/ann/submissions", ""),
    ],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert Dmoj.handle_of(address) == handle
