"""What somebody wants to see of a table of results, as it stands in a page's address."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.contests.filter_values import Reader, clean
from apps.core.paging import MOST_TEXT, clean_page

MOST_ACCOUNTS = 300  # as many as a browser keeps of favourites
MOST_VALUES = 50
NOBODY = "none"  # the country, organisation or further columns of those who have none
MEDALS = ("gold", "silver", "bronze", "honorable")
GROUPS = {
    "country": gettext_noop("Country"),
    "organization": gettext_noop("Organisation"),
    "language": gettext_noop("Language"),
    "division": gettext_noop("Division"),
    "medal": gettext_noop("Medal"),
    "rating": gettext_noop("Rating"),
}
COLUMNS = (
    "place", "name", "country", "organization", "score", "penalty", "solved", "first", "hacks", "medal", "advance",
    "division", "old_rating", "change", "rating", "performance", "predicted", "upsolved", "last",
)  # fmt: skip
FIELDS = (
    "solved", "first", "upsolved", "hacks", "medal", "advance", "organization", "division", "languages", "last",
    "old_rating", "performance",
)  # fmt: skip
OF_TABLE = re.compile(r"(problem|column):.+")
RATING = re.compile(r"(-?[0-9]{1,6})?\.\.(-?[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked of one table. Parameters that are unknown are passed over; what makes no sense is said.

    | in a URL | means |
    |---|---|
    | `search` | words of a name, handle, organisation or member; `regex:<pattern>`; `score:<least>` |
    | `country`, `organization`, `language`, `medal` (repeatable) | one of these; `none`: those without |
    | `division` | rows of one division; `any`: all |
    | `rating` | the rating before: `1200..1599`, `2400..`, `rated`, `unrated` |
    | `official=yes` | without unofficial, virtual and ghost rows |
    | `account` (repeatable, or parted by commas) | rows of these accounts, by id |
    | `sort` | a column of COLUMNS, `problem:<mark>`, `column:<key>`; with `-` from the largest, or best, down |
    | `field` (repeatable) | further columns: of FIELDS, `column:<key>`; `none`: not even the table's own |
    | `groupby` | rows counted by one of GROUPS |
    | `page` | which hundred of them |
    """

    search: str = ""
    countries: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    medals: tuple[str, ...] = ()
    division: str = ""
    rating: str = ""
    official: bool = False
    accounts: tuple[int, ...] = ()
    sort: str = ""
    fields: tuple[str, ...] = ()
    groupby: str = ""
    page: str = ""
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> Selection:
        """Read a URL's query."""
        read = Reader(query)
        countries = {value.upper() if len(value) == 2 else value.lower() for value in read.values("country")}
        division = clean(query.get("division", ""))[:MOST_TEXT]
        return cls(
            search=read.text("search"),
            countries=tuple(sorted(countries)[:MOST_VALUES]),
            organizations=_texts(query, "organization"),
            languages=_texts(query, "language"),
            medals=read.some_of("medal", (*MEDALS, NOBODY)),
            division="" if division == "any" else division,
            rating=_rating(read),
            official=bool(read.yes_or_no("official")),
            accounts=read.ids("account")[:MOST_ACCOUNTS],
            sort=_sort(read),
            fields=_fields(read),
            groupby=_one_of(read, "groupby", GROUPS),
            page=clean_page(query.get("page", "")),
            warnings=tuple(read.warnings),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the selection as names and values of a query, each that is asked for, in one order."""
        found = [("search", self.search), ("division", self.division)]
        found += [("country", code) for code in self.countries]
        found += [("organization", name) for name in self.organizations]
        found += [("language", name) for name in self.languages]
        found += [("medal", name) for name in self.medals]
        found += [("rating", self.rating), ("official", "yes" if self.official else "")]
        found += [("account", ",".join(map(str, self.accounts)))]
        found += [("sort", self.sort), *(("field", name) for name in self.fields), ("groupby", self.groupby)]
        return [(name, value) for name, value in [*found, ("page", self.page)] if value]

    def query_string(self) -> str:
        """Return the selection in its one canonical spelling, "" for the whole table as it is."""
        return urlencode(self.pairs(), safe=":,")

    def but(self, **changes: Any) -> Selection:
        """Return the same with some fields changed, from its first page on."""
        return replace(self, **({"page": "", "warnings": ()} | changes))

    @property
    def rows_only(self) -> Selection:
        """What decides which rows there are and in which order: neither columns nor the page."""
        return self.but(fields=(), groupby="")

    @property
    def filters_only(self) -> Selection:
        """What decides which rows there are, in whichever order."""
        return self.but(fields=(), groupby="", sort="")

    @property
    def is_filtered(self) -> bool:
        """True when not all rows of the table are asked for."""
        return self.filters_only != Selection()

    @property
    def is_usual(self) -> bool:
        """True when all rows are asked for, in the table's own order."""
        return self.rows_only == Selection()

    @property
    def column(self) -> str:
        """The column that sorts, "" for the table's own order."""
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """True when the largest, or best, comes first."""
        return self.sort.startswith("-")


def _texts(query: QueryDict, name: str) -> tuple[str, ...]:
    """Return all values of a name, once each; they may hold commas."""
    values = {clean(value)[:MOST_TEXT].strip() for value in query.getlist(name)}
    return tuple(sorted(values - {""})[:MOST_VALUES])


def _one_of(read: Reader, name: str, known: Collection[str]) -> str:
    value = clean(read.query.get(name, "")).lower()
    if value and value not in known:
        read.pass_over(name, value)
    return value if value in known else ""


def _rating(read: Reader) -> str:
    value = clean(read.query.get("rating", "")).lower()
    if value in ("", "..") or (value not in ("rated", "unrated") and RATING.fullmatch(value) is None):
        if value:
            read.pass_over("rating", value)
        return ""
    return value


def _sort(read: Reader) -> str:
    value = clean(read.query.get("sort", ""))[:MOST_TEXT]
    column = value.removeprefix("-")
    if value and column not in COLUMNS and OF_TABLE.fullmatch(column) is None:
        read.pass_over("sort", value)
        return ""
    return "" if value == "place" else value


def _fields(read: Reader) -> tuple[str, ...]:
    """Return the further columns in our own order, those of the table itself after ours."""
    asked = _texts(read.query, "field")
    for value in asked:
        if value != NOBODY and value not in FIELDS and not value.startswith("column:"):
            read.pass_over("field", value)
    chosen = tuple(name for name in FIELDS if name in asked)
    chosen += tuple(name for name in asked if name.startswith("column:"))
    return chosen or ((NOBODY,) if NOBODY in asked else ())


def words_of_group(name: str) -> str:
    """Return how a group is called."""
    return _(GROUPS[name])
