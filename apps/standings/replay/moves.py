"""What a whole table is replayed from: its rows with what each cell came to and when, in as few bytes as can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
from django.db import connection

from apps.contests.models import Contest, ContestProblem
from apps.live.cache import remember
from apps.live.lasting import pack
from apps.standings.models import Standings
from apps.standings.queries import topic_of
from apps.standings.replay.columns import STATES, Columns, columns_of
from apps.standings.replay.rules import Exactness, Rules, exactness_of, find_rules
from apps.standings.whose import with_account

SHAPE = 2  # of the JSON; to be raised with it, because browsers keep what they have for good
VERSION_BYTES = 8
Number = int | float | None

# One statement, so that rows and version are of one moment.
ROWS = f"""
SELECT header.version, row.id, row.account_id, account.key,
       CASE WHEN row.name = '' AND row.is_team THEN account.name ELSE row.name END,
       coalesce(nullif(row.country, ''), account.country), row.organization, row.division, row.participation,
       row.place, row.score, row.penalty, row.old_rating, row.cells::text
FROM standings_standings AS header
LEFT JOIN (standings_standing AS row {with_account("key", "name", "country")}) USING (contest_id)
WHERE header.contest_id = %s
ORDER BY row.place NULLS LAST, row.score DESC NULLS LAST, row.id
"""  # noqa: S608 - made of constants


class MovingRow(msgspec.Struct, array_like=True, frozen=True):
    """One row. `cells` holds six numbers a cell: problem, state, wrong tries, points, time in seconds, penalty.

    Of a pending cell without points the tries are those whose outcome is not known.
    """

    row: int
    account: int
    handle: str
    name: str
    country: str
    organization: str
    division: str
    participation: str
    place: int | None
    score: Number
    penalty: Number
    old_rating: int | None
    cells: Sequence[Number]


class Moves(msgspec.Struct, frozen=True, kw_only=True):
    """A table as /standings/<pk>/moves-<version>.json gives it: problems by position, rows as the table orders them.

    A problem is its mark, its name and its full score. `start` is an epoch, other times are seconds from the start;
    `duration` is what one participant has; from `end` on the board is the table. What was done after the end is left
    out. `rule` is how the board before is counted, and `exactness` how well that alone explains the table. None is
    unknown.
    """

    contest: int
    version: int
    title: str
    start: int
    duration: int
    kind: str
    freeze: int | None
    per_wrong: int | None
    unit: str
    exact: bool  # seconds decide, so they are shown
    problems: Sequence[tuple[str, str, Number]]
    rows: Sequence[MovingRow]
    end: Number = None
    rule: Rules = Rules()
    exactness: Exactness = Exactness(rows=0, agree=0)


class _KeptCell(msgspec.Struct):
    state: str
    wrong: int | None = None
    pending: int | None = None
    points: float | None = None
    time: float | None = None
    penalty: float | None = None
    upsolved: dict[str, Any] | None = None


_read_cells = msgspec.json.Decoder(dict[str, _KeptCell]).decode


def read_moves(contest: Contest, header: Standings) -> Moves:
    """Return the moves of a contest's table, whose header is known, as the database has them now; two queries."""
    listed = ContestProblem.objects.filter(contest=contest).order_by("position")
    problems = list(listed.values_list("short", "problem__name", "points"))
    version, rows = _read_rows(contest.pk, {short: number for number, (short, _, _) in enumerate(problems)})
    moves = Moves(
        contest=contest.pk,
        version=version,
        title=contest.title,
        start=int(contest.start.timestamp()),
        duration=_seconds(contest.duration),
        kind=header.kind,
        freeze=None if header.freeze is None else _seconds(header.freeze),
        per_wrong=header.penalty_per_wrong,
        unit=header.penalty_unit,
        exact=header.penalty_unit == "seconds",
        problems=[(short, name, _whole(points)) for short, name, points in problems],
        rows=rows,
    )
    columns = columns_of_moves(moves)
    rule = find_rules(columns, unit=moves.unit, per_wrong=moves.per_wrong)
    return msgspec.structs.replace(moves, end=_whole(columns.end), rule=rule, exactness=exactness_of(columns, rule))


def columns_of_moves(moves: Moves) -> Columns:
    """Return the table of moves by columns."""
    return columns_of(
        [(row.place, row.score, row.penalty, row.division, row.cells) for row in moves.rows],
        kind=moves.kind,
        duration=moves.duration,
        full_scores=[points for _, _, points in moves.problems],
    )


def packed_moves(contest: Contest, header: Standings) -> tuple[int, bytes]:
    """Return the moves as JSON, compressed by gzip and kept, and the version that they are of.

    That is the header's, or a later one where the table has just changed.
    """

    def build() -> tuple[bytes, None]:
        moves = read_moves(contest, header)
        return moves.version.to_bytes(VERSION_BYTES) + pack(moves), None

    kept = remember(topic_of(contest.pk), f"moves:{SHAPE}:{header.version}", build)
    return int.from_bytes(kept[:VERSION_BYTES]), kept[VERSION_BYTES:]


def _read_rows(contest: int, numbers: dict[str, int]) -> tuple[int, list[MovingRow]]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [contest])
        found = cursor.fetchall()
    rows = [_moving(row, numbers) for row in found if row[1] is not None]
    return found[0][0], rows


def _moving(found: Sequence[Any], numbers: dict[str, int]) -> MovingRow:
    *told, score, penalty, old_rating, cells = found[1:]
    values = [*told, _whole(score), _whole(penalty), old_rating, flat_cells(cells, numbers)]
    return MovingRow(*values)


def flat_cells(kept: str | bytes, numbers: dict[str, int]) -> list[Number]:
    """Return the cells of a row, given as the JSON that is stored, one after the other; problems by their numbers."""
    flat: list[Number] = []
    for short, cell in _read_cells(kept).items():
        was_untried_then = cell.upsolved is not None and cell.state == "wrong" and cell.wrong == 0
        if short in numbers and not was_untried_then:
            flat += (
                numbers[short],
                STATES.index(cell.state),
                cell.pending if cell.state == "pending" and cell.points is None else cell.wrong,
                _whole(cell.points),
                _whole(cell.time),
                _whole(cell.penalty),
            )
    return flat


def _whole(number: float | None) -> Number:
    """Return a number without the ".0" that JSON would print."""
    return int(number) if number is not None and math.isfinite(number) and number == int(number) else number


def _seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())
