"""Reads of contests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.dateparse import parse_datetime

from apps.contests.models import Contest, ContestChange
from apps.resources.models import Resource

RECENT = timedelta(days=1)
CALENDAR_PAST = timedelta(days=31)
TOPIC = "contests"  # its version rises with every change of any contest


def visible() -> QuerySet[Contest]:
    """Return the contests that anybody may see, each with its resource."""
    return Contest.objects.filter(hidden=False, merged_into=None, resource__enabled=True).select_related("resource")


def agenda(now: datetime, *, recent: timedelta = RECENT) -> QuerySet[Contest]:
    """Return what has not ended before `now - recent`, by start: the recent, the running and the coming ones."""
    return visible().filter(end__gt=now - recent).order_by("start", "id")


def upcoming_edge(now: datetime) -> Q:
    """Return the condition of a contest that will still take place: not over, and not called off."""
    return Q(end__gt=now, cancelled=None, gone=None)


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


def recent_moves(contests: Iterable[Contest], *, since: datetime) -> dict[int, datetime]:
    """Return the start that each of the contests had before its last move, for moves since then. One query."""
    moves = ContestChange.objects.filter(contest__in=[contest.pk for contest in contests], kind=ContestChange.MOVED)
    found = moves.filter(at__gt=since).order_by("at", "id").values_list("contest_id", "was__start")
    return {contest_id: start for contest_id, text in found if text and (start := parse_datetime(text))}


def past(resource: Resource, now: datetime) -> QuerySet[Contest]:
    """Return a site's contests that are over, the latest first."""
    return visible().filter(resource=resource, end__lte=now).order_by("-start", "-id")


def coming_counts(now: datetime) -> dict[int, int]:
    """Return resource id → how many of its contests run or will start. One query."""
    open_ones = visible().filter(upcoming_edge(now)).order_by()
    return dict(open_ones.values_list("resource_id").annotate(Count("pk")))
