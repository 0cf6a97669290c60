"""What holds for a whole table: its header, and what the contest itself shows of it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import Count

from apps.contests.models import Contest
from apps.resources.rows import Standings as Table
from apps.standings.models import Standing, Standings

TOLD = (
    "kind", "penalty_unit", "penalty_per_wrong", "freeze", "is_frozen", "is_final", "columns", "url", "divisions",
    "n_rows",
)  # fmt: skip


def store_header(
    contest: Contest, table: Table, *, now: datetime, said: str, rows_changed: bool
) -> tuple[Standings, set[str]]:
    """Write what a table says of itself, and when it was read; return the header, and which of its fields changed.

    A table that was read has no trouble; `said` are words for staff on what was held back, which pages tell, too.
    """
    header = Standings.objects.filter(pk=contest.pk).first() or Standings(contest=contest)
    is_new = header._state.adding
    was = {name: getattr(header, name) for name in (*TOLD, "trouble", "said")}
    for name in ("kind", "penalty_unit", "penalty_per_wrong", "freeze", "is_frozen", "is_final", "url"):
        setattr(header, name, getattr(table, name))
    header.columns = [msgspec.to_builtins(column) for column in table.columns]
    if rows_changed or is_new:
        header.divisions, header.n_rows = _count(contest)
    header.read_at, header.trouble, header.said = now, "", said
    changed = {name for name, value in was.items() if getattr(header, name) != value}
    header.save(force_insert=is_new, update_fields=None if is_new else {*changed, "read_at"})
    Contest.objects.filter(pk=contest.pk).update(parsed_at=now, n_statistics=header.n_rows)
    contest.parsed_at, contest.n_statistics = now, header.n_rows
    return header, changed


def _count(contest: Contest) -> tuple[list[str], int]:
    """Return the divisions that a contest's rows name, and the number of all its rows."""
    counted = (
        Standing.objects.filter(contest=contest).values_list("division").annotate(n=Count("*")).order_by("division")
    )
    sizes = dict(counted)
    return [division for division in sizes if division], sum(sizes.values())
