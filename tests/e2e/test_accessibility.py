"""Every page for everybody: axe, widths, zoom, keyboard alone, right to left, without motion, in forced colours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.contests.models import Contest
from tests.e2e.axe import faults, faults_by_colours
from tests.e2e.conftest import Visitor
from tests.e2e.pages import IN_BOTH_LANGUAGES, MAIN, addresses, make_world

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
WIDTHS = (320, 360, 640, 1440)  # 640 is also a desk of 1280 zoomed to 200 %
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(transactional_db: None) -> Contest:
    """Make the small world of tests/e2e/pages.py."""
    return make_world()


def beyond(page: Page) -> dict[str, int]:
    """Return how far a page goes beyond the window, by width, and from right to left."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[str(width)] = page.evaluate(BEYOND)
    page.evaluate("document.documentElement.dir = 'rtl'")
    found["rtl"] = page.evaluate(BEYOND)
    return {name: pixels for name, pixels in found.items() if pixels}


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible(visit: Visit, world: Contest, width: int) -> None:
    still = {"reduced_motion": "reduce"}  # the theme changes at once: no colour is measured on its way
    visitor = visit(viewport={"width": width, "height": 800}, **still)
    found = {address: faults_by_colours(visitor.go(address)) for address in addresses(world)}
    assert {address: seen for address, seen in found.items() if seen} == {}


def test_pages_are_accessible_in_russian(visit: Visit, world: Contest) -> None:
    visitor = visit(locale="ru-RU", viewport={"width": 390, "height": 800})
    found = {address: faults(visitor.go(address)) for address in addresses(world, IN_BOTH_LANGUAGES)}
    assert {address: seen for address, seen in found.items() if seen} == {}


def test_missing_page_is_accessible(visit: Visit) -> None:
    visitor = visit()
    found = faults(visitor.go("/no-such-page/"))
    visitor.complaints.clear()  # the console tells of the 404
    assert found == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_never_scroll_sideways(visit: Visit, world: Contest, language: str) -> None:
    visitor = visit(locale=language, viewport={"width": 320, "height": 800})
    found = {address: beyond(visitor.go(address)) for address in addresses(world)}
    assert {address: seen for address, seen in found.items() if seen} == {}


def test_keyboard_alone_reaches_everything_and_shows_where_it_is(visit: Visit, world: Contest) -> None:
    page = visit().go()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    expect(page.locator(":focus")).to_be_in_viewport()
    order, unseen = [], []
    for _ in range(14):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if outline == "none":
            unseen.append(order[-1])
    sections = ("Contests", "Calendar", "Standings", "Problems", "Accounts", "Series", "Sites", "Changes", "Status")
    assert order[:11] == ["CLIST", *sections, "q"]
    assert unseen == []


def test_menu_opens_by_keys_and_gives_the_focus_back(visit: Visit, world: Contest) -> None:
    page = visit().go()
    menu = page.locator(".language summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".language a[data-language=ru]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".language a[data-language=ru]")).not_to_be_visible()
    expect(menu).to_be_focused()


def test_skip_link_leads_past_the_top_line(visit: Visit, world: Contest) -> None:
    page = visit().go()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null") is True


def test_nothing_moves_for_who_asks_so(visit: Visit, world: Contest) -> None:
    page = visit(reduced_motion="reduce").go(MAIN)
    page.locator(".entry").first.evaluate("row => row.classList.add('is-changed')")
    moving = page.evaluate("document.getAnimations().filter((one) => one.effect.getTiming().duration > 1).length")
    assert moving == 0


def test_forced_colours_keep_the_meaning(visit: Visit, world: Contest) -> None:
    page = visit(forced_colors="active").go(MAIN)
    mark = page.locator(".entry .site-mark").first
    assert mark.evaluate("mark => getComputedStyle(mark).forcedColorAdjust") == "none"
    current = page.locator(".sections a[aria-current]").first
    assert "underline" in current.evaluate("link => getComputedStyle(link).textDecorationLine")
