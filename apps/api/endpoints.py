"""What an endpoint is: a noun of one version with its fields, filters, orderings and formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from django.db.models import DateTimeField, F, Func, IntegerField, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable, CombinedExpression, OrderBy
from django.http import QueryDict

from apps.accounts.models import User
from apps.api.errors import MISMATCHED, AnswerError, QuestionError
from apps.api.filtering import Filter, Selection, select
from apps.api.times import TimeStyle, style
from apps.api.values import is_yes

Wire: TypeAlias = dict[str, Any]  # one thing as JSON says it
JSON_FORMATS = ("json", "jsonp", "yaml", "xml", "plist")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field on the wire. `source` is the SQL expression of the very value that JSON says."""

    source: Combinable
    type: str  # the schema's word: integer, string, datetime, list, related
    help: str
    order: str = ""  # the column to order by, "" where that is not allowed
    nullable: bool = False
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How the rows are wanted: the switches that are on, and the way to write times, None for the usual."""

    on: frozenset[str] = frozenset()
    times: TimeStyle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, understood."""

    selection: Selection
    order: tuple[str, ...] = ()
    look: Look = field(default_factory=Look)
    counted: bool = False


def naive(time: str | Subquery) -> Func:
    """Return a time as UTC without an offset, which msgspec writes as the API does."""
    told = F(time) if isinstance(time, str) else time
    return Func(Value("UTC"), told, function="timezone", output_field=DateTimeField())


def seconds(path: str) -> Func:
    """Return a length of time in whole seconds."""
    return Func(F(path), template="extract(epoch from %(expressions)s)::bigint", output_field=IntegerField())


