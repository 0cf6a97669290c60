"""Days on which a site could not be read: whoever was not active on them may well have been, and keeps a streak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from django.db import connection
from django.utils import timezone

from apps.ingest.queries import ABILITY

A_DAY = timedelta(days=1)
MUCH = timedelta(hours=12)  # of a day in trouble, and the day is forgiven
# By hand, because every page about people asks it: composing it in Django takes longer than answering it.
INCIDENTS = """
SELECT incident.plan_id, incident.began, incident.ended
FROM ingest_incident AS incident JOIN ingest_plan AS plan ON plan.id = incident.plan_id
WHERE plan.resource_id = ANY(%s) AND plan.ability = %s AND plan.subject = ''
"""
MOST_DAYS = 60  # of one incident: a site that is away for longer is not merely down


def forgiven_days(resources: Iterable[int], *, zone: tzinfo, now: datetime) -> set[date]:
    """Return the days, in a zone, on which any of the sites, given by their ids, was failing or late for half a day.

    One query. Its list of contests stands for the site: that is what is read all the time.
    """
    trouble: dict[tuple[int, date], timedelta] = defaultdict(timedelta)
    for plan, began, ended in _incidents(list(resources)):
        for day, length in _by_day(began, min(ended or now, now), zone):
            trouble[plan, day] += length
    return {day for (_plan, day), length in trouble.items() if length >= MUCH}


def _incidents(resources: list[int]) -> list[tuple[int, datetime, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(INCIDENTS, [resources, ABILITY])
        return list(cursor.fetchall())


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
