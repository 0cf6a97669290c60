"""Cells and figures as people read them."""

from __future__ import annotations

import pytest

from apps.resources.rows import Cell
from apps.standings.cells import ShownCell, clock, in_figures, in_number, read_cells, show_cell


@pytest.mark.parametrize(
    ("cell", "figures"),
    [
        (Cell(state="solved"), "+"),
        (Cell(state="solved", wrong=2), "+2"),
        (Cell(state="wrong", wrong=3), "−3"),
        (Cell(state="wrong", wrong=3, points=0), "−3"),
        (Cell(state="wrong", points=0), "0"),
        (Cell(state="pending", pending=1, wrong=4), "?1"),
        (Cell(state="partial", points=37.5), "37.5"),
        (Cell(state="partial", points=-2), "−2"),
    ],
)
def test_in_figures_writes_as_the_field_does(cell: Cell, figures: str) -> None:
    assert in_figures(cell) == figures


@pytest.mark.parametrize(
    ("seconds", "exact", "told"),
    [
        (59, False, "0:00"),
        (3720.9, False, "1:02"),
        (3753, True, "1:02:33"),
        (86400, False, "1d 0:00"),
        (3 * 86400 + 3753, True, "3d 1:02:33"),
    ],
)
def test_clock_rounds_down(seconds: float, *, exact: bool, told: str) -> None:
    assert clock(seconds, exact=exact) == told


@pytest.mark.parametrize(("number", "told"), [(7.0, "7"), (12.5, "12.5"), (-0.25, "-0.25"), (1e7, "10000000")])
def test_in_number_has_no_needless_zeros(number: float, told: str) -> None:
    assert in_number(number) == told


def test_show_cell_says_in_words_what_figures_leave_out() -> None:
    cell = Cell(state="solved", wrong=1, time=3753, verdict="OK", language="C++20", url="https://site.example/s/1")

    assert show_cell(cell, exact=False, is_first=True) == ShownCell(
        look="solved",
        result="+1",
        time="1:02",
        said="Solved · first to solve it · 1 rejected try · OK · C++20",
        url="https://site.example/s/1",
        is_first=True,
    )


def test_show_cell_tells_hidden_from_judged() -> None:
    shown = [show_cell(Cell(state="pending", pending=1, frozen=frozen), exact=False) for frozen in (False, True)]

    assert [(cell.look, cell.said) for cell in shown] == [
        ("pending", "Judged now"),
        ("frozen", "Hidden until the results are revealed"),
    ]


def test_show_cell_sets_apart_what_was_only_tried_after_the_end() -> None:
    cell = Cell(state="wrong", wrong=0, upsolved=Cell(state="solved", wrong=1))

    assert show_cell(cell, exact=False) == ShownCell(look="upsolved", result="+1", time="", said="After the end")


def test_read_cells_reads_what_is_stored() -> None:
    kept = {"A": {"state": "solved", "time": 60.0, "upsolved": {"state": "wrong"}}}

    assert read_cells(kept) == {"A": Cell(state="solved", time=60.0, upsolved=Cell(state="wrong"))}
