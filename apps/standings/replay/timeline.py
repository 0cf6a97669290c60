"""The board of a contest at any second, from what each of its cells came to and when (ADR 16).

What a row's cells do not explain – hacks, a bonus, cells of unknown time – is its *rest*: what the table says less what
they come to by the table's rules. It is added with the row's last cell of known time. So the board of the end is the
table itself, row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from apps.standings.replay.columns import DECIMALS, SOLVED, Columns, Floats, Integers, Truths
from apps.standings.replay.rules import (
    Rules,
    cell_penalties,
    explained_penalties,
    is_new,
    places_by,
    row_penalties,
    tie_breaks,
)

BEFORE, CELL, END = range(3)  # what a span begins with


class Board(NamedTuple):
    """All rows at one second, an entry for each in the order of the table; NaN is unknown or not ranked."""

    score: Floats
    penalty: Floats
    n_solved: Integers
    place: Floats
    order: Integers  # the numbers of the rows, best first, those without a place last


class Had(NamedTuple):
    """What a row had from a second on; NaN is unknown."""

    second: float
    score: float
    penalty: float


class Step(NamedTuple):
    """From a second on, what something is."""

    second: float
    value: int


class Timeline:
    """All that ever stood on a board: what each row had, with the span of time in which it had it."""

    def __init__(self, columns: Columns, rules: Rules) -> None:
        self.columns = columns
        self.rules = rules
        self._spans = _Spans(columns, rules)
        self._group = columns.division * rules.by_division

    def at(self, second: float) -> Board:
        """Return the board at a second from the start; after the end nothing changes."""
        spans, columns = self._spans, self.columns
        second = min(second, columns.end)
        now = np.flatnonzero((spans.since <= second) & (second < spans.until))  # one span of each row, row by row
        score = spans.score[now]
        place = columns.place if second >= columns.end else self._places(spans.merit[now])
        return Board(
            score=score,
            penalty=spans.penalty[now],
            n_solved=self._n_solved(second),
            place=place,
            order=np.lexsort((-score, place)).astype(np.int64),  # both sort NaN to the end and leave equals in order
        )

    def score_history(self, row: int) -> list[Had]:
        """Return what a row had, by its number in the table, from the start to the end."""
        spans = self._spans
        own = np.flatnonzero((spans.row == row) & (spans.since < spans.until))
        return [
            Had(*map(float, had))
            for had in zip(np.maximum(spans.since[own], 0), spans.score[own], spans.penalty[own], strict=True)
        ]

    def rank_history(self, row: int) -> list[Step]:
        """Return the places of a row, by its number in the table, each from the second at which it came there.

        The first is from the start, the last is its place in the table. A row that is not ranked has none.
        """
        spans, columns = self._spans, self.columns
        if np.isnan(columns.place[row]):
            return []
        rivals = ~np.isnan(columns.place) & (self._group == self._group[row])
        begin, stop = np.maximum(spans.since, 0), np.minimum(spans.until, columns.end)
        among = np.flatnonzero(rivals[spans.row] & (begin < stop))
        begin, stop, merit = begin[among], stop[among], spans.merit[among]
        moments, deltas = [np.zeros(1)], [np.ones(1)]
        for own in np.flatnonzero(spans.row[among] == row):
            since, until = np.maximum(begin, begin[own]), np.minimum(stop, stop[own])
            better = (merit < merit[own]) & (since < until)
            moments += [since[better], until[better]]
            deltas += [np.ones(int(better.sum())), -np.ones(int(better.sum()))]
        steps = _running_total(np.concatenate(moments), np.concatenate(deltas))
        last = Step(columns.end, int(columns.place[row]))
        return _changes([*(step for step in steps if step.second < columns.end), last])

    def _n_solved(self, second: float) -> Integers:
        columns = self.columns
        solved = (columns.state == SOLVED) & (np.nan_to_num(columns.time, nan=columns.end) <= second)
        return np.bincount(columns.row[solved], minlength=columns.n_rows).astype(np.int64)

    def _places(self, merit: Integers) -> Floats:
        ranked = np.flatnonzero(~np.isnan(self.columns.place))
        found = np.full(len(merit), np.nan)
        found[ranked] = places_by((merit[ranked],), group=self._group[ranked])
        return found


class _Spans:
    """What each row had: before its first cell, after each cell of known time, and from the end on; row by row.

    `merit` numbers what it was worth, the lower the better, equal for equals.
    """

    def __init__(self, columns: Columns, rules: Rules) -> None:
        known = np.flatnonzero(~np.isnan(columns.time))
        cells = known[np.lexsort((columns.time[known], columns.row[known]))]
        rows = np.arange(columns.n_rows)
        row = np.concatenate([rows, columns.row[cells], rows])
        since = np.concatenate([np.full(len(rows), -np.inf), columns.time[cells], np.full(len(rows), columns.end)])
        begin = np.repeat([BEFORE, CELL, END], [len(rows), len(cells), len(rows)])
        order = np.lexsort((begin, since, row))
        self.row, self.since, self._begin = row[order], since[order], begin[order]
        self.until = np.full(len(order), np.inf)
        self.until[:-1][self._begin[:-1] != END] = self.since[1:][self._begin[:-1] != END]
        self._cell = np.full(len(order), -1)
        self._cell[self._begin == CELL] = cells
        self._count(columns, rules)

    def _count(self, columns: Columns, rules: Rules) -> None:
        running = _Running(np.arange(len(self.row)) - np.searchsorted(self.row, self.row))
        score = np.round(running.totals(self._of_cells(columns.gain)), DECIMALS)
        spent = running.totals(self._of_cells(cell_penalties(columns, rules)))
        last = running.maxima(self._of_cells(np.where(columns.counts, columns.time, 0.0)))
        rest = columns.score - columns.totals(columns.gain)
        self.score = self._settled(columns, score, rest=rest, told=columns.score)
        rest = columns.penalty - explained_penalties(columns, rules)
        self.penalty = self._settled(columns, row_penalties(spent, last, rules), rest=rest, told=columns.penalty)
        tie = tie_breaks(rules, last=last, number=self.row)
        keys = (-np.nan_to_num(self.score, nan=-np.inf), np.nan_to_num(self.penalty), tie)
        self.merit = _merits(keys)

    def _of_cells(self, values: Floats) -> Floats:
        found = np.zeros(len(self._cell))
        found[self._begin == CELL] = values[self._cell[self._begin == CELL]]
        return found

    def _settled(self, columns: Columns, values: Floats, *, rest: Floats, told: Floats) -> Floats:
        """Return values with what the table told from the end on, and with the rest from each row's last cell on."""
        n_late = np.bincount(columns.row[np.isnan(columns.time) & columns.counts], minlength=columns.n_rows)
        told, rest = told[self.row], rest[self.row]
        after_last = np.where(n_late[self.row] > 0, np.round(values + rest, DECIMALS), told)
        values = np.where(self._is_last, after_last, values)
        return np.where((self._begin == END) | np.isnan(told), told, values)

    @property
    def _is_last(self) -> Truths:
        found = np.zeros(len(self._begin), bool)
        found[:-1] = (self._begin[:-1] == CELL) & (self._begin[1:] == END)
        return found


