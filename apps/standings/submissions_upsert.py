"""An account's submissions into the table, and what they solved after the end into the cells of its rows."""

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
from apps.resources.rows import SubmissionRow
from apps.standings.history.versions import raise_versions
from apps.standings.queries import topic_of

COLUMNS = {
    "key": "text",
    "problem_key": "text",
    "contest_key": "text",
    "short": "text",
    "at": "timestamptz",
    "state": "text",
    "verdict": "text",
    "participation": "text",
    "language": "text",
    "points": "float8",
    "time": "float8",
    "run_time": "float8",
    "memory": "bigint",
    "url": "text",
}
COPIED = ", ".join(name for name in COLUMNS if name not in ("key", "contest_key"))


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name.strip()}" for name in COPIED.split(","))


# Some sites tell the problem and not the contest: then it belongs to the last one with this problem that had begun.
SUBMISSIONS = f"""
WITH differing AS MATERIALIZED (
    SELECT told.*, coalesce(contest.id, home.contest_id) AS contest_id, problem.id AS problem_id,
           known.id IS NULL AS is_new
    FROM told
    LEFT JOIN contests_contest AS contest
      ON contest.resource_id = %(resource)s AND contest.key = nullif(told.contest_key, '')
    LEFT JOIN contests_problem AS problem
      ON problem.resource_id = %(resource)s AND problem.key = told.problem_key
    LEFT JOIN LATERAL (
        SELECT link.contest_id FROM contests_contestproblem AS link
        JOIN contests_contest AS held ON held.id = link.contest_id
        WHERE told.contest_key = '' AND link.problem_id = problem.id AND held.start <= told.at
        ORDER BY held.start DESC LIMIT 1
    ) AS home ON true
    LEFT JOIN standings_submission AS known ON known.resource_id = %(resource)s AND known.key = told.key
    WHERE known.id IS NULL OR (known.account_id, known.contest_id, known.problem_id, {_of("known")})
          IS DISTINCT FROM (%(account)s, coalesce(contest.id, home.contest_id), problem.id, {_of("told")})
), stored AS (
    INSERT INTO standings_submission (resource_id, account_id, key, contest_id, problem_id, {COPIED})
    SELECT %(resource)s, %(account)s, key, contest_id, problem_id, {COPIED} FROM differing
    ON CONFLICT (resource_id, key) DO UPDATE
    SET (account_id, contest_id, problem_id, {COPIED}) =
        (EXCLUDED.account_id, EXCLUDED.contest_id, EXCLUDED.problem_id, {_of("EXCLUDED")})
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM differing
"""  # noqa: S608 - made of constants

LATEST = """
UPDATE accounts_account SET last_submission = latest.at
FROM (SELECT max(at) AS at FROM standings_submission WHERE account_id = %(account)s) AS latest
WHERE id = %(account)s AND coalesce(latest.at > last_submission, latest.at IS NOT NULL)
"""

# The best of what was sent after the end for each problem: a solution before anything else, and of those the first.
# A problem that was not tried in the contest gets a cell of no rejected try, which counts as not tried. What the
# table itself says of later solutions stays.
MERGE = """
WITH late AS (
    SELECT DISTINCT ON (own.account_id, own.contest_id, link.short)
           own.account_id, own.contest_id, link.short, jsonb_strip_nulls(jsonb_build_object(
               'state', own.state, 'points', own.points, 'verdict', nullif(own.verdict, ''),
               'language', nullif(own.language, ''), 'submission', own.key, 'url', nullif(own.url, ''),
               'time', extract(epoch FROM own.at - contest.start)
           )) AS cell
    FROM standings_submission AS own
    JOIN contests_contest AS contest ON contest.id = own.contest_id
    JOIN contests_contestproblem AS link ON link.contest_id = own.contest_id
        AND (link.problem_id = own.problem_id OR (own.problem_id IS NULL AND link.short = own.short))
    WHERE {submissions} AND own.at > contest."end" AND own.state IN ('solved', 'partial', 'wrong')
    ORDER BY own.account_id, own.contest_id, link.short, own.state <> 'solved', own.points DESC NULLS LAST, own.at
), merged AS (
    SELECT row.id, row.cells || jsonb_object_agg(late.short,
        coalesce(row.cells -> late.short, '{{"state": "wrong", "wrong": 0}}')
        || jsonb_build_object('upsolved', late.cell)
    ) AS cells
    FROM late JOIN standings_standing AS row USING (contest_id, account_id)
    WHERE row.cells -> late.short ->> 'state' IS DISTINCT FROM 'solved'
      AND (row.cells -> late.short -> 'upsolved' IS NULL
           OR (row.cells -> late.short -> 'upsolved' ->> 'state' <> 'solved' AND late.cell ->> 'state' = 'solved'))
    GROUP BY row.id
)
UPDATE standings_standing AS row SET cells = merged.cells FROM merged
WHERE row.id = merged.id AND row.cells IS DISTINCT FROM merged.cells
RETURNING row.contest_id
"""
MERGE_ACCOUNT = MERGE.format(submissions="own.account_id = %(account)s")
MERGE_CONTEST = MERGE.format(
    submissions="own.contest_id = %(contest)s AND own.account_id IN (SELECT account_id FROM people)"
)


def upsert_submissions(account: Account, rows: Sequence[SubmissionRow], *, now: datetime) -> Outcome:
    """Take over an account's submissions, and mark in its rows what it solved after the end of a contest.

    `rows` have distinct keys and may be the newest only: nothing is ever deleted. Places, scores and counts stay as
    they are. One transaction.
    """
    given = {"account": account.pk, "resource": account.resource_id}
    with transaction.atomic(), connection.cursor() as cursor:
        hold_accounts(account.resource_id, alone=True)
        copy_rows(cursor, "told", columns=COLUMNS, rows=[_values_of(row) for row in rows])
        cursor.execute(SUBMISSIONS, given)
        added, changed = cursor.fetchone()
        cursor.execute(LATEST, given)
        cursor.execute(MERGE_ACCOUNT, given)
        contests = [contest for (contest,) in cursor.fetchall()]
        raise_versions(cursor, contests, accounts=[account.pk], now=now)
        publish_later(*(topic_of(contest) for contest in contests))
        drop_tables(cursor, "told")
    return Outcome(rows=len(rows), added=added, changed=changed)


def merge_upsolved(cursor: CursorWrapper, contest: int) -> None:
    """Mark what the accounts in `people` solved after the end of a contest, by its id, in their rows."""
    cursor.execute(MERGE_CONTEST, {"contest": contest})


def _values_of(row: SubmissionRow) -> tuple[Any, ...]:
    return (
        row.key,
        row.problem,
        row.contest,
        row.short,
        row.at,
        row.state,
        row.verdict,
        row.participation,
        row.language,
        row.points,
        row.time,
        row.run_time,
        row.memory,
        row.url,
    )
