"""LeetCode's rating: worked by hand for few, and what the formula promises of many."""

from __future__ import annotations

import math

import numpy as np
import pytest

from apps.standings.ratings.leetcode import Change, Contestant, changes, weight


def by_definition(contestants: list[Contestant]) -> list[float]:
    """Return the changes by sums and bisection, without a grid."""
    ratings = [1500.0 if one.rating is None else one.rating for one in contestants]

    def place(rating: float) -> float:
        return 1 + sum(1 / (1 + 10 ** ((rating - other) / 400)) for other in ratings)

    found = []
    for one, rating in zip(contestants, ratings, strict=True):
        target = math.sqrt(one.place * (place(rating) - 0.5))
        low, high = -2000.0, 8000.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (low, middle) if place(middle) < target else (middle, high)
        share = 1 / (1 + sum((5 / 7) ** power for power in range(one.n_rated + 1)))
        found.append(share * (low - rating))
    return found


def test_changes_are_the_definitions() -> None:
    contestants = [
        Contestant(1, 2400.5, 40),
        Contestant(2, None, 0),
        Contestant(2, 1890.25, 3),
        Contestant(4, 1500.0, 1),
        Contestant(5, 2100.75, 100),
    ]

    found = changes(contestants)

    assert [one.change for one in found] == pytest.approx(by_definition(contestants), abs=0.05)


def test_weight_falls_from_a_half_to_two_ninths() -> None:
    assert weight(np.array([0, 1, 1000])).tolist() == pytest.approx([1 / 2, 1 / (1 + 1 + 5 / 7), 2 / 9])


def test_nobody_is_no_contest() -> None:
    assert changes([]) == []


def test_who_is_alone_stays() -> None:
    assert changes([Contestant(1, 1777.0, 5)]) == [Change(0.0, 1777.0)]
    assert changes([Contestant(1, None, 0)]) == [Change(0.0, 1500.0)]


def test_performance_of_the_expected_place_is_the_rating() -> None:
    first, second, third = changes([Contestant(place, 1500.0, 5) for place in (1, 2, 3)])

    assert second.performance == pytest.approx(1500, abs=0.01)
    assert first.performance > second.performance > third.performance
    assert first.change > second.change > third.change
