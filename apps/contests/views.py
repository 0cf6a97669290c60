"""The main page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.contests.board import build_board
from apps.contests.filters import ContestFilter
from apps.contests.forms import FilterForm
from apps.contests.listing import Listing
from apps.contests.models import Contest
from apps.contests.news import read_news
from apps.contests.queries import agenda, listed, nearest_first
from apps.live.pages import Values, kept_page
from apps.resources.queries import contest_sites, enabled_resources

MOST = 600  # rows on one page
OTHER_VIEWS = {"calendar": "", "agenda": "view=agenda"}  # of the same contests, at /calendar/


@require_safe
def main(request: HttpRequest) -> HttpResponse:
    """Show what runs, what comes and what has just ended, as far as it passes the filter in the URL."""
    listing = Listing.from_query(request.GET)
    query = listing.query_string()
    if request.GET.get("view") in OTHER_VIEWS:
        return redirect(_other_view(request.GET["view"], listing.wanted.query_string()))
    key = "".join(listing.warnings)
    response = kept_page(request, "contests/main.html", partial(_main_values, listing), query=query, key=key)
    if request.headers.get("HX-Request"):
        response["HX-Push-Url"] = f"{request.path}?{query}".rstrip("?")
    return response


def _other_view(view: str, query: str) -> str:
    return f"{reverse('contests:calendar_page')}?{'&'.join(filter(None, [OTHER_VIEWS[view], query]))}".rstrip("?")


def _main_values(listing: Listing) -> Values:
    now, zone = timezone.now(), timezone.get_current_timezone()
    wanted, shown = listing.wanted, agenda(now, recent=listing.recent)
    resources = enabled_resources()
    contests = listed(nearest_first(wanted.apply(shown, now=now, zone=zone), now)[: MOST + 1], resources)
    news = read_news(contests, now)
    board = build_board(contests[:MOST], now=now, zone=zone, news=news, by_site=listing.by_site)
    values: dict[str, Any] = {
        "board": board,
        "listing": listing,
        "form": FilterForm(
            filter=wanted,
            action=reverse("contests:main"),
            resources=contest_sites(resources),
            kinds=_kinds(wanted, shown, now) if wanted.kinds else [contest.kind for contest in contests],
            carried=[pair for pair in listing.extra_pairs() if pair[0] != "group"],
            by_site=listing.by_site,
        ),
        "query": wanted.query_for_programs(str(zone)),
        "resources": resources,
        "is_cut": len(contests) > MOST,
        "most": MOST,
    }
    return values, board.until


def _kinds(wanted: ContestFilter, shown: QuerySet[Contest], now: datetime) -> Iterable[str]:
    """Return the kinds that there would be if the filter named none. One query."""
    found = replace(wanted, kinds=()).apply(shown, now=now)
    return found.order_by().values_list("kind", flat=True).distinct()
