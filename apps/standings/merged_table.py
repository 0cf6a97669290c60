"""A page of a merged table, made ready for templates/jinja2/standings_merged.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.addresses import address_of_standings
from apps.standings.cells import UNTRIED
from apps.standings.merged import Column, MergedRow, header_of
from apps.standings.page_rows import ratings_of_members
from apps.standings.table import Row, RowWriter, Table

ABSENT = '<td class="cell is-absent"></td>\n'


class Source(NamedTuple):
    """One of the contests: the number by which rows and heads name it, and what is said of it."""

    number: int
    contest: Contest
    address: str
    n_rows: int


class MergedLine(NamedTuple):
    """A row, its number among all, and the contest that it is of."""

    position: int
    source: Source
    row: Row


class _Writer(RowWriter):
    """Writes rows of one of the contests: its cells stand in the columns of all."""

    def __init__(self, contest: Contest, columns: Sequence[Column], *, ratings: Mapping[str, int]) -> None:
        site = contest.resource
        super().__init__(
            header_of(contest), [], host=site.host, adapter=site.adapter, fields=("none",), ratings=ratings
        )
        self.columns = [column.heads.get(contest.pk) for column in columns]

    def _cells(self, cells: Mapping[str, Cell], account: int) -> str:
        draw = self.writer.draw
        return "".join(
            ABSENT
            if head is None
            else draw(cells[head.short], is_first=account in head.firsts, full=head.full)
            if head.short in cells
            else UNTRIED
            for head in self.columns
        )


def sources_of(contests: Sequence[Contest]) -> list[Source]:
    """Return contests with their numbers, from 1 on."""
    return [
        Source(number, contest, address_of_standings(contest.pk, contest.title), header_of(contest).n_rows)
        for number, contest in enumerate(contests, 1)
    ]


def lines_of(sources: Sequence[Source], columns: Sequence[Column], rows: Sequence[MergedRow]) -> list[MergedLine]:
    """Return rows as they are shown. One query for each site that has teams among them."""
    by_site: dict[int, list[MergedRow]] = {}
    site_of = {source.contest.pk: source.contest.resource_id for source in sources}
    for row in rows:
        by_site.setdefault(site_of[row.contest], []).append(row)
    ratings = {site: ratings_of_members(site, [one.row for one in found]) for site, found in by_site.items()}
    writers = {
        source.contest.pk: (
            source,
            _Writer(source.contest, columns, ratings=ratings.get(source.contest.resource_id, {})),
        )
        for source in sources
    }
    return [
        MergedLine(one.position, source, write.row(one.row))
        for one in rows
        for source, write in (writers[one.contest],)
    ]


def table_of(lines: Sequence[MergedLine]) -> Table:
    """Return what the rows have in common with those of a single table: flags and medals."""
    return Table(heads=[], extras=[], rows=[line.row for line in lines], score_word="", penalty_word="")
