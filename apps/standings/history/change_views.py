"""The door to what one version of a table changed: one address for each version and language, kept for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.live.cache import remember
from apps.live.lasting import lasting_answer, pack
from apps.standings.board.drawing import drawn_rows
from apps.standings.board.heads import problems_of
from apps.standings.board.rows import PageRow, rows_of_change
from apps.standings.history.changes import Change, change_of, state_of
from apps.standings.models import Standings, StandingsVersion
from apps.standings.queries import topic_of
from apps.standings.views import shown_contest

WHOLE = {"whole": True}
MOST_AHEAD = 10  # versions that an open page follows at a time: MOST_STEPS of static/js/board.js
# Nginx may say so for a second, however many ask: for it, the first counts.
NOT_KEPT = {"X-Accel-Expires": "1", "Cache-Control": "no-store"}


class AheadError(Exception):
    """The version is none so far: what the page was told of was no change of rows, but of what stands above them."""


class ChangedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it became: `id` is the row's, `html` what the page shows."""

    id: int
    account: int
    place: int | None
    score: float | None
    html: str


class ChangeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What /standings/<pk>/changes/<version>.<language>.json gives: how the version before becomes this one.

    `rows` became so, `removed` are ids of rows that went; `shifts` and `moved` are those of changes.Change. `state`
    stands for what the page shows of the whole board: where it is another than the page's, the page is to be read
    anew. `heads` are the mark, the number who solved and the number who tried of each problem.
    """

    version: int
    at: str
    read_at: str | None
    state: str
    n_rows: int
    rows: Sequence[ChangedRow]
    removed: Sequence[int]
    shifts: Sequence[Sequence[int]]
    moved: Sequence[tuple[int, int | None]]
    heads: Sequence[tuple[str, int | None, int | None]]


@require_safe
def change(request: HttpRequest, *, pk: int, version: int, language: str) -> HttpResponse:
    """Give what a version of a table changed, in one of our languages.

    `{"whole": true}` where that was too much, is not kept, or is a few versions ahead: it is no error, the whole table
    is to be read anew.
    """
    if language not in dict(settings.LANGUAGES):
        return _missing(_("There is no such language here."))
    contest = shown_contest(pk)

    def build() -> tuple[bytes, None]:
        with translation.override(language), timezone.override(UTC):
            drawn = draw_change(contest, version)
        return pack(WHOLE if drawn is None else drawn), None

    try:
        packed = remember(topic_of(pk), f"change:{settings.VERSION}:{language}", build, at=version)
    except AheadError:
        return JsonResponse(WHOLE, headers=NOT_KEPT)
    except Http404 as missing:
        return _missing(str(missing))
    return lasting_answer(request, packed)


def draw_change(contest: Contest, version: int) -> ChangeDocument | None:
    """Return what a version of a contest's table changed, drawn in the active language; at most six queries.

    None where it is not kept, or changed too much.

    Raises:
        AheadError: it may be the next version, or one soon after.
        Http404: there is no such version so far.
    """
    kept = StandingsVersion.objects.filter(contest=contest, version=version).first()
    change = change_of(kept) if kept else None
    header = Standings.objects.filter(contest=contest).first()
    latest = header.version if header else 0
    if header and latest < version <= latest + MOST_AHEAD:
        raise AheadError
    if header is None or not 1 <= version <= latest:
        raise Http404(_("This version is not kept."))
    if kept is None or change is None or _has_instants(header):
        return None
    problems = problems_of(contest.pk)
    rows = [_with_floats(row) for row in rows_of_change(change.rows)]
    drawn = drawn_rows(contest, [row.pk for row in rows], header=header, rows=rows, problems=problems)
    return ChangeDocument(
        version=version,
        at=change.at.isoformat(),
        read_at=header.read_at.isoformat() if header.read_at else None,
        state=state_of(header),
        n_rows=header.n_rows,
        rows=[
            ChangedRow(id=row.pk, account=row.account, place=row.place, score=row.score, html=drawn[row.pk].strip())
            for row in rows
        ],
        removed=_removed_rows(kept, change),
        shifts=change.shifts,
        moved=list(change.moved.items()),
        heads=[(problem.short, problem.n_solved, problem.n_tried) for problem in problems],
    )


def _with_floats(row: PageRow) -> PageRow:
    """Return a row with its numbers as the database gives them: JSON has written 7.0 as 7."""
    score, penalty = (None if number is None else float(number) for number in (row.score, row.penalty))
    return row._replace(score=score, penalty=penalty)


def _has_instants(header: Standings) -> bool:
    """Return whether rows show times of day, which each viewer's zone writes otherwise."""
    return any(column.get("kind") == "instant" for column in header.columns)


def _removed_rows(kept: StandingsVersion, change: Change) -> list[int]:
    was = kept.was or {}
    return [was[str(account)]["row"] for account in change.removed]


def _missing(said: str) -> HttpResponse:
    return JsonResponse({"error": said}, status=404, headers=NOT_KEPT)
