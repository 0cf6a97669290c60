"""Reads of contests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from apps.contests.models import Contest
from apps.resources.models import Resource

RECENT = timedelta(days=1)
CALENDAR_PAST = timedelta(days=31)
TOPIC = "contests"  # its version rises with every change of any contest


class Listed(NamedTuple):
    """A contest as far as a row of a list shows it, in the words of Contest: read several times sooner than one."""

    pk: int
    resource_id: int
    title: str
    url: str
    host: str
    kind: str
    start: datetime
    end: datetime
    duration: timedelta
    rated: bool | None
    registration_opens: datetime | None
    registration_closes: datetime | None
    cancelled: datetime | None
    gone: datetime | None
    sequence: int
    created: datetime
    modified: datetime
    resource: Resource

    @property
    def is_off(self) -> bool:
        """As `Contest.is_off`."""
        return self.cancelled is not None or self.gone is not None

    @property
    def is_window(self) -> bool:
        """As `Contest.is_window`."""
        return self.duration < self.end - self.start


def listed(contests: QuerySet[Contest], resources: Iterable[Resource]) -> list[Listed]:
    """Return contests for a list, as far as they are of these sites. One query."""
    sites = {resource.pk: resource for resource in resources}
    rows = contests.values_list(*Listed._fields[:-1])
    return [Listed._make((*row, sites[row[1]])) for row in rows if row[1] in sites]


def visible() -> QuerySet[Contest]:
    """Return the contests that anybody may see, each with its resource."""
    return Contest.objects.filter(hidden=False, merged_into=None, resource__enabled=True).select_related("resource")


def agenda(now: datetime, *, recent: timedelta = RECENT) -> QuerySet[Contest]:
    """Return what has not ended before `now - recent`, by start: the recent, the running and the coming ones."""
    return visible().filter(end__gt=now - recent).order_by("start", "id")


def nearest_first(contests: QuerySet[Contest], now: datetime) -> QuerySet[Contest]:
    """Return contests by how far their start is from a moment, before it or after, so that a cut takes the farthest."""
    return contests.order_by(Greatest(F("start") - Value(now), Value(now) - F("start")), "id")


def upcoming_edge(now: datetime) -> Q:
    """Return the condition of a contest that will still take place: not over, and not called off."""
    return Q(end__gt=now, cancelled=None, gone=None)


def expected(resource: Resource, now: datetime) -> set[str]:
    """Return the keys of a site's contests that have not begun and that its last list did not leave out. One query."""
    coming = Contest.objects.filter(resource=resource, start__gt=now, cancelled=None, gone=None, missed=0)
    return set(coming.values_list("key", flat=True))


def boundaries(resource: Resource, *, since: datetime, until: datetime) -> list[datetime]:
    """Return the starts and ends of a site's contests in a span of time. One query."""
    inside = Q(start__range=(since, until)) | Q(end__range=(since, until))
    times = Contest.objects.filter(inside, resource=resource, cancelled=None, gone=None).values_list("start", "end")
    return [moment for pair in times for moment in pair if since <= moment <= until]


def still_in_calendars(contests: QuerySet[Contest], now: datetime) -> QuerySet[Contest]:
    """Return those of the contests that calendars show: what ended, or was called off, less than 31 days ago."""
    edge = now - CALENDAR_PAST
    # The first condition is there for the index on `end`: no contest is called off long after its end.
    return contests.filter(end__gt=edge - CALENDAR_PAST).filter(
        Q(end__gt=edge) | Q(cancelled__gt=edge) | Q(gone__gt=edge)
    )


def past(resource: Resource, now: datetime) -> QuerySet[Contest]:
    """Return a site's contests that are over, the latest first."""
    return visible().filter(resource=resource, end__lte=now).order_by("-start", "-id")


def coming_counts(now: datetime) -> dict[int, int]:
    """Return resource id → how many of its contests run or will start. One query."""
    open_ones = visible().filter(upcoming_edge(now)).order_by()
    return dict(open_ones.values_list("resource_id").annotate(Count("pk")))
