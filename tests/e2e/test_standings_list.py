"""The list of results in a browser: filters without loading, stars, own places; and what stands around a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.rows import Cell, ProblemRow, StandingRow, Standings
from apps.standings.upsert import upsert_standings
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Visit = Callable[..., Visitor]


def hold(title: str, host: str, *, end: datetime, **fields: object) -> Contest:
    """Make a contest in which ann came before bob, who won 47 points of rating."""
    contest: Contest = ContestFactory(
        title=title, resource=ResourceFactory(host=host, title=host.title()), start=end - 2 * HOUR, end=end, **fields
    )
    cells = {"A": Cell(state="solved", time=60.0)}
    rows = [
        StandingRow(account="ann", place=1, score=2.0, cells=cells, country="LV"),
        StandingRow(account="bob", place=2, score=1.0, cells=cells, country="BY", old_rating=1500, new_rating=1547),
    ]
    problems = (ProblemRow(key=f"{contest.pk}A", name="Sum", short="A"),)
    upsert_standings(contest, Standings(rows=rows, problems=problems), now=end)
    return contest


@pytest.fixture
def held(transactional_db: None) -> list[Contest]:
    """Make three contests with results, the newest first."""
    now = timezone.now().replace(microsecond=0)
    return [
        hold("Third cup", "one.example", end=now - HOUR, series="cup", series_number=3),
        hold("Second round", "two.example", end=now - 2 * HOUR),
        hold("First cup", "one.example", end=now - 40 * HOUR, series="cup", series_number=1),
    ]


def titles(page: Page) -> list[str]:
    """Return the titles of the list."""
    return page.locator("#contests .name").all_text_contents()


def mark_as_mine(visitor: Visitor, key: str, host: str) -> None:
    """Let the browser know an account as its own."""
    account = Account.objects.get(key=key, resource__host=host)
    visitor.go("/offline/").evaluate(
        "(id) => localStorage.setItem('clist.people', JSON.stringify({ [id]: { me: true, at: 1 } }))", account.pk
    )


def test_list_is_filtered_without_loading_and_back_restores_it(visit: Visit, held: list[Contest]) -> None:
    visitor = visit()
    page = visitor.go("/standings/")
    page.evaluate("window.stayed = true")
    names = page.locator("#contests .name")
    page.locator("#search").fill("cup")
    expect(names).to_have_text(["Third cup", "First cup"])
    page.get_by_label("Problems", exact=True).check()
    expect(page.locator(".mini")).to_have_count(2)
    assert page.url == f"{visitor.site}/standings/?with_problems=yes&search=cup"
    page.go_back()
    expect(page.locator(".mini")).to_have_count(0)
    assert page.evaluate("window.stayed")


def test_starred_contests_stay_starred_and_can_be_shown_alone(visit: Visit, held: list[Contest]) -> None:
    visitor = visit()
    page = visitor.go("/standings/")
    page.locator(f"#star-{held[1].pk}").click()
    expect(page.locator(f"#star-{held[1].pk}")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator(f"#star-{held[1].pk}")).to_have_attribute("aria-pressed", "true")
    page.locator("#favourites").click()
    expect(page.locator("#contests .name")).to_have_text(["Second round"])
    page.locator("#favourites").click()
    expect(page.locator("#contests .name")).to_have_count(3)


def test_own_places_stand_in_their_column_and_lead_to_the_row(visit: Visit, held: list[Contest]) -> None:
    visitor = visit()
    expect(visitor.go("/standings/").get_by_text("My place")).to_be_hidden()
    mark_as_mine(visitor, "bob", "one.example")
    page = visitor.go("/standings/")
    expect(page.get_by_text("My place")).to_be_visible()
    expect(page.locator("td.own-place")).to_have_text(["2 of 2 +47", "", "2 of 2 +47"])
    page.get_by_role("link", name="Taken part").click()
    expect(page.locator("#contests .name")).to_have_text(["Third cup", "First cup"])
    page.locator("td.own-place a").first.click()
    expect(page.locator("tr:target .name")).to_have_text("bob")


def test_list_works_without_scripts(visit: Visit, held: list[Contest]) -> None:
    page = visit(java_script_enabled=False).go("/standings/")
    page.locator("#site-menu > summary").click()
    page.get_by_label("Two.Example").check()
    page.get_by_role("button", name="Apply").click()
    assert titles(page) == ["Second round"]
    page.get_by_role("link", name="Clear filters").click()
    assert titles(page) == ["Third cup", "Second round", "First cup"]


def test_rows_take_two_lines_on_a_phone(visit: Visit, held: list[Contest]) -> None:
    page = visit(viewport={"width": 390, "height": 800}).go("/standings/")

    box = page.locator(".result-line").first.bounding_box()

    assert box is not None
    assert 40 <= box["height"] <= 64


def test_groups_are_sorted_by_their_heads_and_lead_to_their_rows(visit: Visit, held: list[Contest]) -> None:
    page = visit().go(f"/standings/{held[0].pk}/")
    page.locator("#group-menu > summary").click()
    page.locator("#group-menu").get_by_role("link", name="Country").click()
    names = page.locator(".group-table tbody th")
    expect(names).to_have_text(["Latvia", "Belarus"])
    expect(page.locator("plot-figure canvas")).to_have_count(0)  # bars of one row each would say nothing
    page.get_by_role("button", name="Country").click()
    expect(names).to_have_text(["Belarus", "Latvia"])
    expect(page.get_by_role("columnheader", name="Country")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Best place").click()
    expect(names).to_have_text(["Latvia", "Belarus"])
    page.get_by_role("link", name="Belarus").click()
    expect(page.locator("#rows .name")).to_have_text(["bob"])


def test_contests_of_a_series_are_compared_in_one_table(visit: Visit, held: list[Contest]) -> None:
    visitor = visit()
    page = visitor.go(f"/standings/{held[0].pk}/")
    page.get_by_text("One table with other contests").click()
    page.get_by_label("First cup").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".merged-table tbody .name")).to_have_text(["ann", "ann", "bob", "bob"])
    assert page.url == f"{visitor.site}/standings/{held[0].pk},{held[2].pk}/"
    page.get_by_role("link", name="Place", exact=True).click()
    assert page.url.endswith("?sort=place")


def test_table_is_downloaded_as_a_file(visit: Visit, held: list[Contest]) -> None:
    page = visit().go(f"/standings/{held[0].pk}/?country=BY")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    assert download.value.suggested_filename == f"third-cup-{held[0].pk}.csv"
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["handle", "bob"]
