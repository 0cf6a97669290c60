"""A visitor's tour of results in the demo house: every way to look at them, fed by made-up contests that run."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from contestweb.crowd import people
from tests.browser import PATIENCE
from tests.system.house import END_SECONDS, Run, start, wait_until

pytestmark = [pytest.mark.system, pytest.mark.browser]
FIRST_BOARD, NEXT_CHANGE = 120, 120  # seconds, on a machine that runs other tests besides
ROWS = "#standings tbody:not(.pinned) tr[id^='row-']"


@pytest.fixture(scope="module")
def house() -> Iterator[Run]:
    """The demo house with a board that runs and one that is over."""
    with tempfile.TemporaryDirectory(prefix="clist-tour-", dir="/tmp") as directory:
        run = start(Path(directory), DEMO="1")
        try:
            run.wait_until_ready()
            wait_until(lambda: all(boards(run)), FIRST_BOARD)
            yield run
        finally:
            run.process.terminate()
            run.process.wait(END_SECONDS * 2)


def boards(run: Run) -> tuple[list[str], list[str]]:
    """Return the addresses of Codeforces tables that run and of those that are over."""
    _, listed = run.get("/standings/?resource=codeforces.com")
    rows = re.findall(r"<tr\b.*?</tr>", listed, re.DOTALL)
    found: tuple[list[str], list[str]] = [], []
    for row in rows:
        address = re.search(r'href="(/standings/[^"]+-\d+/)"', row)
        if address:
            found["state-running" not in row].append(address[1])
    return found


def worded(said: ConsoleMessage) -> str:
    """Return what the console says, with the address that it is about."""
    return f"{said.text} {said.location['url']}"


@pytest.fixture
def page(house: Run, browser: Browser) -> Iterator[Page]:
    """A page of a new visitor, on which nothing may complain."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{house.state.port}", viewport={"width": 1440, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    visited = context.new_page()
    complaints: list[str] = []
    visited.on("console", lambda said: complaints.append(worded(said)) if said.type in ("error", "warning") else None)
    visited.on("pageerror", lambda error: complaints.append(str(error)))
    yield visited
    context.close()
    assert complaints == []


def number_of(address: str) -> int:
    """Return the number of the contest in an address."""
    return int(address.rstrip("/").rpartition("-")[2])


def test_running_board_changes_by_itself(house: Run, page: Page) -> None:
    page.goto(boards(house)[0][0])
    before = page.locator("main").get_attribute("data-version")
    page.evaluate("window.marked = true")
    shown = page.locator(ROWS).evaluate_all("rows => rows.map(row => row.dataset.sequence + row.dataset.place).join()")

    page.wait_for_function(
        "([rows, was]) => [...document.querySelectorAll(rows)]"
        ".map(row => row.dataset.sequence + row.dataset.place).join() !== was",
        arg=[ROWS, shown],
        timeout=NEXT_CHANGE * 1000,
    )

    assert before is not None
    assert page.evaluate("window.marked") is True
    assert page.locator("#freshness").inner_text().startswith("read")


def test_table_is_filtered_sorted_and_exported_alike(house: Run, page: Page) -> None:
    address = boards(house)[1][0]
    page.goto(f"{address}?official=yes&sort=problem:A")
    rows = page.locator(ROWS)
    shown = rows.evaluate_all("rows => rows.map(row => row.querySelector('.who a').textContent.trim())")

    _, text = house.get(f"/standings/{number_of(address)}/standings.csv?official=yes&sort=problem:A")
    _, told = house.get(f"/standings/{number_of(address)}/standings.json?official=yes&sort=problem:A")

    listed = list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"))))
    assert len(shown) == min(100, len(listed))
    assert [row["handle"] for row in listed][: len(shown)] == shown
    assert len(json.loads(told)["rows"]) == len(listed)


def test_time_machine_plays_to_the_final_board(house: Run, page: Page) -> None:
    number = number_of(boards(house)[1][0])
    page.goto(f"/standings/{number}/replay/?at=0:00:01")
    begun = page.locator("board-replay").inner_text()

    page.get_by_role("button", name="Play").click()
    page.wait_for_function("was => document.querySelector('board-replay').innerText !== was", arg=begun)

    assert page.locator("board-replay").count() == 1


@pytest.mark.parametrize("view", ["charts", "race", "resolver", "what-if", "versions"])
def test_other_views_open(house: Run, page: Page, view: str) -> None:
    answer = page.goto(f"/standings/{number_of(boards(house)[1][0])}/{view}/")

    assert answer is not None
    assert answer.status == 200
    assert page.locator(".result-views a[aria-current=page]").count() == 1
    if view == "charts":
        page.locator("plot-figure canvas").first.wait_for()


def test_problem_account_and_comparison_lead_to_each_other(house: Run, page: Page) -> None:
    address = boards(house)[1][0]
    page.goto(address)
    page.locator("thead th.cell a.short").first.click()
    page.wait_for_url("**/problem/*/")
    assert page.locator("main a[href*='/account/']").count() > 0
    page.goto(address)
    first, second = (page.locator(ROWS).nth(at).locator(".who a").first.inner_text() for at in (0, 1))
    page.locator(ROWS).first.locator(".who a").first.click()
    page.wait_for_url("**/account/*/resource/codeforces.com/")
    assert first in page.locator("h1").inner_text()

    page.goto("/versus/")
    page.locator("input[name=side]").nth(0).fill(f"codeforces.com:{first}")
    page.locator("input[name=side]").nth(1).fill(f"codeforces.com:{second}")
    page.get_by_role("button", name="Compare").click()

    page.wait_for_url("**/versus/*/vs/*/")
    assert page.locator(".versus-table tbody tr").count() > 0


def test_unseen_handle_is_looked_up_at_once(house: Run, page: Page) -> None:
    unseen = next(one.handle for one in reversed(people("codeforces.com")) if not is_known(house, one.handle))

    page.goto(f"/accounts/lookup/?q=https://codeforces.com/profile/{unseen}")
    page.wait_for_url(f"**/account/{unseen}/resource/codeforces.com/", timeout=60_000)

    assert unseen in page.locator("h1").inner_text()


def is_known(house: Run, handle: str) -> bool:
    """Tell whether the house has an account of this handle."""
    return house.get(f"/account/{handle}/resource/codeforces.com/")[0] == 200


def test_search_finds_people_problems_and_contests_as_one_types(house: Run, page: Page) -> None:
    page.goto(boards(house)[1][0])
    handle = page.locator(ROWS).first.locator(".who a").first.inner_text()
    problem = page.locator("thead th.cell").first.get_attribute("title") or ""
    for text in (handle, problem.partition(" · ")[0], "Codeforces Round-the"):
        page.locator("#find").fill(text)
        page.locator(f"[role=option]:has-text('{text}')").first.wait_for()


def test_feeds_and_api_tell_the_same_winner(house: Run) -> None:
    address = boards(house)[1][0]
    _, told = house.get(f"/standings/{number_of(address)}/standings.json")
    winner: dict[str, Any] = json.loads(told)["rows"][0]

    _, feed = house.get(f"/standings/{number_of(address)}/feed.rss")
    _, calendar = house.get(f"/account/{winner['handle']}/resource/codeforces.com/calendar.ics")
    _, history = house.get(f"/account/{winner['handle']}/resource/codeforces.com/ratings/")

    assert "<rss" in feed
    assert "BEGIN:VEVENT" in calendar
    assert json.loads(history)["status"] == "ok"
