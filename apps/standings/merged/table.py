"""A page of a merged table, made ready for templates/jinja2/standings_merged.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import get_language

from apps.contests.models import Contest
from apps.standings.addresses import address_of_standings
from apps.standings.board.cells import UNTRIED, cell_writer, decode_cells
from apps.standings.board.rows import PageRow, ratings_of_members
from apps.standings.board.table import Row, RowWriter, Table
from apps.standings.merged.rows import Column, MergedRow
from apps.standings.queries import joined_header

ABSENT = '<td class="cell is-absent"></td>\n'


class Source(NamedTuple):
    """One of the contests: the number by which rows and heads name it, and what is said of it."""

    number: int
    contest: Contest
    address: str
    n_rows: int


class MergedLine(NamedTuple):
    """A row, its number among all, the contest that it is of, and its cells in the columns of all, as HTML."""

    position: int
    source: Source
    row: Row
    cells: str


class _Writer:
    """Writes the rows of one of the contests."""

    def __init__(self, source: Source, columns: Sequence[Column], *, ratings: Mapping[str, int]) -> None:
        contest = source.contest
        header, site = joined_header(contest), contest.resource
        self.source = source
        self.row = RowWriter(header, [], host=site.host, adapter=site.adapter, fields=("none",), ratings=ratings).row
        self.draw = cell_writer(get_language() or "en", exact=header.penalty_unit == "seconds").draw
        self.heads = [column.heads.get(contest.pk) for column in columns]

    def line(self, position: int, row: PageRow) -> MergedLine:
        """Return a row as it is shown."""
        return MergedLine(position, self.source, self.row(row), self._cells(row))

    def _cells(self, row: PageRow) -> str:
        cells = decode_cells(row.cells)
        return "".join(
            ABSENT
            if head is None
            else self.draw(cells[head.short], is_first=row.account in head.firsts, full=head.full)
            if head.short in cells
            else UNTRIED
            for head in self.heads
        )


def sources_of(contests: Sequence[Contest]) -> list[Source]:
    """Return contests with their numbers, from 1 on."""
    return [
        Source(number, contest, address_of_standings(contest.pk, contest.title), joined_header(contest).n_rows)
        for number, contest in enumerate(contests, 1)
    ]


def lines_of(sources: Sequence[Source], columns: Sequence[Column], rows: Sequence[MergedRow]) -> list[MergedLine]:
    """Return rows as they are shown. One query for each site that has teams among them."""
    site_of = {source.contest.pk: source.contest.resource_id for source in sources}
    by_site: dict[int, list[PageRow]] = {}
    for one in rows:
        by_site.setdefault(site_of[one.contest], []).append(one.row)
    ratings = {site: ratings_of_members(site, found) for site, found in by_site.items()}
    writers = {
        source.contest.pk: _Writer(source, columns, ratings=ratings.get(source.contest.resource_id, {}))
        for source in sources
    }
    return [writers[one.contest].line(one.position, one.row) for one in rows]


def table_of(lines: Sequence[MergedLine]) -> Table:
    """Return what the rows have in common with those of a single table: flags and medals."""
    return Table(heads=[], extras=[], rows=[line.row for line in lines], score_word="", penalty_word="", is_usual=True)
