"""DOMjudge's contests against a real object, on hosts of every spelling."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Site, Trouble
from apps.resources.adapters.domjudge import DOMjudge
from tests.resources.conftest import Play

API = "https://judge.example.org/api/v4/contests"
SITE = Site(host="judge.example.org", title="Regional", url="https://judge.example.org/")


def contest(**changes: object) -> dict[str, object]:
    entry = {
        "id": "2",
        "external_id": "demo",
        "name": "Demo contest",
        "formal_name": "Demo contest of the region",
        "shortname": "demo",
        "start_time": "2026-11-01T10:00:00+01:00",
        "end_time": "2026-11-01T15:00:00+01:00",
        "duration": "5:00:00.000",
        "scoreboard_freeze_duration": None,
        "penalty_time": 20,
    }
    return entry | changes


def test_recorded_contest_is_read(payloads: Path, play: Play) -> None:
    one = json.loads((payloads / "domjudge-ccpc2023guilin/api/v4/contests/guilin/contest.json").read_text())

    rows = play(DOMjudge, {API: json.dumps([one]).encode()}, site=SITE)

    assert [(r.key, r.title, r.url, r.start, r.end, r.duration, r.facts) for r in rows] == [
        (
            "5",
            "The 9th CCPC Guilin Onsite",
            "https://judge.example.org/public",
            datetime(2023, 10, 29, 1, 0, tzinfo=UTC),
            datetime(2023, 10, 29, 6, 0, tzinfo=UTC),
            None,
            {"shortname": "GuilinOnsite", "scoreboard_freeze_duration": "1:00:00.000", "penalty_time": 20},
        )
    ]


@pytest.mark.parametrize(
    ("url", "asked", "home"),
    [
        ("https://a.org", "https://a.org/api/v4/contests", "https://a.org"),
        ("https://a.org/domjudge/", "https://a.org/domjudge/api/v4/contests", "https://a.org/domjudge"),
        ("https://api.a.org/api", "https://api.a.org/api/contests", "https://api.a.org"),
        ("https://a.org/api/v4/", "https://a.org/api/v4/contests", "https://a.org"),
        ("https://a.org/api/v4/contests", "https://a.org/api/v4/contests", "https://a.org"),
    ],
)
def test_address_of_any_spelling_is_read(play: Play, url: str, asked: str, home: str) -> None:
    site = Site(host="a.org", title="A", url=url)

    rows = play(DOMjudge, {asked: json.dumps([contest()]).encode()}, site=site)

    assert [(r.key, r.url) for r in rows] == [("2", f"{home}/public")]


def test_delayed_contest_is_passed_over(play: Play) -> None:
    body = json.dumps([contest(start_time=None, end_time=None), contest(id=3, end_time=None)]).encode()

    rows = play(DOMjudge, {API: body}, site=SITE)

    assert [(r.key, r.end) for r in rows] == [("3", datetime(2026, 11, 1, 14, 0, tzinfo=UTC))]


def test_longer_window_keeps_the_own_time(play: Play) -> None:
    row = play(DOMjudge, {API: json.dumps([contest(duration="4:30:00")]).encode()}, site=SITE)[0]

    assert (row.end - row.start, row.duration) == (timedelta(hours=5), timedelta(hours=4, minutes=30))


@pytest.mark.parametrize(
    ("status", "body", "place", "trouble"),
    [
        (401, b'{"code":401,"message":"Authorization required"}', API, Trouble.BLOCKED),
        (200, b'{"code":404,"message":"Object not found"}', "$", Trouble.FORMAT),
        (200, json.dumps([contest(id=None)]).encode(), "$[0].id", Trouble.FORMAT),
        (200, json.dumps([contest(duration="5 hours")]).encode(), "$[0]", Trouble.FORMAT),
        (200, json.dumps([contest(end_time="2026-11-01T10:00:00+01:00")]).encode(), "$[0]", Trouble.FORMAT),
        (200, json.dumps([contest(start_time="2026-11-01T10:00:00")]).encode(), "$[0]", Trouble.FORMAT),
        (200, b"<html><title>Login - DOMjudge</title></html>", "body", Trouble.FORMAT),
    ],
)
def test_wrong_answer_is_named(play: Play, status: int, body: bytes, place: str, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as caught:
        play(DOMjudge, {API: (status, body)}, site=SITE)

    assert (caught.value.place, caught.value.trouble) == (place, trouble)
