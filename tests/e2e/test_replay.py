"""The time machine played in a browser, and a run of one's own against those who took part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.e2e.boards import frozen_board, points_board
from tests.e2e.conftest import Visitor
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
PER_BOARD = 40  # milliseconds of a processor for one board of thousands of rows, drawn and laid out
BOARDS = 100
PLAYED = """number => new Promise((resolve) => {
    const player = document.querySelector("board-replay");
    const step = (at) => {
        player.reel.seek(60 * at);
        if (at < number) requestAnimationFrame(() => step(at + 1));
        else resolve();
    };
    step(1);
})"""


def row_of(contest: Contest, handle: str) -> int:
    """Return the number of a participant's row."""
    return Standing.objects.get(contest=contest, account__key=handle).pk


def clock(page: Page) -> str:
    """Return what the player's clock says."""
    return page.locator(".player-clock strong").inner_text()


def first_names(page: Page, number: int) -> list[str]:
    """Return the first names on the board that is shown."""
    return page.locator(".player-board tbody .pick").all_text_contents()[:number]


def test_permalink_opens_a_moment_and_a_row(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    own = backstage(lambda: row_of(contest, "user30"))

    page = visit().go(f"/standings/{contest.pk}/replay/?at=0:30:00&row={own}")

    expect(page.locator(".player")).to_be_visible()
    expect(page.locator(".plain-board")).to_be_hidden()
    expect(page.locator(".followed-place")).to_have_text("place 1 of 60")
    assert (clock(page), first_names(page, 2)) == ("0:30:00", ["user30", "user29"])
    expect(page.locator(".player-board .is-followed .score")).to_have_text("3000")


def test_player_stays_when_the_page_learns_the_time_zone(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    page = visit(timezone_id="Asia/Tokyo").go(f"/standings/{contest.pk}/replay/?at=0:30:00")

    expect(page.locator("#main")).to_have_attribute("data-timezone", "Asia/Tokyo")
    expect(page.locator(".player")).to_be_visible()
    assert clock(page) == "0:30:00"


def test_flag_stands_beside_a_name_and_is_a_picture_that_is_there(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    page = visit().go(f"/standings/{contest.pk}/replay/?at=0:30:00")

    flag = page.locator(".player-board tbody tr").nth(1).get_by_role("img")
    expect(flag).to_have_attribute("alt", "Latvia")
    expect(flag).to_have_js_property("complete", value=True)
    assert flag.evaluate("picture => picture.naturalWidth") > 0


def test_slider_and_keys_move_time_and_the_address(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    page = visit().go(f"/standings/{contest.pk}/replay/")
    expect(page.locator(".player-clock")).to_have_text("2:00:00 of 2:00:00")
    assert first_names(page, 1) == ["user60"]

    page.get_by_label("Time since the start").fill("600")
    assert (clock(page), first_names(page, 1)) == ("0:10:00", ["user10"])
    page.keyboard.press("ArrowLeft")
    assert (clock(page), first_names(page, 1)) == ("0:09:00", ["user9"])
    page.get_by_role("button", name="user9", exact=True).click()

    expect(page.locator(".followed-name")).to_have_text("user9")
    own = backstage(lambda: row_of(contest, "user9"))
    assert page.url.endswith(f"/replay/?at=0:09:00&row={own}")


def test_play_runs_to_the_end_and_the_followed_row_stays_in_sight(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    own = backstage(lambda: row_of(contest, "user1"))
    page = visit().go(f"/standings/{contest.pk}/replay/?at=1:50:00&row={own}")
    page.get_by_label("Speed").select_option("/30")

    page.locator("h1").click()
    page.keyboard.press("Space")

    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".player-clock strong")).to_have_text("2:00:00", timeout=60_000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".player-board .is-followed .place")).to_have_text("60")
    expect(page.locator(".player-board .is-followed")).to_be_in_viewport()


def test_participant_is_found_by_a_part_of_the_name(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    page = visit().go(f"/standings/{contest.pk}/replay/?at=1:00:00")
    field = page.get_by_label("Follow a participant")
    field.fill("nobody")
    expect(page.locator(".player-find li")).to_have_text("Nobody has such a name.")

    field.fill("er57")
    field.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".followed-name")).to_have_text("user57")
    page.get_by_role("button", name="Stop following").click()
    expect(page.locator(".player-follow")).to_be_hidden()


def test_player_stays_smooth_over_thousands_of_rows(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(lambda: points_board(5000))
    visitor = visit()
    page = visitor.go(f"/standings/{contest.pk}/replay/?at=0:00:00")
    expect(page.locator(".player")).to_be_visible()
    devtools = visitor.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})  # a busy machine does not count

    def busy() -> float:
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")

    before = busy()
    page.evaluate(PLAYED, BOARDS)

    assert (busy() - before) * 1000 / BOARDS < PER_BOARD


def test_table_without_times_keeps_what_the_server_drew(visit: Visit, backstage: Backstage) -> None:
    contest = contest_of()
    rows = [row(1, cells={"A": Cell(state="solved")}), row(2, cells={})]
    backstage(lambda: upsert_standings(contest, table(rows), now=NOW))
    visitor = visit()
    page = visitor.page
    with page.expect_response("**/moves-1.json*"):
        visitor.go(f"/standings/{contest.pk}/replay/")

    expect(page.locator(".plain-board")).to_be_visible()
    expect(page.locator(".player")).to_be_hidden()


def test_run_is_placed_among_the_field_and_survives_a_reload(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(frozen_board)
    page = visit().go(f"/standings/{contest.pk}/race/")
    expect(page.locator(".race-place")).to_have_text("1 of 4")
    page.evaluate(
        "contest => localStorage.setItem(`clist.race.${contest}`, JSON.stringify({ since: null, spent: 900 }))",
        contest.pk,
    )
    page.reload()
    expect(page.locator(".race-clock")).to_have_text("0:15:00 of 2 h")
    expect(page.locator(".race-place")).to_have_text("2 of 4")  # Team 1 solved A after ten minutes

    page.get_by_role("button", name="B: a wrong try now").click()
    page.get_by_role("button", name="A solved now").click()
    page.reload()

    expect(page.locator(".race-place")).to_have_text("2 of 4")
    expect(page.locator(".race-near")).to_contain_text("just before you: Team 1 (1 / 10)")
    expect(page.locator("#row-own .penalty")).to_have_text("15")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#row-own .score")).to_have_text("0")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_rival_stays_in_sight_and_is_compared(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    own = backstage(lambda: row_of(contest, "user60"))
    page = visit().go(f"/standings/{contest.pk}/race/?row={own}")
    expect(page.locator(f"#row-{own}")).to_have_class("is-followed")

    page.get_by_label("Points for A now").fill("250")
    page.get_by_label("Points for A now").press("Enter")

    expect(page.locator("#row-own .score")).to_have_text("250")
    heads = page.locator(".race-summary th[scope=col]")
    expect(heads).to_have_text(["Problem", "you", "Solved it earlier", "user60"])
    page.locator(f"#row-{own} .pick").click()
    expect(heads).to_have_count(3)


def test_still_board_moves_by_steps(visit: Visit, backstage: Backstage) -> None:
    contest = backstage(points_board)
    page = visit(reduced_motion="reduce").go(f"/standings/{contest.pk}/replay/?at=0:05:00")
    expect(page.locator(".player")).to_be_visible()
    page.keyboard.press("ArrowRight")

    assert first_names(page, 1) == ["user6"]
    assert page.evaluate("document.getAnimations().filter((one) => one.id === 'glide').length") == 0