class _Running:
    """Running totals and maxima of a column that is sorted by row; each row's own, so that none blurs another's."""

    def __init__(self, ordinal: Integers) -> None:
        order = np.argsort(ordinal, kind="stable")
        bounds = np.searchsorted(ordinal[order], np.arange(1, ordinal.max(initial=0) + 2))
        self._steps = [order[start:stop] for start, stop in pairwise(bounds)]

    def totals(self, values: Floats) -> Floats:
        """Return the totals."""
        total = values.copy()
        for here in self._steps:
            total[here] += total[here - 1]
        return total

    def maxima(self, values: Floats) -> Floats:
        """Return the maxima."""
        highest = values.copy()
        for here in self._steps:
            highest[here] = np.maximum(highest[here], highest[here - 1])
        return highest


def _merits(keys: Sequence[Floats]) -> Integers:
    order = np.lexsort(tuple(reversed(keys)))
    found = np.empty(len(order), np.int64)
    found[order] = np.cumsum(is_new(order, keys))
    return found


def _running_total(moments: Floats, deltas: Floats) -> list[Step]:
    seconds, which = np.unique(moments, return_inverse=True)
    totals = np.cumsum(np.bincount(which, weights=deltas, minlength=len(seconds)))
    return [Step(float(second), int(total)) for second, total in zip(seconds, totals, strict=True)]


def _changes(steps: Sequence[Step]) -> list[Step]:
    kept = [step for before, step in pairwise(steps) if step.value != before.value]
    return [*steps[:1], *kept]
