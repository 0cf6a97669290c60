"""The page of a table of results in a browser: filters, columns, heads, pinned rows, stars, keys, links to rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from apps.contests.models import Contest
from apps.resources.rows import Cell, Column
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.e2e.conftest import Visitor
from tests.standings.tables import contest_of, row, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHINES_THROUGH = """() => {
    document.querySelector(".results").scrollTop = 600;
    const bottom = (row) => Math.max(...[...row.cells].map((cell) => cell.getBoundingClientRect().bottom));
    const lines = ["thead tr", "#pinned tr:first-child", "#pinned tr:last-child"];
    const rows = lines.map((one) => document.querySelector(`.results-table ${one}`));
    return rows.slice(1).map((row, at) => row.cells[0].getBoundingClientRect().top > bottom(rows[at]));
}"""


@pytest.fixture
def contest(transactional_db: None, backstage: Callable[[Callable[[], Contest]], Contest]) -> Contest:
    """Return a contest of two pages, of people from two countries."""
    return backstage(make_contest)


def make_contest() -> Contest:
    """Make that contest."""
    contest = contest_of("codeforces.com", title="Cup")
    rows = [
        row(
            number,
            name=f"Person {number}",
            score=float(200 - number),
            country=("LV", "BY")[number % 2],
            columns={"room": number},
            hacks=number,
            cells={"A": Cell(state="solved", time=60.0 * number), "B": Cell(state="wrong", wrong=number % 5 + 1)},
        )
        for number in range(1, 151)
    ]
    columns = (Column(key="room", title="Room", kind="integer"),)
    upsert_standings(contest, table(rows, columns=columns), now=timezone.now())
    return contest


def address(contest: Contest, query: str = "") -> str:
    """Return the address of the page."""
    return f"/standings/cup-{contest.pk}/{query}"


def names(page: Page) -> list[str]:
    """Return who stands in the table, from the top."""
    return page.locator("#rows .name").all_inner_texts()


def row_named(page: Page, name: str) -> str:
    """Return the selector of a row of the table itself."""
    return f"#rows tr:has(.name:text-is('{name}'))"


def star(page: Page, name: str) -> None:
    """Follow somebody."""
    page.hover(row_named(page, name))
    page.click(f"{row_named(page, name)} .person-star")


def test_search_narrows_the_table_and_the_address(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    page.fill("#search", "Person 15")

    expect(page.locator(".matches")).to_have_text("3 of 150")
    assert names(page) == ["Person 15", "Person 115", "Person 150"]
    expect(page).to_have_url(re.compile(rf"{address(contest)}\?search=Person\+15$"))
    page.click(".summary .chip")
    expect(page.locator("#rows tr")).to_have_count(100)
    expect(page.locator("#search")).to_have_value("")


def test_search_that_is_taken_away_does_not_come_back(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    page.fill("#search", "Person 15")
    expect(page.locator(".matches")).to_have_text("3 of 150")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(rf"{address(contest)}\??$"), hold)
    with page.expect_request(re.compile("search=")):  # of the field, which loses the focus
        page.click(".summary .chip")
    page.wait_for_timeout(500)

    (without_search,) = held
    without_search.continue_()

    expect(page.locator("#rows tr")).to_have_count(100)
    expect(page.locator("#search")).to_have_value("")


def test_country_is_chosen_in_a_menu_that_is_fetched(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    page.click("#country-menu > summary")
    expect(page.locator("#country-menu label")).to_have_text(["Belarus75", "Latvia75"])
    page.click("#country-menu label:has-text('Latvia')")

    expect(page.locator(".matches")).to_have_text("75 of 150")
    expect(page).to_have_url(re.compile(r"\?country=LV$"))
    page.reload()
    expect(page.locator("#country-menu .chosen")).to_have_text("1")
    expect(page.locator(".summary .chip")).to_have_text("Latvia ×")


def test_heads_sort_from_the_best_then_back_then_not(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    head = page.locator("thead th.score")
    for sort, first, aria in (("?sort=-score", 1, "descending"), ("?sort=score", 150, "ascending")):
        head.locator("a").click()
        expect(head).to_have_attribute("aria-sort", aria)
        expect(page).to_have_url(re.compile(rf"{re.escape(sort)}$"))
        assert names(page)[0] == f"Person {first}"
    head.locator("a").click()
    expect(page.locator("thead th.place")).to_have_attribute("aria-sort", "ascending")

    page.click("thead th[data-short=B] .sort")

    expect(page.locator("thead th[data-short=B]")).to_have_attribute("aria-sort", "descending")
    assert names(page)[0] == "Person 5"


def test_columns_are_added_and_taken_away(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    heads = page.locator("thead th.further")
    expect(heads).to_have_text(["Room"])
    page.click("#columns-menu > summary")
    page.click("#columns-menu label:has-text('Hacks')")
    expect(heads).to_have_text(["Hacks", "Room"])
    expect(page.locator("#rows tr").first.locator(".further")).to_have_text(["+1", "1"])
    page.click("#columns-menu label:has-text('Hacks')")
    expect(heads).to_have_text(["Room"])
    expect(page).to_have_url(re.compile(rf"{address(contest)}$"))

    page.click("#columns-menu label:has-text('Room')")

    expect(heads).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?field=none$"))


def test_columns_that_no_row_fills_take_room_only_when_asked_for(
    visit: Callable[..., Visitor], backstage: Callable[[Callable[[], Contest]], Contest]
) -> None:
    columns = tuple(Column(key=key, title=key.title()) for key in ("region", "coach", "room"))

    def make() -> Contest:
        contest = contest_of(title="Cup", end=timezone.now() - timedelta(hours=1))
        rows = [row(1, columns={"coach": "Ann"}), row(2, columns={"room": "7"})]
        upsert_standings(contest, table(rows, columns=columns), now=timezone.now())
        return contest

    contest = backstage(make)
    page = visit().go(address(contest))
    shown = page.locator("thead th:visible")
    expect(shown).to_have_text(
        ["#Place", "Places won or lost", "Participant", "Score", "A 2/2", "B 0/0", "C 0/0", "Coach", "Room"]
    )

    page.goto(f"{page.url}?field=column:region&field=column:room")

    expect(page.locator("thead .further:visible")).to_have_text(["Region", "Room"])


def test_star_pins_a_row_on_every_page(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    expect(page.locator("#pinned")).to_be_hidden()
    star(page, "Person 7")
    expect(page.locator("#pinned .name")).to_have_text(["Person 7"])
    page.click(".paging [rel=next]")
    expect(page.locator("#rows .name").first).to_have_text("Person 101")
    expect(page.locator("#pinned .name")).to_have_text(["Person 7"])
    star(page, "Person 120")
    expect(page.locator("#pinned .name")).to_have_text(["Person 7", "Person 120"])
    assert page.evaluate(SHINES_THROUGH) == [False, False], "nothing between the head and the rows that stay"

    page.click("#followed")

    expect(page.locator(".matches")).to_have_text("2 of 150")
    assert names(page) == ["Person 7", "Person 120"]
    page.locator("#pinned .person-star").first.click()
    expect(page.locator("#pinned .name")).to_have_text(["Person 120"])


def test_own_row_is_first_and_one_key_away(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest, "?page=2"))
    star(page, "Person 110")
    expect(page.locator("#pinned .name")).to_have_text(["Person 110"])  # it moves the rows below
    page.hover(row_named(page, "Person 120"))
    page.click(f"{row_named(page, 'Person 120')} .person-door")
    page.get_by_role("menuitemcheckbox", name="This is me").click()
    expect(page.locator("#pinned .name")).to_have_text(["Person 120", "Person 110"])
    expect(page.locator("#pinned tr").first).to_have_class(re.compile("is-mine"))
    page.goto(page.url.partition("?")[0])
    expect(page.locator("#to-me")).to_be_visible()

    page.keyboard.press("i")

    pk = Standing.objects.get(contest=contest, account__key="user120").pk
    expect(page).to_have_url(re.compile(rf"\?page=2#row-{pk}$"))
    expect(page.locator(f"#row-{pk}")).to_be_in_viewport()


def test_keys_walk_rows_and_pages(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit().go(address(contest))
    expect(page.locator("#rows .person-star").first).to_be_attached()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#rows .name").nth(1)).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("#pinned .name")).to_have_text(["Person 2"])
    page.keyboard.press("m")
    expect(page.get_by_role("menuitem", name="Profile")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#rows .name").first).to_have_text("Person 101")
    page.keyboard.press("p")
    expect(page.locator("#rows .name").first).to_have_text("Person 1")


def test_link_to_a_row_finds_its_page(visit: Callable[..., Visitor], contest: Contest) -> None:
    pk = Standing.objects.get(contest=contest, account__key="user130").pk
    page = visit().go(address(contest, f"#row-{pk}"))

    expect(page).to_have_url(re.compile(rf"\?page=2#row-{pk}$"))
    expect(page.locator(f"#row-{pk}")).to_be_in_viewport()


def test_table_serves_without_scripts(visit: Callable[..., Visitor], contest: Contest) -> None:
    page = visit(java_script_enabled=False).go(address(contest))
    page.fill("#search", "Person 15")
    page.press("#search", "Enter")
    assert names(page) == ["Person 15", "Person 115", "Person 150"]
    page.click("#country-menu > summary")
    page.click("#country-menu .menu-body a")
    page.check("input[value=LV]")
    page.click("text=Show these")

    assert names(page) == ["Person 150"]
