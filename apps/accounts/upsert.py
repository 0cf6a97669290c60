"""Profiles of a site's accounts into the table: what they tell, who has a new handle, and whom the site lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.accounts.locks import hold_accounts
from apps.accounts.renaming import remember_handles, rename
from apps.core.copying import copy_rows, drop_tables
from apps.core.outcome import Outcome
from apps.resources.models import Resource
from apps.resources.rows import ProfileRow

# A profile shows the ratings of all contests but those that ended so shortly before it was read.
RATED_WITHIN = timedelta(days=2)

COLUMNS = {
    "key": "text",
    "name": "text",
    "kind": "text",
    "country": "text",
    "city": "text",
    "organization": "text",
    "url": "text",
    "avatar": "text",
    "title": "text",
    "rating": "integer",
    "max_rating": "integer",
    "days": "jsonb",
    "facts": "jsonb",
}
TEXTS = ("name", "kind", "country", "city", "organization", "url", "avatar", "title")
OTHERS = ("rating", "max_rating", "days", "facts")
MERGED = ", ".join((*TEXTS, *OTHERS))


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in (*TEXTS, *OTHERS))


# What a profile leaves open stays as it is known from elsewhere. All are written, because all were read just now.
PROFILES = f"""
WITH told AS MATERIALIZED (
    SELECT profiles.key, said.*, known.id IS NULL AS is_new,
           ({_of("said")}, NULL::timestamptz) IS DISTINCT FROM ({_of("known")}, known.gone) AS is_other
    FROM profiles
    LEFT JOIN accounts_account AS known ON known.resource_id = %(resource)s AND known.key = profiles.key
    CROSS JOIN LATERAL (SELECT
        {", ".join(f"coalesce(nullif(profiles.{name}, ''), known.{name}, '') AS {name}" for name in TEXTS)},
        coalesce(profiles.rating, known.rating) AS rating,
        greatest(profiles.max_rating, profiles.rating, known.max_rating) AS max_rating,
        coalesce(profiles.days, known.days) AS days,
        coalesce(known.facts, '{{}}') || profiles.facts AS facts
    ) AS said
), inserted AS (
    INSERT INTO accounts_account (resource_id, key, {MERGED}, rated_at, read_at, created, modified)
    SELECT %(resource)s, key, {MERGED}, CASE WHEN rating IS NOT NULL THEN %(rated)s END, %(now)s, %(now)s, %(now)s
    FROM told ORDER BY key
    ON CONFLICT (resource_id, key) DO UPDATE SET
        ({MERGED}) = ({_of("EXCLUDED")}),
        rated_at = greatest(accounts_account.rated_at, EXCLUDED.rated_at),
        read_at = EXCLUDED.read_at, gone = NULL, trouble = '',
        modified = CASE WHEN accounts_account.gone IS NOT NULL
                          OR ({_of("accounts_account")}) IS DISTINCT FROM ({_of("EXCLUDED")})
                        THEN EXCLUDED.modified ELSE accounts_account.modified END
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_other AND NOT is_new) FROM told
"""  # noqa: S608 - made of constants

LOST = """
UPDATE accounts_account AS account SET gone = coalesce(gone, %(now)s), read_at = %(now)s,
       modified = CASE WHEN gone IS NULL THEN %(now)s ELSE modified END
WHERE resource_id = %(resource)s AND key = ANY(%(keys)s)
RETURNING gone = %(now)s
"""


def upsert_profiles(resource: Resource, rows: Sequence[ProfileRow], *, now: datetime) -> Outcome:
    """Bring a site's accounts to what their profiles say; make those that are not there yet.

    `rows` have distinct `asked`. Where the handle is another than was asked for, the account keeps its id and history
    under its new handle (see renaming.py). Who is not known to the site any more is marked as gone and kept: these
    are the outcome's `removed`. One transaction; the number of statements does not depend on the number of rows.
    """
    found = {row.key: row for row in rows if not row.is_missing}
    renamed = [(row.asked, row.key) for row in rows if not row.is_missing and row.asked != row.key]
    lost = [row.asked for row in rows if row.is_missing]
    with transaction.atomic(), connection.cursor() as cursor:
        hold_accounts(resource.pk, alone=True)
        if renamed:
            rename(resource, renamed, now=now)
        added, changed = _write(cursor, resource, list(found.values()), now=now)
        if renamed:
            remember_handles(resource, now=now)
        removed = _lose(cursor, resource, lost, now=now)
        if added:
            cursor.execute(
                "UPDATE resources_resource SET n_accounts = n_accounts + %s WHERE id = %s", [added, resource.pk]
            )
    return Outcome(rows=len(rows), added=added, changed=changed, removed=removed)


def _write(cursor: CursorWrapper, resource: Resource, rows: Sequence[ProfileRow], *, now: datetime) -> tuple[int, int]:
    copy_rows(cursor, "profiles", columns=COLUMNS, rows=map(_values_of, rows))
    cursor.execute(PROFILES, {"resource": resource.pk, "now": now, "rated": now - RATED_WITHIN})
    added, changed = cursor.fetchone()
    drop_tables(cursor, "profiles")
    return added, changed


def _lose(cursor: CursorWrapper, resource: Resource, keys: list[str], *, now: datetime) -> int:
    cursor.execute(LOST, {"resource": resource.pk, "keys": keys, "now": now})
    return sum(is_new for (is_new,) in cursor.fetchall())


def _values_of(row: ProfileRow) -> tuple[Any, ...]:
    days = None if row.days is None else json.dumps({day.isoformat(): n for day, n in sorted(row.days.items())})
    texts = (getattr(row, name) for name in TEXTS)
    return (row.key, *texts, row.rating, row.max_rating, days, json.dumps(_facts_of(row)))


def _facts_of(row: ProfileRow) -> dict[str, Any]:
    """Return what a site says besides, with its own counts, which are not ours, by their names."""
    facts: dict[str, Any] = dict(row.facts)
    facts |= {name: value for name in ("place", "n_solved", "n_contests") if (value := getattr(row, name)) is not None}
    for name in ("registered", "last_seen"):
        if (time := getattr(row, name)) is not None:
            facts[name] = time.isoformat()
    return facts
