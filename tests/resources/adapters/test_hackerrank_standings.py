"""HackerRank's leaderboard against a real answer, counted by hand, and the addresses of its people."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Site, Trouble, read_problems, read_profiles, read_standings
from apps.resources.adapters.hackerrank import HackerRank
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

REF = ContestRef(key="devchef")
BOARD = "https://www.hackerrank.com/rest/contests/devchef/leaderboard?offset={}&limit=100"


def adapter(answers: dict[str, Answer]) -> HackerRank:
    site: Site = HackerRank.sites[0]
    return HackerRank(web=web_of(answers), site=site)


def test_real_leaderboard_is_read_whole(payloads: Path) -> None:
    body = (payloads / "hackerrank.com/rest/contests/devchef/leaderboard.json").read_bytes()

    table = read_standings(adapter({BOARD.format(0): body}), REF)

    entries = json.loads(body)["models"]
    assert [(row.account, row.place, row.score, row.penalty) for row in table.rows] == [
        (entry["hacker"], entry["rank"], entry["score"], entry["time_taken"]) for entry in entries
    ]
    assert [row.last_submission for row in table.rows] == [
        datetime.fromtimestamp(entry["timestamp"], UTC) for entry in entries
    ]
    assert [(row.place, row.country) for row in table.rows] == [(1, "IN"), (1, "IN")]
    assert (table.kind, table.penalty_unit, table.problems) == ("scoring", "seconds", ())


def test_pages_end_where_the_site_repeats_itself() -> None:
    rows = [{"hacker": f"h{number}", "rank": number + 1, "score": 5} for number in range(100)]
    page = json.dumps({"models": rows, "total": 100_000}).encode()

    table = read_standings(adapter({BOARD.format(0): page, BOARD.format(100): page}), REF)

    assert [row.account for row in table.rows] == [f"h{number}" for number in range(100)]


def test_events_have_no_standings() -> None:
    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({}), ContestRef(key="events/7"))

    assert refusal.value.trouble == Trouble.MISSING


def test_archive_is_refused() -> None:
    with pytest.raises(AdapterError, match="archive is not read"):
        read_problems(adapter({}))


def test_participant_without_a_page_is_not_asked_for() -> None:
    rows = read_profiles(adapter({}), ["Wei Li 2026-2027", "nobody"])

    assert [(row.asked, row.is_missing) for row in rows] == [("Wei Li 2026-2027", False), ("nobody", True)]


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.hackerrank.com/profile/Ada_L", "Ada_L"),
        ("hackerrank.com/Ada_L/?hr_r=1#about", "Ada_L"),
        ("http://hackerrank.com/profile/ada%5Fl/", "ada_l"),
        ("https://www.hackerrank.com/contests", ""),
        ("https://www.hackerrank.com/contests/w99", ""),
        ("https://www.hackerrank.com/domains/", ""),
        ("https://www.hackerrank.com/challenges/two-sums", ""),
        ("https://www.hackerrank.com/profile", ""),
        ("https://example.org/profile/Ada_L", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert HackerRank.handle_of(address) == handle
