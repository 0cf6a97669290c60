"""Reads of contests."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from apps.contests.models import Contest

RECENT = timedelta(days=1)
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
