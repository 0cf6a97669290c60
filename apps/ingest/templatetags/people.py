"""What the fetch engine adds to pages about people: streaks that forgive it, and how a reading of an account goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.days import day_writer
from apps.core.jinja import draw
from apps.ingest.asked_people import AskedReading, reading_asked
from apps.ingest.forgiveness import forgiven_days
from apps.resources.models import Resource
from apps.standings.people import streaks as runs
from apps.standings.people.activity import Activity
from apps.standings.people.careers import Career

register = template.Library()


class ToldRun(NamedTuple):
    """A run of days in words; `forgiven` is "" where none of its days had to be."""

    length: str
    span: str
    forgiven: str


@register.simple_tag
def streaks(career: Career, activity: Activity) -> SafeString:
    """Show the current and the longest run of active days; days on which a site could not be read break none."""
    if not activity.days:
        return SafeString("")
    now = timezone.now()
    sites = {account.resource_id for account in career.accounts}
    forgiven = forgiven_days(sites, zone=timezone.get_current_timezone(), now=now)
    found = runs.streaks(activity.days, forgiven=forgiven)
    today = timezone.localdate(now)
    day = day_writer()
    current, longest = runs.current(found, today=today, forgiven=forgiven), runs.longest(found)
    return draw(
        "streaks.html",
        current=current and _told(current, _("since %(first)s") % {"first": day(current.first)}),
        longest=longest and _told(longest, _days(longest, day)),
        is_today=today in activity.deeds or today in activity.contests,
    )


def _told(run: runs.Streak, span: str) -> ToldRun:
    length = ngettext("%(number)s day", "%(number)s days", run.length) % {"number": run.length}
    forgiven = ngettext("%(number)s day forgiven", "%(number)s days forgiven", run.forgiven) % {"number": run.forgiven}
    return ToldRun(length, span, forgiven if run.forgiven else "")


def _days(run: runs.Streak, day: Callable[[date], str]) -> str:
    first, last = day(run.first), day(run.last)
    return first if run.first == run.last else _("%(first)s – %(last)s") % {"first": first, "last": last}


@register.simple_tag
def reading_of(resource: Resource, handle: str) -> AskedReading:
    """Return how the reading of a handle goes that somebody asked for."""
    return reading_asked(resource, handle)
