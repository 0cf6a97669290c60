"""Codeforces' rating to the point: real rounds, and what the formula promises of any round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.standings.ratings.codeforces import FIRST, PROMOTIONS, Contestant, changes, promotion, reckoned

HERE = Path(__file__).resolve().parents[4] / "shared" / "payloads" / "codeforces.com" / "derived"
ROUNDS = sorted(HERE.glob("contest-*-standings-ratings.json"))


@pytest.mark.skipif(not ROUNDS, reason="the recorded payloads are not on this machine")
@pytest.mark.parametrize("path", ROUNDS, ids=lambda path: path.stem)
def test_changes_of_a_real_round_are_exact_for_every_row(path: Path) -> None:
    rows = json.loads(path.read_text())

    found = changes([Contestant(points, penalty, rating) for _, points, penalty, rating, _ in rows])

    assert [one.change for one in found] == [change for *_, change in rows]


def test_nobody_is_no_round() -> None:
    assert changes([]) == []


def test_winner_has_no_performance_and_equals_share_one() -> None:
    found = changes([Contestant(3, 0, 1500), Contestant(2, 5, 1500), Contestant(2, 5, 1500), Contestant(0, 0, 1500)])

    assert found[0].performance is None
    assert found[1] == found[2]
    assert found[0].change > found[1].change > found[3].change


ROUND = st.lists(
    st.builds(Contestant, st.integers(0, 5), st.integers(0, 3), st.integers(-100, 3900)), min_size=2, max_size=40
)


@settings(deadline=None, max_examples=60)
@given(contestants=ROUND)
def test_changes_never_add_up_to_more_than_nothing(contestants: list[Contestant]) -> None:
    assert sum(one.change for one in changes(contestants)) <= 0


@settings(deadline=None, max_examples=60)
@given(contestants=ROUND)
def test_better_result_of_equal_rating_never_gains_less(contestants: list[Contestant]) -> None:
    found = changes(contestants)

    for one, moved in zip(contestants, found, strict=True):
        for other, other_moved in zip(contestants, found, strict=True):
            if one.rating == other.rating and (-one.points, one.penalty) <= (-other.points, other.penalty):
                assert moved.change >= other_moved.change


def test_newcomers_are_reckoned_with_what_is_not_shown_yet() -> None:
    assert reckoned(None, None) == reckoned(0, 0) == FIRST == sum(PROMOTIONS)
    assert reckoned(480, 1) == 480 + 900
    assert reckoned(1500, 6) == 1500
    assert reckoned(1500, None) == 1500
    assert [promotion(rounds) for rounds in range(8)] == [500, 350, 250, 150, 100, 50, 0, 0]
