"""Draws tables of results and single rows of them: pages, changes of live boards and pinned rows look the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.core.jinja import draw
from apps.standings.addresses import address_of_problem
from apps.standings.board.heads import TableProblem, problems_of
from apps.standings.board.rows import PageRow, ratings_of_members, rows_by_id
from apps.standings.board.selection import COLUMNS, Selection
from apps.standings.board.table import Table, build_table
from apps.standings.models import Standings

ANY = "ANY-COLUMN"  # stands for the column in the addresses of heads, which differ by it alone
SMALLEST_FIRST = frozenset({"place", "name", "country", "organization", "penalty", "division", "advance"})


class Sort(NamedTuple):
    """How one more click on a head sorts: its address, and how it sorts already ("" where it does not)."""

    href: str
    aria: str
    label: str


def drawn_rows(  # noqa: PLR0913 - what callers know already is optional
    contest: Contest,
    ids: Sequence[int],
    *,
    header: Standings,
    selection: Selection | None = None,
    rows: Sequence[PageRow] | None = None,
    problems: Sequence[TableProblem] | None = None,
) -> dict[int, str]:
    """Return the `<tr>` of rows, by their ids, exactly as a page of the table has them. The contest has its site.

    `rows` are to be given where they are not to be read as they are now (rows.rows_of_change), `problems` where
    they are known. `selection` says which columns there are. At most three queries: rows, problems, members' ratings.
    """
    found = rows_by_id(contest.pk, ids) if rows is None else rows
    heads = problems_of(contest.pk) if problems is None else problems
    table = table_of(contest, header, heads, found, fields=selection.fields if selection else ())
    return {row.pk: draw_rows(replace(table, rows=[row])) for row in table.rows}


def table_of(  # noqa: PLR0917 - from the large to the small
    contest: Contest,
    header: Standings,
    problems: Sequence[TableProblem],
    rows: Sequence[PageRow],
    *,
    fields: Sequence[str] = (),
) -> Table:
    """Return rows of a contest, which has its site, as they are shown. At most one query, for teams."""
    site = contest.resource
    ratings = ratings_of_members(site.pk, rows)
    return build_table(header, problems, rows, host=site.host, adapter=site.adapter, fields=fields, ratings=ratings)


def draw_rows(table: Table) -> SafeString:
    """Return the rows of a table as HTML."""
    return draw("standings_rows.html", table=table)


def draw_table(table: Table, *, sorts: Mapping[str, Sort] | None = None, moves: bool = False) -> SafeString:
    """Return a table with its heads as HTML; `sorts` are the ways to sort it.

    One that `moves` keeps room for the places that are won and lost while somebody looks at it.
    """
    return draw(
        "standings_table.html",
        table=table,
        rows=draw_rows(table),
        sorts=sorts or {},
        moves=moves,
        address_of_problem=address_of_problem,
    )


def sorts_of(selection: Selection, table: Table) -> dict[str, Sort]:
    """Return the way to sort by each column: from the best down, then the other way round, then not at all."""
    columns = [*COLUMNS, *(f"problem:{head.short}" for head in table.heads), *(extra.sort for extra in table.extras)]
    sorted_so = selection.but(sort=ANY).query_string()
    unsorted = f"?{selection.but(sort='').query_string()}"
    word = _("Sort by %(column)s")
    sorts = {}
    for column in filter(None, columns):
        after, aria = _step(selection, column)
        href = f"?{sorted_so.replace(ANY, quote(after, safe=':'))}" if after else unsorted
        sorts[column] = Sort(href, aria, word % {"column": column.partition(":")[2] or column})
    return sorts


def _step(selection: Selection, column: str) -> tuple[str, str]:
    """Return how one more click on a head sorts, and how it sorts already."""
    first, second = (column, f"-{column}") if column in SMALLEST_FIRST else (f"-{column}", column)
    after = {first: second, second: ""}.get(selection.sort, first)
    if column == "place" and not selection.sort:
        return f"-{column}", "ascending"
    aria = "descending" if selection.is_descending else "ascending"
    return "" if after == "place" else after, aria if selection.column == column else ""
