"""The door to what a whole table is replayed from: one address for each version, which caches keep for good."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.live.lasting import lasting_answer
from apps.standings.models import Standings
from apps.standings.replay.moves import SHAPE, packed_moves
from apps.standings.views import shown_contest


def address_of_moves(contest: int, version: int) -> str:
    """Return where the moves of a contest's table are, by its id and the version of its header."""
    return f"{reverse('standings:moves', args=[contest, version])}?shape={SHAPE}"


@require_safe
def moves(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Give the moves of a table at the version that it has now; another version leads there."""
    contest = shown_contest(pk)
    header = Standings.objects.filter(pk=pk).first()
    if header is None:
        raise Http404(_("These results have not been read yet."))
    if version != header.version:
        return _leading_to(pk, header.version)
    found, packed = packed_moves(contest, header)
    return lasting_answer(request, packed) if found == version else _leading_to(pk, found)


def _leading_to(contest: int, version: int) -> HttpResponse:
    return HttpResponseRedirect(address_of_moves(contest, version), headers={"Cache-Control": "no-store"})
