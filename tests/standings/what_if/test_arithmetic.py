"""A table without some of its rows: places by cases and laws, rating changes on real rounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.standings.predictions import FORMULAS, Participant
from apps.standings.what_if.arithmetic import Entrant, Fit, Outcome, WhatIf, movers

HERE = Path(__file__).resolve().parents[4] / "shared" / "payloads" / "codeforces.com" / "derived"
ROUNDS = sorted(HERE.glob("contest-*-standings-ratings.json"))
CODEFORCES = FORMULAS["codeforces"]
LAW = settings(deadline=None, max_examples=60)
OLD_HAND = 6  # rounds after which nothing of a rating is hidden


def places_after(entrants: list[Entrant], dropped: set[int], *, by_division: bool = False) -> dict[int, int | None]:
    """Return the places of those who stay, by row, in the order given."""
    return {one.entrant.row: one.place for one in WhatIf(entrants, by_division=by_division).without(dropped)}


def entrant(row: int, place: int | None, division: str = "") -> Entrant:
    """Return an entrant whose account has the number of its row."""
    return Entrant(row=row, account=row, place=place, division=division)


def rated(row: int, place: int, rating: int, change: int | None = None) -> Entrant:
    """Return a rated entrant of long standing."""
    return Entrant(
        row=row, account=row, place=place, rating=rating, n_rated=OLD_HAND, change=change, is_rated=True
    )  # fmt: skip


def round_of(path: Path) -> list[Entrant]:
    """Return the entrants of a real round: (handle, points, penalty, rating before, change) each."""
    rows = json.loads(path.read_text())
    results = sorted((-points, penalty) for _, points, penalty, _, _ in rows)
    place = {result: number for number, result in reversed(list(enumerate(results, 1)))}
    return [
        rated(number, place[-points, penalty], rating, change)
        for number, (_, points, penalty, rating, change) in enumerate(rows)
    ]


def test_rows_win_a_place_for_each_dropped_one_before_them() -> None:
    entrants = [entrant(1, 1), entrant(2, 2), entrant(3, 2), entrant(4, 4), entrant(5, None)]

    assert places_after(entrants, {1}) == {2: 1, 3: 1, 4: 3, 5: None}
    assert places_after(entrants, {2}) == {1: 1, 3: 2, 4: 3, 5: None}
    assert places_after(entrants, {5, 99}) == {1: 1, 2: 2, 3: 2, 4: 4}


def test_divisions_with_places_of_their_own_do_not_touch_each_other() -> None:
    entrants = [entrant(1, 1, "a"), entrant(2, 1, "b"), entrant(3, 2, "a"), entrant(4, 2, "b")]

    assert places_after(entrants, {1}, by_division=True) == {2: 1, 3: 1, 4: 2}
    assert places_after(entrants, {1, 3}, by_division=False) == {2: 1, 4: 1}


def test_movers_are_those_whose_ratings_then_places_move_most() -> None:
    still = Outcome(rated(1, 1, 1500, 10), 1, 10)
    up = Outcome(rated(2, 9, 1500, 10), 4, 10)
    down = Outcome(rated(3, 5, 1500, 10), 4, -5)

    assert movers([still, up, down], 5) == [down, up]
    assert movers([still, up, down], 1) == [down]
    assert (up.places_won, up.change_won, down.change_won) == (5, 0, -15)


def test_change_that_is_not_told_is_the_formulas() -> None:
    entrants = [rated(1, 1, 1500), rated(2, 2, 1500), rated(3, 3, 1900)]

    outcomes = WhatIf(entrants, formula=CODEFORCES).without(set())

    people = [Participant(account=one.row, place=one.row, rating=one.rating, n_rated=OLD_HAND) for one in entrants]
    assert [one.change for one in outcomes] == [change for change, _ in CODEFORCES(people)]


def test_rows_that_are_not_rated_keep_what_they_have() -> None:
    entrants = [rated(1, 1, 1500, 7), entrant(2, 2), rated(3, 3, 1500, -7)]

    outcomes = WhatIf(entrants, formula=CODEFORCES).without({1})

    assert [(one.entrant.row, one.place, one.change is None) for one in outcomes] == [(2, 1, True), (3, 2, False)]


def test_without_a_formula_changes_stay() -> None:
    outcomes = WhatIf([rated(1, 1, 1500, 7), rated(2, 2, 1500, -9)]).without({1})

    assert [(one.place, one.change) for one in outcomes] == [(1, -9)]


@pytest.mark.skipif(not ROUNDS, reason="the recorded payloads are not on this machine")
@pytest.mark.parametrize("path", ROUNDS, ids=lambda path: path.stem)
def test_real_round_without_dropping_anybody_is_itself(path: Path) -> None:
    entrants = round_of(path)
    what_if = WhatIf(entrants, formula=CODEFORCES)

    assert what_if.fit == Fit(known=len(entrants), exact=len(entrants))
    assert [(one.place, one.change) for one in what_if.without(set())] == [(one.place, one.change) for one in entrants]


@pytest.mark.skipif(not ROUNDS, reason="the recorded payloads are not on this machine")
def test_real_round_without_its_winner_is_a_round_of_the_others() -> None:
    entrants = round_of(ROUNDS[0])
    others = [rated(one.row, one.place - 1, one.rating or 0) for one in entrants[1:] if one.place]

    found = WhatIf(entrants, formula=CODEFORCES).without({0})

    alone = WhatIf(others, formula=CODEFORCES).without(set())
    assert [(one.place, one.change) for one in found] == [(one.place, one.change) for one in alone]


ENTRANTS = st.lists(st.tuples(st.none() | st.integers(1, 9), st.sampled_from(["", "a", "b"])), max_size=12)


@LAW
@given(ENTRANTS, st.booleans())
def test_dropping_nobody_changes_nothing(drawn: list[tuple[int | None, str]], by_division: bool) -> None:
    entrants = [entrant(number, place, division) for number, (place, division) in enumerate(drawn)]

    assert places_after(entrants, set(), by_division=by_division) == {one.row: one.place for one in entrants}


@LAW
@given(st.lists(st.integers(0, 5), max_size=12), st.sets(st.integers(0, 11)))
def test_places_are_those_of_a_table_that_never_had_the_dropped(scores: list[int], dropped: set[int]) -> None:
    def ranked(rows: list[int]) -> dict[int, int | None]:
        return {row: 1 + sum(scores[other] > scores[row] for other in rows) for row in rows}

    everybody = list(range(len(scores)))
    entrants = [entrant(row, place) for row, place in ranked(everybody).items()]

    assert places_after(entrants, dropped) == ranked([row for row in everybody if row not in dropped])
