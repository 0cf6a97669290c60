"""Fair streaks: runs of days on which somebody was active, which days that nobody could read do not break."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import NamedTuple

A_DAY = timedelta(days=1)


class Streak(NamedTuple):
    """A run of days: from the first active day to the last, how many were active, and how many were forgiven."""

    first: date
    last: date
    length: int  # active days
    forgiven: int


def streaks(active: Collection[date], *, forgiven: Collection[date] = ()) -> list[Streak]:
    """Return the runs of active days, the earliest first.

    Two active days belong to one run when each day between them, if any, is forgiven. Forgiven days are not counted
    into the length, and never begin or end a run.
    """
    return list(_runs(sorted(set(active)), frozenset(forgiven)))


def _runs(days: list[date], forgiven: frozenset[date]) -> Iterator[Streak]:
    if not days:
        return
    first = last = days[0]
    length, skipped = 1, 0
    for day in days[1:]:
        between = 0 if day - last == A_DAY else _between(last, day, forgiven)
        if between is None:
            yield Streak(first, last, length, skipped)
            first, length, skipped = day, 0, 0
        last, length, skipped = day, length + 1, skipped + (between or 0)
    yield Streak(first, last, length, skipped)


def _between(last: date, day: date, forgiven: frozenset[date]) -> int | None:
    """Return how many forgiven days lie between two days; None where one of the days between is not forgiven."""
    gap = (day - last).days - 1
    if gap > len(forgiven):
        return None
    return gap if all(last + number * A_DAY in forgiven for number in range(1, gap + 1)) else None


def longest(runs: Collection[Streak]) -> Streak | None:
    """Return the run with the most active days, the latest of several; None where there is none."""
    return max(runs, key=lambda run: (run.length, run.last), default=None)


def current(runs: Collection[Streak], *, today: date, forgiven: Collection[date] = ()) -> Streak | None:
    """Return the run that may still go on, because today is not over: all days from its end until it are forgiven."""
    last = max(runs, key=lambda run: run.last, default=None)
    goes_on = last is not None and _between(last.last, today, frozenset(forgiven)) is not None
    return last if goes_on else None
