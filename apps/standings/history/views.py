"""Pages of what changed in a table: the versions that are kept, and what one of them changed."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.live.pages import Values, kept_page
from apps.standings.history.diff import diff_of, listed_versions
from apps.standings.history.versions import KEPT
from apps.standings.models import Standings, StandingsVersion
from apps.standings.queries import header_of, topic_of
from apps.standings.views import head_values, shown_contest


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """List the kept versions of a contest's table; of a contest that is over, what changed after its end first."""
    contest = shown_contest(pk)
    return kept_page(request, "standings/versions.html", partial(_listed, contest), topic=topic_of(pk))


def _listed(contest: Contest) -> Values:
    found = listed_versions(contest.pk)
    return {
        **head_values(contest, header_of(contest.pk) or Standings(contest=contest)),
        "after": [one for one in found if one.at >= contest.end],
        "before": [one for one in found if one.at < contest.end],
        "oldest": found[-1].version if found else None,
        "most": KEPT,
    }, None


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what one version of a contest's table changed."""
    contest = shown_contest(pk)
    kept = StandingsVersion.objects.filter(contest=contest, version=number).first()
    if kept is None:
        raise Http404(_("This version is not kept."))
    return kept_page(request, "standings/version.html", partial(_shown, contest, kept), topic=topic_of(pk))


def _shown(contest: Contest, kept: StandingsVersion) -> Values:
    diff = diff_of(kept, host=contest.resource.host)
    told = [*diff.removed, *diff.changed, *diff.new]
    beside = StandingsVersion.objects.filter(contest=contest).order_by("version")
    return {
        **head_values(contest, header_of(contest.pk) or Standings(contest=contest)),
        "kept": kept,
        "diff": diff,
        "has_rating": any(row.rating.was or row.rating.now for row in told),
        "is_after": kept.at >= contest.end,
        "earlier": beside.filter(version=kept.version - 1).values_list("version", flat=True).first(),
        "later": beside.filter(version=kept.version + 1).values_list("version", flat=True).first(),
    }, None
