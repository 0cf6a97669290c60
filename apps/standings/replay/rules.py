"""By which rules a table counts and ranks: those of the customary ones by which its own rows come out best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, get_args

import numpy as np

from apps.standings.replay.columns import DECIMALS, Columns, Floats, Integers, Truths

Penalty = Literal["sum", "last", "none"]
Rounding = Literal["cell", "total", "none"]
Ties = Literal["shared", "last", "order"]

SECONDS = {"minutes": (60,), "seconds": (1,), "": (60, 1)}  # in a unit of penalty
USUAL_PER_WRONG = {"icpc": (1200, 600, 300, 0), "": (0, 300, 600, 1200)}  # seconds, where the site does not say
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
TIES: tuple[Ties, ...] = get_args(Ties)
NEARLY = 1e-4  # equal: sites round at their own places


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a table counts penalties and gives places.

    `penalty` is the sum of what its cells cost, or the time of the last that counts and the costs of wrong tries, or
    nothing that cells tell. `rounding` is what is cut to whole units: each cell, their total, or nothing; a penalty
    that a cell has itself counts where each is cut. Equals share a place, or the earlier last cell decides in whole
    units, or the order of the table. `by_division` gives each division places of its own.
    """

    penalty: Penalty = "sum"
    second: int = 60  # seconds in a unit of penalty
    rounding: Rounding = "cell"
    per_wrong: float = 0.0  # units for each wrong try of a cell that counts
    ties: Ties = "shared"
    by_division: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exactness:
    """How many of a table's rows its rules alone give, in score, penalty and place."""

    rows: int
    agree: int


def find_rules(columns: Columns, *, unit: str, per_wrong: float | None) -> Rules:
    """Return the rules that a table seems to follow; the more customary where several do as well.

    `unit` is what penalties are counted in, `per_wrong` what a wrong try costs in it as the site says.
    """
    ways = _ways_to_count(columns, unit=unit, per_wrong=per_wrong)
    counting = max(ways, key=lambda rules: _n_explained(columns, rules))
    return max(_ways_to_rank(counting), key=lambda rules: int(_is_placed_so(columns, rules).sum()))


def exactness_of(columns: Columns, rules: Rules) -> Exactness:
    """Return how well its rules alone explain a table."""
    score, penalty = columns.totals(columns.gain), explained_penalties(columns, rules)
    agree = _equals(columns.score, score) & _equals(columns.penalty, penalty)
    agree &= np.isnan(columns.place) | (_places(columns, rules, score=score, penalty=penalty) == columns.place)
    return Exactness(rows=len(agree), agree=int(agree.sum()))


def cell_penalties(columns: Columns, rules: Rules) -> Floats:
    """Return what each cell adds to its row's penalty, 0 where it does not: in units, in seconds if not yet cut."""
    costs = columns.wrong * rules.per_wrong
    if rules.penalty == "sum" and rules.rounding == "cell":
        spent = np.floor(columns.time / rules.second) + costs
        spent = np.where(np.isnan(columns.spent), spent, columns.spent)
    elif rules.penalty == "sum":
        spent = columns.time + costs * rules.second
        spent = np.where(np.isnan(spent), columns.spent * rules.second, spent)
    else:
        spent = costs if rules.rounding == "cell" else costs * rules.second
    return np.where(columns.counts & (rules.penalty != "none"), np.nan_to_num(spent), 0.0)


def row_penalties(spent: Floats, last: Floats, rules: Rules) -> Floats:
    """Return the penalties of rows in units, by what their cells add and by the seconds of the last that counts."""
    last = last if rules.penalty == "last" else np.zeros(1)
    if rules.rounding == "cell":
        return np.round(spent + np.floor(last / rules.second), DECIMALS)
    total = np.round((spent + last) / rules.second, DECIMALS)
    return np.floor(total) if rules.rounding == "total" else total


def explained_penalties(columns: Columns, rules: Rules) -> Floats:
    """Return the penalties that rules alone give to the rows of a table."""
    return row_penalties(columns.totals(cell_penalties(columns, rules)), _last_seconds(columns), rules)


