"""What versions of a table changed, and how somebody who has an older one comes to the present by that alone."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db import connection

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

    version: int
    at: datetime
    rows: Sequence[KeptRow]
    removed: Sequence[int]
    shifts: Sequence[tuple[int, int, int]] = ()
    moved: Mapping[int, int | None]

    def moved_place(self, row: int, place: int | None) -> int | None:
        """Return where a row stands afterwards that is neither among `rows` nor removed, given where it stood."""
        if row in self.moved:
            return self.moved[row]
        if place is None or not self.shifts:
            return place
        at = bisect_right(self.shifts, place, key=lambda shift: shift[0]) - 1
        if at < 0 or place > self.shifts[at][1]:
            return place
        return place + self.shifts[at][2]

    def apply(self, table: dict[int, KeptRow]) -> None:
        """Bring a copy of the table, by account, from the version before to this one."""
        for account in self.removed:
            table.pop(account, None)
        became = {row["account_id"]: row for row in self.rows}
        for account, row in table.items():
            if account not in became:
                _put(row, self.moved_place(row["id"], row.get("place")))
        table |= became


def _put(row: KeptRow, place: int | None) -> None:
    row.pop("place", None)
    if place is not None:
        row["place"] = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions of a table, step by step."""

    version: int
    steps: Sequence[Change]

    @property
    def rows(self) -> list[KeptRow]:
        """The rows that some step wrote and none removed, with the places that they had then."""
        found: dict[int, KeptRow] = {}
        for step in self.steps:
            for account in step.removed:
                found.pop(account, None)
            found |= {row["account_id"]: row for row in step.rows}
        return list(found.values())

    @property
    def removed(self) -> list[int]:
        """The accounts that have no row any more."""
        gone: set[int] = set()
        for step in self.steps:
            gone = (gone | set(step.removed)) - {row["account_id"] for row in step.rows}
        return sorted(gone)

    def apply(self, table: dict[int, KeptRow]) -> None:
        """Bring a copy of the older table, by account, to this version."""
        for step in self.steps:
            step.apply(table)


def change_of(kept: StandingsVersion) -> Change | None:
    """Return what a version changed; None where that was too much to be kept."""
    if kept.changed is None or kept.shifts is None or kept.moved is None:
        return None
    return Change(
        version=kept.version,
        at=kept.at,
        rows=kept.changed,
        removed=kept.removed,
        shifts=[(first, last, by) for first, last, by in kept.shifts],
        moved=dict(kept.moved),
    )


def changes_since(contest: int, version: int) -> Changes | None:
    """Return what changed in a contest's table since a version that somebody has.

    None where the history does not reach back that far, where too much changed, or where no such version was: then
    the whole table is to be read anew.
    """
    header = Standings.objects.filter(pk=contest).values_list("version", flat=True).first()
    later = StandingsVersion.objects.filter(contest_id=contest, version__gt=version)
    kept = list(later.defer("was").order_by("version"))
    if header is None or version > header or [one.version for one in kept] != list(range(version + 1, header + 1)):
        return None
    steps = [change_of(one) for one in kept]
    known = [step for step in steps if step is not None]
    return Changes(version=header, steps=known) if len(known) == len(steps) else None


def snapshot(contest: int) -> list[KeptRow]:
    """Return all rows of a contest as the changes between versions have them, best first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(jsonb_agg({ROW_AS_JSON} ORDER BY row.place, row.id), '[]')"  # noqa: S608 - a constant
            " FROM standings_standing AS row JOIN accounts_account AS account ON account.id = row.account_id"
            " WHERE row.contest_id = %s",
            [contest],
        )
        (rows,) = cursor.fetchone()
    return list(json.loads(rows))


def by_account(rows: Iterable[KeptRow]) -> dict[int, KeptRow]:
    """Return rows by their accounts, as `apply` takes them."""
    return {row["account_id"]: row for row in rows}


def state_of(header: Standings) -> str:
    """Return a short mark of what a page shows of a whole table besides its rows; it changes when that does."""
    said = [str(getattr(header, name)) for name in ON_BOARD]
    return f"{crc32(repr(said).encode()):08x}"
