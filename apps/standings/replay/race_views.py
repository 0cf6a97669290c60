"""The page on which a visitor runs a past contest against those who took part in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Contest, ContestProblem
from apps.standings.models import Standings
from apps.standings.replay.moves_views import address_of_moves
from apps.standings.views import results_page


@require_safe
def race(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page of a virtual run; scripts run it, and this browser keeps it."""
    return results_page(request, pk, "standings/race.html", values=_values)


def _values(contest: Contest, header: Standings) -> dict[str, Any]:
    return {
        "moves": address_of_moves(contest.pk, header.version),
        "assumed": _assumed(header.kind),
        "room": range(ContestProblem.objects.filter(contest=contest).count()),
    }


def _assumed(kind: str) -> str:
    """Return in a sentence or two by which rules a run is counted."""
    said = {
        "icpc": _("Most problems win, then the least penalty, counted as in the table."),
        "cf": _(
            "A solution brings the points that fell since the start, 1/250 of the full score each minute, less 50 for "
            "each wrong try, and never below 30%. Hacks are not counted for you. You may enter points yourself."
        ),
    }
    return said.get(kind, _("A solution brings the full score of the problem; you may enter fewer points."))
