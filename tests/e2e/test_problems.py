"""The pages of problems in a browser: filters, orders, groups, one problem; the box that finds them by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.found_names import fold_names
from apps.contests.models import Contest, Problem
from apps.contests.problems_upsert import upsert_problems
from apps.live.cache import forget_all
from apps.resources.rows import Cell, ProblemRow, StandingRow, Standings
from apps.standings.upsert import upsert_standings
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def cup(transactional_db: None) -> Contest:
    """Make a contest of three problems with results, and an archive of another site."""
    forget_all()
    site = ResourceFactory(host="cups.example", title="Cups of Spring")
    other = ResourceFactory(host="archive.example", title="Archive")
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    contest: Contest = ContestFactory(resource=site, title="Spring Final", start=start, key="7")
    listed = (
        ProblemRow(key="7A", name="Frogs Jump", short="A", rating=800, tags=("dp", "greedy")),
        ProblemRow(key="7B", name="Trees Grow", short="B", rating=1900, tags=("trees",), url="https://cups.example/7B"),
        ProblemRow(key="7C", name="Rivers Flow", short="C", rating=2600, tags=("flows", "dp")),
    )
    rows = [person(f"racer{number}", number) for number in range(1, 8)]
    table = Standings(rows=rows, problems=listed, kind="icpc", penalty_unit="minutes")
    upsert_standings(contest, table, now=timezone.now())
    upsert_problems(other, [ProblemRow(key="1", name="Trees Fall", tags=("trees",))], now=timezone.now(), complete=True)
    fold_names()
    return contest


def person(account: str, number: int) -> StandingRow:
    """Return a row: who comes later solved fewer problems, later."""
    n_solved = 3 - number // 3
    cells = {
        short: Cell(state="solved" if at < n_solved else "wrong", wrong=number % 3, time=600.0 * number + 60 * at)
        for at, short in enumerate("ABC")
    }
    return StandingRow(account=account, place=number, score=1.0, cells=cells, old_rating=1200 + 100 * number)


def names(page: Page) -> list[str]:
    """Return the names in the list, in their order."""
    return [text.strip() for text in page.locator("#problems tbody .name").all_text_contents()]


def test_list_is_filtered_without_a_reload(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go("/problems/")
    assert names(page) == ["Rivers Flow", "Trees Grow", "Frogs Jump", "Trees Fall"]
    page.locator("#search").fill("trees")
    expect(page.locator("#problems tbody tr")).to_have_count(2)
    page.wait_for_url(f"{visitor.site}/problems/?search=trees")
    page.locator("#rating-menu summary").click()
    page.locator("[name=rating_from]").fill("1500")
    page.locator("[name=rating_from]").press("Tab")
    expect(page.locator("#problems tbody tr")).to_have_count(1)
    expect(page.locator("#chosen-rating")).to_have_text(" ≥ 1500")
    page.locator(".set .chip", has_text="trees").get_by_role("link").click()
    page.wait_for_url(f"{visitor.site}/problems/?rating_from=1500")
    expect(page.locator("#problems tbody tr")).to_have_count(2)
    assert names(page) == ["Rivers Flow", "Trees Grow"]


def test_tags_add_up_and_an_empty_list_offers_a_way_out(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go("/problems/")
    page.locator("#tag-menu summary").click()
    page.get_by_label("dp").check()
    expect(page.locator("#problems tbody tr")).to_have_count(2)
    page.get_by_label("trees").check()
    expect(page.locator("#problems .empty")).to_contain_text("No problem matches.")
    page.locator("#problems .empty").get_by_role("link", name="Clear filters").click()
    page.wait_for_url(f"{visitor.site}/problems/?")
    expect(page.locator("#problems tbody tr")).to_have_count(4)


def test_heads_sort_both_ways(visit: Visit, cup: Contest) -> None:
    page = visit().go("/problems/")
    page.get_by_role("columnheader", name="Rating", exact=True).get_by_role("link").click()
    expect(page.locator("[aria-sort=descending]")).to_have_text(re.compile("Rating"))
    assert names(page) == ["Rivers Flow", "Trees Grow", "Frogs Jump", "Trees Fall"]
    page.get_by_role("columnheader", name="Rating").first.get_by_role("link").click()
    expect(page.locator("[aria-sort=ascending]")).to_have_text(re.compile("Rating"))
    assert names(page) == ["Frogs Jump", "Trees Grow", "Rivers Flow", "Trees Fall"]


def test_groups_lead_to_their_problems(visit: Visit, cup: Contest) -> None:
    page = visit().go("/problems/")
    page.locator("[name=groupby]").select_option("tag")
    expect(page.locator(".group-table tbody tr")).to_have_count(4)
    page.locator(".group-table").get_by_role("link", name="trees").click()
    expect(page.locator(".archive-table tbody tr")).to_have_count(2)
    assert names(page) == ["Trees Grow", "Trees Fall"]


def test_problem_shows_charts_and_first_solves_and_leads_on(visit: Visit, cup: Contest) -> None:
    page = visit().go(f"/problem/{Problem.objects.get(key='7B').pk}/")
    expect(page.locator(".plot canvas")).to_have_count(2)
    rows = page.locator(".solves-table tbody tr")
    expect(rows).to_have_count(5)
    assert re.sub(r"\s+", " ", rows.nth(0).inner_text()) == "1 racer1 1300 0:11 2"
    page.locator(".letters").get_by_role("link", name="C", exact=True).click()
    expect(page.locator("h1")).to_have_text("C Rivers Flow")


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_pages_of_problems_never_scroll_sideways(visit: Visit, cup: Contest, width: int) -> None:
    visitor = visit(viewport={"width": width, "height": 800})
    number = Problem.objects.get(key="7B").pk
    shown = ("/problems/", "/problems/?groupby=tag", "/problems/?tag=dp&search=x", f"/problem/{number}/")
    beyond: dict[str, Any] = {address: visitor.go(address).evaluate(BEYOND) for address in shown}
    assert beyond == dict.fromkeys(shown, 0)


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [("frog", "problems", "Frogs Jump"), ("racer3", "accounts", "racer3"), ("cups", "sites", "Cups of Spring")],
)
def test_box_finds_problems_accounts_and_sites_by_keys(
    visit: Visit, cup: Contest, typed: str, kind: str, title: str
) -> None:
    visitor = visit()
    page = visitor.go("/status/")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    found = page.locator(f"#found-{kind}-1")
    expect(found.locator(".found-title")).to_have_text(title)
    for _ in range(page.locator("#found [role=option]").count()):
        page.keyboard.press("ArrowDown")
        if found.get_attribute("aria-selected") == "true":
            break
    address = found.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.site}{address}")
    expect(page.locator("h1")).to_contain_text(title)


def test_pasted_address_leads_to_its_problem(visit: Visit, cup: Contest) -> None:
    page = visit().go()
    page.locator("#find").fill("https://cups.example/7B")
    expect(page.locator("#found [role=option] .found-title")).to_have_text(["Trees Grow"])


def test_list_works_without_scripts(visit: Visit, cup: Contest) -> None:
    page = visit(java_script_enabled=False).go("/problems/")
    page.locator("#search").fill("frogs")
    page.locator("#filters .apply").click()
    assert names(page) == ["Frogs Jump"]
