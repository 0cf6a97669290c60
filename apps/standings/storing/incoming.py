"""What a table says that is not stored yet: its rows by their digests, and the differing ones in a temporary table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
from django.db.backends.utils import CursorWrapper

from apps.core.copying import copy_rows
from apps.resources.rows import StandingRow

EDITION = b"1"  # raised when a column is added, so that every row is written anew when it is next read
encode = msgspec.json.Encoder(order="deterministic").encode

# What is taken over as it came, by the names that the table of rows has, too.
COPIED = {
    "name": "text",
    "place": "integer",
    "score": "float8",
    "penalty": "float8",
    "cells": "jsonb",
    "n_solved": "smallint",
    "division": "text",
    "participation": "text",
    "is_team": "boolean",
    "members": "jsonb",
    "country": "text",
    "organization": "text",
    "hacks": "integer",
    "failed_hacks": "integer",
    "medal": "text",
    "qualified": "text",
    "rated": "boolean",
    "old_rating": "integer",
    "new_rating": "integer",
    "performance": "integer",
    "last_submission": "timestamptz",
    "url": "text",
    "columns": "jsonb",
    "digest": "bigint",
}
COLUMNS = {"key": "text", **COPIED, "n_first": "smallint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a table differs from what is stored: rows to write, with their digests, and accounts whose rows it lacks.

    The accounts' rows are either about to be written by `rows`, or they have vanished.
    """

    rows: Sequence[tuple[StandingRow, int]]
    stale: Sequence[int]
    n_rows: int  # in the table
    n_stored: int

    def __bool__(self) -> bool:
        """True when there is one."""
        return bool(self.rows or self.stale)


def digest_of(row: StandingRow) -> int:
    """Return 64 bits of a hash over everything that a row says, as PostgreSQL's bigint."""
    return int.from_bytes(blake2b(encode(row), digest_size=8, key=EDITION).digest(), signed=True)


def find_difference(cursor: CursorWrapper, contest: int, rows: Iterable[StandingRow]) -> Difference:
    """Compare a table with what is stored of a contest, given by its id, without writing or locking a row.

    What a row said when it was last written is told by its digest alone. So what was added to it since, from other
    sources, is not undone by a table that says the same as before.
    """
    cursor.execute("SELECT digest, account_id FROM standings_standing WHERE contest_id = %s", [contest])
    stored: list[tuple[int | None, int]] = cursor.fetchall()
    known = {digest for digest, _ in stored}
    said: set[int | None] = set()
    differing = []
    n_rows = 0
    for row in rows:
        n_rows += 1
        digest = digest_of(row)
        said.add(digest)
        if digest not in known:
            differing.append((row, digest))
    stale = [account for digest, account in stored if digest not in said]
    return Difference(rows=differing, stale=stale, n_rows=n_rows, n_stored=len(stored))


def copy_difference(cursor: CursorWrapper, difference: Difference, *, has_problems: bool) -> None:
    """Fill the temporary table `incoming` with the rows that differ."""
    rows = (values_of(row, digest, has_problems=has_problems) for row, digest in difference.rows)
    copy_rows(cursor, "incoming", columns=COLUMNS, rows=rows, analyzed="key")


def values_of(row: StandingRow, digest: int, *, has_problems: bool) -> tuple[Any, ...]:
    """Return a row as COPY takes it, in the order of COLUMNS.

    The number of problems solved is known where the table has problems; of how many one was first it is 0 so far,
    unless something was solved at a time that nobody knows.
    """
    solved = [cell for cell in row.cells.values() if cell.state == "solved"] if has_problems else None
    is_timed = solved is not None and all(cell.time is not None or cell.first for cell in solved)
    return (
        row.account,
        row.name,
        row.place,
        row.score,
        row.penalty,
        encode(row.cells).decode(),
        None if solved is None else len(solved),
        row.division,
        row.participation,
        row.is_team,
        encode(row.members).decode() if row.members else None,
        row.country,
        row.organization,
        row.hacks,
        row.failed_hacks,
        row.medal,
        row.qualified,
        row.rated,
        row.old_rating,
        row.new_rating,
        row.performance,
        row.last_submission,
        row.url,
        encode(row.columns).decode(),
        digest,
        0 if is_timed else None,
    )
