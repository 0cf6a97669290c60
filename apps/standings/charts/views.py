"""The page of charts of one contest's results: what the database counts; scripts add how it went over time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.standings.charts.numbers import countries_of, organizations_of, problems_of_chart, scores_of
from apps.standings.models import Standings
from apps.standings.replay.moves_views import address_of_moves
from apps.standings.views import results_page


@require_safe
def charts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show scores, problems, countries and organisations of a table as charts with their numbers."""
    return results_page(request, pk, "standings/charts.html", values=_values)


def _values(contest: Contest, header: Standings) -> dict[str, Any]:
    problems = problems_of_chart(contest.pk, contest.resource.host)
    groups = [("countries", countries_of(contest.pk)), ("organizations", organizations_of(contest.pk))]
    return {
        "moves": address_of_moves(contest.pk, header.version),
        "has_begun": contest.start <= timezone.now(),
        "scores": scores_of(contest.pk),
        "problems": problems,
        "has_partial": any(problem.partial for problem in problems),
        "has_pending": any(problem.pending for problem in problems),
        "groups": [(name, found) for name, found in groups if found],
    }
