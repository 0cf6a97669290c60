"""The page on which a frozen board is revealed, and the door to what only it tells: medals and members of teams."""

from __future__ import annotations

import gzip
from functools import partial

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.live.cache import remember
from apps.live.pages import Values, kept_page
from apps.standings.board.table import medal_words
from apps.standings.models import Standing, Standings
from apps.standings.queries import topic_of
from apps.standings.replay.moves_views import address_of_moves, whole_answer
from apps.standings.views import shown_contest

COMPRESSION = 6


@require_safe
def resolver(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page that reveals a board; scripts do it, from the moves of the table."""
    contest = shown_contest(pk)
    return kept_page(request, "standings/resolver.html", partial(_values, contest), topic=topic_of(pk))


def _values(contest: Contest) -> Values:
    header = read_header(contest)
    return {
        "contest": contest,
        "resource": contest.resource,
        "resources": [contest.resource],
        "header": header,
        "moves": address_of_moves(contest.pk, header.version),
        "teams": reverse("standings:teams", args=[contest.pk, header.version]),
        "is_icpc": header.kind == "icpc",
        "medal_words": [(kind, word) for kind, word in medal_words().items() if kind != "honorable"],
    }, None


def read_header(contest: Contest) -> Standings:
    """Return what holds for a contest's whole table.

    Raises:
        Http404: its results have not been read.
    """
    header = Standings.objects.filter(pk=contest.pk).first()
    if header is None or not header.n_rows:
        raise Http404(_("These results have not been read yet."))
    return header


@require_safe
def teams(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Give [medal, names of members] by row id, of the rows that have either; another version leads to that of now."""
    header = read_header(shown_contest(pk))
    if version != header.version:
        address = reverse("standings:teams", args=[pk, header.version])
        return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})
    packed = remember(topic_of(pk), f"teams:{version}", lambda: (_packed_teams(pk), None))
    return whole_answer(request, packed)


def _packed_teams(contest: int) -> bytes:
    rows = Standing.objects.filter(contest_id=contest).values_list("pk", "medal", "members")
    told = {
        row: [medal, [member.get("name") or member.get("account", "") for member in members or ()]]
        for row, medal, members in rows
        if medal or members
    }
    return gzip.compress(msgspec.json.encode(told), COMPRESSION, mtime=0)
