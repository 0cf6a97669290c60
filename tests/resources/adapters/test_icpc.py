"""The scoring of ICPC boards by tables of cases, and its laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.resources.adapters._icpc import Outcome, Rules, Team, Try, board, places, score
from apps.resources.rows import Cell

OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "ignored", "pending")
MINUTE = 60


def tries(*told: tuple[float, Outcome], team: str = "1", problem: str = "A") -> list[Try]:
    return [Try(team=team, problem=problem, time=time, outcome=outcome) for time, outcome in told]


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ([(59, "right")], Cell(state="solved", wrong=0, time=59, penalty=0, first=True)),
        ([(61, "wrong"), (119, "right")], Cell(state="solved", wrong=1, time=119, penalty=21, first=True)),
        ([(119, "right"), (130, "wrong")], Cell(state="solved", wrong=0, time=119, penalty=1, first=True)),
        ([(1, "ignored"), (2, "wrong"), (3, "ignored")], Cell(state="wrong", wrong=1, time=2)),
        ([(1, "ignored")], None),
        ([(2, "wrong"), (10, "pending")], Cell(state="pending", wrong=1, pending=1, time=10)),
        (
            [(2, "wrong"), (4000, "pending"), (4001, "pending")],
            Cell(state="pending", wrong=1, pending=2, time=4001, frozen=True),
        ),
        ([(5, "pending"), (60, "right")], Cell(state="solved", wrong=0, pending=1, time=60, penalty=1)),
        (
            [(2, "wrong"), (5000, "wrong"), (5001, "right")],
            Cell(state="wrong", wrong=1, time=2, upsolved=Cell(state="solved", wrong=1, time=5001)),
        ),
        ([(5001, "wrong")], Cell(state="wrong", wrong=0, upsolved=Cell(state="wrong", wrong=1, time=5001))),
        ([(60, "right"), (5001, "right")], Cell(state="solved", wrong=0, time=60, penalty=1, first=True)),
    ],
)
def test_tries_make_a_cell(told: list[tuple[float, Outcome]], cell: Cell | None) -> None:
    rules = Rules(end=5000, hidden_from=3600)

    assert score(tries(*told), rules)["1"].cells.get("A") == cell


@pytest.mark.parametrize(
    ("rules", "penalty"),
    [
        (Rules(), 1 + 20 + 2),
        (Rules(step=1, total_step=60), 24),
        (Rules(step=1, unit=1), 119 + 1200 + 150),
        (Rules(penalty=0), 3),
    ],
)
def test_penalties_follow_the_rules(rules: Rules, penalty: float) -> None:
    told = [*tries((10, "wrong"), (119, "right")), *tries((150, "right"), problem="B")]

    assert [row.penalty for row in board([Team(account="1")], told, rules)] == [penalty]


@pytest.mark.parametrize(("breaks", "expected"), [(True, [1, 2]), (False, [1, 1])])
def test_last_accepted_time_breaks_ties_where_the_system_has_it(breaks: bool, expected: list[int]) -> None:
    told = [
        *tries((10 * MINUTE, "right")),
        *tries((20 * MINUTE, "right"), problem="B"),
        *tries((5 * MINUTE, "right"), team="2"),
        *tries((25 * MINUTE, "right"), team="2", problem="B"),
    ]

    rows = board([Team(account="2"), Team(account="1")], told, Rules(last_breaks_ties=breaks))

    assert sorted(row.place or 0 for row in rows) == expected
    assert rows[0].account == ("1" if breaks else "2")


def test_problem_is_first_solved_only_when_nothing_earlier_is_pending() -> None:
    told = [*tries((100, "right")), *tries((50, "pending"), team="2"), *tries((100, "right"), team="3", problem="B")]

    rows = board([Team(account=one) for one in "123"], told, Rules())

    assert {row.account: [cell.first for cell in row.cells.values()] for row in rows} == {
        "1": [False],
        "2": [False],
        "3": [True],
    }


def test_the_unranked_stand_in_their_row_without_a_place() -> None:
    told = [*tries((60, "right"), team="guest"), *tries((120, "right")), *tries((10, "right"), team="nobody's")]

    rows = board([Team(account="1"), Team(account="guest", is_official=False)], told, Rules())

    assert [(row.account, row.place, row.participation) for row in rows] == [
        ("guest", None, "unofficial"),
        ("1", 1, "official"),
    ]


def test_equal_keys_share_the_smallest_place() -> None:
    assert places({"a": 3, "b": 1, "c": 1, "d": 2}) == {"b": 1, "c": 1, "d": 3, "a": 4}


@given(
    st.lists(
        st.builds(
            Try,
            team=st.sampled_from("12"),
            problem=st.sampled_from("AB"),
            time=st.integers(0, 400).map(float),
            outcome=st.sampled_from(OUTCOMES),
            submission=st.uuids().map(str),
        ),
        unique_by=lambda one: one.time,
        max_size=12,
    ),
    st.randoms(),
)
def test_order_in_which_tries_are_told_does_not_matter(told: list[Try], shuffle: object) -> None:
    teams = [Team(account="1"), Team(account="2")]
    rules = Rules(end=300, hidden_from=200)
    other = list(told)
    shuffle.shuffle(other)  # type: ignore[attr-defined]

    rows = board(teams, told, rules)

    assert board(teams, other, rules) == rows
    for row in rows:
        solved = [cell for cell in row.cells.values() if cell.state == "solved"]
        assert (row.score, row.penalty) == (len(solved), sum(cell.penalty or 0 for cell in solved))
