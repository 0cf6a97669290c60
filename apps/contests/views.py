"""Pages about contests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.board import build_board
from apps.contests.entries import OVER, entry_of
from apps.contests.filters import ContestFilter
from apps.contests.forms import FilterForm
from apps.contests.history import history
from apps.contests.links import google_calendar
from apps.contests.listing import Listing
from apps.contests.models import Contest
from apps.contests.news import read_news
from apps.contests.queries import agenda, listed, nearest_first
from apps.core.viewer import read_zone
from apps.live.pages import Values, kept_page
from apps.resources.queries import enabled_resources

MOST = 600  # rows on one page
OTHER_VIEWS = {"calendar": "", "agenda": "view=agenda"}  # of the same contests, at /calendar/
DATE_AND_TIME = "D\u00a0j\u00a0M\u00a0Y, H:i"  # in narrow cells the line breaks between the two


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
            resources=resources,
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


@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contest, its times and all that its site ever changed about it."""
    found = Contest.objects.filter(pk=pk, hidden=False, resource__enabled=True).select_related("resource").first()
    if found is None:
        raise Http404(_("There is no contest with this number."))
    if found.merged_into_id is not None:
        return redirect("contests:contest", found.merged_into_id)  # not for ever: a merge can be undone
    return kept_page(request, "contests/contest.html", partial(_contest_values, found))


def _contest_values(found: Contest) -> Values:
    entry = entry_of(found, now=timezone.now(), zone=timezone.get_current_timezone())
    zone_name, zone = read_zone(found.resource.timezone)
    values: dict[str, Any] = {
        "contest": found,
        "entry": entry,
        "resource": found.resource,
        "resources": [found.resource],
        "format": DATE_AND_TIME,
        "site_zone": zone_name,
        "site_times": _in_words(found, zone),
        "utc_times": _in_words(found, UTC),
        "facts": [(name.replace("_", " "), value) for name, value in sorted(found.facts.items())],
        "history": history(found.changes.all()),
        "google": google_calendar(found),
    }
    return values, None if entry.state == OVER else entry.turn


def _in_words(found: Contest, zone: tzinfo) -> list[tuple[str, str]]:
    """Return start and end in a zone: for machines, and for people."""
    return [(when.isoformat(), format_date(when.astimezone(zone), DATE_AND_TIME)) for when in (found.start, found.end)]
