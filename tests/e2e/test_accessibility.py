"""Every page for everybody: axe, widths, zoom, keyboard alone, right to left, without motion, in forced colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from apps.contests.models import Contest
from tests.e2e.conftest import Visitor
from tests.e2e.pages import IN_BOTH_LANGUAGES, MAIN, addresses, make_world

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(transactional_db: None) -> Contest:
    """Make the small world of tests/e2e/pages.py."""
    return make_world()


def faults(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds on a page with everything unfolded: (rule, place)."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


def walk(visitor: Visitor, pages: list[str], look: Callable[[Page], Any]) -> dict[str, Any]:
    """Return address → what `look` found there, where it found anything."""
    seen = {address: look(visitor.go(address)) for address in pages}
    return {address: found for address, found in seen.items() if found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible(visit: Visit, world: Contest, scheme: str, width: int) -> None:
    visitor = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    assert walk(visitor, addresses(world), faults) == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_main_pages_are_accessible_in_russian(visit: Visit, world: Contest, width: int) -> None:
    visitor = visit(locale="ru-RU", viewport={"width": width, "height": 800})
    assert walk(visitor, addresses(world, IN_BOTH_LANGUAGES), faults) == {}


def test_missing_page_is_accessible(visit: Visit) -> None:
    visitor = visit()
    found = faults(visitor.go("/no-such-page/"))
    visitor.complaints.clear()  # the console tells of the 404
    assert found == []


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [320, 360, 700, 1440])
def test_pages_never_scroll_sideways(visit: Visit, world: Contest, language: str, width: int) -> None:
    visitor = visit(locale=language, viewport={"width": width, "height": 800})
    assert walk(visitor, addresses(world), lambda page: page.evaluate(BEYOND)) == {}


def test_pages_bear_a_zoom_of_200_percent(visit: Visit, world: Contest) -> None:
    visitor = visit(viewport={"width": 640, "height": 400}, device_scale_factor=2)  # 1280 × 800, twice as large

    def lost(page: Page) -> list[str]:
        beyond = ["scrolls sideways"] if page.evaluate(BEYOND) else []
        return beyond + ([] if page.locator("h1").count() == 1 else ["no heading"])

    assert walk(visitor, addresses(world), lost) == {}


def test_pages_bear_the_other_direction(visit: Visit, world: Contest) -> None:
    visitor = visit(viewport={"width": 390, "height": 800})

    def beyond(page: Page) -> Any:
        page.evaluate("document.documentElement.dir = 'rtl'")
        return page.evaluate(BEYOND)

    assert walk(visitor, addresses(world), beyond) == {}


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
    assert order[:8] == ["CLIST", "Contests", "Calendar", "Series", "Sites", "Changes", "Status", "q"]
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
