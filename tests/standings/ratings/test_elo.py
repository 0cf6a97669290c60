"""The logistic model: expected places from the grid are those of the plain sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.standings.ratings.elo import Field, average_places, balance, last_places, win_probability

RATINGS = st.lists(st.floats(-500, 4500), min_size=1, max_size=60)


def test_win_probability_of_400_points_is_ten_to_one() -> None:
    assert float(win_probability(1900, 1500)) == pytest.approx(10 / 11)
    assert float(win_probability(1500, 1500)) == 0.5


def test_places_of_equals() -> None:
    assert average_places([30, 10, 10, 20]).tolist() == [4, 1.5, 1.5, 3]
    assert last_places([30, 10, 10, 20]).tolist() == [4, 2, 2, 3]
    assert average_places([30, 10, 10, 20], larger_is_better=True).tolist() == [1, 3.5, 3.5, 2]


@settings(deadline=None, max_examples=40)
@given(ratings=RATINGS, asked=st.floats(-1500, 5500))
def test_expected_place_is_the_plain_sum(ratings: list[float], asked: float) -> None:
    field = Field(ratings, reach=2100)
    inside = min(max(asked, field.low), field.high)
    plain = 1 + sum(1 / (1 + 10 ** ((inside - other) / 400)) for other in ratings)

    assert float(field.expected_places(inside)) == pytest.approx(plain, abs=1e-6 * len(ratings))


@settings(deadline=None, max_examples=40)
@given(ratings=RATINGS)
def test_rating_for_an_expected_place_is_that_rating(ratings: list[float]) -> None:
    field = Field(ratings)

    back = field.ratings_for(field.expected_places(ratings))

    assert np.abs(back - np.array(ratings)).max() < 0.2


def test_own_place_meets_not_oneself() -> None:
    assert Field([1500.0]).own_places().tolist() == pytest.approx([1.0], abs=1e-6)
    assert Field([1500.0, 1500.0]).own_places().tolist() == pytest.approx([1.5, 1.5], abs=1e-6)


def test_balance_of_one_is_their_rating_and_two_are_stronger() -> None:
    assert balance([1700], [1]) == pytest.approx(1700)
    assert balance([1700, 1700], [1, 1]) == pytest.approx(1700 + 400 * np.log10(3))
