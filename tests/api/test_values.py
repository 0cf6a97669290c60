"""How texts in a query are read."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.api.errors import AnswerError, ApiError
from apps.api.times import in_words
from apps.api.values import is_yes, read_duration, read_time

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("3600", HOUR),
        ("-3600", -HOUR),
        ("0", timedelta()),
        ("1.5", timedelta(seconds=1.5)),
        ("2 hours", 2 * HOUR),
        ("2HOURS", 2 * HOUR),
        ("90m", HOUR * 1.5),
        ("1h30m", HOUR * 1.5),
        ("1 hour, 30 minutes", HOUR * 1.5),
        ("1.5 hrs", HOUR * 1.5),
        ("1:30:00", HOUR * 1.5),
        ("4:13", timedelta(minutes=4, seconds=13)),
        ("2 days, 1:30:00", timedelta(days=2) + HOUR * 1.5),
        ("10 days", timedelta(days=10)),
        ("1w 2d", timedelta(days=9)),
        ("- 5 min", timedelta(minutes=-5)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    assert read_duration(text) == length


@pytest.mark.parametrize("text", ["", "soon", "2 fortnights", "h", "1:2:3:4", "hours 2", "1 day and", "9" * 101])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(AnswerError, match="unsupported type for timedelta seconds component: NoneType"):
        read_duration(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC)),
        ("2026-11-21 10:30", datetime(2026, 11, 21, 10, 30, tzinfo=UTC)),
        ("2026-11-21 10:30:15.5", datetime(2026, 11, 21, 10, 30, 15, 500000, tzinfo=UTC)),
        ("2026-11-21T10:30:15", datetime(2026, 11, 21, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-21T10:30:15Z", datetime(2026, 11, 21, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-21T10:30:15.000Z", datetime(2026, 11, 21, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-21T10:30:15+00:00", datetime(2026, 11, 21, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-21T10:30:15 00:00", datetime(2026, 11, 21, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-21T10:30:15.25 03:00", datetime(2026, 11, 21, 7, 30, 15, 250000, tzinfo=UTC)),
        ("2026-11-21T10:30-02:00", datetime(2026, 11, 21, 12, 30, tzinfo=UTC)),
    ],
)
def test_times(text: str, time: datetime) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("YES", True), ("On", True), ("", False), ("no", False)])
def test_yes(text: str, expected: bool) -> None:
    assert is_yes(text) is expected


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read, kind in ((read_time, datetime), (read_duration, timedelta)):
        with contextlib.suppress(ApiError):
            assert isinstance(read(text), kind)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (8100, "2 hours 15 minutes"),
        (864000, "10 days"),
        (90061, "1 day 1 hour 1 minute 1 second"),
        (0, "0 seconds"),
    ],
)
def test_durations_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
