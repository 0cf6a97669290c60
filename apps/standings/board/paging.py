"""Pages of a table of results, a hundred rows each, and the page on which a row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from apps.core.paging import numbers_beside
from apps.standings.board.rows import PageRow, matching_ids, position_of, rows_by_id, rows_by_number
from apps.standings.board.selection import Selection
from apps.standings.models import Standings

PAGE = 100
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """The rows of a page, of how many there are, and what templates/components/pages.html shows of the others."""

    rows: Sequence[PageRow]
    number: int
    page: Page[int]
    pages: Sequence[Any]
    carried: str


def page_asked(header: Standings, selection: Selection) -> ShownPage:
    """Return the rows of the page that a selection asks for: the last one where it has none so far."""
    ids = None if selection.is_usual else matching_ids(header, selection)
    number = header.n_rows if ids is None else len(ids)
    paginator = Paginator(range(number), PAGE)
    page = paginator.get_page(selection.page or "1")
    start = PAGE * (page.number - 1)
    if ids is None:
        rows = rows_by_number(header.contest_id, start=start, number=PAGE)
    else:
        rows = rows_by_id(header.contest_id, ids[start : start + PAGE])
    query = selection.but().query_string()
    return ShownPage(
        rows=rows,
        number=number,
        page=page,
        pages=numbers_beside(page),
        carried=f"{query}&" if query else "",
    )


def address_of_row(header: Standings, selection: Selection, row: str) -> str:
    """Return the query of the page that has a row, by its id, and the row itself, "" where there is none.

    A row that a filter leaves out is looked for in the whole table.
    """
    if not (row.isascii() and row.isdecimal() and len(row) <= MOST_DIGITS):
        return ""
    found = None if selection.is_usual else _position_among(header, selection, int(row))
    if found is None:
        selection = Selection(fields=selection.fields) if not selection.is_usual else selection
        found = position_of(header.contest_id, int(row))
    if found is None:
        return ""
    page = found // PAGE + 1
    query = selection.but(page=str(page) if page > 1 else "").query_string()
    return f"{'?' if query else ''}{query}#row-{row}"


def _position_among(header: Standings, selection: Selection, row: int) -> int | None:
    try:
        return list(matching_ids(header, selection)).index(row)
    except ValueError:
        return None
