"""What a contest's table was at one moment: stored rows changed in memory, in the order of the board then."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np

from apps.contests.models import Contest
from apps.standings.models import Standing, Standings
from apps.standings.replay.columns import SOLVED, Integers
from apps.standings.replay.moves import Moves, columns_of_moves, packed_moves
from apps.standings.replay.rules import Exactness
from apps.standings.replay.timeline import Board, Timeline

TABLES_AT_HAND = 2  # a process keeps so many unpacked: a table of 30,000 rows takes some 40 MB
LONGEST = 20  # signs of a moment
CLOCK = re.compile(r"(\d{1,6}):(\d{1,2})(?::(\d{1,2}))?(?:\.\d*)?", re.ASCII)
NUMBER = re.compile(r"\d{1,9}(?:\.\d*)?|\.\d+", re.ASCII)
HOUR, MINUTE = 3600, 60
# Of a row, what is known only once the contest is over.
HINDSIGHT = {
    "medal": "", "qualified": "", "rated": None, "new_rating": None, "performance": None, "predicted_change": None,
    "predicted_performance": None, "hacks": None, "failed_hacks": None, "last_submission": None, "n_first": None,
}  # fmt: skip

_read_moves = msgspec.json.Decoder(Moves).decode


class Replay(NamedTuple):
    """A table that can be seen at any second; rows are numbered as it orders them."""

    contest: int
    timeline: Timeline
    rows: Integers  # their ids
    shorts: Sequence[str]  # the marks of problems
    exactness: Exactness

    def at(self, seconds: float) -> Moment:
        """Return the table at a second from the start; from the end on it is the table as it is stored."""
        board = self.timeline.at(seconds)
        return Moment(seconds=seconds, replay=self, board=board, numbers=board.order)

    def so_far(self, seconds: float) -> Replay:
        """Return the same of a contest that has run for so long only: from then on it is the table as it is stored."""
        columns = self.timeline.columns
        last = float(np.fmax.reduce(columns.time, initial=seconds))
        return self._replace(timeline=Timeline(replace(columns, end=last), self.timeline.rules))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A table at one second from its start. `numbers` are the rows shown, as the table numbers them, best first."""

    seconds: float
    replay: Replay
    board: Board
    numbers: Integers

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def is_over(self) -> bool:
        """True when this is the table as it is stored."""
        return self.seconds >= self.replay.timeline.columns.end

    def among(self, rows: Collection[int]) -> Moment:
        """Return the moment with no rows but some, given by their ids; they keep their order and places."""
        wanted = np.isin(self.replay.rows[self.numbers], np.fromiter(rows, np.int64))
        return replace(self, numbers=self.numbers[wanted])

    def ids(self, start: int = 0, number: int | None = None) -> list[int]:
        """Return the ids of so many rows from one on, best first."""
        stop = None if number is None else start + number
        found: list[int] = self.replay.rows[self.numbers[start:stop]].tolist()
        return found

    def page(self, start: int = 0, number: int | None = None) -> list[Standing]:
        """Return so many rows from one on as they were, with their accounts, best first. One query."""
        found = Standing.objects.filter(pk__in=self.ids(start, number)).select_related("account")
        return self.as_they_were(found)

    def as_they_were(self, rows: Iterable[Standing]) -> list[Standing]:
        """Change rows of this table in memory to what they were, and return those shown, best first.

        A row that came into the table only now is left out.
        """
        by_id = {row.pk: row for row in rows}
        numbers = self.numbers[np.isin(self.replay.rows[self.numbers], np.fromiter(by_id, np.int64))]
        return [self._changed(by_id[int(self.replay.rows[number])], int(number)) for number in numbers]

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return how many had solved and had tried each problem, by its mark."""
        columns = self.replay.timeline.columns
        past = np.nan_to_num(columns.time, nan=columns.end) <= self.seconds
        solved, tried = (
            np.bincount(columns.problem[which], minlength=len(self.replay.shorts)).tolist()
            for which in (past & (columns.state == SOLVED), past)
        )
        return dict(zip(self.replay.shorts, zip(solved, tried, strict=True), strict=True))

    def _changed(self, row: Standing, number: int) -> Standing:
        if self.is_over:
            return row
        board = self.board
        row.place = None if np.isnan(board.place[number]) else int(board.place[number])
        row.score = _known(board.score[number])
        row.penalty = _known(board.penalty[number])
        row.n_solved = int(board.n_solved[number])
        row.cells = {short: self._cell(cell) for short, cell in row.cells.items() if self._is_past(cell)}
        row.columns = {}
        for name, value in HINDSIGHT.items():
            setattr(row, name, value)
        return row

    def _is_past(self, cell: dict[str, object]) -> bool:
        time = cell.get("time")
        return isinstance(time, int | float) and time <= self.seconds

    def _cell(self, cell: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in cell.items() if name != "upsolved"}


def replay_of(contest: Contest, header: Standings) -> Replay:
    """Return what a contest's table is replayed by; of the same version it is worked out once in a process.

    Two queries when it is at hand, else four.
    """
    _, packed = packed_moves(contest, header)
    return _unpacked(packed)


def read_moment(text: str, end: float) -> float | None:
    """Return the seconds that a text names, None where it names none.

    "1:30:00", "1:30" and "5400" are one hour and a half, "0.75" is a part of the whole, which ends after so many
    seconds; no moment is later than that.
    """
    if len(text) > LONGEST:
        return None
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return min(float(hours * HOUR + minutes * MINUTE + seconds), end)
    if not NUMBER.fullmatch(text):
        return None
    number = float(text)
    return min(number, end) if number > 1 else number * end


@lru_cache(maxsize=TABLES_AT_HAND)
def _unpacked(packed: bytes) -> Replay:
    moves = _read_moves(gzip.decompress(packed))
    return Replay(
        contest=moves.contest,
        timeline=Timeline(columns_of_moves(moves), moves.rule),
        rows=np.array([row.row for row in moves.rows], np.int64),
        shorts=[short for short, _, _ in moves.problems],
        exactness=moves.exactness,
    )


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
