"""Who may write the accounts of a site at the same time, so that no two writers ever wait in a circle."""

from __future__ import annotations

from django.db import connection


def hold_accounts(resource: int, *, alone: bool = False) -> None:
    """Announce, until the end of the transaction, that accounts of a site, given by its id, are written.

    Everyone who does so at the same time inserts in the order of keys and updates in the order of ids. Who renames,
    merges or ranks accounts, and so touches them in any order, does it `alone`.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtext('accounts'), %s)", [resource])
