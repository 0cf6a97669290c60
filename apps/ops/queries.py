"""Reads for the staff's overview: what waits for a person, tries hour by hour, and how well each source is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from apps.core.models import Handoff
from apps.ingest.abilities import MANY_FAIL, NOT_THERE_YET
from apps.ingest.models import Plan, Run
from apps.ingest.past import REACHED
from apps.ingest.queries import LATE_AT_LEAST, interval_of
from apps.ingest.schedule import CIRCUIT_OPENS
from apps.resources.adapters.base import Adapter
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

HOURS = 24
AN_HOUR = timedelta(hours=1)
UNCOUNTED = ("", Run.SUPERSEDED)
PITCH, HEIGHT = 20, 60  # of one bar of the drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The tries that began within one hour, and where its bar stands in the drawing."""

    begin: datetime
    good: int
    failed: int
    place: int
    good_height: float
    failed_height: float

    @property
    def good_top(self) -> float:
        """The upper edge of the part that went well."""
        return HEIGHT - self.good_height

    @property
    def failed_top(self) -> float:
        """The upper edge of the part that failed, which stands on the other."""
        return self.good_top - self.failed_height


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One ability of one source: how many of its plans are in which state, and its tries of the last day."""

    resource: Resource
    ability: str
    plans: int
    subjects: int  # those of one contest or one person each, which have rhythms of their own
    failing: int
    given_up: int  # left alone after failures, until somebody asks
    open: int
    held: int
    never: int
    oldest: datetime | None  # of lists: the success that lies back furthest
    latest: datetime | None
    overdue: datetime | None  # since when the first of them should be read
    interval: timedelta
    tries: int
    failed: int

    @property
    def lateness(self) -> timedelta:
        """By how much a list is older than its rhythm wants, or one subject is overdue; zero or less where none is."""
        if self.subjects:
            return timezone.now() - self.overdue if self.overdue else timedelta(0)
        return timezone.now() - self.oldest - self.interval if self.oldest else timedelta(0)

    @property
    def is_late(self) -> bool:
        """True when it should have been read again long ago."""
        return self.lateness > (LATE_AT_LEAST if self.subjects else self.interval)

    @property
    def is_failing(self) -> bool:
        """True when it fails: a list at once, of many subjects a tenth of those that are still tried."""
        return self.failing > 0 and self.failing * MANY_FAIL >= self.subjects

    @property
    def share(self) -> float | None:
        """Which part of its plans is neither failing nor unread."""
        return 1 - (self.failing + self.given_up + self.never) / self.plans if self.plans else None


def parked() -> QuerySet[Handoff]:
    """Return the hand-offs that were given up, the latest first, each with its event."""
    return Handoff.objects.filter(parked__isnull=False, done=None).select_related("event").order_by("-parked", "-pk")


def hours(now: datetime) -> Sequence[Hour]:
    """Return the tries of the last 24 hours by the hour, the oldest first. One query."""
    first = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * AN_HOUR
    recent = Run.objects.filter(started__gte=first).exclude(status__in=UNCOUNTED).order_by()
    counted = recent.annotate(hour=TruncHour("started", tzinfo=UTC)).values_list("hour").annotate(
        good=Count("pk", filter=Q(status__in=REACHED)), failed=Count("pk", filter=~Q(status__in=REACHED))
    )  # fmt: skip
    found = {hour: (good, failed) for hour, good, failed in counted}
    most = max((good + failed for good, failed in found.values()), default=0) or 1
    return [_hour(first + number * AN_HOUR, found, number=number, most=most) for number in range(HOURS)]


def _hour(begin: datetime, found: dict[datetime, tuple[int, int]], *, number: int, most: int) -> Hour:
    good, failed = found.get(begin, (0, 0))
    heights = [round(HEIGHT * count / most, 1) for count in (good, failed)]
    place = number * PITCH
    return Hour(begin=begin, good=good, failed=failed, place=place, good_height=heights[0], failed_height=heights[1])


def coverage(now: datetime) -> list[Coverage]:
    """Return every ability of every site that is switched on, those in trouble first. Three queries."""
    plans = Plan.objects.filter(resource__enabled=True).order_by()
    counted = plans.values("resource_id", "ability").annotate(
        plans=Count("pk"),
        subjects=Count("pk", filter=~Q(subject="")),
        failing=Count("pk", filter=Q(failures__gt=0, due__isnull=False) & ~NOT_THERE_YET),
        given_up=Count("pk", filter=Q(failures__gt=0, due=None)),
        open=Count("pk", filter=Q(failures__gte=CIRCUIT_OPENS, subject="")),
        held=Count("pk", filter=Q(status=Run.HELD)),
        never=Count("pk", filter=Q(succeeded=None, failures=0)),
        oldest=Min("succeeded"),
        latest=Max("succeeded"),
        overdue=Min("due", filter=Q(due__lt=now) & (Q(held_until=None) | Q(held_until__lt=now))),
    )
    tried = _tries(now - HOURS * AN_HOUR)
    resources = Resource.objects.in_bulk()
    rows = [_coverage(resources[row["resource_id"]], row, tried) for row in counted]
    return sorted(rows, key=lambda row: (not row.is_failing, not row.held, not row.is_late, row.resource.title))


def _coverage(resource: Resource, row: Mapping[str, Any], tried: Mapping[tuple[int, str], tuple[int, int]]) -> Coverage:
    ability = row["ability"]
    tries, failed = tried.get((resource.pk, ability), (0, 0))
    interval = interval_of(adapters().get(resource.adapter, Adapter), ability)
    told = {name: value for name, value in row.items() if name != "resource_id"}
    return Coverage(resource=resource, interval=interval, tries=tries, failed=failed, **told)


def _tries(since: datetime) -> dict[tuple[int, str], tuple[int, int]]:
    recent = Run.objects.filter(started__gte=since).exclude(status__in=UNCOUNTED).order_by()
    counted = recent.values_list("plan__resource_id", "plan__ability").annotate(
        number=Count("pk"), failed=Count("pk", filter=~Q(status__in=REACHED))
    )
    return {(pk, ability): (number, failed) for pk, ability, number, failed in counted}
