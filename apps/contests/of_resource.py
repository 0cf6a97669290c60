"""What contests add to the page of their site: what runs and comes, habits with their charts, series, and the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.contests import search
from apps.contests.board import build_board
from apps.contests.charts import Bar, Chart
from apps.contests.entries import Writer
from apps.contests.models import Contest
from apps.contests.news import read_news
from apps.contests.queries import agenda, past, visible
from apps.contests.rhythm import Occurrence, by_length, by_month, rhythm
from apps.contests.series_queries import occurrences, series_at
from apps.core.durations import short_duration
from apps.core.paging import numbers_beside
from apps.resources.models import Resource

MOST = 600  # running and coming ones
PAGE = 50
CHARTED = timedelta(days=24 * 31)
HABITS = timedelta(days=366)  # so far back what is usual is read from


def of_resource(resource: Resource, *, text: str, page: str) -> dict[str, Any]:
    """Return the values of contests/of_resource.html. `text` searches the past by the grammar of the main list."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    contests = list(agenda(now).filter(resource=resource, end__gt=now)[:MOST])
    found = search.read(text, now)
    write = Writer(now=now, zone=zone)
    over = Paginator(past(resource, now).filter(found.condition), PAGE).get_page(page)
    return {
        "resource": resource,
        "address": resource.get_absolute_url(),
        "board": build_board(contests, now=now, zone=zone, news=read_news(contests, now)),
        "series": series_at(resource, now),
        "past": list(map(write.entry, over.object_list)),
        "page": over,
        "pages": numbers_beside(over),
        "carried": f"{urlencode({'search': text})}&" if text else "",
        "text": text,
        "warnings": found.warnings,
        **habits_of(visible().filter(resource=resource), now=now, zone=zone),
    }


def habits_of(contests: QuerySet[Contest], *, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Return what contests/habits.html shows of contests: what is usual, by month, by length. One query."""
    known = occurrences(contests.filter(start__gt=now - CHARTED))
    begun = [one for one in known if one.start <= now]
    today = now.astimezone(zone).date()
    return {
        "viewer_zone": str(zone),
        "habits": rhythm([one for one in known if one.start > now - HABITS], zone),
        "months": _months(begun, last=today, zone=zone) if begun else None,
        "lengths": _lengths(begun) if begun else None,
        "month_heading": _("Month"),
        "length_heading": _("Length"),
    }


def _months(known: Sequence[Occurrence], *, last: date, zone: tzinfo) -> Chart:
    bars = [
        Bar(
            label=date_format(month, "YEAR_MONTH_FORMAT"),
            number=number,
            tick=f"{month:%Y}" if month.month == 1 else date_format(month, "MONTH_TICK") if month.month == 7 else "",
        )
        for month, number in by_month(known, last=last, zone=zone)
    ]
    return Chart(key="months", title=_("Contests in each of the last 24 months"), bars=bars)


def _lengths(known: Sequence[Occurrence]) -> Chart:
    bars, before = [], timedelta()
    for edge, number in by_length(known):
        words = {"length": short_duration(edge or before)}
        label = _("up to %(length)s") % words if edge else _("longer than %(length)s") % words
        bars.append(Bar(label=label, number=number, tick=f"≤ {words['length']}" if edge else f"> {words['length']}"))
        before = edge or before
    return Chart(key="lengths", title=_("Contests by how long they last"), bars=bars)
