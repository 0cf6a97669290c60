"""Cells and figures as people read them."""

from __future__ import annotations

import pytest

from apps.resources.rows import Cell
from apps.standings.board.cells import CellWriter, ShownCell, clock, in_figures, in_number, read_cells


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


def test_show_says_in_words_what_figures_leave_out() -> None:
    cell = Cell(state="solved", wrong=1, time=3753, verdict="OK", language="C++20", url="https://site.example/s/1")

    assert CellWriter(exact=False).show(cell, is_first=True) == ShownCell(
        look="solved",
        result="+1",
        time="1:02",
        said="Solved · first to solve it · 1 rejected try · OK · C++20",
        url="https://site.example/s/1",
        is_first=True,
    )


def test_show_tells_hidden_from_judged() -> None:
    shown = [CellWriter(exact=False).show(Cell(state="pending", pending=1, frozen=frozen)) for frozen in (False, True)]

    assert [(cell.look, cell.said) for cell in shown] == [
        ("pending", "Judged now"),
        ("frozen", "Hidden until the results are revealed"),
    ]


def test_show_sets_apart_what_was_only_tried_after_the_end() -> None:
    cell = Cell(state="wrong", wrong=0, upsolved=Cell(state="solved", wrong=1))

    assert CellWriter(exact=False).show(cell) == ShownCell(look="upsolved", result="+1", time="", said="After the end")


def test_read_cells_reads_what_is_stored() -> None:
    kept = {"A": {"state": "solved", "time": 60.0, "upsolved": {"state": "wrong"}}}

    assert read_cells(kept) == {"A": Cell(state="solved", time=60.0, upsolved=Cell(state="wrong"))}


@pytest.mark.parametrize(
    ("points", "full", "share"),
    [(50, 100, 5), (99.9, 100, 9), (0, 100, 0), (-3, 100, 0), (50, None, None), (5, 0, None)],
)
def test_show_tells_the_share_of_the_full_points(points: float, full: float | None, share: int | None) -> None:
    assert CellWriter(exact=False).show(Cell(state="partial", points=points), full=full).share == share


def test_draw_writes_points_with_tries_and_time_below() -> None:
    cell = Cell(state="solved", points=500, wrong=2, time=3753)

    assert CellWriter(exact=True).draw(cell) == (
        '<td class="cell is-solved" title="Solved · 2 rejected tries">500<span class="time">1:02:33 (2)</span></td>\n'
    )


def test_draw_escapes_what_sites_say() -> None:
    cell = Cell(state="partial", points=1, verdict='"><script>', url="https://site.example/?a=1&b=<")

    drawn = CellWriter(exact=False).draw(cell, is_first=True, full=4)

    assert drawn == (
        '<td class="cell is-partial share-2 is-first" '
        'title="Partly solved · first to solve it · &quot;&gt;&lt;script&gt;">'
        '<a href="https://site.example/?a=1&amp;b=&lt;" rel="noopener">1</a>'
        '<span class="visually-hidden"> first</span></td>\n'
    )