class Endpoint:
    """One noun of one version. Subclasses declare; what they override of the methods they say."""

    noun: ClassVar[str]
    home: ClassVar[int] = 4  # the version that `next` and `previous` lead to
    fields: ClassVar[Mapping[str, Field]]  # in alphabetical order
    filters: ClassVar[Mapping[str, Filter]]
    switches: ClassVar[tuple[str, ...]] = ()  # parameters that steer how rows look
    list_switches: ClassVar[tuple[str, ...]] = ()  # those that have no effect on a single thing
    formats: ClassVar[tuple[str, ...]] = JSON_FORMATS
    feeds: ClassVar[tuple[str, ...]] = ()  # the kinds of feed that its lists come as
    estimates: ClassVar[bool] = True  # False: `total_count` always, and no link beyond the last page
    listed_only: ClassVar[bool] = False  # True: its things have no addresses of their own
    is_costly: ClassVar[bool] = False  # True: its fields take time, so they are worked out for a page alone, and soon
    is_narrow: ClassVar[bool] = False  # True: what must be asked finds few rows, so the table is not walked by id

    def rows(self) -> QuerySet[Any]:
        """Return what anybody with a key may see."""
        raise NotImplementedError

    def selected(self, selection: Selection) -> QuerySet[Any]:
        """Return those of `rows` that pass a list's filters."""
        return self.rows().filter(selection.condition)

    def rows_by_id(self, ids: Sequence[int]) -> QuerySet[Any]:
        """Return those of `rows` that have been found to be of a page."""
        return self.rows().filter(pk__in=ids)

    def topics(self, selection: Selection) -> tuple[str, ...]:
        """Return the topics of which one rises with every change of what is selected; none where nothing tells."""
        return ()

    def sources(self, look: Look) -> list[Combinable]:
        """Return the expressions to ask the database for, in the order of `fields`."""
        return [named.source for named in self.fields.values()]

    def dress(self, row: Wire, look: Look) -> Wire:
        """Return a row as the look wants it."""
        return row

    def turning(self, now: datetime) -> Combinable:
        """Return the expression of the next moment at which a Lasting.UNTIL_AN_END answer changes by itself."""
        return Value(now, output_field=DateTimeField())

    def feed_query(self, query: QueryDict) -> QueryDict:
        """Return a query with what a feed assumes where the query is silent."""
        return query

    def feed(self, kind: str, things: list[Any], look: Look) -> bytes:
        """Return model instances as a feed of one of the kinds in `feeds`."""
        raise NotImplementedError

    def wire(self, row: tuple[Any, ...], look: Look) -> Wire:
        """Return a row of `sources`, and perhaps more columns, as JSON says it."""
        return self.dress(dict(zip(self.fields, row, strict=False)), look)

    def objects(self, rows: QuerySet[Any], look: Look) -> list[Wire]:
        """Return rows as JSON says them. One query."""
        return [self.wire(row, look) for row in rows.values_list(*self.sources(look))]

    def one(self, name: str, look: Look, user: User) -> Wire | None:
        """Return one thing by what its address calls it, or None; for a person, who may be what is asked for.

        Raises:
            AnswerError: that is no number.
        """
        return next(iter(self.objects(self.rows().filter(pk=read_number(name)), look)), None)

    def ask(self, query: QueryDict, user: User, now: datetime) -> Question:
        """Return what a list's query means.

        Raises:
            QuestionError: a parameter is wrong.
            AnswerError: a value that the incumbent stumbles over.
        """
        selection = select(query, self.filters, fields=self.fields, now=now)
        return Question(
            selection=selection,
            order=self.order(query),
            look=self.look(query, user, listed=True),
            counted=not self.estimates or is_yes(query.get("total_count")),
        )

    def look(self, query: QueryDict, user: User, *, listed: bool) -> Look:
        """Return how the rows are wanted.

        Raises:
            QuestionError: a time format that is none.
        """
        switches = (*self.switches, *self.list_switches) if listed else self.switches
        on = frozenset(name for name in switches if is_yes(query.get(name)))
        times = None
        if "format_time" in on:
            times = style(query.get("timezone") or user.timezone, query.get("time_format", ""))
        return Look(on, times)

    def order(self, query: QueryDict) -> tuple[str, ...]:
        """Return the orderings of a query, as they stand there.

        Raises:
            QuestionError: of an unknown field, or of one that does not order.
        """
        asked = query.getlist("order_by") or query.getlist("sort_by")
        for ordering in asked:
            name = ordering.removeprefix("-")
            if name not in self.fields:
                raise QuestionError(f"No matching '{name}' field for ordering on.")
            if not self.fields[name].order:
                raise QuestionError(f"The '{name}' field does not allow ordering.")
        return tuple(asked)

    def ordering(self, asked: tuple[str, ...]) -> list[OrderBy]:
        """Return the columns to order by: unknown last in both directions, ties and all else by id."""
        columns = [self._column(ordering) for ordering in asked]
        return [*columns, self._id.asc()]

    @property
    def _id(self) -> F | CombinedExpression:
        """What to order by instead of the id: a sum keeps PostgreSQL from walking past everybody else's rows by it."""
        return F("id") + 0 if self.is_narrow else F("id")

    def _column(self, ordering: str) -> OrderBy:
        named = self.fields[ordering.removeprefix("-")]
        # "nulls last" on a column without nulls would keep PostgreSQL from walking an index backwards.
        last = True if named.nullable else None
        column = self._id if named.order == "id" else F(named.order)
        return column.desc(nulls_last=last) if ordering.startswith("-") else column.asc(nulls_last=last)

    def schema(self) -> Wire:
        """Return the description of fields, filters and orderings, in the shape clients know."""
        return {
            "allowed_detail_http_methods": ["get"],
            "allowed_list_http_methods": ["get"],
            "default_format": "application/json",
            "default_limit": 100,
            "fields": {name: _described(name, named) for name, named in self.fields.items()},
            "filtering": {name: list(chosen.lookups) for name, chosen in self.filters.items()},
            "ordering": [name for name, named in self.fields.items() if named.order],
        }


def read_number(name: str) -> int:
    """Return the number that an address calls a thing by.

    Raises:
        AnswerError: it is none.
    """
    try:
        return int(name)
    except ValueError as error:
        raise AnswerError(MISMATCHED) from error


def _described(name: str, named: Field) -> Wire:
    return {
        "blank": named.nullable,
        "default": "No default provided.",
        "help_text": named.help,
        "nullable": named.nullable,
        "primary_key": name == "id",
        "readonly": True,
        "type": named.type,
        "unique": named.unique,
        "verbose_name": name.replace("_", " "),
    }
