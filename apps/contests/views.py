"""Pages about contests."""

from __future__ import annotations

from datetime import UTC, timedelta, tzinfo
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.board import OVER, build_board, entry_of
from apps.contests.filters import ContestFilter
from apps.contests.forms import hidden_pairs, is_chosen, length_choices
from apps.contests.history import history
from apps.contests.links import google_calendar
from apps.contests.models import Contest
from apps.contests.queries import agenda, recent_moves
from apps.core.viewer import read_zone
from apps.live.pages import Values, kept_page
from apps.resources.queries import enabled_resources

MOST = 600  # rows on one page
MOVED_FOR = timedelta(days=7)  # so long a row says that it was moved
DATE_AND_TIME = "D\u00a0j\u00a0M\u00a0Y, H:i"  # in narrow cells the line breaks between the two


@require_safe
def main(request: HttpRequest) -> HttpResponse:
    """Show what runs, what comes and what has just ended, as far as it passes the filter in the URL."""
    wanted = ContestFilter.from_query(request.GET)
    values = partial(_main_values, wanted)
    key = "".join(wanted.warnings)
    response = kept_page(request, "contests/main.html", values, query=wanted.query_string(), key=key)
    if request.headers.get("HX-Request"):
        response["HX-Push-Url"] = f"{request.path}?{wanted.query_string()}".rstrip("?")
    return response


def _main_values(wanted: ContestFilter) -> Values:
    now = timezone.now()
    contests = list(wanted.apply(agenda(now), now=now)[: MOST + 1])
    moves = recent_moves(contests, since=now - MOVED_FOR) if contests else {}
    board = build_board(contests[:MOST], now=now, zone=timezone.get_current_timezone(), moves=moves)
    resources = enabled_resources()
    chosen = [resource for resource in resources if is_chosen(wanted, resource)]
    values: dict[str, Any] = {
        "board": board,
        "filter": wanted,
        "query": wanted.query_string(),
        "resources": resources,
        "chosen": chosen,
        "chosen_ids": {resource.pk for resource in chosen},
        "lengths": length_choices(wanted),
        "kept": hidden_pairs(wanted),
        "is_cut": len(contests) > MOST,
        "most": MOST,
    }
    return values, board.until


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
