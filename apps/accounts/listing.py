"""The list of accounts: which are asked for, in which order, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from apps.accounts.list_filter import ACTIVE, AccountFilter
from apps.accounts.list_search import given_for, read_text, statement_for
from apps.accounts.models import LISTED_BY, Account

PAGE = 100
MOST_PAGES = 100

ANY_SITE = """
SELECT account_id FROM accounts_listedaccount WHERE {conditions} ORDER BY {order} LIMIT %(number)s OFFSET %(start)s
"""
# Of each site its own first ones, which its index has in order, and of these the first.
SOME_SITES = """
SELECT listed.account_id FROM unnest(%(sites)s::bigint[]) AS site (id) CROSS JOIN LATERAL (
    SELECT account_id, {column} FROM accounts_listedaccount
    WHERE resource_id = site.id AND {conditions} ORDER BY {order} LIMIT %(wanted)s
) AS listed ORDER BY {order} LIMIT %(number)s OFFSET %(start)s
"""
SHOWN = (
    "pk", "resource_id", "key", "name", "kind", "country", "rating", "max_rating", "place", "n_contests", "n_solved",
    "n_gold", "n_silver", "n_bronze", "last_activity", "read_at", "gone",
)  # fmt: skip


class Listed(NamedTuple):
    """A line of the list. Unknown is None or ""; counts are unknown where there are no contests."""

    pk: int
    resource: int
    key: str
    name: str
    kind: str
    country: str
    rating: int | None
    max_rating: int | None
    place: int | None
    n_contests: int
    n_solved: int
    n_gold: int
    n_silver: int
    n_bronze: int
    last_activity: datetime | None
    read_at: datetime | None
    gone: datetime | None


class Condition(NamedTuple):
    """A piece of SQL about one column that has to hold, with what is put into it by the names in it."""

    column: str
    said: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is sorted."""

    column: str
    is_descending: bool

    @property
    def is_usual(self) -> bool:
        """True where the column goes as a person wants to see it first."""
        return self.is_descending == (LISTED_BY[self.column] == "desc")

    def __str__(self) -> str:
        way = "DESC" if self.is_descending else "ASC"
        unknown, ties = ("LAST", "ASC") if self.is_usual else ("FIRST", "DESC")
        return f"{self.column} {way} NULLS {unknown}, account_id {ties}"


def list_accounts(asked: AccountFilter, *, shut: list[int]) -> tuple[list[Listed], bool]:
    """Return a page of the accounts that are asked for, and whether more follow; `shut` sites, by id, are left out.

    What is unknown comes last where it is sorted from the most; the other way round it is left out. Accounts stand
    here as of the last copy (relisting.py), their numbers as they are now. Two queries, three for a text.
    """
    number = min(int(asked.page or 1), MOST_PAGES)
    start = (number - 1) * PAGE
    statement, given = (_by_text if asked.text else _by_order)(asked, list(_conditions(asked, shut)), start)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = {row[0]: Listed(*row) for row in Account.objects.filter(pk__in=ids[:PAGE]).values_list(*SHOWN)}
    return [rows[pk] for pk in ids[:PAGE] if pk in rows], len(ids) > PAGE and number < MOST_PAGES


def _by_order(asked: AccountFilter, conditions: Sequence[Condition], start: int) -> tuple[str, dict[str, Any]]:
    order = Order(asked.column, asked.is_descending)
    said = " AND ".join(["true", *(one.said for one in conditions)])
    given = {"number": PAGE + 1, "start": start, "wanted": start + PAGE + 1, "sites": list(asked.resources)}
    for one in conditions:
        given |= one.given
    statement = SOME_SITES if asked.resources else ANY_SITE
    return statement.format(conditions=said, order=order, column=order.column), given


def _by_text(asked: AccountFilter, conditions: Sequence[Condition], start: int) -> tuple[str, dict[str, Any]]:
    """Return the statement for a text; one site, and one country by rating, have orders of their own."""
    order = Order(asked.column, asked.is_descending)
    along = {order.column}
    if len(asked.resources) == 1:
        conditions = [*conditions, Condition("site", "resource_id = %(site)s", {"site": asked.resources[0]})]
        along.add("site")
    elif asked.resources:
        conditions = [*conditions, Condition("site", "resource_id = ANY(%(sites)s)", {"sites": list(asked.resources)})]
    if order.column == "rating" and "site" not in along:
        along.add("country")
    text = read_text(asked.text)
    statement = statement_for(
        text,
        along=[one.said for one in conditions if one.column in along],
        others=[one.said for one in conditions if one.column not in along],
        column=order.column,
        order=str(order),
    )
    given = given_for(text, start=start, number=PAGE + 1)
    for one in conditions:
        given |= one.given
    return statement, given


def _conditions(asked: AccountFilter, shut: list[int]) -> Iterator[Condition]:
    """Yield all that has to hold besides the sites and the text."""
    column = asked.column
    if not Order(column, asked.is_descending).is_usual:
        yield Condition(column, f"{column} IS NOT NULL", {})
    if shut:
        yield Condition("resource_id", "resource_id <> ALL(%(shut)s)", {"shut": shut})
    if asked.ids:
        yield Condition("account_id", "account_id = ANY(%(ids)s)", {"ids": list(asked.ids)})
    if asked.country:
        yield Condition("country", "country = %(country)s", {"country": asked.country})
    if asked.kind:
        yield Condition("kind", "kind = %(kind)s", {"kind": "" if asked.kind == "person" else asked.kind})
    if asked.rating_from is not None:
        yield Condition("rating", "rating >= %(rating_from)s", {"rating_from": asked.rating_from})
    if asked.rating_to is not None:
        yield Condition("rating", "rating <= %(rating_to)s", {"rating_to": asked.rating_to})
    if asked.active:
        since = timezone.now() - ACTIVE[asked.active]
        yield Condition("last_activity", "last_activity >= %(since)s", {"since": since})
    if asked.with_results:
        yield Condition("n_contests", "n_contests > 0", {})
