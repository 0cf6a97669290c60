"""Problem and country ratings recover what made the results."""

from __future__ import annotations

import numpy as np
import pytest

from apps.standings.ratings.countries import Citizen, country_rating
from apps.standings.ratings.elo import win_probability
from apps.standings.ratings.problems import (
    Participant,
    Solver,
    credit,
    problem_rating,
    solvers,
)


def test_problem_rating_recovers_the_difficulty_that_made_the_results() -> None:
    chance = np.random.default_rng(7)
    skills = chance.normal(1600, 350, 4000)
    people = [Solver(float(skill), 1.0) for skill in skills]

    for difficulty in (1000, 1600, 2400):
        solved = chance.random(4000) < win_probability(skills, difficulty)
        found = problem_rating(people, [credit(solved=bool(one)) for one in solved])
        assert found == pytest.approx(difficulty, abs=40)


def test_problem_rating_stops_where_the_outcome_tells_no_more() -> None:
    people = [Solver(1500.0, 1.0)] * 10

    all_solved = problem_rating(people, [1.0] * 10)
    none_solved = problem_rating(people, [0.0] * 10)

    assert all_solved is not None
    assert none_solved is not None
    assert float(win_probability(1500, all_solved)) ** 10 == pytest.approx(0.95, abs=0.002)
    assert float(1 - win_probability(1500, none_solved)) ** 10 == pytest.approx(0.95, abs=0.002)


def test_problem_rating_of_nobody_is_unknown() -> None:
    assert problem_rating([], []) is None


def test_partial_scores_count_little() -> None:
    assert credit(solved=True, share=0.3) == 1.0
    assert credit(solved=False, share=0.5) == pytest.approx(0.0005)
    assert credit(solved=False) == 0.0


def test_solvers_count_as_the_mean_of_rating_and_performance() -> None:
    first, second, third = solvers(
        [Participant(1, 1500, 0), Participant(2, 1500, 9, rated=False), Participant(3, 1500, 50)]
    )

    assert first.value > 1500 > third.value
    assert second.value == pytest.approx(1500, abs=0.1)
    assert [first.weight, second.weight] == pytest.approx([0.1, (1 - 0.9**10) / 2])
    assert solvers([]) == []


def test_country_counts_who_plays_much_and_lately() -> None:
    strong = Citizen(2400, 50, 0)

    assert country_rating([strong]) == pytest.approx(2400, abs=5)
    assert country_rating([strong, Citizen(2400, 50, 3650)]) < country_rating([strong, Citizen(2400, 50, 0)])  # type: ignore[operator]
    assert country_rating([Citizen(3000, 1, 0)]) is None
    assert country_rating([]) is None
