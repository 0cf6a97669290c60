"""On which days accounts did something, as far as anybody knows, and the year of days that is drawn of it."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from apps.standings.people.careers import Career

A_DAY = timedelta(days=1)
LEAST = (1, 2, 5, 10)  # deeds of a day, from which on it is drawn darker
PITCH, CELL, TOP, LEFT = 13, 11, 16, 28  # of the drawing, in its own units
# Of the squares, a week after the other; a year has days in up to 54 weeks.
CORNERS = [(LEFT + week * PITCH, TOP + day * PITCH) for week in range(54) for day in range(7)]
SQUARES = [f"M{left} {top}h{CELL}v{CELL}h-{CELL}z" for left, top in CORNERS]
DOTS = [f"M{left + 4} {top + 4}h3v3h-3z" for left, top in CORNERS]
LEVELS = tuple(f"level-{level}" for level in range(len(LEAST) + 1))

SUBMISSIONS = """
SELECT account_id, (at AT TIME ZONE %(zone)s)::date, count(*) FROM standings_submission
WHERE account_id = ANY(%(accounts)s) GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What accounts did on which day: deeds (submissions, as far as known), and contests begun."""

    deeds: Mapping[date, int]
    contests: Mapping[date, int]

    @property
    def days(self) -> set[date]:
        """The days on which anything was done."""
        return set(self.deeds) | set(self.contests)

    @property
    def years(self) -> list[int]:
        """The years with such days, the latest first."""
        return sorted({day.year for day in self.days}, reverse=True)


def activity_of(career: Career) -> Activity:
    """Return all that is known of when accounts did something, by the days of Django's current zone.

    Sites that tell counts by day tell them by days in UTC; of an account whose submissions are known as well, each day
    shows the larger number. One query besides the career's own.
    """
    zone = timezone.get_current_timezone()
    counted: dict[int, Counter[date]] = {account.pk: _told(account.days) for account in career.accounts}
    for account, day, number in _submissions(list(counted), zone):
        counted[account][day] = max(counted[account][day], number)
    deeds: Counter[date] = Counter()
    for each in counted.values():
        deeds.update(each)
    contests = Counter(time.astimezone(zone).date() for time in career.times)
    return Activity(deeds=deeds, contests=contests)


def _told(days: Mapping[str, int] | None) -> Counter[date]:
    return Counter({date.fromisoformat(day): number for day, number in (days or {}).items() if number})


def _submissions(accounts: list[int], zone: tzinfo) -> Iterable[tuple[int, date, int]]:
    given: dict[str, Any] = {"accounts": accounts, "zone": getattr(zone, "key", None) or zone.utcoffset(None)}
    with connection.cursor() as cursor:
        cursor.execute(SUBMISSIONS, given)
        found: list[tuple[int, date, int]] = cursor.fetchall()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A column of the drawing: where it stands, and the month that begins in it, if one does."""

    left: int
    month: date | None


@dataclass(frozen=True, kw_only=True)
class YearOfDays:
    """A year of days, drawn week by week from Monday, with the counts below it."""

    first: date
    last: date
    activity: Activity

    @property
    def monday(self) -> date:
        """The day at the upper left."""
        return self.first - self.first.weekday() * A_DAY

    @property
    def weeks(self) -> Sequence[Week]:
        """The columns."""
        number = ((self.last - self.monday).days // 7) + 1
        mondays = [self.monday + 7 * at * A_DAY for at in range(number)]
        return [Week(left=LEFT + at * PITCH, month=_begins(day)) for at, day in enumerate(mondays)]

    @property
    def width(self) -> int:
        """Of the drawing."""
        return LEFT + len(self.weeks) * PITCH

    @property
    def height(self) -> int:
        """Of the drawing."""
        return TOP + 7 * PITCH

    @cached_property
    def active(self) -> Sequence[tuple[date, int, int]]:
        """The days on which anything was done: the day, deeds, contests begun."""
        days = sorted(day for day in self.activity.days if self.first <= day <= self.last)
        return [(day, self.activity.deeds.get(day, 0), self.activity.contests.get(day, 0)) for day in days]

    @property
    def n_deeds(self) -> int:
        """Deeds in all."""
        return sum(deeds for _, deeds, _ in self.active)

    @property
    def n_contests(self) -> int:
        """Contests begun."""
        return sum(contests for _, _, contests in self.active)

    @property
    def paths(self) -> Sequence[tuple[str, str]]:
        """The drawing: (what its days are called in the style sheet, SVG path), of those that occur."""
        monday = self.monday.toordinal()
        first, last = self.first.toordinal() - monday, self.last.toordinal() - monday
        levels = [LEVELS[0]] * (last + 1)
        parts: dict[str, list[str]] = defaultdict(list)
        for day, deeds, contests in self.active:
            at = day.toordinal() - monday
            levels[at] = _level(deeds, contests)
            if contests:
                parts["contest"].append(DOTS[at])
        for level, square in zip(levels[first:], SQUARES[first:], strict=False):
            parts[level].append(square)
        return [(name, "".join(cells)) for name, cells in sorted(parts.items(), reverse=True)]


def year_of_days(activity: Activity, *, year: int | None, today: date) -> YearOfDays:
    """Return a calendar year; where none is named the year up to today, or the last one in which anything was done."""
    lately = today - 364 * A_DAY
    if year is None and (not activity.days or max(activity.days) >= lately):
        return YearOfDays(first=lately, last=today, activity=activity)
    year = year or activity.years[0]
    return YearOfDays(first=date(year, 1, 1), last=date(year, 12, 31), activity=activity)


def _begins(monday: date) -> date | None:
    """Return the first of the month, where it lies in the week from a Monday on."""
    sunday = monday + 6 * A_DAY
    return sunday.replace(day=1) if sunday.day <= 7 else None


def _level(deeds: int, contests: int) -> str:
    return LEVELS[bisect(LEAST, max(deeds, contests))]
