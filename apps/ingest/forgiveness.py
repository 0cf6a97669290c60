"""Days on which a site could not be read: whoever was not active on them may well have been, and keeps a streak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

from apps.ingest.models import Incident
from apps.ingest.queries import ABILITY

A_DAY = timedelta(days=1)
MUCH = timedelta(hours=12)  # of a day in trouble, and the day is forgiven
MOST_DAYS = 60  # of one incident: a site that is away for longer is not merely down


def forgiven_days(resources: Iterable[int], *, zone: tzinfo, now: datetime) -> set[date]:
    """Return the days, in a zone, on which any of the sites, given by their ids, was failing or late for half a day.

    One query. Its list of contests stands for the site: that is what is read all the time.
    """
    plans = {"plan__resource__in": list(resources), "plan__ability": ABILITY, "plan__subject": ""}
    trouble: dict[tuple[int, date], timedelta] = defaultdict(timedelta)
    for plan, began, ended in Incident.objects.filter(**plans).values_list("plan_id", "began", "ended"):
        for day, length in _by_day(began, min(ended or now, now), zone):
            trouble[plan, day] += length
    return {day for (_plan, day), length in trouble.items() if length >= MUCH}


def _by_day(began: datetime, ended: datetime, zone: tzinfo) -> Iterable[tuple[date, timedelta]]:
    """Yield how long an incident lasted on each of its days."""
    day = timezone.localtime(began, zone).date()
    last = min(timezone.localtime(ended, zone).date(), day + MOST_DAYS * A_DAY)
    while day <= last:
        begin, end = _midnight(day, zone), _midnight(day + A_DAY, zone)
        yield day, max(min(ended, end) - max(began, begin), timedelta())
        day += A_DAY


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
