"""One page of a table of results, made ready for templates/jinja2/standings_rows.html: what rows and heads show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.contests.models import ContestProblem
from apps.core.countries import country_name
from apps.standings.addresses import address_of_account
from apps.standings.cells import ShownCell, clock, in_number, read_cells, show_cell
from apps.standings.models import Standing, Standings

FIGURES = frozenset({"integer", "number", "seconds"})
MOST_MEMBERS = 6  # named in a row; the rest is counted


class Head(NamedTuple):
    """The head of a problem's column. Counts are None where nothing is known of it."""

    short: str
    name: str
    url: str
    points: str
    n_solved: int | None
    n_tried: int | None


class Person(NamedTuple):
    """A member of a team, with the address of the account where there is one."""

    name: str
    address: str


class Row(NamedTuple):
    """One row, every value as it is shown; "" is unknown."""

    pk: int
    account: int
    sequence: str
    place_number: int | str  # for scripts that move rows: "" where there is none
    score_number: float | str
    place: str
    medal: str
    name: str
    handle: str
    address: str
    members: Sequence[Person]
    n_more_members: int
    country: str
    organization: str
    tags: Sequence[str]
    score: str
    penalty: str
    cells: Sequence[ShownCell | None]
    further: Sequence[tuple[str, bool]]  # whether it is a figure
    rating: str
    change: str
    direction: str  # of the change: "up", "down", ""
    is_predicted: bool

    @property
    def below(self) -> str:
        """Whose team it is and all who are named of it, for where the line has no room."""
        return ": ".join(filter(None, (self.organization, ", ".join(member.name for member in self.members))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A page of a table: which columns it has, and its rows."""

    heads: Sequence[Head]
    columns: Sequence[Mapping[str, Any]]
    rows: Sequence[Row]
    score_word: str
    has_penalty: bool
    has_country: bool
    has_rating: bool
    penalty_word: str

    figures: ClassVar[frozenset[str]] = FIGURES

    @property
    def countries(self) -> dict[str, str]:
        """The names of the countries that the rows tell, by their codes."""
        return {row.country: country_name(row.country) for row in self.rows if row.country}

    @property
    def medals(self) -> dict[str, str]:
        """The names of medals."""
        return medal_words()


def build_table(header: Standings, problems: Sequence[ContestProblem], rows: Sequence[Standing], *, host: str) -> Table:
    """Return a page of rows, which have their accounts; `host` is the site's."""
    write = RowWriter(header, problems, host=host)
    shown = [write.row(row) for row in rows]
    return Table(
        heads=[_head(problem) for problem in problems],
        columns=header.columns,
        rows=shown,
        score_word=_("Solved") if header.kind == "icpc" else _("Score"),
        penalty_word=_("Penalty") if header.penalty_unit != "seconds" else _("Time"),
        has_penalty=any(row.penalty for row in shown),
        has_country=any(row.country for row in shown),
        has_rating=any(row.rating or row.change for row in shown),
    )


class RowWriter:
    """Writes the rows of one table: what they have in common is worked out once."""

    def __init__(self, header: Standings, problems: Sequence[ContestProblem], *, host: str) -> None:
        self.host = host
        self.columns = header.columns
        self.exact = header.penalty_unit == "seconds"
        self.unit = header.penalty_unit
        self.problems = [(problem.short, frozenset(problem.first_accounts)) for problem in problems]
        self.participations = participation_words()

    def row(self, row: Standing) -> Row:
        """Return a row as it is shown."""
        members = row.members or []
        rating, change, is_predicted = ratings_of_row(row)
        return Row(
            pk=row.pk,
            account=row.account_id,
            sequence=f"{row.digest}{change}",
            place_number="" if row.place is None else row.place,
            score_number="" if row.score is None else row.score,
            place="–" if row.place is None else str(row.place),
            medal=row.medal,
            name=row.name or row.account.name if row.is_team else row.name,
            handle=row.account.key,
            address=address_of_account(self.host, row.account.key),
            members=[self._member(member) for member in members[:MOST_MEMBERS]],
            n_more_members=max(0, len(members) - MOST_MEMBERS),
            country=row.country or row.account.country,
            organization=row.organization,
            tags=self._tags(row),
            score="" if row.score is None else in_number(row.score),
            penalty=self._penalty(row.penalty),
            cells=self._cells(row),
            further=[_further(row.columns.get(column["key"]), column.get("kind", "text")) for column in self.columns],
            rating="" if rating is None else str(rating),
            change="" if change is None else signed(change),
            direction="up" if change and change > 0 else "down" if change else "",
            is_predicted=is_predicted,
        )

    def _member(self, member: Mapping[str, str]) -> Person:
        account, name = member.get("account", ""), member.get("name", "")
        return Person(name or account, address_of_account(self.host, account) if account else "")

    def _tags(self, row: Standing) -> list[str]:
        tags = [self.participations.get(row.participation, ""), row.qualified, row.division]
        return [tag for tag in tags if tag]

    def _penalty(self, penalty: float | None) -> str:
        if penalty is None:
            return ""
        return clock(penalty, exact=True) if self.unit == "seconds" and penalty >= 0 else in_number(penalty)

    def _cells(self, row: Standing) -> list[ShownCell | None]:
        cells = read_cells(row.cells)
        return [
            show_cell(cell, exact=self.exact, is_first=row.account_id in firsts) if cell else None
            for short, firsts in self.problems
            for cell in (cells.get(short),)
        ]


def participation_words() -> dict[str, str]:
    """Return what is said of those who take part out of the ordinary."""
    return {"unofficial": _("unofficial"), "virtual": _("virtual"), "ghost": _("ghost")}


def medal_words() -> dict[str, str]:
    """Return the names of medals."""
    return {"gold": _("Gold"), "silver": _("Silver"), "bronze": _("Bronze"), "honorable": _("Honourable mention")}


def ratings_of_row(row: Standing) -> tuple[int | None, int | None, bool]:
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


def _head(problem: ContestProblem) -> Head:
    return Head(
        short=problem.short,
        name=problem.problem.name,
        url=problem.url or problem.problem.url,
        points="" if problem.points is None else in_number(problem.points),
        n_solved=problem.n_solved,
        n_tried=problem.n_tried,
    )


def _further(value: Any, kind: str) -> tuple[str, bool]:
    """Return a value of a further column, and whether it is a figure."""
    return _written(value, kind), kind in FIGURES


def _written(value: Any, kind: str) -> str:
    if value is None or value == "":
        return ""
    if kind == "boolean":
        return _("yes") if value else _("no")
    if kind == "seconds":
        return clock(float(value), exact=True)
    if kind == "instant":
        return date_format(timezone.localtime(datetime.fromisoformat(str(value))), "MOMENT")
    return (in_number(value) if isinstance(value, float) else str(value)).replace("-", "−" if kind in FIGURES else "-")
