"""How hard a problem is: the rating at which it would be solved half of the time, from who took part and who solved it.

Somebody counts as the mean of the rating before and the performance in the contest, the more the more often they took
part. Facts: the incumbent's formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from apps.standings.ratings.elo import Field, Floats, average_places, win_probability

LOWEST, HIGHEST = 0.0, 5000.0
HALVINGS = 14  # of that range: to a third of a point
SURE = 0.95  # beyond this chance that everybody, or nobody, solves it there is nothing to learn from the outcome
PARTIAL_SHARE = 0.001
UNRATED_WEIGHT = 0.5
TINY = 1e-300


class Participant(NamedTuple):
    """One row of a contest: its sort key (smaller is better), the rating before, rated contests before."""

    order: float
    rating: float
    n_rated: int
    rated: bool = True  # False: the contest does not count for this one


class Solver(NamedTuple):
    """One participant of a contest as the rating of its problems sees them."""

    value: float
    weight: float


def solvers(participants: Sequence[Participant]) -> list[Solver]:
    """Return what each participant of one contest counts, in the order given."""
    if not participants:
        return []
    rating = np.array([one.rating for one in participants], float)
    places = average_places([one.order for one in participants])
    performance = Field(rating).performances(places)
    experience = 1 - 0.9 ** (np.array([one.n_rated for one in participants]) + 1.0)
    weights = experience * np.where([one.rated for one in participants], 1.0, UNRATED_WEIGHT)
    return [
        Solver(float(value), float(weight)) for value, weight in zip((performance + rating) / 2, weights, strict=True)
    ]


def credit(*, solved: bool, share: float | None = None) -> float:
    """Return how far a problem counts as solved; `share` is the part of the full score, where it is a partial one."""
    return 1.0 if solved else PARTIAL_SHARE * (share or 0.0)


def problem_rating(tried_by: Sequence[Solver], achieved: Sequence[float]) -> int | None:
    """Return the rating of a problem from what everybody in its contests achieved; None without anybody.

    `achieved` is the credit of each, see `credit`. Where almost surely everybody or nobody would have solved a problem
    of some rating as they did, the search ends there: the outcome tells no more.
    """
    if not tried_by:
        return None
    values, weights = np.array(tried_by, float).T
    solved = float(weights @ np.array(achieved, float))
    low, high = LOWEST, HIGHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        chances = win_probability(values, middle)
        is_too_hard = _is_sure(1 - chances) or (float(weights @ chances) < solved and not _is_sure(chances))
        low, high = (low, middle) if is_too_hard else (middle, high)
    return round((low + high) / 2)


def _is_sure(chances: Floats) -> bool:
    """True when all of these come true together almost surely."""
    return bool(np.log(np.maximum(chances, TINY)).sum() > np.log(SURE))
