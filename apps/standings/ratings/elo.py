"""The logistic model under all of these ratings: who beats whom, and which place is to be expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SCALE = 400.0  # points of rating that make the odds ten to one
FAR = 10_000.0
STEP = 0.1  # points between two places of a grid on which expected places are computed


def win_probability(rating: ArrayLike, other: ArrayLike) -> Floats:
    """Return how probably `rating` beats `other`: 1 / (1 + 10^((other − rating) / 400))."""
    exponent = np.clip((np.asarray(other, float) - np.asarray(rating, float)) / SCALE, -300, 300)
    return np.asarray(1 / (1 + 10**exponent))


def balance(ratings: ArrayLike, weights: ArrayLike, *, wins: float = 0.5) -> float:
    """Return the rating against which these, each by its weight, are expected to win so many games in all.

    One person of weight 1 balances at their own rating with half a game. The weights must add up to more than `wins`.
    """
    values, shares = np.asarray(ratings, float), np.asarray(weights, float)
    low, high = float(values.min()) - FAR, float(values.max()) + FAR
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(shares @ win_probability(values, middle)) > wins else (low, middle)
    return (low + high) / 2


def average_places(scores: ArrayLike, *, larger_is_better: bool = False) -> Floats:
    """Return the place of each, from 1; equals share the mean of the places that they fill."""
    first, last = _ends(scores, larger_is_better=larger_is_better)
    return np.asarray((first + last) / 2)


def last_places(scores: ArrayLike, *, larger_is_better: bool = False) -> Integers:
    """Return the place of each, from 1; equals share the last of the places that they fill."""
    return _ends(scores, larger_is_better=larger_is_better)[1]


def _ends(scores: ArrayLike, *, larger_is_better: bool) -> tuple[Integers, Integers]:
    values = np.asarray(scores, float)
    _, group, sizes = np.unique(-values if larger_is_better else values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return (last - sizes + 1)[group], last[group]


class Field:
    """The participants of one contest by rating, and the place that somebody of any rating would be expected to take.

    The expected places stand on a grid of a tenth of a point, computed by one convolution; between its points they
    are interpolated. Against the plain sum over all participants they are off by less than 10^-7 of their number.
    """

    def __init__(self, ratings: ArrayLike, *, reach: float = 1500.0) -> None:
        self.ratings = np.asarray(ratings, float)
        self.low = float(np.floor(self.ratings.min() - reach))
        self.high = float(np.ceil(self.ratings.max() + reach))
        size = round((self.high - self.low) / STEP) + 1
        places = (self.ratings - self.low) / STEP
        below = places.astype(np.int64)
        above = places - below
        counts = np.zeros(size)
        np.add.at(counts, below, 1 - above)
        np.add.at(counts, np.minimum(below + 1, size - 1), above)
        self.points = self.low + STEP * np.arange(size)
        losses = win_probability(0.0, STEP * np.arange(-(size - 1), size))  # of one against who stands so far above
        self.beaten_by = _convolve(counts, losses)

    def expected_places(self, ratings: ArrayLike) -> Floats:
        """Return the expected place of a newcomer of each rating: 1 and who would beat them."""
        return np.asarray(1 + np.interp(np.asarray(ratings, float), self.points, self.beaten_by))

    def own_places(self) -> Floats:
        """Return the expected place of each participant: they do not meet themselves."""
        return self.expected_places(self.ratings) - 0.5

    def ratings_for(self, places: ArrayLike) -> Floats:
        """Return the rating of which each place would be expected, held within the grid at either end."""
        falling = 1 + self.beaten_by
        return np.asarray(np.interp(np.asarray(places, float), falling[::-1], self.points[::-1]))

    def performances(self, places: ArrayLike) -> Floats:
        """Return the rating at which a participant would be expected to take each place against the others."""
        return self.ratings_for(np.asarray(places, float) + 0.5)


def _convolve(counts: Floats, losses: Floats) -> Floats:
    """Return, for each point of the grid, the sum over all points of their count times how probably they beat it."""
    size = len(counts)
    length = 1 << (len(losses) + size - 2).bit_length()
    product = np.fft.irfft(np.fft.rfft(counts, length) * np.fft.rfft(losses, length), length)
    return np.asarray(product[size - 1 : 2 * size - 1])
