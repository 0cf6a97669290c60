"""LeetCode's contest rating: Elo by the geometric mean of the expected and the actual place, slower with experience.

The formula: https://leetcode.com/discuss/general-discussion/468851, as the field reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from apps.standings.ratings.elo import Field, Floats

FIRST = 1500.0
DECAY = 5 / 7


class Contestant(NamedTuple):
    """One participant: the place as shown (ties share it), the rating before (None: a newcomer), contests before."""

    place: int
    rating: float | None
    n_rated: int


class Change(NamedTuple):
    """What a contest does to one participant, in points of rating."""

    change: float
    performance: float  # the rating of which the place taken would have been expected


def changes(contestants: Sequence[Contestant]) -> list[Change]:
    """Return what the contest does to each participant, in the order given; who is alone stays where they are."""
    if len(contestants) < 2:
        return [Change(0.0, FIRST if one.rating is None else one.rating) for one in contestants]
    places = np.array([one.place for one in contestants], float)
    rating = np.array([FIRST if one.rating is None else one.rating for one in contestants])
    field = Field(rating)
    target = field.ratings_for(np.sqrt(places * field.own_places()))
    change = weight(np.array([one.n_rated for one in contestants])) * (target - rating)
    performance = field.performances(places)
    return [Change(float(moved), float(reached)) for moved, reached in zip(change, performance, strict=True)]


def weight(n_rated: Floats | np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Floats:
    """Return which share of the way to the target somebody goes who took part so often before: from 1/2 to 2/9."""
    return np.asarray(1 / (1 + (1 - DECAY ** (n_rated + 1)) / (1 - DECAY)))
