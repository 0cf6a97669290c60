"""The page with the list of contests that have results, and what the accounts that a browser marks did in them."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.contests.filter_values import Reader
from apps.contests.forms import FilterForm
from apps.core.jinja import draw
from apps.live.pages import Values, kept_page
from apps.resources.queries import contest_sites, enabled_resources
from apps.standings.listing.filter import ListFilter
from apps.standings.listing.own import MOST_ACCOUNTS, own_places
from apps.standings.listing.queries import contests_with_results, found, minis, winners
from apps.standings.listing.table import LineWriter, by_site, kind_words

PAGE = 100
MOST_RUNNING = 200
SHOWN = frozenset({"resource", "rated"})  # of the filter of contests; the form sends the rest along


@require_safe
def standings_list(request: HttpRequest) -> HttpResponse:
    """Show the contests that have results, as far as they pass the filter in the URL: running ones, then the newest."""
    wanted = ListFilter.from_query(request.GET)
    query = wanted.query_string()
    response = kept_page(
        request, "standings/standings_list.html", partial(_values, wanted), query=query, key="".join(wanted.warnings)
    )
    if request.headers.get("HX-Request"):
        response["HX-Push-Url"] = f"{request.path}?{query}".rstrip("?")
    return response


def _values(wanted: ListFilter) -> Values:
    now, zone = timezone.now(), timezone.get_current_timezone()
    resources = enabled_resources()
    sites = {resource.pk: resource for resource in resources}
    passing = wanted.apply(contests_with_results(), now)
    start = (wanted.page - 1) * PAGE
    over = found(passing.filter(end__lte=now)[start : start + PAGE + 1])
    running = by_site(found(passing.filter(end__gt=now)[:MOST_RUNNING]), sites) if not start else []
    write = LineWriter(now=now, zone=zone, resources=resources)
    contests = [*running, *over[:PAGE]]
    won = winners([contest.pk for contest in over[:PAGE]])
    problems = minis([contest.pk for contest in contests]) if wanted.with_problems else {}
    lines = [write.line(one, winners=won.get(one.pk, ()), minis=problems.get(one.pk, ())) for one in contests]
    values: dict[str, Any] = {
        "wanted": wanted,
        "form": FilterForm(
            filter=wanted.wanted, action=reverse("standings:standings_list"), resources=contest_sites(resources)
        ),
        "hidden": _hidden(wanted),
        "kinds": kind_words().items(),
        "resources": resources,
        "is_empty": not lines,
        "carried": wanted.query_string(paged=False),
        "page": wanted.page,
        "has_next": len(over) > PAGE,
        "drawn": draw("standings_list_rows.html", lines=lines, with_problems=wanted.with_problems),
    }
    return values, min((contest.end for contest in running), default=None)


def _hidden(wanted: ListFilter) -> list[tuple[str, str]]:
    pairs = [pair for pair in parse_qsl(wanted.wanted.query_string()) if pair[0] not in SHOWN]
    return pairs + [("account", str(number)) for number in wanted.accounts]


@require_safe
@cache_control(private=True, max_age=10)
def own(request: HttpRequest) -> HttpResponse:
    """Tell the best place of some accounts in each of some contests: `?account=1,2&contest=3,4`."""
    read = Reader(request.GET)
    accounts, contests = read.ids("account")[:MOST_ACCOUNTS], read.ids("contest")
    return JsonResponse({str(place.contest): place.told() for place in own_places(accounts, contests)})
