"""The browser's engine and the server's show the same boards, of every contest that was ever recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from apps.standings.replay.timeline import Board, Timeline
from tests.e2e.modules import moves_of_table, scripts
from tests.standings.timelines import columns_of_table, is_here, recorded, recorded_names, rules_of_table

pytestmark = pytest.mark.browser
PARTS = 7
FRAME = 40  # milliseconds in which a board of 30,000 rows is there

BOARDS = """async ([moves, seconds]) => {
    const { readMoves } = await import("/js/replay/moves.js");
    const { Timeline } = await import("/js/replay/engine.js");
    const read = readMoves(moves);
    const timeline = new Timeline(read);
    const rows = [...read.rows.keys()];
    const boards = seconds.map((second) => {
        const board = timeline.at(second);
        const [score, penalty] = [rows.map(board.score), rows.map(board.penalty)];
        return { order: board.order, place: Array.from(board.place), score, penalty };
    });
    const watched = rows.filter((row) => row % Math.ceil(rows.length / 3) === 0);
    return [boards, watched.map((row) => [row, timeline.rankHistory(row)])];
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Give a page that may import our scripts."""
    with scripts(browser) as opened:
        yield opened


def assert_same(shown: dict[str, Any], board: Board) -> None:
    """Compare a board of the browser with one of the server; figures to what rounding leaves open."""
    assert shown["order"] == board.order.tolist()
    assert np.array_equal(np.array(shown["place"], float), board.place, equal_nan=True)
    assert np.allclose(np.array(shown["score"], float), board.score, rtol=0, atol=2e-6, equal_nan=True)
    assert np.allclose(np.array(shown["penalty"], float), board.penalty, rtol=0, atol=2e-6, equal_nan=True)


@pytest.mark.parametrize("name", recorded_names())
def test_browser_and_server_show_the_same_boards(page: Page, name: str) -> None:
    if not is_here(name):
        pytest.skip("the recorded payloads are not on this machine")
    table, rows = recorded(name)
    columns = columns_of_table(table, rows)
    rules = rules_of_table(table, columns)
    timeline = Timeline(columns, rules)
    seconds = [0, *(columns.end * part / PARTS for part in range(1, PARTS)), columns.end - 1, columns.end]

    boards, histories = page.evaluate(BOARDS, [moves_of_table(table, rows, columns, rules), [*seconds, seconds[2]]])

    for second, shown in zip([*seconds, seconds[2]], boards, strict=True):
        assert_same(shown, timeline.at(second))
    for row, history in histories:
        assert history == [[step.second, step.value] for step in timeline.rank_history(row)]


def test_board_of_thirty_thousand_rows_is_there_within_a_frame(page: Page) -> None:
    took = page.evaluate(
        """async () => {
            const { Timeline } = await import("/js/replay/engine.js");
            const cell = (row, at) => [at, 0, row % 3, (row * 37 + at) % 900, (row * 7919 + at * 911) % 7200, null];
            const cells = (row) => Array.from({ length: 8 }, (_, at) => cell(row, at)).flat();
            const told = (row) => [row, row, `user${row}`, "", "", "", "", "", row + 1, 30_000 - row, null, null];
            const rows = Array.from({ length: 30_000 }, (_, row) => [...told(row), cells(row)]);
            const cut = { penalty: "none", second: 60, rounding: "cell" };
            const rules = { ...cut, per_wrong: 0, ties: "shared", by_division: false };
            const problems = Array.from("ABCDEFGH", (short) => [short, short, 1000]);
            const timeline = new Timeline({ kind: "cf", duration: 7200, end: 7200, rules, problems, rows });
            const times = Array.from({ length: 60 }, (_, at) => {
                const start = performance.now();
                timeline.at(60 * at + 30);
                return performance.now() - start;
            });
            return times.sort((one, other) => one - other)[30];
        }"""
    )

    assert took < FRAME
