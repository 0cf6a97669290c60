"""Whose rows came in: known accounts, accounts under a former handle, and new ones, which are made on the spot.

What an account has counted from a contest before its rows are written stands in the temporary table `counted`, so
that its counters can be moved by the difference afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from apps.contests.models import Contest
from apps.standings.storing.incoming import Difference

# Who came after the end, or is a made-up rival, has a row, but took no part.
TOOK_PART = "{row}.participation NOT IN ('virtual', 'ghost')"


def counts(row: str, n_first: str) -> str:
    """Return the SQL of what one row counts for its account: the columns of `counted` after the account's id."""
    part = TOOK_PART.format(row=row)
    return f"""
        ({part})::int AS n_contests,
        CASE WHEN {part} THEN coalesce({row}.n_solved, 0) ELSE 0 END AS n_solved,
        CASE WHEN {part} THEN coalesce({n_first}, 0) ELSE 0 END AS n_first,
        ({part} AND {row}.place IS NOT DISTINCT FROM 1)::int AS n_won,
        ({part} AND {row}.medal = 'gold')::int AS n_gold,
        ({part} AND {row}.medal = 'silver')::int AS n_silver,
        ({part} AND {row}.medal = 'bronze')::int AS n_bronze
    """


COUNTERS = ("n_contests", "n_solved", "n_first", "n_won", "n_gold", "n_silver", "n_bronze")
COUNTED = f"""
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT row.account_id, {counts("row", "row.n_first")}, row.last_submission, row.new_rating
FROM standings_standing AS row WHERE row.contest_id = %(contest)s AND row.account_id = ANY(%(stale)s)
"""  # noqa: S608 - made of constants

KNOWN = """
CREATE TEMPORARY TABLE people ON COMMIT DROP AS
SELECT incoming.key, account.id AS account_id, false AS is_new FROM incoming
JOIN accounts_account AS account ON account.resource_id = %(resource)s AND account.key = incoming.key
"""

# A former handle leads to its account, unless that has a row of its own here, or two of its former handles have.
RENAMED = """
INSERT INTO people
SELECT DISTINCT ON (renaming.account_id) incoming.key, renaming.account_id, false FROM incoming
JOIN accounts_accountrenaming AS renaming
  ON renaming.resource_id = %(resource)s AND renaming.old_key = incoming.key
WHERE NOT EXISTS (SELECT FROM people WHERE people.key = incoming.key OR people.account_id = renaming.account_id)
  AND NOT EXISTS (
    SELECT FROM standings_standing AS row WHERE row.contest_id = %(contest)s
    AND row.account_id = renaming.account_id AND row.account_id <> ALL(%(stale)s)
  )
ORDER BY renaming.account_id, renaming.at DESC
"""

# In the order of keys: see accounts/locks.py. New accounts have counted their row already, which spares an update.
NEW = f"""
WITH fresh AS (
    INSERT INTO accounts_account (
        resource_id, key, name, kind, country, organization, rating, max_rating, rated_at,
        {", ".join(COUNTERS)}, last_activity, last_submission, created, modified
    )
    SELECT %(resource)s, key, name,
           CASE WHEN participation = 'ghost' THEN 'ghost' WHEN is_team THEN 'team' ELSE '' END,
           country, organization, new_rating, new_rating, CASE WHEN new_rating IS NOT NULL THEN %(end)s END,
           {counts("incoming", "0")},
           CASE WHEN {TOOK_PART.format(row="incoming")} THEN %(end)s END,
           CASE WHEN {TOOK_PART.format(row="incoming")} THEN last_submission END, %(now)s, %(now)s
    FROM incoming WHERE NOT EXISTS (SELECT FROM people WHERE people.key = incoming.key)
    ORDER BY key
    ON CONFLICT (resource_id, key) DO NOTHING
    RETURNING id, key
)
INSERT INTO people SELECT key, id, true FROM fresh
"""  # noqa: S608 - made of constants

# Others may have made the same accounts meanwhile; by now they have committed.
OVERTAKEN = """
INSERT INTO people
SELECT incoming.key, account.id, false FROM incoming
JOIN accounts_account AS account ON account.resource_id = %(resource)s AND account.key = incoming.key
WHERE NOT EXISTS (SELECT FROM people WHERE people.key = incoming.key)
"""

# A profile knows better than a table, and a later table better than an earlier one. Only a row that is new in its
# contest outdoes another: else two running contests that name somebody differently would rename him with each reading.
DESCRIBED = """
WITH told AS MATERIALIZED (
    SELECT account.id, said.* FROM people
    JOIN incoming USING (key)
    JOIN accounts_account AS account ON account.id = people.account_id
    CROSS JOIN LATERAL (
        SELECT account.read_at IS NULL AND coalesce(account.last_activity <= %(end)s, true)
               AND NOT EXISTS (SELECT FROM counted WHERE counted.account_id = account.id) AS is_newest
    ) AS age
    CROSS JOIN LATERAL (SELECT
        CASE WHEN incoming.name <> '' AND (is_newest OR account.name = '') THEN incoming.name
             ELSE account.name END AS name,
        CASE WHEN incoming.country <> '' AND (is_newest OR account.country = '') THEN incoming.country
             ELSE account.country END AS country,
        CASE WHEN incoming.organization <> '' AND (is_newest OR account.organization = '') THEN incoming.organization
             ELSE account.organization END AS organization
    ) AS said
    WHERE NOT people.is_new
      AND (account.name, account.country, account.organization) IS DISTINCT FROM
          (said.name, said.country, said.organization)
)
UPDATE accounts_account AS account
SET name = told.name, country = told.country, organization = told.organization, modified = %(now)s
FROM told WHERE account.id = told.id
"""


def find_accounts(cursor: CursorWrapper, contest: Contest, *, difference: Difference, now: datetime) -> int:
    """Fill the temporary table `people` with the account of each row in `incoming`; return how many were made.

    The caller holds the site's accounts.
    """
    given: dict[str, Any] = {
        "contest": contest.pk,
        "resource": contest.resource_id,
        "stale": list(difference.stale),
        "end": contest.end,
        "now": now,
    }
    found = 0
    for statement in (COUNTED, KNOWN, RENAMED, NEW):
        cursor.execute(statement, given)
        found += cursor.rowcount if statement is not COUNTED else 0
    made = int(cursor.rowcount)
    if found < len(difference.rows):
        cursor.execute(OVERTAKEN, given)
    cursor.execute("ANALYZE people")
    return made


def describe_accounts(cursor: CursorWrapper, contest: Contest, *, now: datetime) -> None:
    """Take over what rows tell of the people behind them; their accounts are locked."""
    cursor.execute(DESCRIBED, {"end": contest.end, "now": now})
