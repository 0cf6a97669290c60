"""Luogu against a real page, its older JSON, the cookie script and the login wall."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Trouble
from apps.resources.adapters.luogu import Luogu
from tests.resources.conftest import Play

LIST = "https://www.luogu.com.cn/contest/list"


def contest(number: int = 1, **changes: object) -> dict[str, object]:
    entry = {"id": number, "name": "Round", "startTime": 1790000000, "endTime": 1790014400, "method": 2, "rated": 0}
    return entry | changes


def frame(*contests: dict[str, object], **changes: object) -> bytes:
    root = {"instance": "main", "template": "contest.list", "status": 200, "data": {"contests": {"result": contests}}}
    return json.dumps(root | changes).encode()


def test_list_is_read_whole(payloads: Path, play: Play) -> None:
    page = (payloads / "www.luogu.com.cn/contest/list-2026-06.html").read_text()
    shown = re.findall(r'<a href="/contest/(\d+)">.*?<small>([\d: -]+) ~ ([\d: -]+)</small>', page, re.DOTALL)
    beijing = timedelta(hours=8)

    rows = play(Luogu, {LIST: page.encode()})

    assert len(rows) == len(shown) == 20
    assert [(r.key, r.url, r.start, r.end) for r in rows] == [
        (
            number,
            f"https://www.luogu.com.cn/contest/{number}",
            datetime.fromisoformat(start).replace(tzinfo=UTC) - beijing,
            datetime.fromisoformat(end).replace(tzinfo=UTC) - beijing,
        )
        for number, start, end in shown
    ]


def test_known_contests_match_what_a_person_reads(payloads: Path, play: Play) -> None:
    rows = play(Luogu, {LIST: (payloads / "www.luogu.com.cn/contest/list-2026-06.html").read_bytes()})

    assert [(r.title, r.kind, r.rated) for r in rows[:4]] == [
        ("LGR-288-Div 2 / lnOI Round 1", "IOI", True),
        ("[SCCPC 2026] 2026 年四川省大学生程序设计竞赛重现赛", "ICPC", None),
        ("【LGR-287-Div.3】洛谷基础赛 #36 &「NLOI」Round1", "IOI", True),
        ("「LAOI」Round 18", "ICPC", None),
    ]
    assert {r.key: r.kind for r in rows}["326698"] == "OI"
    assert {r.key: r.rated for r in rows}["312073"] is False
    assert rows[0].facts == {"visibility": 1, "rated": 3, "host": "洛谷官方团队"}


def test_older_json_is_read(play: Play) -> None:
    body = {
        "code": 200,
        "currentTemplate": "ContestList",
        "currentData": {"contests": {"result": [contest(method=None, ruleType=1)]}},
    }

    rows = play(Luogu, {LIST: json.dumps(body).encode()})

    assert [(r.key, r.kind, r.rated) for r in rows] == [("1", "OI", False)]


def test_page_of_contests_to_come_is_followed_by_the_next(play: Play) -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    past = contest(3, startTime=1780000000, endTime=1780014400)
    answers = {LIST: frame(contest(1), contest(2)), f"{LIST}?page=2": frame(contest(2), past)}

    assert [r.key for r in play(Luogu, answers, now=now)] == ["1", "2", "3"]


def test_login_wall_is_blocked(play: Play) -> None:
    with pytest.raises(AdapterError) as caught:
        play(Luogu, {LIST: frame(instance="auth", template="login")})

    assert caught.value.trouble is Trouble.BLOCKED


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (frame(status=403), "$.status"),
        (frame(data=None), "$"),
        (frame(data={}), "$.data $"),
        (frame(contest(endTime="later")), "$.data $.contests.result[0].endTime"),
        (frame(contest(endTime=1790000000)), "$.data.contests.result[0]"),
        (b"<html><title>Luogu</title></html>", "script#lentille-context"),
        (b'<script>document.cookie="C3VK=a1b2c3; path=/; max-age=300"</script>', "script#lentille-context"),
        (b'{"status": 200', "body"),
    ],
)
def test_wrong_answer_is_named(play: Play, body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(Luogu, {LIST: body})

    assert caught.value.place == place
