"""LeetCode against real answers, its list of China, and GraphQL errors."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.adapters.leetcode import LeetCode
from tests.resources.conftest import Play

FIELDS = "title titleSlug startTime duration containsPremium originStartTime isVirtual"
WORLD, CHINA = "https://leetcode.com/graphql", "https://leetcode.cn/graphql"
ALL = {"query": f"{{allContests{{{FIELDS}}}}}"}
UPCOMING = {"query": f"{{contestUpcomingContests{{{FIELDS}}}}}"}


def contest(**changes: object) -> dict[str, object]:
    return {
        "title": "第 522 场周赛",
        "titleSlug": "weekly-contest-522",
        "startTime": 1791081000,
        "duration": 5400,
    } | changes


@pytest.mark.parametrize(
    ("name", "field", "count"),
    [
        ("allContests-2026-06.json", "allContests", 699),
        ("topTwoContests-2026-08.json", "topTwoContests", 2),
        ("upcomingContests-2026-10.json", "upcomingContests", 2),
    ],
)
def test_list_is_read_whole(payloads: Path, play: Play, name: str, field: str, count: int) -> None:
    body = (payloads / "leetcode.com/graphql" / name).read_bytes()

    rows = play(LeetCode, {WORLD: body}, sent=ALL)

    assert len(rows) == count
    assert [(r.key, r.title, r.url, r.start.timestamp(), r.end.timestamp()) for r in rows] == [
        (
            c["titleSlug"],
            c["title"].strip(),
            f"https://leetcode.com/contest/{c['titleSlug']}",
            c["startTime"],
            c["startTime"] + c["duration"],
        )
        for c in json.loads(body)["data"][field]
    ]


def test_known_contests_match_what_a_person_reads(payloads: Path, play: Play) -> None:
    body = (payloads / "leetcode.com/graphql/allContests-2026-06.json").read_bytes()

    by_key = {r.key: r for r in play(LeetCode, {WORLD: body}, sent=ALL)}

    assert by_key["weekly-contest-507"].start == datetime(2026, 6, 21, 2, 30, tzinfo=UTC)
    assert by_key["weekly-contest-507"].kind == "Weekly"
    assert by_key["biweekly-contest-185"].start == datetime(2026, 6, 20, 14, 30, tzinfo=UTC)
    assert by_key["biweekly-contest-185"].kind == "Biweekly"
    extended = by_key["weekly-contest-483"]
    assert extended.end - extended.start == timedelta(seconds=8400)


def test_china_is_asked_for_its_own_list(play: Play) -> None:
    body = json.dumps({"data": {"contestUpcomingContests": [contest(originStartTime=1791080000)]}}).encode()

    row = play(LeetCode, {CHINA: body}, site="leetcode.cn", sent=UPCOMING)[0]

    assert (row.key, row.title, row.url) == (
        "weekly-contest-522",
        "第 522 场周赛",
        "https://leetcode.cn/contest/weekly-contest-522",
    )
    assert row.start.timestamp() == 1791080000


def test_pages_of_past_contests_are_read(play: Play) -> None:
    body = json.dumps(
        {"data": {"upcomingContests": None, "pastContests": {"totalNum": 1, "data": [contest()]}}}
    ).encode()

    assert [r.key for r in play(LeetCode, {WORLD: body}, sent=ALL)] == ["weekly-contest-522"]


def test_errors_beside_good_parts_are_errors(payloads: Path, play: Play) -> None:
    body = (payloads / "leetcode.com/errors/matchedUser-unknown.json").read_bytes()

    with pytest.raises(AdapterError) as caught:
        play(LeetCode, {WORLD: body}, sent=ALL)

    assert str(caught.value) == "leetcode.com contests: $.errors: That user does not exist."


@pytest.mark.parametrize(
    ("status", "body", "place"),
    [
        (400, b'{"errors":[{"message":"Cannot query field"}]}', "$.errors"),
        (200, b'{"data":null}', "$.data"),
        (200, b'{"data":{"allContests":null}}', "$.data"),
        (200, b'{"data":{"allContests":{}}}', "$.data.allContests $"),
        (
            200,
            json.dumps({"data": {"allContests": [contest(startTime="soon")]}}).encode(),
            "$.data.allContests $[0].startTime",
        ),
        (200, json.dumps({"data": {"allContests": [contest(duration=0)]}}).encode(), "$.data.allContests[0]"),
        (200, b"<html><title>LeetCode</title></html>", "body"),
    ],
)
def test_wrong_answer_is_named(play: Play, status: int, body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(LeetCode, {WORLD: (status, body)}, sent=ALL)

    assert caught.value.place == place


def test_locked_page_is_refused(payloads: Path, play: Play) -> None:
    with pytest.raises(AdapterError, match="not JSON"):
        play(LeetCode, {WORLD: (payloads / "leetcode.com/locked-2016.html").read_bytes()}, sent=ALL)
