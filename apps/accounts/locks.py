"""Who may write the accounts of a site at the same time, so that no two writers ever wait in a circle."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

LOCK = "SELECT count(*) FROM (SELECT FROM accounts_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) AS locked"
SITES = "SELECT DISTINCT resource_id FROM accounts_account WHERE id = ANY(%s) ORDER BY resource_id"


def hold_accounts(resource: int, *, alone: bool = False) -> None:
    """Announce, until the end of the transaction, that accounts of a site, given by its id, are written.

    Everyone who does so at the same time inserts in the order of keys and updates in the order of ids. Who renames,
    merges or ranks accounts, and so touches them in any order, does it `alone`.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtext('accounts'), %s)", [resource])


def lock_accounts(accounts: Sequence[int]) -> None:
    """Announce that accounts of any sites, given by their ids, are written, and lock them in the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute(SITES, [list(accounts)])
        for (resource,) in cursor.fetchall():
            hold_accounts(resource)
        cursor.execute(LOCK, [list(accounts)])
