"""What follows from a contest's rows, counted by the database: problems, who was first, accounts and their ratings."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from apps.contests.models import Contest
from apps.standings.storing.participants import COUNTERS, TOOK_PART, counts

# A cell of no rejected try belongs to who tried after the end only. Where a site marks who was first, its marks count;
# else those are first whose time nobody official undercuts. A mark or a time that is not known makes nobody first.
PROBLEMS = f"""
WITH tries AS MATERIALIZED (
    SELECT row.account_id, row.participation = 'official' AS is_official, cell.key AS short,
           cell.value->>'state' AS state, (cell.value->>'time')::float8 AS time,
           cell.value ? 'first' AS is_marked
    FROM standings_standing AS row CROSS JOIN LATERAL jsonb_each(row.cells) AS cell
    WHERE row.contest_id = %(contest)s AND {TOOK_PART.format(row="row")}
      AND (cell.value->>'state' <> 'wrong' OR cell.value->'wrong' IS DISTINCT FROM '0'::jsonb)
), counted AS (
    SELECT short, count(*) AS n_tried, count(*) FILTER (WHERE state = 'solved') AS n_solved,
           count(*) FILTER (WHERE state = 'partial') AS n_partial,
           count(*) FILTER (WHERE state = 'pending') AS n_pending,
           bool_or(is_marked) AS is_marked,
           min(time) FILTER (WHERE is_marked) AS marked_time,
           min(time) FILTER (WHERE state = 'solved' AND is_official) AS first_time
    FROM tries GROUP BY short
), firsts AS (
    SELECT tries.short, array_agg(tries.account_id ORDER BY tries.account_id) AS accounts
    FROM tries JOIN counted USING (short)
    WHERE CASE WHEN counted.is_marked THEN tries.is_marked
               ELSE state = 'solved' AND is_official AND time = counted.first_time END
    GROUP BY short
), found AS (
    SELECT link.id, coalesce(counted.n_tried, 0) AS n_tried, coalesce(counted.n_solved, 0) AS n_solved,
           coalesce(counted.n_partial, 0) AS n_partial, coalesce(counted.n_pending, 0) AS n_pending,
           CASE WHEN counted.is_marked THEN counted.marked_time ELSE counted.first_time END AS first_time,
           coalesce(firsts.accounts, '{{}}') AS first_accounts
    FROM contests_contestproblem AS link
    LEFT JOIN counted USING (short) LEFT JOIN firsts USING (short)
    WHERE link.contest_id = %(contest)s
)
UPDATE contests_contestproblem AS link
SET n_tried = found.n_tried, n_solved = found.n_solved, n_partial = found.n_partial, n_pending = found.n_pending,
    first_time = found.first_time, first_accounts = found.first_accounts
FROM found WHERE link.id = found.id
  AND (link.n_tried, link.n_solved, link.n_partial, link.n_pending, link.first_time, link.first_accounts)
      IS DISTINCT FROM
      (found.n_tried::integer, found.n_solved::integer, found.n_partial::integer, found.n_pending::integer,
       found.first_time, found.first_accounts)
"""  # noqa: S608 - made of constants

# Over all contests of a problem, unless the site counts itself.
TOTALS = """
WITH total AS (
    SELECT link.problem_id, sum(link.n_tried) AS n_tried, sum(link.n_solved) AS n_solved
    FROM contests_contestproblem AS link
    WHERE link.problem_id IN (SELECT problem_id FROM contests_contestproblem WHERE contest_id = %(contest)s)
    GROUP BY link.problem_id
)
UPDATE contests_problem AS problem SET n_tried = total.n_tried, n_solved = total.n_solved, is_counted = true
FROM total WHERE problem.id = total.problem_id
  AND (problem.is_counted OR (problem.n_tried IS NULL AND problem.n_solved IS NULL))
  AND (problem.n_tried, problem.n_solved) IS DISTINCT FROM (total.n_tried::integer, total.n_solved::integer)
"""

FIRSTS = """
CREATE TEMPORARY TABLE firsts ON COMMIT DROP AS
SELECT row.account_id, coalesce(gained.n, 0)::smallint AS n
FROM standings_standing AS row
LEFT JOIN (
    SELECT account_id, count(*) AS n
    FROM contests_contestproblem, unnest(first_accounts) AS account_id WHERE contest_id = %(contest)s GROUP BY 1
) AS gained USING (account_id)
WHERE row.contest_id = %(contest)s AND (gained.n IS NOT NULL OR row.n_first > 0)
  AND row.n_first IS DISTINCT FROM coalesce(gained.n, 0)
"""
COUNT_MORE = f"""
INSERT INTO counted SELECT row.account_id, {counts("row", "row.n_first")}, row.last_submission, row.new_rating
FROM standings_standing AS row JOIN firsts USING (account_id)
WHERE row.contest_id = %(contest)s AND NOT EXISTS (SELECT FROM counted WHERE counted.account_id = row.account_id)
  AND NOT EXISTS (SELECT FROM people WHERE people.account_id = row.account_id AND NOT people.is_new)
