"""What is usual among contests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.contests.rhythm import Occurrence, Rhythm, Share, by_length, by_month, rhythm

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUNDAY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def weekly(number: int, length: timedelta = 2 * HOUR) -> list[Occurrence]:
    """Return contests on Sundays at 23:30 UTC."""
    return [Occurrence(SUNDAY + 7 * week * DAY, length) for week in range(number)]


def test_weekly_contests_have_a_day_an_hour_a_length_and_a_pace() -> None:
    assert rhythm(weekly(8), UTC) == Rhythm(
        number=8, weekday=Share(6, 100), hour=Share(23, 100), minute=30, length=2 * HOUR, pace=7 * DAY
    )


def test_habits_are_those_of_the_viewers_clock_on_both_sides_of_the_change() -> None:
    found = rhythm(weekly(8), ZoneInfo("Europe/Berlin"))  # summer time begins after the fourth
    assert (found.weekday, found.hour, found.minute) == (Share(0, 100), Share(0, 50), 30)


def test_few_or_unlike_contests_have_no_habits() -> None:
    few = rhythm(weekly(3), UTC)
    assert (few.number, few.weekday, few.hour, few.length, few.pace) == (3, None, None, None, None)
    unlike = [Occurrence(SUNDAY + number * (DAY + HOUR), number * HOUR) for number in range(1, 8)]
    found = rhythm(unlike, UTC)
    assert (found.weekday, found.hour, found.length, found.pace) == (None, None, None, DAY + HOUR)


def test_divisions_that_start_together_are_one_step_of_the_pace() -> None:
    assert rhythm([*weekly(5), *weekly(5)], UTC).pace == 7 * DAY


def test_months_end_with_this_one_and_leave_older_ones_out() -> None:
    starts = [
        datetime(2026, 1, 31, 23, tzinfo=UTC),
        datetime(2024, 2, 29, tzinfo=UTC),
        datetime(2024, 3, 1, tzinfo=UTC),
    ]
    found = by_month([Occurrence(start, HOUR) for start in starts], last=date(2026, 2, 11), zone=ZoneInfo("Asia/Tokyo"))
    assert len(found) == 24
    assert (found[0], found[-1]) == ((date(2024, 3, 1), 1), (date(2026, 2, 1), 1))
    assert sum(number for _, number in found) == 2


@pytest.mark.parametrize(
    ("length", "place"), [(HOUR, 0), (HOUR + timedelta(seconds=1), 1), (DAY, 5), (7 * DAY, 6), (8 * DAY, 7)]
)
def test_length_counts_up_to_and_with_its_edge(length: timedelta, place: int) -> None:
    counts = [number for _, number in by_length([Occurrence(SUNDAY, length)])]
    assert counts == [int(number == place) for number in range(8)]
