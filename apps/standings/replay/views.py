"""The time machine's page: a table as it was at a moment, and how one of its rows went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.core.paging import clean_text
from apps.standings.board.cells import clock
from apps.standings.board.drawing import draw_table, table_of
from apps.standings.board.heads import TableProblem, problems_of
from apps.standings.board.rows import row_of
from apps.standings.board.selection import NOBODY
from apps.standings.models import Standings
from apps.standings.replay.following import follow
from apps.standings.replay.moment import Moment, read_moment, replay_of
from apps.standings.replay.moves_views import address_of_moves
from apps.standings.views import results_page
from apps.standings.what_if.picking import found_by_name, read_row_id

SHOWN = 100  # rows
LONG = 3600  # seconds from which on a minute is a fine enough step


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the time machine: a moment, a row to follow, and a name to find one by."""

    at: str = ""
    row: int | None = None
    who: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Asked:
        """Read a URL's query; what makes no sense is as if it were not there."""
        at = query.get("at", "").strip()
        return cls(
            at=at if read_moment(at, 1) is not None else "",
            row=read_row_id(query.get("row", "")),
            who=clean_text(query.get("who", "")),
        )

    def query_string(self, **changes: str | int | None) -> str:
        """Return the same, with some of it changed, in its one spelling."""
        asked = {"at": self.at, "row": self.row, "who": self.who} | changes
        return urlencode({name: value for name, value in asked.items() if value not in ("", None)}, safe=":")


class Mark(NamedTuple):
    """A moment that is one click away."""

    title: str
    query: str


def address_of_timeline(contest: int, timeline: str) -> str:
    """Return the page of a contest, by its id, that a `timeline` in the incumbent's addresses means; "" for none.

    It is a moment ("1:30:00" or a part of the whole, "0.75"), the board in motion, or the reveal after a freeze.
    """
    if timeline == "unfreezing":
        return reverse("standings:resolver", args=[contest])
    replay = reverse("standings:replay", args=[contest])
    if timeline in ("show", "play"):
        return replay
    return f"{replay}?at={timeline}" if read_moment(timeline, 1) is not None else ""


@require_safe
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the first rows of a contest's table as it was at the moment `at`, and follow the row `row`."""
    asked = Asked.from_query(request.GET)

    def values(contest: Contest, header: Standings) -> dict[str, Any]:
        return ReplayPage(contest=contest, header=header, asked=asked).values()

    return results_page(request, pk, "standings/replay.html", values=values, query=asked.query_string())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPage:
    """One contest's table at one moment."""

    contest: Contest
    header: Standings
    asked: Asked

    def values(self) -> dict[str, Any]:
        """Return the values of standings/replay.html besides those of its head."""
        contest, header, asked = self.contest, self.header, self.asked
        now = timezone.now()
        moment = self._moment(now)
        found, n_found = found_by_name(header, asked.who)
        end = moment.replay.timeline.columns.end
        return {
            "asked": asked,
            "drawn": self._drawn(moment),
            "n_rows": len(moment),
            "seconds": int(moment.seconds),
            "end": int(end),
            "step": 60 if end >= LONG else 10,
            "time": clock(moment.seconds, exact=True),
            "end_time": clock(end, exact=True),
            "marks": self._marks(end, _("now") if now < contest.end else _("the end")),
            "has_times": bool(np.isfinite(moment.replay.timeline.columns.time).any()),
            "exactness": moment.replay.exactness,
            "moves": address_of_moves(contest.pk, header.version),
            "followed": None if asked.row is None else follow(moment, asked.row),
            "found": [(one, asked.query_string(row=one.row, who="")) for one in found],
            "n_more": n_found - len(found),
            "without_row": asked.query_string(row=None),
        }

    def _moment(self, now: datetime) -> Moment:
        contest = self.contest
        replay = replay_of(contest, self.header)
        if contest.start <= now < contest.end and not contest.is_window:
            replay = replay.so_far((now - contest.start).total_seconds())
        end = replay.timeline.columns.end
        seconds = read_moment(self.asked.at, end)
        return replay.at(end if seconds is None else seconds)

    def _drawn(self, moment: Moment) -> str:
        counts = moment.counts()
        heads = [_until_then(problem, counts) for problem in problems_of(self.contest.pk)]
        ids = moment.ids(0, SHOWN)
        if self.asked.row is not None and self.asked.row not in ids:
            ids = [*ids, *moment.among([self.asked.row]).ids()]
        rows = moment.among(ids).page()
        fields = () if moment.is_over else (NOBODY,)  # the site's own columns are known of the end alone
        drawn = draw_table(table_of(self.contest, self.header, heads, [row_of(row) for row in rows], fields=fields))
        followed = f'<tr id="row-{self.asked.row}"'
        return SafeString(drawn.replace(followed, f'{followed} class="is-followed"'))

    def _marks(self, end: float, last: str) -> list[Mark]:
        moments = [(clock(end * part / 4, exact=True), end * part / 4) for part in range(4)]
        freeze = self.header.freeze
        if freeze is not None and 0 < freeze.total_seconds() < end:
            moments.append((_("the freeze"), freeze.total_seconds()))
        moments.sort(key=lambda moment: moment[1])
        marks = [Mark(title, self.asked.query_string(at=clock(second, exact=True))) for title, second in moments]
        return [*marks, Mark(last, self.asked.query_string(at=""))]


def _until_then(problem: TableProblem, counts: dict[str, tuple[int, int]]) -> TableProblem:
    n_solved, n_tried = counts.get(problem.short, (0, 0))
    return problem._replace(n_solved=n_solved, n_tried=n_tried)
