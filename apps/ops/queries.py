"""Reads for the staff's overview: what waits for a person, tries hour by hour, and how well each source is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from apps.core.models import Handoff
from apps.ingest.models import Plan, Run
from apps.ingest.past import REACHED
from apps.ingest.queries import interval_of
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
    failing: int
    open: int
    held: int
    never: int
    oldest: datetime | None  # the success that lies back furthest
    interval: timedelta
    tries: int
    failed: int

    @property
    def lateness(self) -> timedelta:
        """By how much the oldest success is older than the rhythm wants; zero or less where it is not."""
        return timezone.now() - self.oldest - self.interval if self.oldest else timedelta(0)

    @property
    def is_late(self) -> bool:
        """True when it should have been read again long ago."""
        return self.lateness > self.interval

    @property
    def share(self) -> float | None:
        """Which part of its plans is neither failing nor unread."""
        return 1 - (self.failing + self.never) / self.plans if self.plans else None


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
    counted = plans.values_list("resource_id", "ability").annotate(
        number=Count("pk"),
        failing=Count("pk", filter=Q(failures__gt=0)),
        open=Count("pk", filter=Q(failures__gte=CIRCUIT_OPENS)),
        held=Count("pk", filter=Q(status=Run.HELD)),
        never=Count("pk", filter=Q(succeeded=None)),
        oldest=Min("succeeded"),
    )
    tried = _tries(now - HOURS * AN_HOUR)
    resources = Resource.objects.in_bulk()
    rows = [
        Coverage(
            resource=resources[pk], ability=ability, plans=number, failing=failing, open=opened, held=held,
            never=never, oldest=oldest, interval=interval_of(adapters().get(resources[pk].adapter, Adapter), ability),
            tries=tried.get((pk, ability), (0, 0))[0], failed=tried.get((pk, ability), (0, 0))[1],
        )
        for pk, ability, number, failing, opened, held, never, oldest in counted
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row.failing, not row.held, not row.is_late, row.resource.title))


def _tries(since: datetime) -> dict[tuple[int, str], tuple[int, int]]:
    recent = Run.objects.filter(started__gte=since).exclude(status__in=UNCOUNTED).order_by()
    counted = recent.values_list("plan__resource_id", "plan__ability").annotate(
        number=Count("pk"), failed=Count("pk", filter=~Q(status__in=REACHED))
    )
    return {(pk, ability): (number, failed) for pk, ability, number, failed in counted}
