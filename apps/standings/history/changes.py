"""What a version of a table changed, as it is kept, and what of a whole table its page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from apps.standings.models import Standings, StandingsVersion

# A row as browsers and the API get it of a change: the columns of the table of rows by their names, what is unknown
# left out, with the account's id and key. The row is called `row` and the account `account`.
ROW_AS_JSON = """
    jsonb_strip_nulls(to_jsonb(row) - 'contest_id' - 'digest' || jsonb_build_object('account', account.key))
"""

ON_BOARD = ("kind", "penalty_unit", "columns", "divisions", "is_frozen", "is_final", "freeze", "trouble")

KeptRow = dict[str, Any]  # by ROW_AS_JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one version changed: rows as they became, accounts without rows, and places that moved by themselves.

    `shifts` are (first, last, by): whoever stood on a place from the first to the last moved by so many, unless `rows`,
    `moved` or `removed` name the row. `moved` holds further rows that only changed place, by their ids.
    """

    at: datetime
    rows: Sequence[KeptRow]
    removed: Sequence[int]
    shifts: Sequence[tuple[int, int, int]]
    moved: Mapping[int, int | None]


def change_of(kept: StandingsVersion) -> Change | None:
    """Return what a version changed; None where that was too much to be kept."""
    if kept.changed is None or kept.shifts is None or kept.moved is None:
        return None
    return Change(
        at=kept.at,
        rows=kept.changed,
        removed=kept.removed,
        shifts=[(first, last, by) for first, last, by in kept.shifts],
        moved=dict(kept.moved),
    )


def state_of(header: Standings) -> str:
    """Return a short mark of what a page shows of a whole table besides its rows; it changes when that does."""
    said = [str(getattr(header, name)) for name in ON_BOARD]
    return f"{crc32(repr(said).encode()):08x}"
