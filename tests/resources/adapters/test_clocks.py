"""Times and durations in the spellings that several sites share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from apps.resources.adapters._clocks import duration_in_words, duration_on_clock, from_millis, from_wall_clock
from apps.resources.adapters.base import AdapterError


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("5 hours", timedelta(hours=5)),
        ("1 hour", timedelta(hours=1)),
        ("2 hours 30 minutes", timedelta(hours=2, minutes=30)),
        ("1 day, 2 hours and 15 minutes", timedelta(days=1, hours=2, minutes=15)),
        (" 11 Days ", timedelta(days=11)),
        ("1.5 hours", timedelta(minutes=90)),
        ("2h30m", timedelta(hours=2, minutes=30)),
        ("90 mins", timedelta(minutes=90)),
        ("3 weeks", timedelta(weeks=3)),
        ("45 sec", timedelta(seconds=45)),
    ],
)
def test_duration_in_words_adds_its_parts(text: str, duration: timedelta) -> None:
    assert duration_in_words(text) == duration


@pytest.mark.parametrize(
    "text", ["", "soon", "five hours", "5", "5 hourglasses", "5 hours or so", "2 months", "9999999 h"]
)
def test_duration_in_words_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(AdapterError, match="is no duration in words"):
        duration_in_words(text)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("5:00:00", timedelta(hours=5)),
        ("336:00:00", timedelta(days=14)),
        ("125:30", timedelta(hours=125, minutes=30)),
        ("2 days, 5:00:30", timedelta(days=2, hours=5, seconds=30)),
        ("1 day 0:15:00", timedelta(days=1, minutes=15)),
    ],
)
def test_duration_on_clock_counts_hours_beyond_a_day(text: str, duration: timedelta) -> None:
    assert duration_on_clock(text) == duration


@pytest.mark.parametrize("text", ["", "5", "5:60:00", "5:00:61", "-5:00:00", "5:00:00 h", "1 week, 5:00:00"])
def test_duration_on_clock_refuses_other_forms(text: str) -> None:
    with pytest.raises(AdapterError, match="is no duration"):
        duration_on_clock(text)


@pytest.mark.parametrize(
    ("text", "zone", "time"),
    [
        ("2027-01-16 12:00", "Europe/Helsinki", datetime(2027, 1, 16, 10, tzinfo=UTC)),
        ("2026-05-02 12:00", "Europe/Helsinki", datetime(2026, 5, 2, 9, tzinfo=UTC)),
        ("2026-05-02 00:30", "Asia/Kolkata", datetime(2026, 5, 1, 19, tzinfo=UTC)),
    ],
)
def test_wall_clock_follows_the_seasons_of_its_place(text: str, zone: str, time: datetime) -> None:
    assert from_wall_clock(text, "%Y-%m-%d %H:%M", zone=zone) == time


@pytest.mark.parametrize("text", ["", "2026-02-30 12:00", "2 May 2026", "0001-01-01 00:00"])
def test_wall_clock_refuses_what_no_clock_shows(text: str) -> None:
    with pytest.raises(AdapterError, match="is no time of the form"):
        from_wall_clock(text, "%Y-%m-%d %H:%M", zone="Asia/Tokyo")


def test_milliseconds_keep_their_fraction() -> None:
    assert from_millis(1_795_273_200_500) == datetime(2026, 11, 21, 15, 0, 0, 500_000, tzinfo=UTC)


def test_milliseconds_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(AdapterError, match="is no epoch"):
        from_millis(1e18)
