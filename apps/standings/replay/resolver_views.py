"""The page on which a frozen board is revealed, and the door to what only it tells: medals and members of teams."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.live.cache import remember
from apps.live.lasting import lasting_answer, pack
from apps.standings.models import Standing, Standings
from apps.standings.queries import topic_of
from apps.standings.replay.moves_views import address_of_moves
from apps.standings.views import read_header, results_page, shown_contest
from apps.standings.words import medal_words


@require_safe
def resolver(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page that reveals a board; scripts do it, from the moves of the table."""
    return results_page(request, pk, "standings/resolver.html", values=_values)


def _values(contest: Contest, header: Standings) -> dict[str, Any]:
    return {
        "moves": address_of_moves(contest.pk, header.version),
        "teams": reverse("standings:teams", args=[contest.pk, header.version]),
        "is_icpc": header.kind == "icpc",
        "medal_words": [(kind, word) for kind, word in medal_words().items() if kind != "honorable"],
    }


@require_safe
def teams(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Give [medal, names of members] by row id, of the rows that have either; another version leads to that of now."""
    header = read_header(shown_contest(pk))
    if version != header.version:
        address = reverse("standings:teams", args=[pk, header.version])
        return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})
    packed = remember(topic_of(pk), f"teams:{version}", lambda: (_packed_teams(pk), None))
    return lasting_answer(request, packed)


def _packed_teams(contest: int) -> bytes:
    rows = Standing.objects.filter(contest_id=contest).values_list("pk", "medal", "members")
    told = {
        row: [medal, [member.get("name") or member.get("account", "") for member in members or ()]]
        for row, medal, members in rows
        if medal or members
    }
    return pack(told)
