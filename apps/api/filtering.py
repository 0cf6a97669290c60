"""Which rows are asked for: the filters of an endpoint, and the reading of a query into a condition."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q
from django.http import QueryDict

from apps.api.errors import MISMATCHED, AnswerError, QuestionError
from apps.api.values import NULL, is_yes, read_duration, read_integer, read_text, read_time

EQUAL = ("exact", "in")
COMPARED = ("exact", "gt", "lt", "gte", "lte")
TIMED = (*COMPARED, "week_day")
MATCHED = ("exact", "iregex", "regex")
KNOWN = (*COMPARED, "isnull")
PATTERNS = frozenset({"regex", "iregex"})
MAX_PATTERN = 1000


class Lasting(enum.IntEnum):
    """How long an answer stays true when nothing is published."""

    UNTIL_CHANGE = 0
    UNTIL_AN_END = 1  # it divides contests by whether they have ended
    A_MOMENT = 2


class Filter(Protocol):
    """One parameter of an endpoint, without its lookup."""

    @property
    def lookups(self) -> tuple[str, ...]:
        """What may follow its name, "exact" for nothing."""
        ...

    @property
    def lasting(self) -> Lasting:
        """How long what it chooses stays the same by itself."""
        ...

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Return the condition that the values of one parameter make; `values` has at least one."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A filter on one column. `listable`: its bare value may be several, parted by commas."""

    path: str
    read: Callable[[str], Any]
    lookups: tuple[str, ...]
    listable: bool = False
    lasting: Lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Compare; for `in` all values count, otherwise the last. `none` asks for what is unknown."""
        if lookup == "exact" and self.listable and "," in values[-1]:
            lookup, values = "in", values[-1:]
        if lookup == "in":
            return Q((f"{self.path}__in", [self.read(part) for text in values for part in text.split(",") if part]))
        text = values[-1]
        if lookup == "isnull":
            return Q((f"{self.path}__isnull", is_yes(text)))
        if lookup in PATTERNS and len(text) > MAX_PATTERN:
            raise QuestionError(f"A regular expression is longer than {MAX_PATTERN} characters.")
        if text in NULL and not self.listable and lookup not in PATTERNS:
            return self._unknown(lookup)
        read = read_integer if lookup == "week_day" else self.read
        return Q((f"{self.path}__{lookup}", read(text)))

    def _unknown(self, lookup: str) -> Q:
        if lookup != "exact":
            raise QuestionError(MISMATCHED)
        return Q((f"{self.path}__isnull", True))


@dataclass(frozen=True, slots=True)
class Nested:
    """A filter on a related thing: by the column of its own, or by one of the thing's: `resource__name__in`."""

    own: Column
    inner: Mapping[str, Column]

    @property
    def lookups(self) -> tuple[str, ...]:
        """The lookups of its own column, and those of the inner ones."""
        inner = (f"{name}{suffix}" for name in self.inner for suffix in ("", "__in"))
        return (*self.own.lookups, *inner)

    @property
    def lasting(self) -> Lasting:
        """As long as its columns."""
        return self.own.lasting

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Compare with the column that the lookup begins with."""
        name, _, rest = lookup.partition("__")
        if name in self.inner:
            return self.inner[name].condition(rest or "exact", values, now)
        return self.own.condition(lookup, values, now)


@dataclass(frozen=True, slots=True)
class Within:
    """An upper bound that moves with the clock: the column lies before now + the value, however long ago."""

    path: str
    lookups: tuple[str, ...] = ("during",)
    lasting: Lasting = Lasting.A_MOMENT

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Compare with now + the last value."""
        try:
            return Q((f"{self.path}__lt", now + read_duration(values[-1])))
        except OverflowError as error:
            raise AnswerError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Never:
    """A yes-or-no question that nobody here answers yes to, because the site does not keep such a thing yet."""

    lookups: tuple[str, ...] = ("exact",)
    lasting: Lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose nothing for yes, everything for no."""
        return Q(pk__in=[]) if is_yes(values[-1]) else Q()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field of which nothing is known here: only who asks for `none` finds something."""

    lookups: tuple[str, ...] = EQUAL
    lasting: Lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose everything for `none`, else nothing."""
        return Q() if values[-1] in NULL else Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Either:
    """A yes-or-no question about now."""

    yes: Callable[[datetime], Q]
    no: Callable[[datetime], Q]
    lookups: tuple[str, ...] = ("exact",)
    lasting: Lasting = Lasting.UNTIL_AN_END

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Ask the question of the last value."""
        return (self.yes if is_yes(values[-1]) else self.no)(now)


def whole(path: str, *, listable: bool = False, lookups: tuple[str, ...] = EQUAL) -> Column:
    """Return a filter on a column of whole numbers."""
    return Column(path, read_integer, lookups, listable)


def text(path: str, *, listable: bool = False, lookups: tuple[str, ...] = EQUAL) -> Column:
    """Return a filter on a column of text."""
    return Column(path, read_text, lookups, listable)


def instant(path: str, *, lookups: tuple[str, ...] = TIMED) -> Column:
    """Return a filter on a column of times."""
    return Column(path, read_time, lookups)


def length(path: str) -> Column:
    """Return a filter on a column of lengths of time."""
    return Column(path, read_duration, COMPARED)


@dataclass(slots=True)
class Selection:
    """What a query's filters ask for."""

    condition: Q = field(default_factory=Q)
    asked: list[tuple[str, list[str]]] = field(default_factory=list)  # the parameters that had a say, in one order
    lasting: Lasting = Lasting.UNTIL_CHANGE
    has_patterns: bool = False


def select(
    query: QueryDict,
    filters: Mapping[str, Filter],
    *,
    fields: Collection[str],
    now: datetime,
) -> Selection:
    """Read the filters of a query. Parameters that name neither a filter nor a field are passed over.

    Raises:
        QuestionError: a lookup that is not allowed, a field that cannot be filtered by, or a value that is none.
        AnswerError: a length of time that is none.
    """
    selection = Selection()
    for parameter in sorted(query):
        name, _, lookup = parameter.partition("__")
        if name not in filters:
            if name in fields:
                raise QuestionError(f"The '{name}' field does not allow filtering.")
            continue
        chosen, lookup = filters[name], lookup or "exact"
        if lookup not in chosen.lookups:
            raise QuestionError(f"'{lookup}' is not an allowed filter on the '{name}' field.")
        values = query.getlist(parameter)
        selection.condition &= chosen.condition(lookup, values, now)
        selection.asked.append((parameter, values if lookup.endswith("in") else values[-1:]))
        selection.lasting = max(selection.lasting, chosen.lasting)
        selection.has_patterns |= lookup in PATTERNS
    return selection
