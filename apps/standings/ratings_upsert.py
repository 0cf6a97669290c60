"""An account's rating history into the table, step by step, and into the rows of results that tell no rating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.accounts.locks import hold_accounts
from apps.accounts.models import Account
from apps.core.copying import copy_rows, drop_tables
from apps.core.outcome import Outcome
from apps.live.actions import publish_later
from apps.resources.rows import RatingRow
from apps.standings.history.versions import raise_versions
from apps.standings.predictions import measure
from apps.standings.queries import topic_of

HELD_OVER = 10  # a history that lost more than one step in so many is not believed

COLUMNS = {
    "contest_key": "text",
    "kind": "text",
    "at": "timestamptz",
    "title": "text",
    "old_rating": "integer",
    "new_rating": "integer",
    "performance": "integer",
    "place": "integer",
    "rated": "boolean",
    "url": "text",
}
COPIED = ", ".join(name for name in COLUMNS if name not in ("contest_key", "kind"))


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name.strip()}" for name in COPIED.split(","))


STEPS = f"""
WITH differing AS MATERIALIZED (
    SELECT steps.*, contest.id AS contest_id, known.id IS NULL AS is_new FROM steps
    LEFT JOIN contests_contest AS contest
      ON contest.resource_id = %(resource)s AND contest.key = steps.contest_key
    LEFT JOIN standings_ratingchange AS known
      ON known.account_id = %(account)s AND known.kind = steps.kind AND known.contest_key = steps.contest_key
    WHERE known.id IS NULL OR (known.contest_id, {_of("known")}) IS DISTINCT FROM (contest.id, {_of("steps")})
), stored AS (
    INSERT INTO standings_ratingchange (account_id, contest_key, kind, contest_id, {COPIED})
    SELECT %(account)s, contest_key, kind, contest_id, {COPIED} FROM differing
    ON CONFLICT (account_id, kind, contest_key) DO UPDATE
    SET (contest_id, {COPIED}) = (EXCLUDED.contest_id, {_of("EXCLUDED")})
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM differing
"""  # noqa: S608 - made of constants

LEAVING = """
SELECT array_agg(known.id) FILTER (WHERE steps.at IS NULL), count(*) FROM standings_ratingchange AS known
LEFT JOIN steps USING (kind, contest_key) WHERE known.account_id = %(account)s
"""

# The newest step, where neither the profile nor a contest told something newer.
RATE = """
UPDATE accounts_account AS account
SET rating = newest.new_rating, max_rating = greatest(account.max_rating, newest.most), rated_at = newest.at
FROM (
    SELECT at, new_rating, max(new_rating) OVER () AS most FROM standings_ratingchange
    WHERE account_id = %(account)s AND rated AND kind = %(kind)s ORDER BY at DESC LIMIT 1
) AS newest
WHERE account.id = %(account)s AND coalesce(newest.at > account.rated_at, true)
"""

# What a table tells of ratings counts; where it tells none, the history does. `rows` narrows the rows down.
FILL = """
UPDATE standings_standing AS row
SET old_rating = coalesce(row.old_rating, step.old_rating), new_rating = coalesce(row.new_rating, step.new_rating),
    performance = coalesce(row.performance, step.performance)
FROM standings_ratingchange AS step
WHERE {rows} AND step.account_id = row.account_id AND step.contest_id = row.contest_id AND step.rated
  AND row.new_rating IS NULL AND row.rated IS NOT false
RETURNING row.contest_id, row.predicted_change IS NOT NULL
"""
FILL_ACCOUNT = FILL.format(rows="step.account_id = %(account)s")
FILL_CONTEST = FILL.format(rows="row.contest_id = %(contest)s AND row.account_id IN (SELECT account_id FROM people)")


def upsert_ratings(account: Account, rows: Sequence[RatingRow], *, now: datetime) -> Outcome:
    """Bring an account's rating history to what its profile says, and fill the ratings of its rows that tell none.

    `rows` are the whole history, each contest and kind once. Steps that it lacks are deleted; more than a tenth of
    them are not, and count as absent. One transaction.
    """
    given = {"account": account.pk, "resource": account.resource_id}
    with transaction.atomic(), connection.cursor() as cursor:
        hold_accounts(account.resource_id, alone=True)
        copy_rows(cursor, "steps", columns=COLUMNS, rows=[_values_of(row) for row in rows])
        cursor.execute(STEPS, given)
        added, changed = cursor.fetchone()
        removed, absent = _delete_vanished(cursor, given)
        if added or changed or removed:
            cursor.execute(RATE, {"kind": _kind_of(rows), **given})
        cursor.execute(FILL_ACCOUNT, given)
        filled = sorted(cursor.fetchall())
        _tell(cursor, account.pk, [contest for contest, _ in filled], now=now)
        for contest in (contest for contest, was_predicted in filled if was_predicted):
            measure(contest)
        drop_tables(cursor, "steps")
    return Outcome(rows=len(rows), added=added, changed=changed, removed=removed, absent=absent)


def fill_ratings(cursor: CursorWrapper, contest: int) -> None:
    """Fill the ratings of the rows of `people` in a contest, by its id, from the histories that are known."""
    cursor.execute(FILL_CONTEST, {"contest": contest})


def _values_of(row: RatingRow) -> tuple[Any, ...]:
    return (
        row.contest,
        row.kind,
        row.at,
        row.title,
        row.old_rating,
        row.new_rating,
        row.performance,
        row.place,
        row.rated,
        row.url,
    )


def _kind_of(rows: Sequence[RatingRow]) -> str:
    """Return which of several ratings is the account's: the one without a name, else the first that is told."""
    kinds = [row.kind for row in rows]
    return "" if "" in kinds or not kinds else kinds[0]


def _delete_vanished(cursor: CursorWrapper, given: dict[str, int]) -> tuple[int, int]:
    cursor.execute(LEAVING, given)
    leaving, known = cursor.fetchone()
    if not leaving:
        return 0, 0
    if len(leaving) * HELD_OVER > known:
        return 0, len(leaving)
    cursor.execute("DELETE FROM standings_ratingchange WHERE id = ANY(%s)", [leaving])
    return len(leaving), 0


def _tell(cursor: CursorWrapper, account: int, contests: Sequence[int], *, now: datetime) -> None:
    """Raise the versions of the tables in which an account's row changed."""
    raise_versions(cursor, contests, accounts=[account], now=now)
    publish_later(*(topic_of(contest) for contest in contests))