def tie_breaks(rules: Rules, *, last: Floats, number: Integers) -> Floats:
    """Return what decides between equals, the lower the better: by their last seconds or their numbers in the table."""
    if rules.ties == "last":
        return np.floor(last / rules.second)
    return number.astype(float) if rules.ties == "order" else np.zeros(len(last))


def is_new(order: Integers, keys: Sequence[Floats | Integers]) -> Truths:
    """Return of each in an order whether it differs, by any of the keys, from the one before it."""
    found = np.zeros(len(order), bool)
    found[:1] = True
    for key in keys:
        found[1:] |= key[order][1:] != key[order][:-1]
    return found


def places_by(keys: Sequence[Floats | Integers], *, group: Integers) -> Integers:
    """Return places within groups, the lower keys first, the earlier key the stronger; equals share a place."""
    order = np.lexsort((*reversed(keys), group))
    position = np.arange(len(order))
    first_of_group = np.maximum.accumulate(np.where(is_new(order, (group,)), position, 0))
    first_of_equals = np.maximum.accumulate(np.where(is_new(order, (group, *keys)), position, 0))
    found = np.empty(len(order), np.int64)
    found[order] = first_of_equals - first_of_group + 1
    return found


def _ways_to_count(columns: Columns, *, unit: str, per_wrong: float | None) -> Iterator[Rules]:
    if unit not in SECONDS or not np.nan_to_num(columns.penalty).any():
        yield Rules(penalty="none", second=SECONDS.get(unit, (1,))[0])
        return
    aggregates: tuple[Penalty, ...] = ("sum", "last") if columns.kind == "icpc" else ("last", "sum")
    usual = USUAL_PER_WRONG.get(columns.kind, USUAL_PER_WRONG[""])
    for penalty, rounding, second in product(aggregates, ROUNDINGS, SECONDS[unit]):
        for cost in (per_wrong,) if per_wrong is not None else [seconds / second for seconds in usual]:
            yield Rules(penalty=penalty, second=second, rounding=rounding, per_wrong=cost)


def _ways_to_rank(rules: Rules) -> Iterator[Rules]:
    for by_division, ties in product((False, True), TIES):
        yield replace(rules, by_division=by_division, ties=ties)


def _n_explained(columns: Columns, rules: Rules) -> int:
    """Return how many rows get their penalties, of those that have one."""
    has_one = np.nan_to_num(columns.penalty) != 0
    return int((has_one & _equals(columns.penalty, explained_penalties(columns, rules))).sum())


def _is_placed_so(columns: Columns, rules: Rules) -> Truths:
    """Return which rows have the places that rules give to the scores and penalties that the table says."""
    found: Truths = _places(columns, rules, score=columns.score, penalty=columns.penalty) == columns.place
    return found


def _places(columns: Columns, rules: Rules, *, score: Floats, penalty: Floats) -> Floats:
    """Return the places of ranked rows by rules, NaN for the others."""
    ranked = np.flatnonzero(~np.isnan(columns.place))
    tie = tie_breaks(rules, last=_last_seconds(columns)[ranked], number=ranked)
    keys = (-np.nan_to_num(score[ranked], nan=-np.inf), np.nan_to_num(penalty[ranked]), tie)
    found = np.full(columns.n_rows, np.nan)
    found[ranked] = places_by(keys, group=columns.division[ranked] * rules.by_division)
    return found


def _last_seconds(columns: Columns) -> Floats:
    """Return when the last cell that counts of each row came, 0 where there is none or it is unknown."""
    last = np.zeros(columns.n_rows)
    known = columns.counts & ~np.isnan(columns.time)
    np.maximum.at(last, columns.row[known], columns.time[known])
    return last


def _equals(stored: Floats, explained: Floats) -> Truths:
    """Return where a table says the same; of what it does not say, nothing is expected."""
    found: Truths = np.abs(np.nan_to_num(stored) - explained) < NEARLY
    return found
