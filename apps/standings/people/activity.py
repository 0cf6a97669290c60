"""On which days accounts did something, as far as anybody knows, and the year of days that is drawn of it."""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

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


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What accounts did on which day: deeds (submissions, as far as known), and contests begun."""

    deeds: Mapping[date, int]
    contests: Mapping[date, int]

    @cached_property
    def days(self) -> Sequence[date]:
        """The days on which anything was done, the earliest first."""
        return sorted(self.deeds.keys() | self.contests.keys())

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
    for account, day, number in career.submitted:
        counted[account][day] = max(counted[account][day], number)
    deeds: Counter[date] = Counter()
    for each in counted.values():
        deeds.update(each)
    contests = Counter(time.astimezone(zone).date() for time in career.times)
    return Activity(deeds=deeds, contests=contests)


def _told(days: Mapping[str, int] | None) -> Counter[date]:
    return Counter({date.fromisoformat(day): number for day, number in (days or {}).items() if number})


@dataclass(frozen=True, kw_only=True)
class YearOfDays:
    """A year of days, drawn week by week from Monday, with the counts below it."""

    first: date
    last: date
    activity: Activity

    @cached_property
    def monday(self) -> date:
        """The day at the upper left."""
        return self.first - self.first.weekday() * A_DAY

    @cached_property
    def n_weeks(self) -> int:
        """How many columns there are."""
        return ((self.last - self.monday).days // 7) + 1

    @property
    def months(self) -> Sequence[tuple[int, date]]:
        """The months that begin in a column but the last: where it stands, and their first day."""
        before = self.monday - A_DAY
        number = before.year * 12 + before.month
        begun = [date(month // 12, month % 12 + 1, 1) for month in range(number, number + 13)]
        columns = [((day - self.monday).days // 7, day) for day in begun]
        return [(LEFT + at * PITCH, day) for at, day in columns if at < self.n_weeks - 1]

    @property
    def width(self) -> int:
        """Of the drawing."""
        return LEFT + self.n_weeks * PITCH

    @property
    def height(self) -> int:
        """Of the drawing."""
        return TOP + 7 * PITCH

    @cached_property
    def active(self) -> Sequence[tuple[date, int, int]]:
        """The days on which anything was done: the day, deeds, contests begun."""
        days, deeds, contests = self.activity.days, self.activity.deeds, self.activity.contests
        shown = days[bisect_left(days, self.first) : bisect(days, self.last)]
        return [(day, deeds.get(day, 0), contests.get(day, 0)) for day in shown]

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
            levels[at] = LEVELS[bisect(LEAST, max(deeds, contests))]
            if contests:
                parts["contest"].append(DOTS[at])
        for level, square in zip(levels[first:], SQUARES[first:], strict=False):
            parts[level].append(square)
        return [(name, "".join(cells)) for name, cells in sorted(parts.items(), reverse=True)]


def year_of_days(activity: Activity, *, year: int | None, today: date) -> YearOfDays:
    """Return a calendar year; where none is named the year up to today, or the last one in which anything was done."""
    lately = today - 364 * A_DAY
    if year is None and (not activity.days or activity.days[-1] >= lately):
        return YearOfDays(first=lately, last=today, activity=activity)
    year = year or activity.years[0]
    return YearOfDays(first=date(year, 1, 1), last=date(year, 12, 31), activity=activity)
