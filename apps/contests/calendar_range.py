"""Which days the calendar shows: a month, a week, a day or two weeks of agenda, and what its links lead to."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format, get_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

DAY, WEEK = timedelta(days=1), timedelta(days=7)
AGENDA = 2 * WEEK
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
SUNDAY, MONDAY = 6, 0  # as datetime.weekday() counts
# Where the week begins with Sunday, as far as the pages' languages are read there (Unicode CLDR, weekData/firstDay).
SUNDAY_REGIONS = frozenset({"US", "CA", "MX", "BR", "JP", "KR", "TW", "HK", "IN", "IL", "PH", "ZA"})


class View(enum.StrEnum):
    """A way to show days."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    AGENDA = "agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The days in view: from `first` up to, without, `until`. `day` is the one that was asked for."""

    view: View
    day: date
    first: date
    until: date
    today: date
    long: bool  # whether contests of a week and more stand among the others
    first_weekday: int

    @classmethod
    def around(cls, day: date, *, view: View, today: date, long: bool = False, first_weekday: int = MONDAY) -> Range:
        """Return the days that a view shows for one of them."""
        week = day - (day.weekday() - first_weekday) % 7 * DAY
        match view:
            case View.MONTH:
                opening, closing = day.replace(day=1), next_month(day) - DAY
                first = opening - (opening.weekday() - first_weekday) % 7 * DAY
                until = closing + (7 - (closing.weekday() - first_weekday) % 7) * DAY
            case View.WEEK:
                first, until = week, week + WEEK
            case View.DAY:
                first, until = day, day + DAY
            case View.AGENDA:
                first, until = day, day + AGENDA
        return cls(view=view, day=day, first=first, until=until, today=today, long=long, first_weekday=first_weekday)

    @classmethod
    def from_query(cls, query: QueryDict, *, today: date, first_weekday: int = MONDAY) -> Range:
        """Read `view`, `date` (2026-11-22) and `long` of a URL; what makes no sense is taken for what is usual."""
        view = next((view for view in View if view.value == query.get("view")), View.MONTH)
        day = read_day(query.get("date", "")) or today
        return cls.around(day, view=view, today=today, long=query.get("long") == "yes", first_weekday=first_weekday)

    def pairs(self, **changes: object) -> list[tuple[str, object]]:
        """Return what a URL's query says of these days, or of others by `view`, `day` or `long`, in one spelling."""
        view, day, long = (changes.get(name, getattr(self, name)) for name in ("view", "day", "long"))
        pairs: list[tuple[str, object]] = [("view", view)] if view != View.MONTH else []
        if day != self.today:
            pairs.append(("date", day))
        if long:
            pairs.append(("long", "yes"))
        return pairs

    def query_string(self, filters: str = "", **changes: object) -> str:
        """Return the query of a URL that shows these days, with changes as in `pairs` and the filter's own query."""
        return "&".join(filter(None, [urlencode(self.pairs(**changes)), filters]))

    @property
    def first_day(self) -> int:
        """The day on which a week begins, as JavaScript counts: Sunday is 0."""
        return (self.first_weekday + 1) % 7

    @property
    def previous(self) -> date:
        """A day of the range before this one."""
        if self.view is View.MONTH:
            return (self.day.replace(day=1) - DAY).replace(day=1)
        return self.day - (self.until - self.first)

    @property
    def following(self) -> date:
        """A day of the range after this one."""
        return next_month(self.day) if self.view is View.MONTH else self.day + (self.until - self.first)

    @property
    def title(self) -> str:
        """The range in words: "November 2026", "16 Nov – 22 Nov 2026", "Sunday, 22 November 2026"."""
        if self.view is View.MONTH:
            return capfirst(date_format(self.day, "YEAR_MONTH_FORMAT"))
        if self.view is View.DAY:
            return capfirst(date_format(self.day, "FULL_DATE"))
        first, last = date_format(self.first, "MONTH_DAY_FORMAT"), date_format(self.until - DAY, "DATE_FORMAT")
        return _("%(first)s – %(last)s") % {"first": first, "last": last}

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the instants at which the range begins and ends in a zone."""
        return midnight(self.first, zone), midnight(self.until, zone)


def read_day(text: str) -> date | None:
    """Return a day written as 2026-11-22, a time behind it passed over; None for anything else or far away."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which a day begins on the wall."""
    return datetime.combine(day, time.min, tzinfo=zone)


def next_month(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def first_weekday(request: HttpRequest) -> int:
    """Return the day on which a reader's week begins: by language, and by country where the browser names one."""
    tag, _separator, _others = request.headers.get("Accept-Language", "").partition(",")
    language, _hyphen, region = tag.partition(";")[0].strip().partition("-")
    if language.lower() == (get_language() or "en") and region.upper() in SUNDAY_REGIONS:
        return SUNDAY
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # there Sunday is 0
