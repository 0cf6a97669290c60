"""The resolver: its order against a plain one for every recorded ICPC board, and the stage in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from apps.standings.replay.columns import Columns
from apps.standings.replay.rules import Rules, cell_penalties, row_penalties
from apps.standings.upsert import upsert_standings
from tests.e2e.boards import frozen_board
from tests.e2e.conftest import Visitor
from tests.e2e.modules import moves_of_table, scripts
from tests.standings.tables import NOW, contest_of, row, table
from tests.standings.timelines import columns_of_table, is_here, recorded, recorded_names, rules_of_table

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
FROZEN_PART = 0.2
PENDING = 3

RESOLVED = """async ([moves, freeze, division]) => {
    const { readMoves } = await import("/js/replay/moves.js");
    const { Resolver } = await import("/js/replay/resolver.js");
    const resolver = new Resolver(readMoves(moves), { freeze, division });
    const [first, reveals] = [[...resolver.order], []];
    for (let step = resolver.step(); step; step = resolver.step()) {
        if (step.kind === "reveal") reveals.push([step.row, step.cell.problem, step.from, step.to]);
    }
    const end = { order: [...resolver.order], places: resolver.places() };
    while (resolver.back());
    return { first, reveals, end, again: resolver.order, left: resolver.nHidden - resolver.nRevealed };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Give a page that may import our scripts."""
    with scripts(browser) as opened:
        yield opened


@dataclass
class Plain:
    """The same by sorting everything anew after each reveal."""

    columns: Columns
    rules: Rules
    rows: list[int]
    hidden: set[int]  # numbers of cells

    def order(self) -> list[int]:
        """Return the rows by what is seen of them now, best first."""
        columns = self.columns
        seen = np.ones(len(columns.row), bool)
        seen[list(self.hidden)] = False
        score = np.bincount(columns.row, columns.gain * seen, columns.n_rows)
        spent = np.bincount(columns.row, cell_penalties(columns, self.rules) * seen, columns.n_rows)
        last = np.zeros(columns.n_rows)
        known = seen & columns.counts & ~np.isnan(columns.time)
        np.maximum.at(last, columns.row[known], columns.time[known])
        penalty = row_penalties(spent, last, self.rules)
        told = ~np.isin(np.arange(columns.n_rows), columns.row[list(self.hidden)])
        score = np.where(told & ~np.isnan(columns.score), columns.score, score)
        penalty = np.where(told & ~np.isnan(columns.penalty), columns.penalty, penalty)
        tie = np.floor(last / self.rules.second) if self.rules.ties == "last" else np.zeros(len(last))
        return sorted(self.rows, key=lambda one: (-score[one], penalty[one], tie[one], one))

    def reveals(self) -> Iterator[tuple[int, int]]:
        """Yield (row, problem) in the order of a resolver."""
        at = len(self.rows) - 1
        while at >= 0:
            current = self.order()[at]
            mine = [cell for cell in self.hidden if self.columns.row[cell] == current]
            if not mine:
                at -= 1
                continue
            leftmost = min(mine, key=lambda cell: int(self.columns.problem[cell]))
            self.hidden.remove(leftmost)
            yield current, int(self.columns.problem[leftmost])


def test_resolver_reveals_the_leftmost_of_the_lowest_and_ends_at_every_recorded_table(page: Page) -> None:
    here = [name for name in recorded_names() if is_here(name)]
    boards = [name for name in here if recorded(name)[0].kind == "icpc"]
    assert boards != []
    for name in boards:
        assert_resolved(page, name)


def assert_resolved(page: Page, name: str) -> None:
    """Compare what the browser reveals of a recorded table with the plain order, for each division with own places."""
    told, rows = recorded(name)
    columns = columns_of_table(told, rows)
    rules = rules_of_table(told, columns)
    moves = moves_of_table(told, rows, columns, rules)
    freeze = moves["freeze"] or columns.end * (1 - FROZEN_PART)
    for division in sorted({one.division for one in rows}) if rules.by_division else [None]:
        ranked = [n for n, one in enumerate(rows) if one.place is not None and division in (None, one.division)]
        is_hidden = (columns.time >= freeze) & (columns.state != PENDING) & np.isin(columns.row, ranked)
        plain = Plain(columns, rules, ranked, set(np.flatnonzero(is_hidden).tolist()))

        found = page.evaluate(RESOLVED, [moves, freeze, division])

        assert (name, found["first"]) == (name, plain.order())
        assert (name, [tuple(reveal[:2]) for reveal in found["reveals"]]) == (name, list(plain.reveals()))
        assert found["end"] == {"order": ranked, "places": [rows[number].place for number in ranked]}
        assert (found["again"], found["left"]) == (found["first"], int(is_hidden.sum()))


def names(page: Page) -> list[str]:
    """Return the names on the stage, top down."""
    return [text.strip() for text in page.locator(".stage-board tbody .pick").all_text_contents()]


def test_stage_reveals_step_by_step_and_goes_back(visit: Visit, backstage: Backstage) -> None:
    page = visit().go(f"/standings/{backstage(frozen_board).pk}/resolver/")
    said, count = page.locator(".turn-said"), page.locator(".stage-count")
    expect(page.locator(".stage-board .is-pending")).to_have_text(["?21:23", "?21:06"])
    assert names(page) == ["Team 1", "Team 2", "Team 3"]
    expect(count).to_have_text("0 of 2 revealed")

    page.keyboard.press("Space")
    expect(said).to_have_text("B solved at 1:06:40: from place 3 to 1.")
    assert names(page) == ["Team 3", "Team 1", "Team 2"]
    expect(page.locator(".is-turn .pick")).to_have_text("Team 2")
    expect(count).to_have_text("1 of 2 revealed")

    page.keyboard.press("ArrowLeft")
    assert names(page) == ["Team 1", "Team 2", "Team 3"]
    expect(count).to_have_text("0 of 2 revealed")

    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(said).to_have_text("Team 3 ends in place 1.")
    expect(page.locator("tr", has_text="Team 3").locator(".medal-gold")).to_be_visible()
    expect(page.locator(".turn-members")).to_have_text("Ann, Bob")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("Everything is revealed: this is the final board.")


def test_stage_plays_by_itself_and_takes_another_freeze(visit: Visit, backstage: Backstage) -> None:
    page = visit().go(f"/standings/{backstage(frozen_board).pk}/resolver/?freeze=0:15:00")
    expect(page.locator(".stage-count")).to_have_text("0 of 4 revealed")
    page.locator("select[name=pace]").select_option("500")
    page.keyboard.press("p")
    expect(page.locator(".stage-count")).to_have_text("4 of 4 revealed")
    expect(page.locator(".turn-said")).to_have_text("Everything is revealed: this is the final board.")
    expect(page.get_by_role("button", name="Autoplay")).to_have_attribute("aria-pressed", "false")


def test_resolver_tells_what_it_cannot_do(visit: Visit, backstage: Backstage) -> None:
    by_points, unread = contest_of(title="Points"), contest_of(title="Unread")
    backstage(lambda: upsert_standings(by_points, table([row()], kind="scoring"), now=NOW))
    visitor = visit()
    page = visitor.go(f"/standings/{by_points.pk}/resolver/")
    expect(page.locator("main > .notice")).to_contain_text("this one counts points")
    assert page.request.get(f"{visitor.site}/standings/{unread.pk}/resolver/").status == 404
