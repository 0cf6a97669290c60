"""Counters of accounts from nothing: after two became one, or wherever somebody doubts them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from apps.accounts.locks import lock_accounts
from apps.standings.storing.participants import COUNTERS, TOOK_PART, counts

RECOUNT = f"""
WITH counting AS (
    SELECT row.account_id, contest."end", row.last_submission, {TOOK_PART.format(row="row")} AS took_part,
           {counts("row", "row.n_first")}
    FROM standings_standing AS row JOIN contests_contest AS contest ON contest.id = row.contest_id
    WHERE row.account_id = ANY(%(accounts)s)
), total AS (
    SELECT asked.id, {", ".join(f"coalesce(sum(counting.{name}), 0) AS {name}" for name in COUNTERS)},
           max(counting."end") FILTER (WHERE took_part) AS last_activity,
           greatest(max(counting.last_submission) FILTER (WHERE took_part), (
               SELECT max(at) FROM standings_submission AS own WHERE own.account_id = asked.id
           )) AS last_submission
    FROM unnest(%(accounts)s::bigint[]) AS asked (id) LEFT JOIN counting ON counting.account_id = asked.id
    GROUP BY asked.id
)
UPDATE accounts_account AS account
SET ({", ".join(COUNTERS)}, last_activity, last_submission) =
    ({", ".join(f"total.{name}" for name in COUNTERS)}, total.last_activity, total.last_submission)
FROM total WHERE account.id = total.id
"""  # noqa: S608 - made of constants

MOVE_FIRSTS = """
UPDATE contests_contestproblem AS link SET first_accounts = (
    SELECT array_agg(DISTINCT CASE WHEN own = %(taken)s THEN %(kept)s ELSE own END) FROM unnest(first_accounts) AS own
)
FROM standings_standing AS row
WHERE row.account_id = %(kept)s AND link.contest_id = row.contest_id AND %(taken)s = ANY(link.first_accounts)
"""


def move_firsts(*, taken: int, kept: int) -> None:
    """Say of what one account, by its id, was first to solve that it was another, which has its rows by now."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE_FIRSTS, {"taken": taken, "kept": kept})


def recount_accounts(accounts: Sequence[int]) -> None:
    """Count anew what some accounts, given by id, have done in all contests."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock_accounts(accounts)
        cursor.execute(RECOUNT, {"accounts": list(accounts)})
