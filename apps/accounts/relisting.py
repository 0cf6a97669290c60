"""The copy of the accounts that their list sorts and filters: brought in step by the clock."""

from __future__ import annotations

import time

from django.db import connection, transaction
from django.db.models import Max, Min

from apps.accounts.models import Account

STRETCH = 20_000  # ids
PATIENCE = 30.0  # seconds that one call copies for
COPIED = ("country", "kind", "rating", "place", "n_contests", "n_solved", "last_activity")


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in COPIED)


# One pass over a stretch of both tables, which writes what differs; in the order of ids: see locks.py. Either table is
# told the stretch, because a planner without statistics would else read the whole of it each time.
COPY = f"""
INSERT INTO accounts_listedaccount (account_id, resource_id, handle, {", ".join(COPIED)})
SELECT account.id, account.resource_id, capitals.handle, {_of("account")}
FROM accounts_account AS account
CROSS JOIN LATERAL (SELECT left(upper(account.key), 255) AS handle) AS capitals
LEFT JOIN accounts_listedaccount AS known
  ON known.account_id = account.id AND known.account_id >= %(first)s AND known.account_id < %(end)s
WHERE account.id >= %(first)s AND account.id < %(end)s AND (
    known.account_id IS NULL
    OR (known.handle, {_of("known")}) IS DISTINCT FROM (capitals.handle, {_of("account")})
)
ORDER BY account.id
ON CONFLICT (account_id) DO UPDATE SET (handle, {", ".join(COPIED)}) = (EXCLUDED.handle, {_of("EXCLUDED")})
"""  # noqa: S608 - made of constants
FORGET = """
DELETE FROM accounts_listedaccount AS listed WHERE account_id >= %(first)s AND account_id < %(end)s
  AND NOT EXISTS (
    SELECT FROM accounts_account AS account
    WHERE account.id = listed.account_id AND account.id >= %(first)s AND account.id < %(end)s
  )
"""


def relist_accounts(*, seconds: float = PATIENCE) -> int:
    """Copy what changed of the accounts since last time, until all is copied or the time is up; return how many had.

    It goes by stretches of ids, each in a transaction of its own. What the time was too short for comes next time:
    stretches that are in step take milliseconds.
    """
    ids = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    deadline = time.monotonic() + seconds
    copied = 0
    for first in range(ids["first"] or 0, (ids["last"] or -1) + 1, STRETCH):
        copied += _copy(first, first + STRETCH)
        if time.monotonic() > deadline:
            break
    return copied


def _copy(first: int, end: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        copied = 0
        for statement in (FORGET, COPY):
            cursor.execute(statement, {"first": first, "end": end})
            copied += int(cursor.rowcount)
    return copied
