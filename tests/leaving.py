"""Leaves the database as tests that commit found it, by undoing only what they wrote.

Django's own way empties every table and has all apps fill theirs again, which takes many times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db import connection, transaction

CHOSEN = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = ANY(%s) AND is_generated = 'NEVER' GROUP BY table_name
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a table of a fresh database holds: sites, groups, permissions, mostly nothing."""

    columns: str  # those that are written
    mark: str | None  # of all rows; None for no rows
    rows: bytes  # as COPY has them


@cache
def beginning() -> dict[str, Held]:
    """Return what each table holds when this is first called."""
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN, [connection.introspection.django_table_names(include_views=False)])
        columns = dict(cursor.fetchall())
        held = {}
        for table, mark in _marks(list(columns)).items():
            with cursor.copy(f"COPY {table} ({columns[table]}) TO STDOUT") as copy:
                rows = b"".join(bytes(block) for block in copy)
            held[table] = Held(columns=columns[table], mark=mark, rows=rows)
    return held


def leave_as_found() -> None:
    """Let the tables hold again what they held in the beginning."""
    held = beginning()
    with transaction.atomic(), connection.cursor() as cursor:
        changed = [table for table, mark in _marks(list(held)).items() if mark != held[table].mark]
        for table in changed:
            cursor.execute(f"DELETE FROM {table}")
        for table in changed:
            if held[table].rows:
                with cursor.copy(f"COPY {table} ({held[table].columns}) FROM STDIN") as copy:
                    copy.write(held[table].rows)


def _marks(tables: list[str]) -> dict[str, str | None]:
    """Return a mark of the rows of each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', md5(string_agg(one::text, '' ORDER BY one::text)) FROM {table} AS one"
                for table in tables
            )
        )
        return dict(cursor.fetchall())
