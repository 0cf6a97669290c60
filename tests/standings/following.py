"""A copy of a table that follows it by what its versions changed alone, as boards that are open elsewhere do."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from apps.standings.history.changes import ROW_AS_JSON, Change, KeptRow, change_of
from apps.standings.models import Standings, StandingsVersion

Copy = dict[int, KeptRow]  # by account


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions of a table, step by step."""

    version: int
    steps: Sequence[Change]

    @property
    def rows(self) -> list[KeptRow]:
        """The rows that some step wrote and none removed, with the places that they had then."""
        found: Copy = {}
        for step in self.steps:
            for account in step.removed:
                found.pop(account, None)
            found |= by_account(step.rows)
        return list(found.values())

    @property
    def removed(self) -> list[int]:
        """The accounts that have no row any more."""
        gone: set[int] = set()
        for step in self.steps:
            gone = (gone | set(step.removed)) - set(by_account(step.rows))
        return sorted(gone)

    def apply(self, copy: Copy) -> None:
        """Bring a copy of the older table to this version."""
        for step in self.steps:
            for account in step.removed:
                copy.pop(account, None)
            became = by_account(step.rows)
            for account, row in copy.items():
                if account not in became:
                    _put(row, _place_after(step, row["id"], row.get("place")))
            copy |= became


def changes_since(contest: int, version: int) -> Changes | None:
    """Return what changed in a contest's table since a version that somebody has.

    None where the history does not reach back that far, where too much changed, or where no such version was: then
    the whole table is to be read anew.
    """
    header = Standings.objects.filter(pk=contest).values_list("version", flat=True).first()
    kept = list(StandingsVersion.objects.filter(contest_id=contest, version__gt=version).order_by("version"))
    if header is None or version > header or [one.version for one in kept] != list(range(version + 1, header + 1)):
        return None
    steps = [step for one in kept if (step := change_of(one)) is not None]
    return Changes(version=header, steps=steps) if len(steps) == len(kept) else None


def snapshot(contest: int) -> list[KeptRow]:
    """Return all rows of a contest as the changes between versions have them, best first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(jsonb_agg({ROW_AS_JSON} ORDER BY row.place, row.id), '[]')"
            " FROM standings_standing AS row JOIN accounts_account AS account ON account.id = row.account_id"
            " WHERE row.contest_id = %s",
            [contest],
        )
        (rows,) = cursor.fetchone()
    return list(json.loads(rows))


def by_account(rows: Iterable[KeptRow]) -> Copy:
    """Return rows by their accounts."""
    return {row["account_id"]: row for row in rows}


def _place_after(step: Change, row: int, place: int | None) -> int | None:
    """Return where a row stands after a change that neither wrote nor removed it, given where it stood."""
    if row in step.moved:
        return step.moved[row]
    if place is None or not step.shifts:
        return place
    at = bisect_right(step.shifts, place, key=lambda shift: shift[0]) - 1
    if at < 0 or place > step.shifts[at][1]:
        return place
    return place + step.shifts[at][2]


def _put(row: KeptRow, place: int | None) -> None:
    row.pop("place", None)
    if place is not None:
        row["place"] = place
