"""The calendar: its page, the contests that its script asks for, and the agenda that is read without a network."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests import queries
from apps.contests.agenda import build_agenda
from apps.contests.calendar_range import AGENDA, Range, View, first_weekday, midnight
from apps.contests.filters import ContestFilter
from apps.contests.forms import FilterForm
from apps.contests.models import Contest
from apps.contests.month import build_weeks, is_long, slot_of
from apps.core.viewer import viewer_of
from apps.live.pages import Values, kept_page
from apps.resources.queries import contest_sites, enabled_resources

MOST = 3000  # contests in view; a month of every site that we read has some 450


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Show a month, a week, a day or two weeks of agenda, as far as the contests pass the filter in the URL."""
    wanted = ContestFilter.from_query(request.GET)
    today = viewer_of(request).now.date()
    shown = Range.from_query(request.GET, today=today, first_weekday=first_weekday(request))
    values = partial(_page_values, wanted, shown)
    key = f"{today} {shown.first_weekday} {wanted.warnings}"
    query = shown.query_string(wanted.query_string())
    return kept_page(request, "contests/calendar.html", values, query=query, key=key)


def _page_values(wanted: ContestFilter, shown: Range) -> Values:
    zone = timezone.get_current_timezone()
    found = find(wanted, *shown.bounds(zone))
    slots = [slot_of(contest, zone) for contest in found if shown.long or not is_long(contest)]
    is_grid = shown.view in (View.MONTH, View.WEEK)
    resources = enabled_resources()
    values: dict[str, Any] = {
        "shown": shown,
        "view": "agenda" if shown.view is View.AGENDA else "calendar",
        "weeks": build_weeks(slots, first=shown.first, until=shown.until) if is_grid else [],
        "days": [] if is_grid else build_agenda(slots, first=shown.first, today=shown.today),
        "n_long": sum(is_long(contest) for contest in found),
        "warnings": wanted.warnings,
        "filters": wanted.query_string(),
        "query": wanted.query_for_programs(str(zone)),
        "links": _links(wanted, shown),
        "form": FilterForm(
            filter=wanted,
            action=reverse("contests:calendar_page"),
            resources=contest_sites(resources),
            kinds=[contest.kind for contest in found],
            carried=[(name, str(value)) for name, value in shown.pairs()],
        ),
        "resources": resources,
        "words": json.dumps(_words()),
    }
    return values, midnight(shown.today + timedelta(days=1), zone)


def _links(wanted: ContestFilter, shown: Range) -> dict[str, Any]:
    """Return the addresses around the days in view."""

    def link(**changes: object) -> str:
        query = shown.query_string(wanted.query_string(), **changes)
        return f"{reverse('contests:calendar_page')}{f'?{query}' if query else ''}"

    return {
        "previous": link(day=shown.previous),
        "following": link(day=shown.following),
        "today": link(day=shown.today),
        "long": link(long=not shown.long),
        "views": {view.value: link(view=view) for view in View},
    }


def _words() -> dict[str, str]:
    """Return what the script says by itself, by FullCalendar's names; "$0" stands for what is named."""
    return {
        "allDayText": _("all day"),
        "noEventsText": _("Nothing takes place on these days."),
        "moreLinkText": _("+$0 more"),
        "moreLinkHint": _("Show $0 more"),
        "navLinkHint": _("Show $0"),
        "closeHint": _("Close"),
        "timeHint": _("Time"),
        "eventHint": _("Contest"),
    }


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """Answer with what runs now and starts within two weeks, as a piece of a page that is kept for times offline."""
    return kept_page(request, "contests/agenda_offline.html", _agenda_values)


def _agenda_values() -> Values:
    now, zone = timezone.now(), timezone.get_current_timezone()
    found = find(ContestFilter(), now, now + AGENDA)
    today = now.astimezone(zone).date()
    slots = [slot_of(contest, zone) for contest in found if not is_long(contest)]
    values = {
        "days": build_agenda(slots, first=today, today=today),
        "resources": {contest.resource_id: contest.resource for contest in found}.values(),
    }
    return values, None


def find(wanted: ContestFilter, start: datetime, end: datetime) -> list[Contest]:
    """Return the contests of a span of time that pass a filter, by start. One query."""
    inside = queries.visible().filter(end__gt=start, start__lt=end)
    return list(wanted.apply(inside, now=timezone.now()).order_by("start", "id")[:MOST])
