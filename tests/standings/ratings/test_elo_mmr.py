"""Elo-MMR: the paper's equations by plain sums, known skills recovered, and what it promises of any contest."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from apps.standings.ratings.elo_mmr import (
    DEFAULT,
    LOGISTIC,
    Player,
    Settings,
    after,
    newcomer,
    performances_of,
    shown,
)


def player(skill: float, deviation: float = 100.0) -> Player:
    """Return somebody known by skill and deviation alone."""
    return Player(skill=skill, deviation=deviation, performances=np.array([skill]), weights=np.array([deviation**-2]))


def test_performance_is_the_root_of_the_papers_equation() -> None:
    people = [player(1500, 80), player(1900, 300), player(1200, 150), player(1650, 90)]
    places = [2, 1, 2, 4]

    found = performances_of(people, places, settings=DEFAULT)

    deviations = [math.hypot(one.deviation, DEFAULT.performance_deviation) for one in people]
    for own, x in zip(places, found, strict=True):
        total = 0.0
        for one, place, deviation in zip(people, places, deviations, strict=True):
            tanh = math.tanh((x - one.skill) / (2 * LOGISTIC * deviation))
            if place <= own:
                total += (tanh + 1) / deviation
            if place >= own:
                total += (tanh - 1) / deviation
        assert total == pytest.approx(0, abs=1e-7)


def test_skill_is_the_root_of_the_papers_equation() -> None:
    people = {"a": player(1500), "b": player(1800)}

    found = after(people, {"a": 1, "b": 2})["a"]

    beta = DEFAULT.performance_deviation
    scale = LOGISTIC * beta
    first, *others = zip(found.performances, found.weights, strict=True)
    total = first[1] * (found.skill - first[0]) + sum(
        weight * beta**2 / scale * math.tanh((found.skill - performance) / (2 * scale))
        for performance, weight in others
    )
    assert total == pytest.approx(0, abs=1e-9)
    assert found.deviation == pytest.approx(float(found.weights.sum()) ** -0.5)


def test_deviation_ends_at_the_lowest() -> None:
    people = {"a": newcomer(), "b": newcomer()}
    for number in range(200):
        people = after(people, {"a": 1 + number % 2, "b": 2 - number % 2})

    assert people["a"].deviation == pytest.approx(DEFAULT.lowest_deviation, rel=1e-3)
    assert shown(people["a"]) == pytest.approx(people["a"].skill, abs=1)
    assert shown(newcomer()) == 1500 - 2 * 270


def test_order_of_equals_does_not_matter() -> None:
    places = {"a": 1, "b": 2, "c": 2, "d": 2, "e": 5}
    people = {name: player(1400 + 150 * number) for number, name in enumerate(places)}
    names = list(places)
    random.Random(3).shuffle(names)

    straight, shuffled = after(people, places), after(people, {name: places[name] for name in names})

    assert {name: one.skill for name, one in straight.items()} == {name: one.skill for name, one in shuffled.items()}
    assert len({float(straight[name].performances[-1]) for name in "bcd"}) == 1


def test_known_skills_are_recovered() -> None:
    chance = np.random.default_rng(5)
    skills = {f"p{number}": float(skill) for number, skill in enumerate(chance.normal(1500, 300, 60))}
    people: dict[str, Player] = {}
    for _ in range(80):
        played = {name: skill + chance.logistic(0, LOGISTIC * 200) for name, skill in skills.items()}
        ranked = sorted(played, key=lambda name: -played[name])
        people = after(people, {name: place for place, name in enumerate(ranked, 1)})

    truth = np.array([skills[name] for name in skills])
    found = np.array([people[name].skill for name in skills])
    assert np.corrcoef(truth, found)[0, 1] > 0.97
    shift = found.mean() - truth.mean()  # places say who is stronger, not where the zero lies
    assert float(np.abs(found - truth - shift).mean()) < 60


def test_better_place_never_costs() -> None:
    people = {name: player(1500 + 100 * number) for number, name in enumerate("abcde")}
    skills = []
    for own in range(5, 0, -1):
        others = iter(place for place in range(1, 6) if place != own)
        skills.append(after(people, {name: own if name == "c" else next(others) for name in "abcde"})["c"].skill)

    assert skills == sorted(skills)
    assert skills[0] < people["c"].skill < skills[-1]


def test_one_lost_contest_moves_a_known_player_little() -> None:
    names = ["star", *(f"p{number}" for number in range(30))]
    people: dict[str, Player] = {}
    for _ in range(60):
        people = after(people, {name: place for place, name in enumerate(names, 1)})
    before = people["star"].skill

    lost = after(people, {name: place for place, name in enumerate(reversed(names), 1)})["star"]

    pull = float(lost.weights[-1] / lost.weights.sum())
    if_normal = before + pull * (float(lost.performances[-1]) - before)
    assert if_normal < lost.skill < before
    assert before - lost.skill < (before - if_normal) / 2


def test_alone_is_no_contest() -> None:
    (alone,) = after({"a": player(1500)}, {"a": 1}).values()

    assert alone.skill == 1500
    assert len(alone.performances) == 1


def test_drift_keeps_the_lowest_deviation() -> None:
    settings = Settings(lowest_deviation=90, performance_deviation=250)

    after_contest = 1 / (1 / (90**2 + settings.drift) + 1 / 250**2)
    assert after_contest == pytest.approx(90**2)
