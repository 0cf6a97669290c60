"""The charts of a contest's results: their numbers, what scripts add, and how a chart behaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.standings.models import Standing
from tests.e2e.boards import frozen_board, points_board
from tests.e2e.conftest import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]


def test_charts_tell_how_it_went_over_time(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(frozen_board)
    page = visit().go(f"/standings/{contest.pk}/charts/")
    canvases = page.locator("plot-figure canvas")
    expect(canvases).to_have_count(5)  # scores, solved, the first ten, by problem, problems

    problems = page.locator("plot-figure.problems tbody tr")
    expect(problems.nth(0).locator("td")).to_have_text(["3", "0", "0:20:00", "0:10:00", "Team 1"])
    race = page.locator("[data-chart=race]")
    race.locator("summary").click()
    assert race.locator("tbody tr").last.locator("td").all_inner_texts() == ["1", "2", "3"]
    page.get_by_role("button", name="Scores").click()
    race.locator("summary").click()
    assert race.locator("tbody tr").last.locator("td").all_inner_texts() == ["2", "1", "1"]
    solved = page.locator("[data-chart=solved]")
    solved.locator("summary").click()
    assert solved.locator("td").all_inner_texts() == ["1", "2", "3", "3", "3", "3", "4", "4", "4", "4", "4", "4"]


def test_bar_of_one_s_own_score_is_marked(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    account = backstage(lambda: Standing.objects.get(contest=contest, account__key="user30").account_id)
    visitor = visit()
    visitor.context.add_init_script(f"localStorage.setItem('clist.people', '{{\"{account}\": {{\"me\": true}}}}')")
    page = visitor.go(f"/standings/{contest.pk}/charts/")
    expect(page.locator("[data-chart=solved] canvas")).to_have_count(1)

    marked = page.locator("plot-figure.scores").evaluate("figure => [figure.marked.x, figure.marked.word]")

    least = page.locator("plot-figure.scores tbody tr").nth(marked[0]).get_attribute("data-least")
    assert (float(least or "nan") <= 3000, marked[1]) == (True, "you")


def test_readout_tells_what_is_under_the_pointer_and_a_bar_leads_on(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(frozen_board)
    page = visit().go(f"/standings/{contest.pk}/charts/")
    figure = page.locator("plot-figure.problems")
    over = figure.locator(".u-over")
    box = over.bounding_box()
    assert box is not None

    over.hover(position={"x": box["width"] / 6, "y": box["height"] / 2})
    expect(figure.locator(".plot-readout")).to_have_text("A: Solved 3 · Only tried 0")

    over.click(position={"x": box["width"] / 6, "y": box["height"] / 2})
    page.wait_for_url("**/problem/**")


def test_charts_are_tables_without_scripts(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    page = visit(java_script_enabled=False).go(f"/standings/{contest.pk}/charts/")

    expect(page.locator("[data-chart]").first).to_be_hidden()
    countries = page.locator("section", has=page.get_by_role("heading", name="Countries"))
    countries.locator("summary").click()
    assert countries.locator("td").all_inner_texts() == ["30", "1", "30", "2"]
