"""Streaks: runs of active days, days that are forgiven, and which run may still go on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.standings.people.streaks import Streak, current, longest, streaks

DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)


def days(*numbers: int) -> list[date]:
    """Return days of November 2026 by their numbers."""
    return [FIRST + (number - 1) * DAY for number in numbers]


def run(first: int, last: int, length: int, forgiven: int = 0) -> Streak:
    """Return a run between two days of November 2026."""
    return Streak(first=days(first)[0], last=days(last)[0], length=length, forgiven=forgiven)


@pytest.mark.parametrize(
    ("active", "forgiven", "found"),
    [
        ([], [], []),
        ([5], [], [run(5, 5, 1)]),
        ([3, 1, 2, 2], [], [run(1, 3, 3)]),
        ([1, 2, 4], [], [run(1, 2, 2), run(4, 4, 1)]),
        ([1, 2, 4], [3], [run(1, 4, 3, 1)]),
        ([1, 2, 5], [3], [run(1, 2, 2), run(5, 5, 1)]),
        ([1, 5, 6], [2, 3, 4, 7], [run(1, 6, 3, 3)]),
        ([2, 4], [1, 5], [run(2, 2, 1), run(4, 4, 1)]),
    ],
)
def test_streaks_are_broken_by_days_that_are_not_forgiven(
    active: list[int], forgiven: list[int], found: list[Streak]
) -> None:
    assert streaks(days(*active), forgiven=days(*forgiven)) == found


@pytest.mark.parametrize(
    ("active", "forgiven", "today", "found"),
    [
        ([], [], 5, None),
        ([4, 5], [], 5, run(4, 5, 2)),
        ([3, 4], [], 5, run(3, 4, 2)),
        ([2, 3], [], 5, None),
        ([2, 3], [4], 5, run(2, 3, 2)),
        ([1, 2, 6], [], 5, run(6, 6, 1)),
    ],
)
def test_current_streak_waits_until_the_day_is_over(
    active: list[int], forgiven: list[int], today: int, found: Streak | None
) -> None:
    runs = streaks(days(*active), forgiven=days(*forgiven))

    assert current(runs, today=days(today)[0], forgiven=days(*forgiven)) == found


def test_longest_streak_is_the_latest_of_equal_ones() -> None:
    assert longest(streaks(days(1, 2, 4, 5, 7))) == run(4, 5, 2)
    assert longest([]) is None


numbers = st.sets(st.integers(min_value=1, max_value=60))


@given(active=numbers, forgiven=numbers)
def test_streaks_hold_every_active_day_once_and_forgiving_never_shortens(active: set[int], forgiven: set[int]) -> None:
    strict, fair = streaks(days(*active)), streaks(days(*active), forgiven=days(*forgiven))

    assert sum(one.length for one in fair) == len(active) == sum(one.length for one in strict)
    assert max((one.length for one in fair), default=0) >= max((one.length for one in strict), default=0)
    assert sum((one.last - one.first).days + 1 - one.length - one.forgiven for one in fair) == 0
