"""The noun `statistics`: who took which place in which contest, and with what in which cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, F, JSONField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import JSONObject
from django.http import QueryDict

from apps.accounts.models import Account, User
from apps.api.endpoints import Endpoint, Field, Look, Question, Wire, naive
from apps.api.errors import QuestionError
from apps.api.filtering import Column, Selection, whole
from apps.api.values import read_integer
from apps.contests.models import Contest, ContestProblem
from apps.contests.queries import TOPIC
from apps.core.countries import country_name
from apps.resources.rows import Cell
from apps.standings.board.cells import clock, read_cells
from apps.standings.models import Standing
from apps.standings.queries import topic_of

REQUIRED = ("contest_id", "account_id", "coder_id")
NOTHING = Value(None, output_field=JSONField())
FIRSTS = Case(
    When(
        n_first__gt=0,
        then=ArraySubquery(
            ContestProblem.objects.filter(
                contest=OuterRef("contest_id"), first_accounts__contains=[OuterRef("account_id")]
            ).values("short")
        ),
    )
)
CELLS = JSONObject(cells="cells", firsts=FIRSTS)
# Looked up row by row: a join may walk through all accounts there are, or through the rows of all contests.
HANDLE = Subquery(Account.objects.filter(pk=OuterRef("account_id")).values("key"))
TITLE, END = (Subquery(Contest.objects.filter(pk=OuterRef("contest_id")).values(name)) for name in ("title", "end"))
# What else is known of a row, under the incumbent's names where it has one.
MORE = {
    "name": "name",
    "country": "country",
    "penalty": "penalty",
    "division": "division",
    "medal": "medal",
    "organization": "organization",
    "advanced": "qualified",
    "performance": "performance",
    "n_solved": "n_solved",
    "n_first_ac": "n_first",
    "successful_hacks": "hacks",
    "unsuccessful_hacks": "failed_hacks",
    "predicted_rating_change": "predicted_change",
    "predicted_rating_perf": "predicted_performance",
    "participation": "participation",
    "url": "url",
}


def _optional(source: Combinable, kind: str, words: str, *, order: str = "") -> Field:
    return Field(source=source, type=kind, help=words, order=order, nullable=True)


class Statistics(Endpoint):
    """Versions 2 to 4. A list only, of one contest, one account or one person."""

    noun = "statistics"
    listed_only = True
    is_narrow = True
    list_switches: ClassVar[tuple[str, ...]] = ("with_problems", "with_more_fields")
    fields = {
        "account_id": Field(source=F("account_id"), type="integer", help="Who."),
        "contest_id": Field(source=F("contest_id"), type="integer", help="Where."),
        "date": Field(source=naive(END), type="datetime", help="The contest's end, UTC.", order="contest__end"),
        "event": Field(source=TITLE, type="string", help="The contest's title."),
        "handle": Field(source=HANDLE, type="string", help="The account's name on its site."),
        "id": Field(source=F("id"), type="integer", help="Number of the row.", order="id", unique=True),
        "more_fields": _optional(
            JSONObject(columns="columns", **MORE), "dict", "In lists with with_more_fields: what else is known."
        ),
        "new_rating": _optional(F("new_rating"), "integer", "Rating after it.", order="new_rating"),
        "old_rating": _optional(F("old_rating"), "integer", "Rating before it."),
        "place": _optional(F("place"), "integer", "Place; ties share one.", order="place"),
        "problems": _optional(CELLS, "dict", "In lists with with_problems: the cells by their problems' marks."),
        "rating_change": _optional(F("change"), "integer", "How the rating moved.", order="change"),
        "score": _optional(F("score"), "float", "Points, or the number solved.", order="score"),
    }
    filters = {
        "contest_id": whole("contest_id", listable=True),
        "account_id": whole("account_id", listable=True),
        "coder_id": whole("account__links__user_id", lookups=("exact",)),
        "place": whole("place", lookups=("exact", "isnull")),
        "new_rating": Column("new_rating", read_integer, ("isnull",)),
        "rating_change": Column("change", read_integer, ("isnull",)),
    }

    def rows(self) -> QuerySet[Standing]:
        """Return the rows of the contests that anybody may see."""
        return _rows().filter(contest__hidden=False, contest__resource__enabled=True)

    def selected(self, selection: Selection) -> QuerySet[Standing]:
        """Return the rows of a list; of one contest it is asked once whether anybody may see it, not for each row."""
        contest = _the_contest(selection)
        if contest is None:
            return super().selected(selection)
        seen = Contest.objects.filter(pk=contest, hidden=False, resource__enabled=True)
        return _rows().filter(Exists(seen), selection.condition)

    def rows_by_id(self, ids: Sequence[int]) -> QuerySet[Standing]:
        """Return rows that have been found to be of a page, without asking for their contests once more."""
        given = RawSQL('"standings_standing"."id" = ANY(%s)', [list(ids)], output_field=BooleanField())
        return _rows().filter(given)  # a thousand values, one by one, Django takes milliseconds to write down

    def topics(self, selection: Selection) -> tuple[str, ...]:
        """Return those of a table and of all contests for a list of one contest's rows, whoever's they are."""
        contest = _the_contest(selection)
        return () if contest is None or "coder_id" in dict(selection.asked) else (topic_of(contest), TOPIC)

    def ask(self, query: QueryDict, user: User, now: datetime) -> Question:
        """Return what a list's query means.

        Raises:
            QuestionError: it names no contest, account or person, or a parameter is wrong.
        """
        if not any(parameter.partition("__")[0] in REQUIRED for parameter in query):
            named = ["contest_id", "contest_id", "account_id", "account_id", "coder_id"]
            raise QuestionError(f"One of {named} is required")
        return super().ask(query, user, now)

    def sources(self, look: Look) -> list[Combinable]:
        """Return the fields' expressions, without the long ones that nobody asks for."""
        skipped = {
            name
            for name, switch in (("problems", "with_problems"), ("more_fields", "with_more_fields"))
            if switch not in look.on
        }
        return [NOTHING if name in skipped else named.source for name, named in self.fields.items()]

    def dress(self, row: Wire, look: Look) -> Wire:
        """Write cells and further fields in the words that clients know."""
        if row["problems"] is not None:
            row["problems"] = cells_on_the_wire(row["problems"]["cells"], row["problems"]["firsts"] or ())
        if row["more_fields"] is not None:
            row["more_fields"] = more_fields(row["more_fields"], row)
        return row


