"""The CLICS Contest API: real event feeds, lists by the specification, and what is neither."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters._clics_forms import relative_time
from apps.resources.adapters.base import AdapterError, Site
from apps.resources.adapters.clics import Clics
from tests.resources.conftest import Play

BASE = "https://cds.example.org/api"


def site(url: str, **options: str) -> Site:
    return Site(host="cds.example.org", title="Finals", url=url, options=options)


def contest(**changes: object) -> dict[str, object]:
    entry = {"id": "wf", "name": "World Finals", "start_time": "2026-11-01T12:00:00.000+02:00", "duration": "5:00:00"}
    return entry | changes


def line(data: object, **changes: object) -> bytes:
    return json.dumps({"type": "contest", "id": "wf", "data": data} | changes).encode()


@pytest.mark.parametrize(
    ("name", "title", "start", "kind"),
    [
        ("wf47_finals", "47th ICPC World Finals", datetime(2024, 4, 18, 9, 47, 59, tzinfo=UTC), "pass-fail"),
        ("swerc2022", "SWERC 2022", datetime(2023, 2, 19, 8, 15, tzinfo=UTC), ""),
    ],
)
def test_recorded_feed_gives_its_last_word(
    payloads: Path, play: Play, name: str, title: str, start: datetime, kind: str
) -> None:
    feed = f"{BASE}/contests/{name}/event-feed"
    body = (payloads / f"cds.icpc.global/api/contests/{name}/event-feed.ndjson").read_bytes()

    rows = play(Clics, {feed: body}, site=site(feed))

    assert [(r.key, r.title, r.url, r.start, r.end, r.kind) for r in rows] == [
        (name, title, f"{BASE}/contests/{name}", start, start + timedelta(hours=5), kind)
    ]
    assert rows[0].facts["scoreboard_freeze_duration"] == "1:00:00.000"


def test_list_below_the_base_is_read(play: Play) -> None:
    body = json.dumps([contest(), contest(id="dress", name="Dress rehearsal", start_time=None)]).encode()

    rows = play(Clics, {f"{BASE}/contests": body}, site=site(BASE))

    assert [(r.key, r.url, r.start, r.end) for r in rows] == [
        (
            "wf",
            f"{BASE}/contests/wf",
            datetime(2026, 11, 1, 10, 0, tzinfo=UTC),
            datetime(2026, 11, 1, 15, 0, tzinfo=UTC),
        )
    ]


def test_single_contest_is_read(play: Play) -> None:
    url = f"{BASE}/contests/wf"

    rows = play(
        Clics, {url: json.dumps(contest(), indent=1).encode()}, site=site(url, page="https://icpc.example/{id}")
    )

    assert [(r.key, r.url) for r in rows] == [("wf", "https://icpc.example/wf")]


def test_base_that_is_a_feed_itself_is_read(play: Play) -> None:
    assert [r.key for r in play(Clics, {BASE: line(contest())}, site=site(BASE))] == ["wf"]


@pytest.mark.parametrize(
    ("events", "keys"),
    [
        ([line(contest()), b"", line(None)], []),
        ([line(contest(), op="create"), line(contest(), op="delete")], []),
        ([line(contest()), line([contest(id="a"), contest(id="b")], id=None)], ["a", "b"]),
        ([line(contest()), line(contest(id="old"), type="contests", id="c7", op="create")], ["wf", "old"]),
        ([line({}, type="state"), line(contest(start_time=None))], []),
    ],
)
def test_feed_events_apply_in_order(play: Play, events: list[bytes], keys: list[str]) -> None:
    assert [r.key for r in play(Clics, {BASE: b"\n".join(events)}, site=site(BASE))] == keys


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5:00:00.000", 18000), ("0:20:00", 1200), ("-1:03:16.605", -3796.605), ("120:00:00", 432000)],
)
def test_relative_time_is_read(text: str, seconds: float) -> None:
    assert relative_time(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5h", "5:00", "::", "1:2:3"])
def test_relative_time_refuses_other_text(text: str) -> None:
    with pytest.raises(AdapterError):
        relative_time(text)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (json.dumps([contest(id=None)]).encode(), "$[0].id"),
        (json.dumps([contest(duration=None)]).encode(), "$[0] duration"),
        (json.dumps([contest(duration="0:00:00")]).encode(), "$[0]"),
        (line({}, type="state"), "body"),
        (line({"name": "x"}), "line 1 $"),
        (line(contest()) + b'\n{"type": "con', "line 2 body"),
        (line(contest(duration="-5:00:00")), "line 1 $.data"),
        (b"<html><title>CDS</title></html>", "body"),
    ],
)
def test_wrong_answer_is_named(play: Play, body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(Clics, {f"{BASE}/contests": body}, site=site(BASE))

    assert caught.value.place == place
