"""A table of results by columns, for arithmetic on all of its rows at once; NaN is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
ToldRow = tuple[int | None, float | None, float | None, str, Sequence[float | None]]

STATES = ("solved", "partial", "wrong", "pending")  # a cell's state is its number here
SOLVED = STATES.index("solved")
WIDTH = 6  # numbers that make up a cell: problem, state, wrong tries, points, seconds from the start, penalty
DECIMALS = 6  # what sums are rounded to, so that equal ones are equal


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A table by columns: those of its rows, as it orders them, and then those of all their cells."""

    kind: str
    end: float  # seconds from the start; from then on the board is the table
    place: Floats  # NaN: not ranked
    score: Floats
    penalty: Floats
    division: Integers  # equal numbers for equal divisions
    row: Integers
    problem: Integers
    state: Integers
    wrong: Floats
    time: Floats
    spent: Floats  # the cell's own penalty, in the table's unit
    gain: Floats  # what it adds to the score
    counts: Truths  # whether it adds to score and penalty

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return len(self.place)

    def totals(self, values: Floats) -> Floats:
        """Return the sum of a column of cells for each row."""
        return np.round(np.bincount(self.row, weights=values, minlength=self.n_rows), DECIMALS)


def columns_of(
    rows: Sequence[ToldRow], *, kind: str, duration: float, full_scores: Sequence[float | None] = ()
) -> Columns:
    """Return a table by columns; rows are (place, score, penalty, division, cells) in the table's order.

    A cell is WIDTH numbers, and those of a row are in one sequence. `full_scores` are those of the problems, which
    solved cells without points have. The table ends after its duration, or with the last cell that is known.
    """
    place, score, penalty = (np.array([row[number] for row in rows], float) for number in range(3))
    divisions = {division: number for number, division in enumerate(sorted({row[3] for row in rows}))}
    flat = np.array([number for row in rows for number in row[4]], float).reshape(-1, WIDTH)
    problem, state, wrong, points, time, spent = flat.T
    is_solved = state == SOLVED
    gain = (
        is_solved.astype(float)
        if kind == "icpc"
        else _gains(problem.astype(np.int64), points, is_solved=is_solved, full_scores=full_scores)
    )
    return Columns(
        kind=kind,
        end=float(np.fmax.reduce(time, initial=duration)),
        place=place,
        score=score,
        penalty=penalty,
        division=np.array([divisions[row[3]] for row in rows], np.int64),
        row=np.repeat(np.arange(len(rows)), [len(row[4]) // WIDTH for row in rows]).astype(np.int64),
        problem=problem.astype(np.int64),
        state=state.astype(np.int64),
        wrong=np.nan_to_num(wrong),
        time=time,
        spent=spent,
        gain=gain,
        counts=is_solved | (gain > 0),
    )


def _gains(problem: Integers, points: Floats, *, is_solved: Truths, full_scores: Sequence[float | None]) -> Floats:
    full = np.array([*full_scores, None], float)[np.minimum(problem, len(full_scores))]
    return np.nan_to_num(np.where(np.isnan(points) & is_solved, full, points))
