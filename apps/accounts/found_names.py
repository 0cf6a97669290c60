"""The folded names of accounts that the search compares: written by the clock, so that no result waits for them."""

from __future__ import annotations

import time

from django.db import connection, transaction

NEW = 50_000  # accounts that one call takes in at most
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


def fold_names(*, now: float | None = None) -> int:
    """Bring the names in step: those of new accounts at once, the others in turn; return how many were written.

    Whoever rates best stands first in the search; of who is not rated, those who took part most often.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENDS)
        known, last = cursor.fetchone()
        cursor.execute(WRITE, {"after": known, "until": last, "most": NEW})
        written = int(cursor.rowcount)
        turns = last // LOOKED_AT + 1
        after = int((time.time() if now is None else now) // EVERY) % turns * LOOKED_AT
        cursor.execute(WRITE, {"after": after, "until": after + LOOKED_AT, "most": LOOKED_AT})
        return written + int(cursor.rowcount)
