"""What the fetch engine adds to pages about people: streaks that forgive it, and how a reading of an account goes."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from apps.ingest.asked_people import AskedReading, reading_asked
from apps.ingest.forgiveness import forgiven_days
from apps.resources.models import Resource
from apps.standings.people import streaks as runs
from apps.standings.people.activity import Activity
from apps.standings.people.careers import Career

register = template.Library()


@register.inclusion_tag("ingest/streaks.html")
def streaks(career: Career, activity: Activity) -> dict[str, Any]:
    """Show the current and the longest run of active days; days on which a site could not be read break none."""
    now = timezone.now()
    sites = {account.resource_id for account in career.accounts}
    zone = timezone.get_current_timezone()
    forgiven = forgiven_days(sites, zone=zone, now=now) if activity.days else set()
    found = runs.streaks(activity.days, forgiven=forgiven)
    today = timezone.localdate(now)
    return {
        "current": runs.current(found, today=today, forgiven=forgiven),
        "longest": runs.longest(found),
        "is_known": bool(activity.days),
        "is_today": today in activity.days,
    }


@register.simple_tag
def reading_of(resource: Resource, handle: str) -> AskedReading:
    """Return how the reading of a handle goes that somebody asked for."""
    return reading_asked(resource, handle)
