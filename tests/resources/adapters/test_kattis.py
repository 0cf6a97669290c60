"""Kattis prints the clock alone within a day of now, so the day has to be found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.adapters.kattis import read_time

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEFORE_MIDNIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now", "time"),
    [
        ("18:00:00 UTC", NOON, datetime(2026, 11, 21, 18, tzinfo=UTC)),
        ("11:00:00 UTC", NOON, datetime(2026, 11, 22, 11, tzinfo=UTC)),
        ("11:59:00 UTC", NOON, datetime(2026, 11, 21, 11, 59, tzinfo=UTC)),  # about to begin, on a page of a minute ago
        ("00:15:00 UTC", BEFORE_MIDNIGHT, datetime(2026, 11, 22, 0, 15, tzinfo=UTC)),
        ("23:58:00 UTC", AFTER_MIDNIGHT, datetime(2026, 11, 20, 23, 58, tzinfo=UTC)),
        ("00:30:00 CET", BEFORE_MIDNIGHT, datetime(2026, 11, 21, 23, 30, tzinfo=UTC)),  # there it is tomorrow already
        ("09:00 CET", BEFORE_MIDNIGHT, datetime(2026, 11, 22, 8, tzinfo=UTC)),
    ],
)
def test_clock_of_a_coming_contest_is_the_next_such_moment(text: str, now: datetime, time: datetime) -> None:
    assert read_time(text, now=now, is_ahead=True) == time


@pytest.mark.parametrize(
    ("text", "now", "time"),
    [
        ("11:00:00 UTC", NOON, datetime(2026, 11, 21, 11, tzinfo=UTC)),
        ("18:00:00 UTC", NOON, datetime(2026, 11, 20, 18, tzinfo=UTC)),
        ("12:01:00 UTC", NOON, datetime(2026, 11, 21, 12, 1, tzinfo=UTC)),  # by a clock a minute ahead of ours
        ("23:00:00 UTC", AFTER_MIDNIGHT, datetime(2026, 11, 20, 23, tzinfo=UTC)),
        ("00:30:00 CET", BEFORE_MIDNIGHT, datetime(2026, 11, 21, 23, 30, tzinfo=UTC)),
    ],
)
def test_clock_of_a_begun_contest_is_the_last_such_moment(text: str, now: datetime, time: datetime) -> None:
    assert read_time(text, now=now, is_ahead=False) == time


@pytest.mark.parametrize("is_ahead", [True, False])
def test_date_is_taken_as_printed(is_ahead: bool) -> None:
    time = read_time("2026-07-04 10:00:00 CEST", now=NOON, is_ahead=is_ahead)

    assert time == datetime(2026, 7, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "18:00:00", "18:00:00 MARS", "2026-07-04 10:00:00", "25.07. 10:00 UTC"]
)
def test_time_without_a_known_zone_is_refused(text: str) -> None:
    with pytest.raises(AdapterError, match="is no time with a known zone"):
        read_time(text, now=NOON, is_ahead=True)


def test_time_that_no_clock_shows_is_refused() -> None:
    with pytest.raises(AdapterError, match="is no ISO 8601 time"):
        read_time("25:00:00 UTC", now=NOON, is_ahead=True)
