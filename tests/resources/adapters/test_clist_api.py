"""Aggregators with clist.by's API against a real page of version 1, and version 4 as notes describe it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Site, Trouble
from apps.resources.adapters.clist_api import ClistApi
from tests.resources.conftest import Play

NOW = datetime(2026, 10, 1, 12, 30, tzinfo=UTC)
QUERY = "?format=json&limit=1000&offset={}&order_by=start&end__gte=2026-09-24T00%3A00%3A00"
V1 = f"https://clist.by/api/v1/contest/{QUERY}"
V4 = f"https://clist.by/api/v4/contest/{QUERY}"
OLD = Site(host="clist.by", title="CLIST", url="https://clist.by/api/v1/contest/")
NEW = Site(host="clist.by", title="CLIST", url="https://clist.by", options={"key": "someone:secret"})


def contest(number: int = 1, **changes: object) -> dict[str, object]:
    entry = {
        "id": number,
        "event": "Codeforces Round 900 (Div. 3)",
        "host": "codeforces.com",
        "href": "https://codeforces.com/contests/1878",
        "start": "2026-10-26T14:35:00",
        "end": "2026-10-26T16:50:00",
        "duration": 8100,
        "resource": "codeforces.com",
        "resource_id": 1,
    }
    return entry | changes


def page(*contests: dict[str, object], limit: int = 1000, following: str | None = None) -> bytes:
    meta = {"limit": limit, "next": following, "offset": 0, "previous": None, "total_count": None}
    return json.dumps({"meta": meta, "objects": contests}).encode()


def test_recorded_page_is_read_whole(payloads: Path, play: Play) -> None:
    body = (payloads / "clist.by/api/v1/contest-2020-06.json").read_bytes()

    rows = play(ClistApi, {V1.format(0): body}, site=OLD, now=NOW)

    assert len(rows) == 96
    assert [(r.key, r.title, r.url, r.start, r.end, r.duration, r.host) for r in rows] == [
        (
            str(o["id"]),
            " ".join(o["event"].split()),
            o["href"],
            datetime.fromisoformat(o["start"] + "+00:00"),
            datetime.fromisoformat(o["end"] + "+00:00"),
            None,
            o["resource"]["name"],
        )
        for o in json.loads(body)["objects"]
        if o["duration"] > 0
    ]


def test_newer_shape_is_read(play: Play) -> None:
    window = contest(2, end="2026-10-28T14:35:00", host="codeforces.com/gym")

    rows = play(ClistApi, {V4.format(0): page(contest(), window)}, site=NEW, now=NOW)

    assert [(r.key, r.host, r.start, r.duration, r.facts) for r in rows] == [
        ("1", "codeforces.com", datetime(2026, 10, 26, 14, 35, tzinfo=UTC), None, {"resource": "codeforces.com"}),
        (
            "2",
            "codeforces.com/gym",
            datetime(2026, 10, 26, 14, 35, tzinfo=UTC),
            timedelta(seconds=8100),
            {"resource": "codeforces.com"},
        ),
    ]


def test_full_page_is_followed_by_the_next(play: Play) -> None:
    first = page(contest(1), contest(2), limit=2, following="/api/v4/contest/?offset=2")
    second = page(contest(3), limit=2, following="/api/v4/contest/?offset=4")

    rows = play(ClistApi, {V4.format(0): first, V4.format(2): second}, site=NEW, now=NOW)

    assert [r.key for r in rows] == ["1", "2", "3"]


def test_one_resource_can_be_asked_for(play: Play) -> None:
    site = Site(host="kep", title="Kep", url="https://clist.by", options={"resource": "kep.uz"})

    assert play(ClistApi, {V4.format(0) + "&resource=kep.uz": page()}, site=site, now=NOW) == []


@pytest.mark.parametrize(
    ("status", "body", "place", "trouble"),
    [
        (401, b"", V4.format(0), Trouble.BLOCKED),
        (200, b'{"error": "Invalid limit"}', "$", Trouble.FORMAT),
        (200, page(contest(start="26.10 Mon 14:35")), "$.objects[0]", Trouble.FORMAT),
        (200, page(contest(end="2026-10-26T14:35:00")), "$.objects[0]", Trouble.FORMAT),
        (200, page(contest(href="/contest/1")), "$.objects[0]", Trouble.FORMAT),
        (200, page(contest(id=None)), "$.objects[0].id", Trouble.FORMAT),
    ],
)
def test_wrong_answer_is_named(play: Play, status: int, body: bytes, place: str, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as caught:
        play(ClistApi, {V4.format(0): (status, body)}, site=NEW, now=NOW)

    assert (caught.value.place, caught.value.trouble) == (place, trouble)
    assert "secret" not in str(caught.value)
