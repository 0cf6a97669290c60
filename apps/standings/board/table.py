"""One page of a table of results, made ready for templates/jinja2/standings_rows.html: what rows and heads show."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.contests.models import ContestProblem
from apps.core.flags import Flag, flag_of
from apps.resources.bands import hue_of
from apps.standings.addresses import address_of_account
from apps.standings.board.cells import UNTRIED, cell_writer, clock, decode_cells, in_number
from apps.standings.board.extras import Extra, extras_of, values_of
from apps.standings.board.heads import TableProblem, problem_of
from apps.standings.board.rows import PageRow, row_of
from apps.standings.models import Standing, Standings
from apps.standings.words import handle_beside, medal_marks, medal_words, participation_words

Look = tuple[str, bool, tuple[tuple[str, float | None], ...]]  # language, whether seconds count, problems and points
MOST_MEMBERS = 6  # named in a row; the rest is counted
MOST_ROOMY = 16  # problems whose cells have room for times

decode_members = msgspec.json.Decoder(list[dict[str, str]]).decode
decode_columns = msgspec.json.Decoder(dict[str, Any]).decode


class Person(NamedTuple):
    """A member of a team, with the address of the account where there is one, and the hue of its rating."""

    name: str
    address: str
    hue: str


class Row(NamedTuple):
    """One row, every value as it is shown; "" is unknown. `cells` are HTML."""

    pk: int
    account: int
    sequence: str
    place_number: int | str  # for scripts that move rows: "" where there is none
    score_number: str
    place: str
    medal: str
    name: str
    handle: str
    address: str
    hue: str
    members: Sequence[Person]
    n_more_members: int
    country: str
    organization: str
    qualified: str  # the mark of who goes on
    tags: Sequence[str]
    score: str
    penalty: str
    cells: str
    further: Sequence[tuple[str, bool]]  # HTML, and whether it is a figure
    rating: str
    new_hue: str
    change: str
    direction: str  # of the change: "up", "down", ""
    is_predicted: bool

    @property
    def beside(self) -> str:
        """The handle, where it tells something besides the name."""
        return handle_beside(self.name, self.handle, has_members=bool(self.members))

    @property
    def below(self) -> str:
        """Whose team it is and all who are named of it, for where the line has no room."""
        return ": ".join(filter(None, (self.organization, ", ".join(member.name for member in self.members))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A page of a table: which columns it has, and its rows.

    Every row has every column, so that one that is drawn later, alone, fits in; the style sheet hides empty columns.
    """

    heads: Sequence[TableProblem]
    extras: Sequence[Extra]
    rows: Sequence[Row]
    score_word: str
    penalty_word: str
    is_usual: bool  # its further columns are those that nobody has asked for

    @property
    def is_compact(self) -> bool:
        """True when there are so many problems that cells show results alone."""
        return len(self.heads) > MOST_ROOMY

    @property
    def flags(self) -> dict[str, Flag]:
        """The flags of the countries that the rows tell, by their codes."""
        language = get_language() or "en"
        return {code: flag_of(code, language) for code in {row.country for row in self.rows} if code}

    @property
    def medals(self) -> dict[str, str]:
        """The names of medals."""
        return medal_words()

    @property
    def marks(self) -> dict[str, str]:
        """What stands on medals."""
        return medal_marks()


def build_table(  # noqa: PLR0913 - what most tables do without is optional
    header: Standings,
    problems: Sequence[TableProblem | ContestProblem],
    rows: Sequence[PageRow | Standing],
    *,
    host: str,
    adapter: str = "",
    fields: Sequence[str] = (),
    ratings: Mapping[str, int] | None = None,
) -> Table:
    """Return a page of rows. `host` and `adapter` are the site's; `fields` are further columns as Selection has them.

    `ratings` are those of the members of teams, by account.
    """
    heads = [problem_of(problem) if isinstance(problem, ContestProblem) else problem for problem in problems]
    write = RowWriter(header, heads, host=host, adapter=adapter, fields=fields, ratings=ratings or {})
    shown = [write.row(row_of(row) if isinstance(row, Standing) else row) for row in rows]
    return Table(
        heads=heads,
        extras=write.extras,
        rows=shown,
        score_word=_("Solved") if header.kind == "icpc" else _("Score"),
        penalty_word=_("Penalty") if header.penalty_unit != "seconds" else _("Time"),
        is_usual=not fields,
    )


