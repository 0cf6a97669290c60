"""The rows of a page of results, with what it needs of their accounts, read as plain tuples.

Any page of a whole table costs the same, because the table's order is kept (StandingsOrder); what is searched for or
sorted otherwise is found once a version, and paged through likewise.
"""

from __future__ import annotations

import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from apps.accounts.models import Account
from apps.live.cache import remember
from apps.standings.board.finding import ids_asked
from apps.standings.board.selection import Selection
from apps.standings.models import Standing, Standings
from apps.standings.queries import topic_of
from apps.standings.whose import with_account

IDS = "q"  # how ids are kept as bytes: eight each


class PageRow(NamedTuple):
    """One row as the database has it; `cells`, `members` and `columns` are JSON, times and ratings as in Standing."""

    pk: int
    account: int
    key: str
    account_name: str
    account_country: str
    account_rating: int | None
    name: str
    place: int | None
    score: float | None
    penalty: float | None
    cells: str
    n_solved: int | None
    n_first: int | None
    division: str
    participation: str
    is_team: bool
    members: str | None
    country: str
    organization: str
    hacks: int | None
    failed_hacks: int | None
    medal: str
    qualified: str
    old_rating: int | None
    new_rating: int | None
    performance: int | None
    predicted_change: int | None
    predicted_performance: int | None
    last_submission: datetime | None
    columns: str


OF_ACCOUNT = {"key": "key", "account_name": "name", "account_country": "country", "account_rating": "rating"}
RENAMED = {"pk": "id", "account": "account_id"}
JSON = ("cells", "members", "columns")
COPIED = [name for name in PageRow._fields if name not in OF_ACCOUNT and name not in RENAMED and name not in JSON]
SELECTED = ", ".join(
    f"account.{OF_ACCOUNT[name]}" if name in OF_ACCOUNT
    else f"row.{RENAMED.get(name, name)}" + ("::text" if name in JSON else "")
    for name in PageRow._fields
)  # fmt: skip
# Each row is looked up by its own id alone. Of a contest that was just stored the planner knows no rows, and would
# compare all of them with each of the page; by OFFSET 0 it does not get to choose.
ROWS = f"""
SELECT {SELECTED} FROM unnest({{ids}}) WITH ORDINALITY AS wanted(id, number)
CROSS JOIN LATERAL (SELECT * FROM standings_standing WHERE id = wanted.id OFFSET 0) AS row
{with_account(*OF_ACCOUNT.values())}
WHERE row.contest_id = %(contest)s ORDER BY wanted.number
"""  # noqa: S608 - made of constants
ROWS_BY_ID = ROWS.format(ids="%(ids)s::bigint[]")
ROWS_BY_NUMBER = ROWS.format(
    ids="(SELECT rows[%(start)s + 1 : %(start)s + %(number)s] FROM standings_standingsorder"
    " WHERE contest_id = %(contest)s)"
)
POSITION = "SELECT array_position(rows, %s::bigint) FROM standings_standingsorder WHERE contest_id = %s"
POSITIONS = """
SELECT listed.id, listed.number
FROM standings_standingsorder AS kept, unnest(kept.rows) WITH ORDINALITY AS listed(id, number)
WHERE kept.contest_id = %(contest)s AND listed.id IN (
    SELECT id FROM standings_standing WHERE contest_id = %(contest)s AND account_id = ANY(%(accounts)s)
) ORDER BY 2
"""


def rows_by_number(contest: int, *, start: int, number: int) -> list[PageRow]:
    """Return so many rows of a whole table from one on, counted from 0. One query, whichever page it is."""
    return _read(ROWS_BY_NUMBER, {"contest": contest, "start": start, "number": number})


def rows_by_id(contest: int, ids: Sequence[int]) -> list[PageRow]:
    """Return rows of a contest in the order of their ids, those that are still there. One query."""
    return _read(ROWS_BY_ID, {"contest": contest, "ids": list(ids)}) if ids else []


def matching_ids(header: Standings, selection: Selection, *, at: int | None = None) -> Sequence[int]:
    """Return the ids of all rows that a selection asks for, in its order, kept until the table changes.

    `at` is the version of the table's topic, where the caller knows it.
    """
    wanted = selection.rows_only

    def build() -> tuple[bytes, None]:
        return array.array(IDS, ids_asked(header, wanted)).tobytes(), None

    ids = array.array(IDS)
    ids.frombytes(remember(topic_of(header.contest_id), f"ids:{wanted.query_string()}", build, at=at))
    return ids


def position_of(contest: int, row: int) -> int | None:
    """Return the number of a row in the whole table, counted from 0, None where it is not there."""
    with connection.cursor() as cursor:
        cursor.execute(POSITION, [row, contest])
        found = cursor.fetchone()
    return None if found is None or found[0] is None else int(found[0]) - 1


def positions_of(contest: int, accounts: Sequence[int]) -> dict[int, int]:
    """Return the ids of the rows of some accounts with their numbers in the whole table from 0 on, in its order."""
    with connection.cursor() as cursor:
        cursor.execute(POSITIONS, {"contest": contest, "accounts": list(accounts)})
        return {row: number - 1 for row, number in cursor.fetchall()}


def ratings_of_members(resource: int, rows: Iterable[PageRow]) -> dict[str, int]:
    """Return the ratings of the members whom the rows of a site name by account. At most one query."""
    keys = {
        member["account"]
        for row in rows
        if row.members
        for member in msgspec.json.decode(row.members)
        if member.get("account")
    }
    if not keys:
        return {}
    people = Account.objects.filter(resource_id=resource, key__in=keys).values_list("key", "rating")
    return {key: rating for key, rating in people if rating is not None}


def row_of(standing: Standing) -> PageRow:
    """Return a row that was read as a whole, with its account."""
    account = standing.account
    values = {name: getattr(standing, name) for name in COPIED}
    values |= {name: getattr(account, field) for name, field in OF_ACCOUNT.items()}
    values |= {name: _as_json(getattr(standing, name)) for name in JSON}
    return PageRow(pk=standing.pk, account=standing.account_id, **values)


def rows_of_change(changed: Sequence[Mapping[str, Any]]) -> list[PageRow]:
    """Return rows as a version of a table kept them (history.changes.ROW_AS_JSON). One query, for their accounts."""
    people = {row["account_id"] for row in changed}
    fields = ("id", *OF_ACCOUNT.values())
    accounts = {found["id"]: found for found in Account.objects.filter(pk__in=people).values(*fields)}
    return [_row_of_change(row, accounts.get(row["account_id"], {})) for row in changed]


def _row_of_change(kept: Mapping[str, Any], account: Mapping[str, Any]) -> PageRow:
    """Return one row: in what was kept, what is unknown is left out."""
    texts = {"division", "organization", "country", "medal", "qualified", "name", "participation"}
    values: dict[str, Any] = {name: kept.get(name, "" if name in texts else None) for name in COPIED}
    values |= {name: account.get(field, "") for name, field in OF_ACCOUNT.items()}
    values |= {"key": kept["account"], "account_rating": account.get("rating")}
    values |= {"cells": _as_json(kept.get("cells", {})), "columns": _as_json(kept.get("columns", {}))}
    last = kept.get("last_submission")
    values["last_submission"] = datetime.fromisoformat(last) if last else None
    return PageRow(pk=kept["id"], account=kept["account_id"], members=_as_json(kept.get("members")), **values)


def _as_json(value: Any) -> Any:
    return None if value is None else msgspec.json.encode(value).decode()


def _read(statement: str, given: Mapping[str, Any]) -> list[PageRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [PageRow._make(found) for found in cursor.fetchall()]
