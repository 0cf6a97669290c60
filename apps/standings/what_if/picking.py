"""Rows of a table that somebody picks by a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from apps.standings.board.rows import PageRow, matching_ids, rows_by_id
from apps.standings.board.selection import Selection
from apps.standings.models import Standings
from apps.standings.words import handle_beside

MOST_FOUND = 10
LARGEST_ID = 2**63 - 1


class Picked(NamedTuple):
    """A row to pick, or that was picked."""

    row: int
    name: str
    handle: str
    place: int | None


def found_by_name(header: Standings, text: str) -> tuple[list[Picked], int]:
    """Return the first rows of a table in which a name, handle, organisation or member has a text; and how many do."""
    if not text:
        return [], 0
    ids = matching_ids(header, Selection(search=text))
    return picked_rows(header.contest_id, ids[:MOST_FOUND]), len(ids)


def picked_rows(contest: int, rows: Sequence[int]) -> list[Picked]:
    """Return rows of a contest by their ids, in that order, those that are there."""
    return [_picked(row) for row in rows_by_id(contest, list(rows))]


def read_row_id(text: str) -> int | None:
    """Return the id of a row that a query names, None where it is none."""
    is_one = text.isascii() and text.isdecimal() and len(text) < len(str(LARGEST_ID))
    return int(text) if is_one else None


def _picked(row: PageRow) -> Picked:
    name = row.name or (row.account_name if row.is_team else "") or row.key
    handle = handle_beside(name, row.key, has_members=bool(row.members))
    return Picked(row=row.pk, name=name, handle=handle, place=row.place)
