"""Who may write the results of a contest: one at a time."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper


def hold_standings(cursor: CursorWrapper, contest: int) -> None:
    """Let nobody else write the results of a contest, by its id, until the end of the transaction."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('standings'), %s)", [contest])