def _the_contest(selection: Selection) -> int | None:
    """Return the contest whose rows alone are asked for, if there is such a one."""
    named = dict(selection.asked).get("contest_id", [""])[-1]
    return int(named) if named.isascii() and named.isdecimal() else None


def _rows() -> QuerySet[Standing]:
    return Standing.objects.annotate(change=F("new_rating") - F("old_rating"))


def cells_on_the_wire(kept: Mapping[str, Any], firsts: Any) -> Wire:
    """Return the cells of a row as clients know them: `{"A": {"result": "+2", "time": "1:05", …}}`."""
    return {short: cell_on_the_wire(cell, is_first=short in firsts) for short, cell in read_cells(kept).items()}


def cell_on_the_wire(cell: Cell, *, is_first: bool = False) -> Wire:
    """Return one cell. Times are hours and minutes, with seconds only where they are not full minutes."""
    told: Wire = {}
    if not (cell.state == "wrong" and cell.wrong == 0):
        told["result"] = cell.result
    if cell.state == "partial":
        told["partial"] = True
    if cell.time is not None:
        told |= {"time": clock(cell.time, exact=cell.time % 60 != 0), "time_in_seconds": _whole(cell.time)}
    if cell.first or is_first:
        told["first_ac"] = True
    if cell.points is not None and cell.wrong:
        told["attempts"] = cell.wrong
    if cell.penalty is not None:
        told["penalty"] = _whole(cell.penalty)
    named = (("verdict", cell.verdict), ("language", cell.language), ("submission_id", cell.submission))
    told |= {name: value for name, value in (*named, ("url", cell.url)) if value}
    if cell.upsolved is not None:
        told["upsolving"] = cell_on_the_wire(cell.upsolved)
    return told


def more_fields(kept: Mapping[str, Any], row: Wire) -> Wire:
    """Return what is known of a row besides the fields that it has anyway."""
    told = {name: value for name, value in kept.items() if name != "columns" and value not in (None, "")}
    if told.get("participation") == "official":
        del told["participation"]
    if "country" in told:
        told["country"] = country_name(told["country"])
    if "penalty" in told:
        told["penalty"] = _whole(told["penalty"])
    columns = (kept["columns"] or {}).items()
    others = {name: value for name, value in columns if not name.startswith("_") and name != "solved"}
    return {name: value for name, value in (others | told).items() if name not in row}


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
