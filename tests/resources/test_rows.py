"""Rows refuse what no contest can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from apps.resources.rows import ContestRow, RowError

START = datetime(2026, 1, 10, 14, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "key": "7",
    "title": "Round 7",
    "url": "https://site.example/7",
    "start": START,
    "end": START + timedelta(hours=2),
}


def test_a_row_keeps_what_it_is_given() -> None:
    row = ContestRow(**GOOD, facts={"phase": "BEFORE", "weight": 0.5, "team": True})

    assert (row.start, row.end, row.rated, row.facts) == (
        START,
        START + timedelta(hours=2),
        None,
        {"phase": "BEFORE", "weight": 0.5, "team": True},
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"key": ""}, "key is empty"),
        ({"key": None}, "key is empty"),
        ({"key": "x" * 256}, "key is longer than 255"),
        ({"title": " a"}, "title has control characters or blanks"),
        ({"title": "a\x00b"}, "title has control characters"),
        ({"title": "a\ud800b"}, "title has control characters"),
        ({"title": "x" * 501}, "title is longer than 500"),
        ({"url": "/contests/7"}, "url is no web address"),
        ({"url": "javascript:alert(1)"}, "url is no web address"),
        ({"url": "https://a b"}, "url is no web address"),
        ({"standings_url": "ftp://a"}, "standings_url is no web address"),
        ({"kind": "a\n"}, "kind has control characters"),
        ({"start": None}, "start is no time in UTC"),
        ({"start": START.replace(tzinfo=None)}, "start is no time in UTC"),
        ({"start": START.astimezone(timezone(timedelta(hours=3)))}, "start is no time in UTC"),
        ({"registration_opens": START.replace(tzinfo=None)}, "registration_opens is no time in UTC"),
        ({"end": START}, "is not before end"),
        ({"end": START - timedelta(seconds=1)}, "is not before end"),
        ({"start": datetime(1970, 1, 1, tzinfo=UTC)}, "no plausible time"),
        ({"end": datetime(2300, 1, 1, tzinfo=UTC)}, "no plausible time"),
        ({"duration": timedelta(0)}, "is not positive"),
        ({"facts": {"city": "a\x00"}}, "fact city has control characters"),
        ({"facts": {"weight": float("nan")}}, "fact weight is nan"),
        ({"facts": {"weight": float("inf")}}, "fact weight is inf"),
    ],
)
def test_a_row_refuses(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(RowError, match=why):
        ContestRow(**GOOD | changes)
