"""The board at any second: by cases, and by the laws that hold whatever a table holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.standings.replay.columns import STATES, Columns, columns_of
from apps.standings.replay.rules import Exactness, Rules, exactness_of, find_rules
from apps.standings.replay.timeline import Step, Timeline

SOLVED, PARTIAL, WRONG, PENDING = range(len(STATES))
ICPC = Rules(per_wrong=20)
POINTS = Rules(penalty="none")
Cell = list[float | None]
Told = tuple[int | None, float | None, float | None, Cell]
LAW = settings(deadline=None, max_examples=60)


def table(*rows: Told, kind: str = "icpc") -> Columns:
    """Return a table of two hours; rows are (place, score, penalty, cells)."""
    told = [(place, score, penalty, "", cells) for place, score, penalty, cells in rows]
    return columns_of(told, kind=kind, duration=7200)


def scoring(*rows: Told) -> Columns:
    """Return a table of points."""
    return table(*rows, kind="scoring")


def solved(problem: int, time: float | None, wrong: int = 0, points: float | None = None) -> Cell:
    """Return a solved cell."""
    return [problem, SOLVED, wrong, points, time, None]


ANN_AND_BOB = table(
    (1, 2, 10 + 60 + 20, solved(0, 630) + solved(1, 3600, wrong=1)),
    (2, 1, 5, [*solved(0, 300), 1, WRONG, 3, None, 4000, None]),
    (None, 1, 1, solved(0, 60)),
)


def shown(columns: Columns, second: float, rules: Rules = ICPC) -> list[tuple[float, float, int, float]]:
    """Return (score, penalty, solved, place) of each row at a second, NaN as -1."""
    board = Timeline(columns, rules).at(second)
    return list(zip(*(np.nan_to_num(column, nan=-1).tolist() for column in board[:4]), strict=True))


@pytest.mark.parametrize(("second", "expected"), [
    (0, [(0, 0, 0, 1), (0, 0, 0, 1), (0, 0, 0, -1)]),
    (299, [(0, 0, 0, 1), (0, 0, 0, 1), (1, 1, 1, -1)]),
    (300, [(0, 0, 0, 2), (1, 5, 1, 1), (1, 1, 1, -1)]),
    (630, [(1, 10, 1, 2), (1, 5, 1, 1), (1, 1, 1, -1)]),
    (3600, [(2, 90, 2, 1), (1, 5, 1, 2), (1, 1, 1, -1)]),
    (7200, [(2, 90, 2, 1), (1, 5, 1, 2), (1, 1, 1, -1)]),
])  # fmt: skip
def test_icpc_board_counts_problems_then_penalty(second: float, expected: list[tuple[float, ...]]) -> None:
    assert shown(ANN_AND_BOB, second) == expected


def test_board_orders_rows_by_place_and_the_unranked_last() -> None:
    assert Timeline(ANN_AND_BOB, ICPC).at(300).order.tolist() == [1, 0, 2]


def test_equals_share_a_place_and_the_next_one_counts_them() -> None:
    same = [(1, 1.0, 1.0, solved(0, 60)), (1, 1.0, 1.0, solved(0, 60)), (3, 1.0, 2.0, solved(0, 120))]

    assert [place for *_, place in shown(table(*same), 120)] == [1, 1, 3]


def test_penalty_of_a_cell_goes_before_its_time() -> None:
    columns = table((1, 1, 77, [0, SOLVED, 1, None, 600, 77]))

    assert shown(columns, 600) == [(1, 77, 1, 1)]


def test_points_of_parts_count_from_their_time() -> None:
    columns = scoring((1, 70, None, [0, PARTIAL, 0, 30, 100, None, 1, PARTIAL, 0, 40, 200, None]))

    assert [shown(columns, second, POINTS)[0][0] for second in (99, 100, 200)] == [0, 30, 70]


def test_full_score_counts_for_solved_cells_without_points() -> None:
    columns = columns_of([(1, 500, None, "", solved(0, 60))], kind="cf", duration=60, full_scores=[500])

    assert columns.gain.tolist() == [500]


def test_rest_comes_with_the_last_cell() -> None:
    columns = scoring((1, 1050, None, solved(0, 100, points=500) + solved(1, 200, points=450)))

    assert [shown(columns, second, POINTS)[0][0] for second in (100, 199, 200, 7200)] == [
        500, 500, 1050, 1050,
    ]  # fmt: skip


def test_rest_of_rows_without_times_comes_at_the_end() -> None:
    columns = scoring((1, 100, None, []), (2, 50, None, solved(0, None, points=50)))

    assert shown(columns, 7199, POINTS) == [(0, -1, 0, 1), (0, -1, 0, 1)]
    assert shown(columns, 7200, POINTS) == [(100, -1, 0, 1), (50, -1, 1, 2)]


def test_cell_of_unknown_time_waits_for_the_end_and_the_rest_does_not() -> None:
    columns = scoring((1, 160, None, solved(0, 100, points=100) + solved(1, None, points=50)))

    assert [shown(columns, second, POINTS)[0][0] for second in (99, 100, 7200)] == [0, 110, 160]


def test_late_cell_puts_the_end_off() -> None:
    assert table((1, 1, 200, solved(0, 12000))).end == 12000


def test_last_time_and_wrong_tries_are_the_penalty_of_scoring_tables() -> None:
    columns = scoring((1, 300, 500, solved(0, 100, wrong=1, points=100) + solved(1, 200, points=200)))
    rules = Rules(penalty="last", second=1, per_wrong=300)

    assert [shown(columns, second, rules)[0][1] for second in (0, 100, 200)] == [0, 400, 500]


def test_rank_history_steps_from_the_start_to_the_table() -> None:
    timeline = Timeline(ANN_AND_BOB, ICPC)

    assert [timeline.rank_history(row) for row in range(3)] == [
        [Step(0, 1), Step(300, 2), Step(3600, 1)],
        [Step(0, 1), Step(3600, 2)],
        [],
    ]


def test_table_without_rows_has_an_empty_board() -> None:
    timeline = Timeline(table(), find_rules(table(), unit="minutes", per_wrong=20))

    assert [column.tolist() for column in timeline.at(60)] == [[], [], [], [], []]


@pytest.mark.parametrize(("penalties", "unit", "expected"), [
    ((70, 90), "minutes", Rules(penalty="sum", second=60, rounding="cell", per_wrong=20)),
    ((71, 90), "minutes", Rules(penalty="sum", second=60, rounding="total", per_wrong=20)),
    ((3071 + 1200, 90 * 60), "seconds", Rules(penalty="sum", second=1, rounding="cell", per_wrong=1200)),
    ((2000 + 1200, 90 * 60), "seconds", Rules(penalty="last", second=1, rounding="cell", per_wrong=1200)),
    ((None, None), "minutes", Rules(penalty="none", second=60)),
    ((1, 2), "points", Rules(penalty="none", second=1)),
])  # fmt: skip
def test_rules_are_those_by_which_rows_come_out(
    penalties: tuple[float | None, float | None], unit: str, expected: Rules
) -> None:
    columns = table(
        (1, 2, penalties[0], solved(0, 1071) + solved(1, 2000, wrong=1)), (2, 1, penalties[1], solved(0, 90 * 60))
    )

    assert find_rules(columns, unit=unit, per_wrong=None) == expected


def test_wrong_tries_cost_what_the_site_says() -> None:
    columns = table((1, 1, 15, solved(0, 300, wrong=2)))

    assert find_rules(columns, unit="minutes", per_wrong=5) == Rules(per_wrong=5)


def test_ties_and_divisions_are_read_from_the_places() -> None:
    rows = [
        (place, 1.0, 50.0, division, [*solved(0, time), 1, SOLVED, 0, None, 0, None])
        for place, division, time in ((1, "a", 60), (1, "b", 120), (2, "a", 180), (2, "b", 240))
    ]

    found = find_rules(columns_of(rows, kind="icpc", duration=600), unit="minutes", per_wrong=20)

    assert (found.ties, found.by_division) == ("last", True)


def test_exactness_counts_rows_that_need_no_rest() -> None:
    assert exactness_of(ANN_AND_BOB, ICPC) == Exactness(rows=3, agree=3)
    assert exactness_of(ANN_AND_BOB, replace(ICPC, per_wrong=10)) == Exactness(rows=3, agree=2)


CELLS = st.lists(
    st.tuples(
        st.sampled_from([SOLVED, SOLVED, PARTIAL, WRONG, PENDING]),
        st.integers(0, 4),
        st.none() | st.integers(-50, 500),
        st.none() | st.integers(0, 90),
    ),
    max_size=4,
)
ROWS = st.lists(st.tuples(CELLS, st.integers(-100, 100), st.booleans()), min_size=1, max_size=6)
KINDS = st.sampled_from(["icpc", "scoring", "cf"])
SECONDS = st.integers(-1, 100)
RULES = st.builds(
    Rules, penalty=st.sampled_from(["sum", "last", "none"]), second=st.sampled_from([1, 60]),
    rounding=st.sampled_from(["cell", "total", "none"]), per_wrong=st.sampled_from([0, 20]),
    ties=st.sampled_from(["shared", "last", "order"]),
)  # fmt: skip
Drawn = list[tuple[list[tuple[int, int, int | None, int | None]], int, bool]]


def table_of(rows: Drawn, kind: str, rules: Rules) -> Columns:
    """Return a table whose rows have a rest each; their places follow from their scores and penalties."""
    flat = [[number for problem, cell in enumerate(cells) for number in (problem, *cell, None)] for cells, _, _ in rows]
    bare = columns_of([(1, 0, 0, "", cells) for cells in flat], kind=kind, duration=60)
    score = bare.totals(bare.gain) + [rest for _, rest, _ in rows]
    keys = [(-score[number], number) for number in range(len(rows))]
    order = sorted(range(len(rows)), key=keys.__getitem__)
    ranked = [number for number in order if rows[number][2]]
    unranked = [number for number in order if not rows[number][2]]
    told = [
        (place, float(score[number]), 7.0, "", flat[number])
        for place, number in [*enumerate(ranked, 1), *((None, number) for number in unranked)]
    ]
    return columns_of(told, kind=kind, duration=60)


@LAW
@given(ROWS, KINDS, RULES)
def test_end_is_the_table_and_rank_history_leads_there(rows: Drawn, kind: str, rules: Rules) -> None:
    columns = table_of(rows, kind, rules)
    timeline = Timeline(columns, rules)

    board = timeline.at(columns.end)

    assert np.array_equal(board.score, columns.score)
    assert np.array_equal(board.penalty, columns.penalty)
    assert np.array_equal(board.place, columns.place, equal_nan=True)
    assert board.order.tolist() == list(range(len(rows)))
    for number, place in enumerate(columns.place):
        last = [step.value for step in timeline.rank_history(number)[-1:]]
        assert last == ([] if np.isnan(place) else [place])


@LAW
@given(ROWS, KINDS, RULES, SECONDS, SECONDS)
def test_number_solved_never_falls(rows: Drawn, kind: str, rules: Rules, one: int, other: int) -> None:
    timeline = Timeline(table_of(rows, kind, rules), rules)

    earlier, later = timeline.at(min(one, other)), timeline.at(max(one, other))

    assert (earlier.n_solved <= later.n_solved).all()


@LAW
@given(ROWS, KINDS, RULES, SECONDS)
def test_places_follow_the_order(rows: Drawn, kind: str, rules: Rules, second: int) -> None:
    columns = table_of(rows, kind, rules)

    board = Timeline(columns, rules).at(second)

    in_order = board.place[board.order]
    ranked = in_order[~np.isnan(in_order)]
    assert np.isnan(in_order[len(ranked) :]).all()
    assert all(place == number or place == ranked[number - 2] for number, place in enumerate(ranked, 1))
    if second < columns.end:
        scores = board.score[board.order][: len(ranked)]
        assert (np.diff(scores) <= 0).all()


@LAW
@given(ROWS, KINDS, RULES, SECONDS)
def test_board_knows_nothing_of_what_comes_later(rows: Drawn, kind: str, rules: Rules, second: int) -> None:
    columns = table_of(rows, kind, rules)
    rules = replace(rules, ties="shared")
    later = np.isnan(columns.time) | (columns.time > second)
    changed = replace(
        columns,
        gain=np.where(later, columns.gain * 2 + 1, columns.gain),
        wrong=np.where(later, columns.wrong + 1, columns.wrong),
        spent=np.where(later, 99.0, columns.spent),
    )
    going_on = np.bincount(columns.row[later & ~np.isnan(columns.time)], minlength=columns.n_rows) > 0
    waiting = np.bincount(columns.row[~np.isnan(columns.time)], minlength=columns.n_rows) == 0

    unsettled = going_on | waiting
    assume(second < columns.end)

    was, now = Timeline(columns, rules).at(second), Timeline(changed, rules).at(second)

    assert np.array_equal(was.score[unsettled], now.score[unsettled])
    assert np.array_equal(was.penalty[unsettled], now.penalty[unsettled])


@LAW
@given(ROWS, KINDS, RULES)
def test_rank_history_is_what_the_boards_say(rows: Drawn, kind: str, rules: Rules) -> None:
    columns = table_of(rows, kind, rules)
    timeline = Timeline(columns, rules)
    for number in range(len(rows)):
        steps = timeline.rank_history(number)
        for second in range(100):
            place = timeline.at(second).place[number]
            told = [step.value for step in steps if step.second <= second]
            assert told[-1:] == ([] if np.isnan(place) else [place])