class RowWriter:
    """Writes the rows of one table: what they have in common is worked out once."""

    def __init__(  # noqa: PLR0913 - as build_table
        self,
        header: Standings,
        heads: Sequence[TableProblem],
        *,
        host: str,
        adapter: str,
        fields: Sequence[str],
        ratings: Mapping[str, int],
    ) -> None:
        self.host, self.adapter, self.ratings = host, adapter, ratings
        self.extras = extras_of(header, fields)
        self.values = [
            (write, extra.is_figure) for extra, write in zip(self.extras, values_of(header, self.extras), strict=True)
        ]
        self.hides_organization = "organization" in fields
        self.unit = header.penalty_unit
        self.look: Look = (
            get_language() or "en",
            header.penalty_unit == "seconds",
            tuple((head.short, head.full) for head in heads),
        )
        self.firsts = [(head.short, head.firsts) for head in heads if head.firsts]
        self.any_firsts = frozenset(account for _, firsts in self.firsts for account in firsts)
        self.participations = participation_words()

    def row(self, row: PageRow) -> Row:
        """Return a row as it is shown."""
        rating, change, is_predicted = ratings_of_row(row)
        members = decode_members(row.members) if row.members else []
        drawn = draw_cells(row.cells, self._firsts(row.account), self.look)
        score = "" if row.score is None else in_number(row.score)
        before = row.account_rating if row.old_rating is None else row.old_rating
        return Row(
            pk=row.pk,
            account=row.account,
            sequence=f"{zlib.crc32(f'{score} {row.penalty} {change} {drawn}'.encode()):x}",
            place_number="" if row.place is None else row.place,
            score_number="" if row.score is None else f"{row.score:.15g}",
            place="–" if row.place is None else str(row.place),
            medal=row.medal,
            name=row.name or (row.account_name if row.is_team else ""),
            handle=row.key,
            address=address_of_account(self.host, row.key),
            hue=hue_of(self.adapter, before),
            members=[self._member(member) for member in members[:MOST_MEMBERS]],
            n_more_members=max(0, len(members) - MOST_MEMBERS),
            country=row.country or row.account_country,
            organization="" if self.hides_organization else row.organization,
            qualified=row.qualified,
            tags=self._tags(row),
            score=score,
            penalty="" if row.penalty is None else self._penalty(row.penalty),
            cells=drawn,
            further=self._further(row),
            rating="" if rating is None else str(rating),
            new_hue=hue_of(self.adapter, rating),
            change="" if change is None else signed(change),
            direction="up" if change and change > 0 else "down" if change else "",
            is_predicted=is_predicted,
        )

    def _member(self, member: Mapping[str, str]) -> Person:
        account, name = member.get("account", ""), member.get("name", "")
        address = address_of_account(self.host, account) if account else ""
        return Person(name or account, address, hue_of(self.adapter, self.ratings.get(account)))

    def _tags(self, row: PageRow) -> list[str]:
        if row.participation == "official" and not row.division:
            return []
        return [tag for tag in (self.participations.get(row.participation, ""), row.division) if tag]

    def _penalty(self, penalty: float) -> str:
        return clock(penalty, exact=True) if self.unit == "seconds" and penalty >= 0 else in_number(penalty)

    def _firsts(self, account: int) -> tuple[str, ...]:
        if account not in self.any_firsts:
            return ()
        return tuple(short for short, firsts in self.firsts if account in firsts)

    def _further(self, row: PageRow) -> list[tuple[str, bool]]:
        if not self.values:
            return []
        cells, columns = decode_cells(row.cells), decode_columns(row.columns)
        return [(conditional_escape(write(row, cells, columns)), is_figure) for write, is_figure in self.values]


@lru_cache(maxsize=10_000)
def draw_cells(kept: str, firsts: tuple[str, ...], look: Look) -> str:
    """Return the cells of a row as HTML; `firsts` are the problems that it solved first.

    Kept by the process, because the next version of a table has nearly all of its rows as they were.
    """
    language, exact, problems = look
    cells, draw = decode_cells(kept), cell_writer(language, exact=exact).draw
    return "".join(
        [
            draw(cells[short], is_first=short in firsts, full=full) if short in cells else UNTRIED
            for short, full in problems
        ]
    )


def ratings_of_row(row: Standing | PageRow) -> tuple[int | None, int | None, bool]:
    """Return the rating after a contest, how it moved, and whether that is our prediction; None where unknown."""
    if row.new_rating is not None:
        change = None if row.old_rating is None else row.new_rating - row.old_rating
        return row.new_rating, change, False
    if row.predicted_change is None:
        return row.old_rating, None, False
    return None if row.old_rating is None else row.old_rating + row.predicted_change, row.predicted_change, True


def signed(number: int) -> str:
    """Return a change with its sign: "+47", "−12", "0"."""
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"
