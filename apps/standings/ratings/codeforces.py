"""Codeforces' rating, by its published formula: exact to the point for every participant.

The formula: https://codeforces.com/blog/entry/20762; the lower start of newcomers since round 1360:
https://codeforces.com/blog/entry/77890.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from apps.standings.ratings.elo import Floats, Integers, last_places, win_probability

FIRST = 1400  # what a newcomer is reckoned with since May 2020
HIGHEST = 8000
LEAST_TOP_SHIFT = -10
PROMOTIONS = (500, 350, 250, 150, 100, 50)  # how the first six rounds lift the rating that is shown, on top


class Contestant(NamedTuple):
    """One rated participant: the result, and the rating before the round as the formula reckons it."""

    points: float
    penalty: float
    rating: int


class Change(NamedTuple):
    """What a round does to one participant."""

    change: int
    performance: int | None  # the rating of which the place taken would have been expected; None: beyond any


def changes(contestants: Sequence[Contestant]) -> list[Change]:
    """Return what the round does to each rated participant, in the order given.

    Equal points and penalty share the last of their places. The order of equals matters only for who stands in the
    adjustment of the top among equal ratings, as with the original.
    """
    if not contestants:
        return []
    points, penalty, rating = (np.array(column) for column in zip(*contestants, strict=True))
    rating = rating.astype(np.int64)
    places = _places(points, penalty)
    seeds = _Seeds(rating)
    target = seeds.ratings_for(np.sqrt(places * seeds.own()), rating)
    change = _adjusted(_halved(target - rating), rating)
    performance = seeds.ratings_for(places.astype(float), rating)
    return [
        Change(int(moved), int(reached) if reached < HIGHEST - 1 else None)
        for moved, reached in zip(change, performance, strict=True)
    ]


def reckoned(shown: int | None, n_rated: int | None) -> int:
    """Return the rating that the formula reckons with for one that is shown after so many rated rounds.

    None or 0 for `shown` is a newcomer. Where the number of rounds is not known, the shown rating is the best guess.
    """
    if not shown and not n_rated:
        return FIRST
    hidden = sum(PROMOTIONS[n_rated:]) if n_rated is not None else 0
    return (shown or 0) + hidden


def promotion(n_rated: int) -> int:
    """Return what the round after so many rated ones lifts the shown rating by, besides its change."""
    return PROMOTIONS[n_rated] if n_rated < len(PROMOTIONS) else 0


class _Seeds:
    """Expected places for every whole rating, by the sum over buckets of equal rating."""

    def __init__(self, rating: Integers) -> None:
        self.low = min(int(rating.min()), 1) - 1
        self.rating = rating
        self.reach = max(int(rating.max()), HIGHEST) + 1 - self.low
        counts = np.bincount(rating - self.low, minlength=self.reach + 1)
        beats = win_probability(0, np.arange(-self.reach, self.reach + 1))  # one who stands so much higher
        self.of = np.ones(self.reach + 1)
        for bucket in np.nonzero(counts)[0]:
            self.of += counts[bucket] * beats[self.reach - bucket : 2 * self.reach + 1 - bucket]

    def own(self) -> Floats:
        """Return each participant's expected place; nobody meets themselves."""
        return self.of[self.rating - self.low] - 0.5

    def ratings_for(self, places: Floats, rating: Integers) -> Integers:
        """Return the highest whole rating for which each place, or a worse one, is expected against the others."""
        low, high = np.ones_like(rating), np.full_like(rating, HIGHEST)
        while (high - low > 1).any():
            middle = (low + high) // 2
            apart = win_probability(rating, middle)
            too_strong = self.of[middle - self.low] - apart < places
            high, low = np.where(too_strong, middle, high), np.where(too_strong, low, middle)
        return low


def _places(points: Floats, penalty: Floats) -> Integers:
    order = np.lexsort((penalty, -points))
    pairs = np.stack([-points, penalty])[:, order]
    is_other = np.concatenate([[False], (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)])
    ordinal = np.empty(len(points), dtype=np.int64)
    ordinal[order] = np.cumsum(is_other)
    return last_places(ordinal)


def _halved(difference: Integers) -> Integers:
    return np.trunc(difference / 2).astype(np.int64)


def _adjusted(change: Integers, rating: Integers) -> Integers:
    """Return the changes lowered so that no rating comes from nowhere, in all and among the strongest."""
    change = change + int(-change.sum() / len(change)) - 1
    top = min(int(4 * round(len(change) ** 0.5)), len(change))
    strongest = np.argsort(-rating, kind="stable")[:top]
    return change + min(max(int(-change[strongest].sum() / top), LEAST_TOP_SHIFT), 0)
