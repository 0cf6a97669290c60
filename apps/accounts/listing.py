"""The list of accounts: which are asked for, in which order, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from apps.accounts.list_filter import ACTIVE, AccountFilter
from apps.accounts.models import LISTED_BY, Account
from apps.core.folding import read_asked

PAGE = 100
MOST_PAGES = 100
MOST_NAMED = 10_000  # accounts that a text is looked up for

NAMED = """account_id IN (
    (SELECT account_id FROM accounts_listedaccount WHERE handle LIKE %s LIMIT %s)
    UNION ALL (SELECT account_id FROM accounts_accountname WHERE {words} LIMIT %s))"""
ANY_SITE = """
SELECT account_id FROM accounts_listedaccount WHERE {conditions} ORDER BY {order} LIMIT %s OFFSET %s
"""
# Of each site its own first ones, which its index has in order, and of these the first.
SOME_SITES = """
SELECT listed.account_id FROM unnest(%s::bigint[]) AS site (id) CROSS JOIN LATERAL (
    SELECT account_id, {column} FROM accounts_listedaccount
    WHERE resource_id = site.id AND {conditions} ORDER BY {order} LIMIT %s
) AS listed ORDER BY {order} LIMIT %s OFFSET %s
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


@dataclass(slots=True)
class _Conditions:
    """Pieces of SQL that all have to hold, with what is put into them."""

    parts: list[str] = field(default_factory=lambda: ["true"])
    given: list[Any] = field(default_factory=list)

    def add(self, part: str, *given: Any) -> None:
        self.parts.append(part)
        self.given += given


def list_accounts(asked: AccountFilter, *, shut: list[int]) -> tuple[list[Listed], bool]:
    """Return a page of the accounts that are asked for, and whether more follow; `shut` sites, by id, are left out.

    What is unknown comes last where it is sorted from the most; the other way round it is left out. Accounts stand
    here as of the last copy (relisting.py), their numbers as they are now. Two queries, three for a text.
    """
    number = min(int(asked.page or 1), MOST_PAGES)
    conditions = _conditions(asked, shut)
    column = asked.column
    is_usual = asked.is_descending == (LISTED_BY[column] == "desc")
    if not is_usual:
        conditions.add(f"{column} IS NOT NULL")
    way = "DESC" if asked.is_descending else "ASC"
    order = f"{column} {way} NULLS {'LAST' if is_usual else 'FIRST'}, account_id {'ASC' if is_usual else 'DESC'}"
    pieces = {"conditions": " AND ".join(conditions.parts), "order": order, "column": column}
    start = (number - 1) * PAGE
    if asked.resources:
        given = [list(asked.resources), *conditions.given, start + PAGE + 1, PAGE + 1, start]
        statement = SOME_SITES.format(**pieces)
    else:
        given, statement = [*conditions.given, PAGE + 1, start], ANY_SITE.format(**pieces)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = {row[0]: Listed(*row) for row in Account.objects.filter(pk__in=ids[:PAGE]).values_list(*SHOWN)}
    return [rows[pk] for pk in ids[:PAGE] if pk in rows], len(ids) > PAGE and number < MOST_PAGES


def _conditions(asked: AccountFilter, shut: list[int]) -> _Conditions:
    made = _Conditions()
    if shut:
        made.add("resource_id <> ALL(%s)", shut)
    if asked.ids:
        made.add("account_id = ANY(%s)", list(asked.ids))
    if asked.country:
        made.add("country = %s", asked.country)
    if asked.kind:
        made.add("kind = %s", "" if asked.kind == "person" else asked.kind)
    if asked.rating_from is not None:
        made.add("rating >= %s", asked.rating_from)
    if asked.rating_to is not None:
        made.add("rating <= %s", asked.rating_to)
    if asked.active:
        made.add("last_activity >= %s", timezone.now() - ACTIVE[asked.active])
    if asked.with_results:
        made.add("n_contests > 0")
    if asked.text:
        _add_text(made, asked.text)
    return made


def _add_text(made: _Conditions, text: str) -> None:
    """Add what a text asks for: a beginning of the handle, or beginnings of words in handle and name."""
    words = read_asked(text).words
    is_known = any(len(word) > 1 for word in words)  # a single letter holds no trigram that the index knows
    names = " AND ".join(["folded LIKE %s"] * len(words)) if is_known else "false"
    given = [f"% {_literal(word)}%" for word in words] if is_known else []
    made.add(NAMED.format(words=names), f"{_literal(text.upper())}%", MOST_NAMED, *given, MOST_NAMED)


def _literal(text: str) -> str:
    """Return a text as it stands in a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
