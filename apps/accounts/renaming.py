"""Accounts with a new handle: they keep their ids and histories, and take over what already goes by that handle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from apps.accounts.models import Account
from apps.core import events
from apps.core.copying import copy_rows, drop_tables
from apps.resources.models import Resource

MERGED = "account.merged"  # {"resource": id, "accounts": [ids of those that took others over], "taken": [ids of these]}
RENAMED = "account.renamed"  # {"resource": id, "accounts": [ids]}

# Of all who have one of the former handles or the new one, the first that had a former one stays. Who has the new one
# but gets another himself is somebody else.
MERGERS = """
CREATE TEMPORARY TABLE merged ON COMMIT DROP AS
WITH same AS (
    SELECT renamed.new_key, account.id, true AS is_former FROM renamed
    JOIN accounts_account AS account ON account.resource_id = %(resource)s AND account.key = renamed.old_key
    UNION
    SELECT renamed.new_key, account.id, false FROM renamed
    JOIN accounts_account AS account ON account.resource_id = %(resource)s AND account.key = renamed.new_key
    WHERE renamed.new_key NOT IN (SELECT old_key FROM renamed)
), led AS (
    SELECT *, first_value(id) OVER (PARTITION BY new_key ORDER BY is_former DESC, id) AS kept FROM same
)
SELECT new_key, id AS taken, kept FROM led
"""

# What is known of the ones that go fills what is not known of the one that stays.
FILLED = ("name", "country", "city", "organization", "url", "avatar", "title")
FILL = f"""
UPDATE accounts_account AS account SET
    {", ".join(f"{name} = coalesce(nullif(account.{name}, ''), taken.{name})" for name in FILLED)},
    rating = CASE WHEN coalesce(taken.rated_at > account.rated_at, account.rating IS NULL) THEN taken.rating
                  ELSE account.rating END,
    max_rating = greatest(account.max_rating, taken.max_rating),
    rated_at = greatest(account.rated_at, taken.rated_at),
    global_rating = coalesce(account.global_rating, taken.global_rating),
    days = coalesce(account.days, taken.days), facts = taken.facts || account.facts
FROM merged JOIN accounts_account AS taken ON taken.id = merged.taken
WHERE account.id = merged.kept AND merged.taken <> merged.kept
"""  # noqa: S608 - made of constants
DELETE = "DELETE FROM accounts_account WHERE id IN (SELECT taken FROM merged WHERE taken <> kept)"

# By way of keys that nobody can have, because two may have swapped theirs.
CLEAR = "UPDATE accounts_account SET key = chr(1) || id WHERE id IN (SELECT kept FROM merged)"
NAME = """
UPDATE accounts_account AS account SET key = merged.new_key, gone = NULL, modified = %(now)s
FROM merged WHERE account.id = merged.kept AND merged.taken = merged.kept
"""

FORGET = """
DELETE FROM accounts_accountrenaming AS former USING renamed
WHERE former.resource_id = %(resource)s AND former.old_key = renamed.new_key
"""
REMEMBER = """
INSERT INTO accounts_accountrenaming (resource_id, old_key, account_id, at)
SELECT %(resource)s, renamed.old_key, account.id, %(now)s FROM renamed
JOIN accounts_account AS account ON account.resource_id = %(resource)s AND account.key = renamed.new_key
WHERE renamed.old_key NOT IN (SELECT new_key FROM renamed)
ORDER BY renamed.old_key
ON CONFLICT (resource_id, old_key) DO UPDATE SET account_id = EXCLUDED.account_id, at = EXCLUDED.at
"""


def rename(resource: Resource, handles: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """Give accounts their new handles, as pairs of the old and the new one; `remember_handles` follows.

    Where several accounts turn out to be one, everything that refers to them moves to the one with the longest
    history: links, results, ratings. Of two that cannot both stand, such as results of one contest, the one that was
    stored later does. The fact "account.merged" tells upper apps to count anew. The caller holds the site's accounts
    alone.
    """
    given: dict[str, Any] = {"resource": resource.pk, "now": now}
    with connection.cursor() as cursor:
        copy_rows(cursor, "renamed", columns={"old_key": "text", "new_key": "text"}, rows=list(handles))
        cursor.execute(MERGERS, given)
        cursor.execute("SELECT kept, taken FROM merged WHERE taken <> kept ORDER BY taken")
        merged = cursor.fetchall()
        if merged:
            _merge(cursor)
            cursor.execute(
                "UPDATE resources_resource SET n_accounts = greatest(n_accounts - %s, 0) WHERE id = %s",
                [len(merged), resource.pk],
            )
            kept, taken = (list(ids) for ids in zip(*merged, strict=True))
            events.record(MERGED, {"resource": resource.pk, "accounts": kept, "taken": taken})
        for statement in (CLEAR, NAME):
            cursor.execute(statement, given)
        cursor.execute("SELECT kept FROM merged GROUP BY kept HAVING count(*) = 1 ORDER BY kept")
        renamed = [account for (account,) in cursor.fetchall()]
        if renamed:
            events.record(RENAMED, {"resource": resource.pk, "accounts": renamed})
        drop_tables(cursor, "merged")


def remember_handles(resource: Resource, *, now: datetime) -> None:
    """Let former handles lead to their accounts, once all of these are there; it ends what `rename` began."""
    given: dict[str, Any] = {"resource": resource.pk, "now": now}
    with connection.cursor() as cursor:
        for statement in (FORGET, REMEMBER):
            cursor.execute(statement, given)
        drop_tables(cursor, "renamed")


def _merge(cursor: CursorWrapper) -> None:
    """Let whatever refers to an account that goes refer to the one that stays, in the tables of every app."""
    cursor.execute(FILL)
    for relation in Account._meta.related_objects:
        field = relation.field
        table, column = field.model._meta.db_table, str(field.column)
        for others in _unique_with(field):
            cursor.execute(_forget_earlier(field, others))
        cursor.execute(
            f'UPDATE "{table}" AS moved SET "{column}" = merged.kept'  # noqa: S608 - names of ours
            f' FROM merged WHERE moved."{column}" = merged.taken AND merged.taken <> merged.kept'
        )
    cursor.execute(DELETE)


def _unique_with(reference: models.Field[Any, Any]) -> list[list[str]]:
    """Return the columns that are unique together with a reference, one list a constraint; none, if it is by itself."""
    meta = reference.model._meta
    constraints = [each for each in meta.constraints if isinstance(each, models.UniqueConstraint)]
    columns = {field.name: str(field.column) for field in meta.concrete_fields}
    together = [
        [columns[name] for name in each.fields if name != reference.name]
        for each in constraints
        if reference.name in each.fields
    ]
    return [[], *together] if reference.unique else together


def _forget_earlier(reference: models.Field[Any, Any], others: list[str]) -> str:
    """Return the SQL that deletes, of rows which would be the same for one account, all but the last.

    Of what each account has once, what the one that stays has had is what it keeps.
    """
    meta = reference.model._meta
    table, column, key = meta.db_table, reference.column, meta.pk.column
    same = "".join(f', one."{other}"' for other in others)
    order = f'one."{key}" DESC' if others else "merged.taken = merged.kept DESC, merged.taken"
    return f"""
        DELETE FROM "{table}" WHERE "{key}" IN (
            SELECT "{key}" FROM (
                SELECT one."{key}", row_number() OVER (PARTITION BY merged.kept{same} ORDER BY {order}) AS number
                FROM merged JOIN "{table}" AS one ON one."{column}" = merged.taken
            ) AS numbered WHERE number > 1
        )
    """  # noqa: S608 - names of ours
