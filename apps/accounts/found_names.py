"""The folded names of accounts that the search compares: written by the clock, so that no result waits for them."""

from __future__ import annotations

import time

from django.db import connection, transaction

NEW = 20_000  # new accounts that one transaction takes in at most
PATIENCE = 60.0  # seconds that one call takes new accounts in for
LOOKED_AT = 25_000  # known ones that one call compares
EVERY = 300  # seconds between calls

WRITE = """
INSERT INTO accounts_accountname (account_id, folded, weight)
SELECT account.id, said.folded, said.weight FROM (
    SELECT * FROM accounts_account WHERE id > %(after)s AND id <= %(until)s ORDER BY id LIMIT %(most)s
) AS account
CROSS JOIN LATERAL (SELECT folded(account.key || ' ' || account.name) AS folded, greatest(
    coalesce(account.global_rating, account.rating, 0), least(account.n_contests, 500)) AS weight
) AS said
LEFT JOIN accounts_accountname AS known ON known.account_id = account.id
WHERE (known.folded, known.weight) IS DISTINCT FROM (said.folded, said.weight)
ON CONFLICT (account_id) DO UPDATE SET (folded, weight) = (EXCLUDED.folded, EXCLUDED.weight)
"""
ENDS = (
    "SELECT coalesce((SELECT max(account_id) FROM accounts_accountname), 0), coalesce(max(id), 0) FROM accounts_account"
)


def fold_names(*, now: float | None = None, seconds: float = PATIENCE) -> int:
    """Bring the names in step: those of new accounts until the time is up, the others in turn; return how many changed.

    Whoever rates best stands first in the search; of who is not rated, those who took part most often.
    """
    deadline = time.monotonic() + seconds
    written = 0
    while new := _fold_new():
        written += new
        if time.monotonic() > deadline:
            break
    return written + _fold_known(time.time() if now is None else now)


def _fold_new() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENDS)
        known, last = cursor.fetchone()
        cursor.execute(WRITE, {"after": known, "until": last, "most": NEW})
        return int(cursor.rowcount)


def _fold_known(now: float) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENDS)
        known, _ = cursor.fetchone()
        after = int(now // EVERY) % (known // LOOKED_AT + 1) * LOOKED_AT
        # No further: who comes after the last that is known is new.
        cursor.execute(WRITE, {"after": after, "until": min(after + LOOKED_AT, known), "most": LOOKED_AT})
        return int(cursor.rowcount)
