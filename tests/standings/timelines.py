"""Tables as adapters give them, by columns; and every table of results that was ever recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from apps.resources.adapters.base import Adapter
from apps.resources.recordings import ReplayWeb, as_subject
from apps.resources.rows import StandingRow, Standings
from apps.standings.replay.columns import Columns, columns_of
from apps.standings.replay.moves import flat_cells
from apps.standings.replay.rules import Rules, find_rules
from tests.resources.laws import FOLDERS, adapter_of, remembered
from tests.resources.payloads import PAYLOADS
from tests.resources.recorded import TABLES


def in_order(rows: Sequence[StandingRow]) -> list[StandingRow]:
    """Return rows as the database orders them."""
    return sorted(rows, key=lambda row: (row.place is None, row.place or 0, row.score is None, -(row.score or 0)))


def columns_of_table(table: Standings, rows: Sequence[StandingRow]) -> Columns:
    """Return a table by columns; it lasts until its last cell."""
    numbers = {problem.short: number for number, problem in enumerate(table.problems)}
    return columns_of(
        [
            (row.place, row.score, row.penalty, row.division, flat_cells(msgspec.json.encode(row.cells), numbers))
            for row in rows
        ],
        kind=table.kind,
        duration=0,
        full_scores=[problem.points for problem in table.problems],
    )


def rules_of_table(table: Standings, columns: Columns) -> Rules:
    """Return the rules that a table seems to follow."""
    return find_rules(columns, unit=table.penalty_unit, per_wrong=table.penalty_per_wrong)


def recorded_names() -> list[str]:
    """Return the names of all recorded tables but refusals: "payload <which>" lie beside the project."""
    tables = [f"payload {one.adapter} {next(iter(one.answers.values()))}" for one in TABLES if not one.refusal]
    own = [one for one in FOLDERS if one.name.startswith("standings") and not remembered(one).error]
    return [f"{one.parent.name}/{one.name}" for one in own] + tables


def is_here(name: str) -> bool:
    """Return whether a recorded table is on this machine."""
    return not name.startswith("payload ") or (PAYLOADS / name.split(" ", 2)[2]).is_file()


@cache
def recorded(name: str) -> tuple[Standings, list[StandingRow]]:
    """Return a recorded table and its rows in order."""
    table = next(_read(name))
    return table, in_order(list(table.rows))


def _read(name: str) -> Iterator[Standings]:
    for payload in TABLES:
        if f"payload {payload.adapter} {next(iter(payload.answers.values()))}" == name and not payload.refusal:
            yield _standings(payload.adapter_with(payload.calls()), payload.subject)
    for folder in FOLDERS:
        if f"{folder.parent.name}/{folder.name}" == name:
            recording = remembered(folder)
            web = ReplayWeb(recording.calls, now=recording.now)
            yield _standings(adapter_of(folder)(web=web, site=recording.site), recording.subject)


def _standings(adapter: Adapter, subject: object) -> Standings:
    return adapter.standings(as_subject("standings", subject))
