"""Pages of series: which there are, and one with its habits, what comes and what was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.board import build_board
from apps.contests.entries import entry_of
from apps.contests.filter_values import clean
from apps.contests.models import Contest
from apps.contests.news import read_news
from apps.contests.rhythm import rhythm
from apps.contests.series import edition
from apps.contests.series_queries import JUDGED, Series, all_series, contests_of_series, counts, occurrences, past_of
from apps.core.paging import numbers_beside
from apps.live.pages import Values, kept_page
from apps.resources.models import Resource
from apps.resources.queries import enabled_resources

LISTED, PAGE, MOST = 200, 50, 200
MOST_TEXT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSeries:
    """The series of one site."""

    resource: Resource
    series: list[Series]


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """Show the series of every site, the living and the large first, as far as they match a text or a site."""
    text = clean(request.GET.get("search", ""))[:MOST_TEXT]
    host = clean(request.GET.get("resource", ""))[:MOST_TEXT]
    query = urlencode([pair for pair in (("search", text), ("resource", host)) if pair[1]])
    return kept_page(request, "contests/series_list.html", partial(_list_values, text, host), query=query)


def _list_values(text: str, host: str) -> Values:
    now, resources = timezone.now(), enabled_resources()
    asked = [one for one in resources if host in ("", one.host, one.short)]
    found = [one for one in all_series(now, asked) if _matches(one, text)]
    sites: dict[int, SiteSeries] = {}
    for one in found[:LISTED]:
        sites.setdefault(one.resource.pk, SiteSeries(resource=one.resource, series=[])).series.append(one)
    coming = [one.next for one in found if one.next]
    values = {
        "sites": list(sites.values()),
        "number": len(found),
        "most": LISTED,
        "text": text,
        "host": host,
        "resources": resources,
        "now": now,
    }
    return values, min(coming, default=None)


def _matches(series: Series, text: str) -> bool:
    place = f"{series.name} {series.resource.title} {series.resource.host}".casefold()
    return all(word in place for word in text.casefold().split())


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one series: the next contest of it, its habits, and all that were."""
    slug = clean(slug)
    newest = contests_of_series(slug).order_by("-start", "-pk").first() if slug else None
    if newest is None:
        lower = slug.lower()
        if lower != slug and contests_of_series(lower).exists():
            return redirect("contests:series", lower)
        raise Http404(_("There is no series of this name."))
    page = request.GET.get("page", "")
    query = f"page={page}" if page.isdecimal() and len(page) < 7 and page != "1" else ""
    return kept_page(request, "contests/series.html", partial(_series_values, newest, page), query=query)


def _series_values(newest: Contest, page: str) -> Values:
    now, zone = timezone.now(), timezone.get_current_timezone()
    contests = contests_of_series(newest.series)
    coming = list(contests.filter(end__gt=now).order_by("start", "pk")[:MOST])
    over = Paginator(past_of(contests, now), PAGE).get_page(page)
    board = build_board(coming, now=now, zone=zone, news=read_news(coming, now))
    values: dict[str, Any] = {
        "series": newest.series,
        "name": edition(newest.title).name,
        "resource": newest.resource,
        "resources": [newest.resource],
        "board": board,
        "counts": counts(contests, now),
        "habits": rhythm(occurrences(contests, most=JUDGED), zone),
        "next": next((found for found in coming if found.start > now and not found.is_off), None),
        "past": [entry_of(found, now=now, zone=zone) for found in over],
        "page": over,
        "pages": numbers_beside(over),
        "viewer_zone": str(zone),
        "query": urlencode({"series": newest.series}),
        "address": reverse("contests:series", args=[newest.series]),
    }
    return values, board.until
