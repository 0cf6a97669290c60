"""The page of one contest's table of results: what a selection asks for, a hundred rows at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.models import Contest
from apps.core.jinja import draw
from apps.live.pages import Values, kept_page
from apps.standings.addresses import address_of_standings
from apps.standings.board.drawing import draw_table, sorts_of, table_of
from apps.standings.board.filter_line import chips_of, filter_line, hidden_pairs
from apps.standings.board.finding import warnings_of
from apps.standings.board.heads import problems_of
from apps.standings.board.paging import address_of_row, page_asked
from apps.standings.board.selection import Selection
from apps.standings.board.table import Table
from apps.standings.models import Standings
from apps.standings.queries import header_of, joined_header, topic_of
from apps.standings.replay.views import address_of_timeline
from apps.standings.views import head_values, title_shown, trouble_words

SETTLED = timedelta(days=1)  # after the end hardly a table moves
KINDS: dict[str, Callable[[], str]] = {
    "icpc": lambda: _("Most problems, then the least penalty"),
    "scoring": lambda: _("Points"),
    "cf": lambda: _("Falling points and hacks"),
}


@require_safe
def standings(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a page of a contest's results; whatever the title in the address was, it leads to the one it is now."""
    address = address_of_standings(pk, title_shown(pk))
    if request.path != address:
        asked = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}{'?' if asked else ''}{asked}")
    selection = Selection.from_query(request.GET)
    if wanted := request.GET.get("find_me", ""):
        return redirect(address + address_of_row(header_of(pk) or Standings(contest_id=pk), selection, wanted))
    if moment := address_of_timeline(pk, request.GET.get("timeline", "")):
        return redirect(moment)
    query = selection.query_string()
    response = kept_page(
        request,
        "standings/standings.html",
        TablePage(contest=pk, selection=selection).values,
        query=query,
        key=" ".join(selection.warnings),
        topic=topic_of(pk),
    )
    if "HX-Request" in request.headers:
        response["HX-Push-Url"] = f"{address}?{query}".rstrip("?")
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """One page of one contest's table, as a selection asks for it."""

    contest: int
    selection: Selection

    def values(self) -> Values:
        """Return the values of standings/standings.html; the number of queries does not depend on the rows."""
        selection = self.selection
        contest = Contest.objects.select_related("resource", "standings").get(pk=self.contest)
        header = joined_header(contest)
        problems = problems_of(contest.pk, division=selection.division)
        shown = page_asked(header, selection)
        table = table_of(contest, header, problems, shown.rows, fields=selection.fields)
        values: dict[str, Any] = {
            **head_values(contest, header),
            "kind": KINDS[header.kind]() if header.kind in KINDS else "",
            "selection": selection,
            "warnings": warnings_of(header, [problem.short for problem in problems], selection),
            "trouble": trouble_words(header.trouble),
            "is_held": bool(header.said and not header.trouble and header.n_rows),
            "table": table,
            "filters": draw("standings_filters.html", line=filter_line(contest, header, selection)),
            "chips": chips_of(selection, header),
            "hidden": hidden_pairs(selection),
            "drawn": self._drawn(table, moves=_moves(contest, header)),
            "number": shown.number,
            "carried": shown.carried,
            "page": shown.page,
            "pages": shown.pages,
        }
        return values, None

    def _drawn(self, table: Table, *, moves: bool) -> str:
        return draw_table(table, sorts=sorts_of(self.selection, table), moves=moves) if table.rows else ""


def _moves(contest: Contest, header: Standings) -> bool:
    return not header.is_final and timezone.now() < contest.end + SETTLED