"""  # noqa: S608 - made of constants
SET_FIRSTS = """
UPDATE standings_standing AS row SET n_first = firsts.n FROM firsts
WHERE row.contest_id = %(contest)s AND row.account_id = firsts.account_id RETURNING row.account_id
"""

LOCK = """
SELECT count(*) FROM (
    SELECT FROM accounts_account AS account WHERE id IN (
        SELECT account_id FROM people WHERE NOT is_new UNION SELECT account_id FROM counted
    ) ORDER BY id FOR NO KEY UPDATE
) AS locked
"""

PRESENT = f"""
SELECT row.account_id, {counts("row", "row.n_first")}, row.last_submission
FROM standings_standing AS row
WHERE row.contest_id = %(contest)s
  AND row.account_id IN (SELECT account_id FROM people WHERE NOT is_new UNION SELECT account_id FROM counted)
"""  # noqa: S608 - made of constants
MOVED = ", ".join(f"coalesce(present.{name}, 0) - coalesce(counted.{name}, 0) AS {name}" for name in COUNTERS)
COUNT = f"""
WITH present AS MATERIALIZED ({PRESENT}), moved AS MATERIALIZED (
    SELECT account_id, {MOVED}, coalesce(present.n_contests, 0) > 0 AS took_part,
           CASE WHEN present.n_contests > 0 THEN present.last_submission END AS last_submission
    FROM present FULL JOIN counted USING (account_id)
)
UPDATE accounts_account AS account SET
    {", ".join(f"{name} = account.{name} + moved.{name}" for name in COUNTERS)},
    last_activity = CASE WHEN took_part THEN greatest(account.last_activity, %(end)s) ELSE account.last_activity END,
    last_submission = greatest(account.last_submission, moved.last_submission)
FROM moved WHERE account.id = moved.account_id AND (
    ({", ".join(f"moved.{name}" for name in COUNTERS)}) IS DISTINCT FROM ({", ".join("0" for _ in COUNTERS)})
    OR moved.last_submission > account.last_submission
    OR (moved.last_submission IS NOT NULL AND account.last_submission IS NULL)
    OR (took_part AND account.last_activity IS DISTINCT FROM greatest(account.last_activity, %(end)s))
)
"""  # noqa: S608 - made of constants

# Who lost what was newest about them: asked anew of all that there is, through the accounts' indexes.
RECOUNT = f"""
WITH present AS MATERIALIZED ({PRESENT}), fallen AS (
    SELECT account_id FROM counted LEFT JOIN present USING (account_id)
    WHERE counted.n_contests > 0 AND (
        coalesce(present.n_contests, 0) = 0
        OR coalesce(present.last_submission < counted.last_submission, counted.last_submission IS NOT NULL)
    )
)
UPDATE accounts_account AS account SET last_activity = newest.activity, last_submission = newest.submission
FROM fallen CROSS JOIN LATERAL (
    SELECT max(contest."end") AS activity, greatest(max(row.last_submission), (
        SELECT max(at) FROM standings_submission AS own WHERE own.account_id = fallen.account_id
    )) AS submission
    FROM standings_standing AS row JOIN contests_contest AS contest ON contest.id = row.contest_id
    WHERE row.account_id = fallen.account_id AND {TOOK_PART.format(row="row")}
) AS newest
WHERE account.id = fallen.account_id
  AND (account.last_activity, account.last_submission) IS DISTINCT FROM (newest.activity, newest.submission)
"""  # noqa: S608 - made of constants

# The rating after the newest contest counts. Where a profile was read, which knows which of a site's ratings is the
# one to show, a contest moves it only from where the profile says that it stood.
RATE = """
UPDATE accounts_account AS account
SET rating = row.new_rating, max_rating = greatest(account.max_rating, row.new_rating), rated_at = %(end)s
FROM people JOIN standings_standing AS row ON row.contest_id = %(contest)s AND row.account_id = people.account_id
LEFT JOIN counted ON counted.account_id = people.account_id
WHERE account.id = people.account_id AND NOT people.is_new
  AND row.new_rating IS NOT NULL AND row.new_rating IS DISTINCT FROM counted.new_rating
  AND coalesce(%(end)s >= account.rated_at, true)
  AND (account.read_at IS NULL OR account.rating IS NULL OR coalesce(row.old_rating = account.rating, true))
  AND (account.rating, account.rated_at) IS DISTINCT FROM (row.new_rating, %(end)s)
"""


def count_problems(cursor: CursorWrapper, contest: Contest) -> list[int]:
    """Count who tried and solved what, and who was first; return the accounts of whose rows that changed a number.

    The caller holds the problems of the site.
    """
    given = {"contest": contest.pk}
    for statement in (PROBLEMS, TOTALS, FIRSTS, COUNT_MORE, SET_FIRSTS):
        cursor.execute(statement, given)
    moved = [account for (account,) in cursor.fetchall()]
    cursor.execute("DROP TABLE firsts")
    return moved


def lock_accounts(cursor: CursorWrapper) -> None:
    """Lock the accounts whose numbers may move, in the order of ids: see accounts/locks.py."""
    cursor.execute(LOCK)


def count_accounts(cursor: CursorWrapper, contest: Contest) -> None:
    """Move the counters and ratings of the accounts in `people` and `counted` by what their rows say now."""
    given: dict[str, Any] = {"contest": contest.pk, "end": contest.end}
    for statement in (COUNT, RECOUNT, RATE):
        cursor.execute(statement, given)


def count_people_of_site(cursor: CursorWrapper, resource: int, made: int) -> None:
    """Raise a site's number of accounts. It locks the site's row, so it comes last."""
    if made:
        cursor.execute("UPDATE resources_resource SET n_accounts = n_accounts + %s WHERE id = %s", [made, resource])
