"""NowCoder against a real page, and pages that are not its list."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.adapters.nowcoder import LIST, NowCoder
from tests.resources.conftest import Play

RECORDED = "ac.nowcoder.com/acm/contest/vip-index-2026-06.html"


def item(**changes: object) -> bytes:
    entry = {"contestId": 5, "contestName": "Round", "contestStartTime": 1781262000000, "contestEndTime": 1781272800000}
    attribute = html.escape(html.escape(json.dumps(entry | changes)))
    return f'<div class="platform-mod"><div class="platform-item" data-json="{attribute}"></div></div>'.encode()


def test_list_is_read_whole(payloads: Path, play: Play) -> None:
    page = (payloads / RECORDED).read_text()
    entries = [json.loads(html.unescape(html.unescape(text))) for text in re.findall(r'data-json="([^"]*)"', page)]

    rows = play(NowCoder, {LIST: page.encode()})

    assert len(rows) == 15
    assert [
        (
            r.key,
            r.title,
            r.url,
            *(int(t.timestamp() * 1000) for t in (r.start, r.end)),
            *(int(t.timestamp() * 1000) for t in (r.registration_opens, r.registration_closes) if t),
        )
        for r in rows
    ] == [
        (
            str(e["contestId"]),
            e["contestName"],
            f"https://ac.nowcoder.com/acm/contest/{e['contestId']}",
            e["contestStartTime"],
            e["contestEndTime"],
            e["contestSignUpStartTime"],
            e["contestSignUpEndTime"],
        )
        for e in entries
    ]
    assert {r.duration for r in rows} == {None}


def test_known_contests_match_what_a_person_reads(payloads: Path, play: Play) -> None:
    rows = play(NowCoder, {LIST: (payloads / RECORDED).read_bytes()})

    assert (rows[0].title, rows[0].start, rows[0].end) == (
        "牛客挑战赛89",
        datetime(2026, 6, 12, 11, 0, tzinfo=UTC),
        datetime(2026, 6, 12, 14, 0, tzinfo=UTC),
    )
    assert [r.kind for r in rows[:8]] == ["ACM", "", "ACM", "", "ACM", "", "ACM", "ACM"]
    assert [r.rated for r in rows[:8]] == [True, True, True, True, True, True, True, False]
    assert rows[1].facts == {"type": 4, "ratingUpperLimit": 1599, "organizer": "牛客竞赛"}


def test_optional_fields_may_be_missing(play: Play) -> None:
    row = play(NowCoder, {LIST: item()})[0]

    assert (row.key, row.kind, row.rated, row.registration_opens, row.facts) == ("5", "", None, None, {})


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"<html><title>\xe7\x99\xbb\xe5\xbd\x95</title><form></form></html>", ".platform-mod"),
        (b'<div class="platform-mod"><h2>x</h2></div>', ".platform-mod .platform-item"),
        (
            b'<div class="platform-mod"><div class="platform-item"></div></div>',
            ".platform-item 1 data-json div[data-json]",
        ),
        (item(contestId="5"), ".platform-item 1 data-json $.contestId"),
        (item(contestEndTime=1781262000000), ".platform-item 1 data-json"),
        (item(contestStartTime=10**400), ".platform-item 1 data-json"),
    ],
)
def test_wrong_page_is_named(play: Play, body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(NowCoder, {LIST: body})

    assert caught.value.place == place
