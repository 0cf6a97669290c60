"""The habits of a site or a series, read from when its contests were: usual day and hour, length, pace, months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from statistics import median_low

USUAL = 0.3  # the share of contests that makes a weekday, an hour or a length the usual one
FEWEST = 4  # contests below which nothing is called usual
MONTHS = 24
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Up to and with each of these; the last bar holds what is longer.
LENGTHS = (HOUR, 2 * HOUR, 3 * HOUR, 5 * HOUR, 12 * HOUR, DAY, 7 * DAY)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """When one contest starts, an aware time, and how long a participant has."""

    start: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class Share:
    """The most common value among contests, and how many of a hundred have it."""

    value: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is usual; None where nothing is. Weekdays count from Monday, 0; hours are of the viewer's zone."""

    number: int
    weekday: Share | None
    hour: Share | None
    minute: int  # the most common one past the usual hour
    length: timedelta | None
    pace: timedelta | None  # the middle one of the times from one start to the next


def rhythm(occurrences: Sequence[Occurrence], zone: tzinfo) -> Rhythm:
    """Return what is usual among contests, in any order, on the wall clock of a zone."""
    local = [one.start.astimezone(zone) for one in occurrences]
    hour = _usual([start.hour for start in local])
    minutes = Counter(start.minute for start in local if hour and start.hour == hour.value)
    length = _usual([int(one.length.total_seconds()) for one in occurrences])
    return Rhythm(
        number=len(occurrences),
        weekday=_usual([start.weekday() for start in local]),
        hour=hour,
        minute=minutes.most_common(1)[0][0] if minutes else 0,
        length=timedelta(seconds=length.value) if length else None,
        pace=_pace([one.start for one in occurrences]),
    )


def by_month(occurrences: Sequence[Occurrence], *, last: date, zone: tzinfo) -> list[tuple[date, int]]:
    """Return the first day of each of 24 months, the last that of a day, and how many contests start in it."""
    counts = Counter((start.year, start.month) for start in (one.start.astimezone(zone) for one in occurrences))
    end = last.year * 12 + last.month - 1
    months = [divmod(number, 12) for number in range(end - MONTHS + 1, end + 1)]
    return [(date(year, month + 1, 1), counts[year, month + 1]) for year, month in months]


def by_length(occurrences: Sequence[Occurrence]) -> list[tuple[timedelta | None, int]]:
    """Return how many contests last at most so long and longer than the one before; None stands for any length."""
    counts = Counter(next((edge for edge in LENGTHS if one.length <= edge), None) for one in occurrences)
    return [(edge, counts[edge]) for edge in (*LENGTHS, None)]


def _usual(values: Sequence[int]) -> Share | None:
    if len(values) < FEWEST:
        return None
    value, number = min(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
    return Share(value, round(100 * number / len(values))) if number / len(values) >= USUAL else None


def _pace(starts: Sequence[datetime]) -> timedelta | None:
    """Return the middle gap between starts; divisions that start together are one."""
    ordered = sorted(set(starts))
    gaps = [after - before for before, after in pairwise(ordered)]
    return median_low(gaps) if len(gaps) >= FEWEST - 1 else None
