"""The copy of the accounts that their list sorts and filters: brought in step by the clock."""

from __future__ import annotations

from django.db import connection, transaction

COPIED = ("country", "kind", "rating", "place", "n_contests", "n_solved", "last_activity")


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in COPIED)


# One pass over both tables, which writes what differs; in the order of ids: see locks.py.
COPY = f"""
INSERT INTO accounts_listedaccount (account_id, resource_id, handle, {", ".join(COPIED)})
SELECT account.id, account.resource_id, capitals.handle, {_of("account")}
FROM accounts_account AS account
CROSS JOIN LATERAL (SELECT left(upper(account.key), 255) AS handle) AS capitals
LEFT JOIN accounts_listedaccount AS known ON known.account_id = account.id
WHERE known.account_id IS NULL
   OR (known.handle, {_of("known")}) IS DISTINCT FROM (capitals.handle, {_of("account")})
ORDER BY account.id
ON CONFLICT (account_id) DO UPDATE SET (handle, {", ".join(COPIED)}) = (EXCLUDED.handle, {_of("EXCLUDED")})
"""  # noqa: S608 - made of constants


def relist_accounts() -> int:
    """Copy what changed of the accounts since last time; return how many had."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COPY)
        return int(cursor.rowcount)
