"""Rows into a temporary table by COPY, the first step of every write in bulk (ADR 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper


def copy_rows(
    cursor: CursorWrapper,
    table: str,
    *,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Any]],
    analyzed: str = "",
) -> None:
    """Fill a new temporary table, which the end of the transaction drops, with rows in the order of its columns.

    `columns` maps names to types. `analyzed` names the columns whose distribution the planner shall know, as in SQL;
    "" is all of them.
    """
    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ({listed}) ON COMMIT DROP")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table} ({analyzed})" if analyzed else f"ANALYZE {table}")


def drop_tables(cursor: CursorWrapper, *tables: str) -> None:
    """Drop temporary tables now, so that the same transaction may fill new ones of these names."""
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(tables)}")
