"""A table that copies what others hold, made anew in one piece: far sooner than row by row with all its indexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import LockNotAvailable

TO_BEGIN = "5s"  # how long to wait for those who alter or vacuum the table
TO_REPLACE = "1s"  # and for those who read it at the end: whoever comes then waits as well
INDEX = re.compile(r"(CREATE (?:UNIQUE )?INDEX )\S+( ON )\S+( USING .+)")

CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('p', 'u') ORDER BY conname
"""
INDEXES = """
SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY relname
"""


class HeldError(Exception):
    """Somebody else holds the table."""


def remake(table: str, fill: str) -> int | None:
    """Fill a new table by `INSERT INTO {table} …` and put it where the old one was; return the number of rows.

    It gets the columns, checks and indexes of the old one, which has no foreign keys: these would lock other tables.
    Readers see the old rows meanwhile, and wait for the exchange alone. It is one transaction, so whoever is killed
    leaves nothing behind. What others write into the old table meanwhile is lost: the next copying has to find it.
    None where somebody held the table for too long, a backup perhaps; then all is as it was.
    """
    with suppress(HeldError), transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor, table, "SHARE UPDATE EXCLUSIVE", within=TO_BEGIN)  # no second one, and no migration
        fresh = f"{table}_anew"
        cursor.execute(f"CREATE TABLE {fresh} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        cursor.execute(fill.format(table=fresh))
        rows = int(cursor.rowcount)
        renaming = _copy_indexes(cursor, table, fresh)
        cursor.execute(f"ANALYZE {fresh}")
        _lock(cursor, table, "ACCESS EXCLUSIVE", within=TO_REPLACE)
        for statement in (f"DROP TABLE {table}", f"ALTER TABLE {fresh} RENAME TO {table}", *renaming):
            cursor.execute(statement)
        return rows
    return None


def _lock(cursor: CursorWrapper, table: str, mode: str, *, within: str) -> None:
    cursor.execute(f"SET LOCAL lock_timeout = '{within}'")
    try:
        cursor.execute(f"LOCK TABLE {table} IN {mode} MODE")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise HeldError(table) from error
        raise
    cursor.execute("SET LOCAL lock_timeout = 0")


def _copy_indexes(cursor: CursorWrapper, table: str, fresh: str) -> Sequence[str]:
    """Make the indexes of a table for a new one as well; return what gives them their names once the old are gone."""
    cursor.execute(CONSTRAINTS, [table])
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, [table])
    names = []
    for name, made in cursor.fetchall():
        names.append(name)
        cursor.execute(INDEX.sub(rf"\g<1>{fresh}_{len(names)}\g<2>{fresh}\g<3>", made))
    for name, kind in constraints:
        names.append(name)
        cursor.execute(f"ALTER TABLE {fresh} ADD CONSTRAINT {fresh}_{len(names)} {kind}")
    return [f"ALTER INDEX {fresh}_{number} RENAME TO {name}" for number, name in enumerate(names, 1)]
