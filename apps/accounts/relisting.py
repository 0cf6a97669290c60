"""The copy of the accounts that their list sorts and filters: brought in step by the clock.

A row among a million others takes a good twenty times as long to copy by itself, into thirteen indexes that no memory
holds, as together with all of them: so where much is to be copied, everything is.
"""

from __future__ import annotations

import time

from django.db import connection, transaction
from django.db.models import Max, Min

from apps.accounts.models import Account, ListedAccount
from apps.core.remaking import remake

STRETCH = 20_000  # ids
PATIENCE = 30.0  # seconds that one call copies for
LARGEST_SHARE = 20  # more than one in so many ids is not copied by itself …
ALWAYS_APART = STRETCH  # … unless there are so few
TABLE = ListedAccount._meta.db_table
COPIED = ("country", "kind", "rating", "place", "n_contests", "n_solved", "last_activity")


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in COPIED)


ALL = f"""
INSERT INTO {{table}} (account_id, resource_id, handle, folded, {", ".join(COPIED)})
SELECT account.id, account.resource_id, copied.handle, copied.folded, {_of("account")}
FROM accounts_account AS account
LEFT JOIN accounts_accountname AS named ON named.account_id = account.id{{of_both}}
CROSS JOIN LATERAL (SELECT left(upper(account.key), 255) AS handle, coalesce(named.folded, '') AS folded) AS copied
"""  # noqa: S608 - made of constants
# One pass over a stretch of the tables, which writes what differs; in the order of ids: see locks.py. Each table is
# told the stretch, because a planner without statistics would else read the whole of it each time.
STRETCHED = " AND {table}.account_id >= %(first)s AND {table}.account_id < %(end)s"
COPY = f"""
{ALL.format(table=TABLE, of_both=STRETCHED.format(table="named"))}
LEFT JOIN accounts_listedaccount AS known ON known.account_id = account.id{STRETCHED.format(table="known")}
WHERE account.id >= %(first)s AND account.id < %(end)s AND (
    known.account_id IS NULL
    OR (known.handle, known.folded, {_of("known")}) IS DISTINCT FROM (copied.handle, copied.folded, {_of("account")})
)
ORDER BY account.id
ON CONFLICT (account_id) DO UPDATE
SET (handle, folded, {", ".join(COPIED)}) = (EXCLUDED.handle, EXCLUDED.folded, {_of("EXCLUDED")})
"""
ANEW = ALL.format(table="{table}", of_both="") + "ORDER BY account.id"
FORGET = """
DELETE FROM accounts_listedaccount AS listed WHERE account_id >= %(first)s AND account_id < %(end)s
  AND NOT EXISTS (
    SELECT FROM accounts_account AS account
    WHERE account.id = listed.account_id AND account.id >= %(first)s AND account.id < %(end)s
  )
"""


def relist_accounts(*, seconds: float = PATIENCE) -> int:
    """Bring the copy in step with the accounts; return how many rows were copied.

    It goes by stretches of ids, each in a transaction of its own, until the time is up. What that was too short for
    comes next time: stretches that are in step take milliseconds. Where much has changed since last time the whole
    copy is made anew, unless somebody holds it.
    """
    ids = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    first, end = ids["first"] or 0, (ids["last"] or -1) + 1
    few = max(ALWAYS_APART, (end - first) // LARGEST_SHARE)
    never_copied = end - 1 - (ListedAccount.objects.aggregate(last=Max("pk"))["last"] or first - 1)
    copied = never_copied if never_copied > few else _copy_apart(range(first, end, STRETCH), most=few, seconds=seconds)
    if copied <= few:
        return copied
    return remake(TABLE, ANEW) or _copy_apart(range(first, end, STRETCH), most=end, seconds=seconds)


def _copy_apart(stretches: range, *, most: int, seconds: float) -> int:
    """Copy what differs stretch by stretch, given by their first ids, until the time is up or it becomes too much."""
    deadline = time.monotonic() + seconds
    copied = 0
    for first in stretches:
        copied += _copy(first, first + STRETCH)
        if copied > most or time.monotonic() > deadline:
            break
    return copied


def _copy(first: int, end: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        copied = 0
        for statement in (FORGET, COPY):
            cursor.execute(statement, {"first": first, "end": end})
            copied += int(cursor.rowcount)
    return copied
