"""The filter of contests that lives in a URL: the same for pages, feeds and the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractIsoWeekDay, TruncTime
from django.http import QueryDict
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from apps.contests import search
from apps.contests.filter_values import WEEKDAYS, Reader
from apps.contests.models import Contest
from apps.core.durations import short_duration

STATUSES = ("coming", "past", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestFilter:
    """What somebody wants to see, and what could not be understood of it.

    | in a URL | means |
    |---|---|
    | `resource` (repeatable, or parted by commas) | a site by id, host or short name |
    | `search`, `search_query` or `q` | the grammar of apps/contests/search.py |
    | `contest` (repeatable, or parted by commas) | contests by id; one that was merged stands for what it became |
    | `kind` (repeatable) | the site's own word for the kind, in any case |
    | `series` (repeatable) | a series by the name in its address: `codeforces-com-codeforces-round` |
    | `rated` | yes or no |
    | `status` (repeatable) | `running`, `coming`, `past` |
    | `weekday` (repeatable) | the day on which it starts, in somebody's zone: `mon` … `sun` |
    | `time_from`, `time_to` | the time of day at which it starts, there: `18:00`; from 22:00 to 04:00 is a night |
    | `duration_from`, `duration_to` | at least, at most so long: `90m`, `2h`, `1d`, or seconds |
    """

    resources: tuple[str, ...] = ()
    text: str = ""
    ids: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    rated: bool | None = None
    statuses: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    time_from: time | None = None
    time_to: time | None = None
    duration_from: timedelta | None = None
    duration_to: timedelta | None = None
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> ContestFilter:
        """Read a URL's query. Unknown parameters are passed over; what makes no sense is, too, with a warning."""
        read = Reader(query)
        text = read.text("search", "search_query", "q")
        return cls(
            resources=read.values("resource"),
            text=text,
            ids=read.ids("contest"),
            kinds=read.values("kind"),
            series=read.values("series"),
            rated=read.yes_or_no("rated"),
            statuses=read.some_of("status", STATUSES),
            weekdays=read.some_of("weekday", WEEKDAYS),
            time_from=read.clock("time_from"),
            time_to=read.clock("time_to"),
            duration_from=read.duration("duration_from"),
            duration_to=read.duration("duration_to"),
            warnings=(*read.warnings, *search.read(text, timezone.now()).warnings),
        )

    def query_string(self) -> str:
        """Return the filter as a URL's query in its one canonical spelling, "" when it lets everything through."""
        pairs = [("resource", name) for name in self.resources]
        pairs += [("contest", str(number)) for number in self.ids]
        pairs += [("kind", name) for name in self.kinds]
        pairs += [("series", name) for name in self.series]
        pairs += [("status", name) for name in self.statuses]
        pairs += [("weekday", name) for name in self.weekdays]
        for name, clock in (("time_from", self.time_from), ("time_to", self.time_to)):
            if clock is not None:
                pairs.append((name, f"{clock:%H:%M}"))
        if self.rated is not None:
            pairs.append(("rated", "yes" if self.rated else "no"))
        for name, length in (("duration_from", self.duration_from), ("duration_to", self.duration_to)):
            if length is not None:
                pairs.append((name, str(int(length.total_seconds()))))
        if self.text:
            pairs.append(("search", self.text))
        return urlencode(pairs, safe=":")

    def query_for_programs(self, zone: str) -> str:
        """Return the same for what has no viewer, such as a feed: where the filter asks for a zone, it is named."""
        pairs = [self.query_string(), urlencode({"timezone": zone}, safe="/:") if self.asks_zone else ""]
        return "&".join(filter(None, pairs))

    @property
    def asks_clock(self) -> bool:
        """True when what passes changes with time alone."""
        return bool(self.statuses) or re.search(r"\b(is|status):", self.text, re.IGNORECASE) is not None

    @property
    def asks_zone(self) -> bool:
        """True when what passes depends on the zone of whoever asks."""
        return bool(self.weekdays) or self.time_from is not None or self.time_to is not None

    def describe(self) -> str:
        """Return the filter in few words, "" when it lets everything through."""
        parts = [", ".join(self.resources), ", ".join(self.kinds), ", ".join(self.series), ", ".join(self.statuses)]
        parts += [", ".join(f"#{number}" for number in self.ids), self.describe_days(), self.describe_times()]
        if self.rated is not None:
            parts.append(_("rated") if self.rated else _("unrated"))
        return " · ".join(part for part in [*parts, self.describe_lengths(), self.text] if part)

    def describe_days(self) -> str:
        """Return the weekdays: "Sat, Sun"."""
        return ", ".join(str(WEEKDAYS_ABBR[WEEKDAYS.index(name)]) for name in self.weekdays)

    def describe_times(self) -> str:
        """Return the times of day: "18:00–22:00", "≥ 18:00", "≤ 22:00"."""
        return _span(*(f"{clock:%H:%M}" if clock else "" for clock in (self.time_from, self.time_to)))

    def describe_lengths(self) -> str:
        """Return the lengths: "2 h–5 h", "≥ 2 h", "≤ 5 h"."""
        lengths = (self.duration_from, self.duration_to)
        return _span(*("" if length is None else short_duration(length) for length in lengths))

    def apply(
        self, contests: QuerySet[Contest], *, now: datetime | None = None, zone: tzinfo | None = None
    ) -> QuerySet[Contest]:
        """Return those of the contests that pass at a moment, in a zone; by default this one, and Django's current."""
        now = now or timezone.now()
        if self.resources:
            contests = contests.filter(self._of_resources())
        if self.ids:
            merged = Contest.objects.filter(pk__in=self.ids, merged_into__isnull=False).values("merged_into")
            contests = contests.filter(Q(pk__in=self.ids) | Q(pk__in=merged))
        if self.kinds:
            contests = contests.filter(_any_of(Q(kind__iexact=kind) for kind in self.kinds))
        if self.series:
            contests = contests.filter(series__in=self.series)
        if self.rated is not None:
            contests = contests.filter(rated=self.rated)
        if self.statuses:
            contests = contests.filter(_any_of(search.STATES[status](now) for status in self.statuses))
        if self.asks_zone:
            contests = self._at_hours(contests, zone or timezone.get_current_timezone())
        if self.duration_from is not None:
            contests = contests.filter(duration__gte=self.duration_from)
        if self.duration_to is not None:
            contests = contests.filter(duration__lte=self.duration_to)
        return contests.filter(search.read(self.text, now).condition) if self.text else contests

    def _at_hours(self, contests: QuerySet[Contest], zone: tzinfo) -> QuerySet[Contest]:
        """Return those that start at the wanted times of somebody's week, as the clocks there stand on that day."""
        if self.weekdays:
            numbers = [WEEKDAYS.index(name) + 1 for name in self.weekdays]
            contests = contests.alias(weekday=ExtractIsoWeekDay("start", tzinfo=zone)).filter(weekday__in=numbers)
        if self.time_from is None and self.time_to is None:
            return contests
        contests = contests.alias(clock=TruncTime("start", tzinfo=zone))
        since, until = self.time_from or time.min, self.time_to or time.max
        if since <= until:
            return contests.filter(clock__gte=since, clock__lte=until)
        return contests.filter(Q(clock__gte=since) | Q(clock__lte=until))

    def _of_resources(self) -> Q:
        ids = [int(name) for name in self.resources if name.isdecimal() and len(name) < 10]
        return Q(resource__host__in=self.resources) | Q(resource__short__in=self.resources) | Q(resource_id__in=ids)


def _any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q())


def _span(least: str, most: str) -> str:
    if least and most:
        return f"{least}–{most}"
    return f"≥ {least}" if least else f"≤ {most}" if most else ""
