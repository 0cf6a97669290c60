"""The search box on every page, and the keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from apps.contests.models import Contest
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)
Visit = Callable[..., Visitor]


@pytest.fixture
def cup(transactional_db: None) -> Contest:
    """Make a site and two contests."""
    site = ResourceFactory(host="cups.example", title="Cups of Spring")
    now = timezone.now()
    ContestFactory(resource=site, title="Other Round", start=now + 2 * HOUR)
    found: Contest = ContestFactory(resource=site, title="Spring Final", start=now + HOUR)
    return found


def press(page: Page, key: str, code: str) -> None:
    """Press a key of a keyboard that writes another script."""
    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))",
        [key, code],
    )


def test_box_answers_while_one_types(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go("/status/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search contests, problems, accounts and sites")
    expect(box).to_be_focused()
    page.keyboard.type("spri")
    options = page.locator("#found [role=option]")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options.nth(0)).to_have_text(re.compile(r"Cups of Spring\s+cups\.example"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true] .found-title")).to_have_text("Spring Final")
    expect(box).to_have_attribute("aria-activedescendant", "found-contests-1")
    results = Axe().run(page, context=".finder")
    assert [rule["id"] for rule in results.response["violations"]] == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.site}/contest/{cup.pk}/")


def test_escape_closes_the_answers_and_enter_shows_all(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go("/resources/")
    page.keyboard.press("/")
    page.keyboard.type("spring")
    expect(page.locator("#found [role=option]")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.site}/search/?q=spring")
    expect(page.locator("main .found-line .name")).to_have_text(["Cups of Spring", "Spring Final"])


def test_box_asks_once_for_what_is_typed_fast(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go()
    asked: list[str] = []

    def note(route: Route) -> None:
        asked.append(route.request.url.partition("q=")[2])
        route.continue_()

    page.route("**/search/suggestions/**", note)
    page.locator("#find").press_sequentially("spring", delay=20)
    expect(page.locator("#found [role=option]")).to_have_count(3)
    assert asked == ["spring"]


def test_box_keeps_quiet_when_the_server_is_away(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go()
    page.route("**/search/suggestions/**", lambda route: route.abort())
    page.locator("#find").fill("spring")
    page.wait_for_timeout(400)
    expect(page.locator("#found")).to_be_hidden()
    assert [text for text in visitor.complaints if "ERR_FAILED" not in text] == []
    visitor.complaints.clear()  # the browser itself notes the request that failed


def test_box_says_when_nothing_is_found(visit: Visit, cup: Contest) -> None:
    page = visit().go()
    page.locator("#find").fill("zzzz")
    expect(page.locator("#found [role=status]")).to_have_text("Nothing found.")
    expect(page.locator("#find")).to_have_attribute("aria-expanded", "false")


def test_search_works_without_scripts(visit: Visit, cup: Contest) -> None:
    page = visit(java_script_enabled=False).go("/status/")
    page.locator("#find").fill("final")
    page.locator("#find").press("Enter")
    assert page.locator("main .found-line .name").all_text_contents() == ["Spring Final"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_page_of_results_is_accessible(visit: Visit, cup: Contest, scheme: str, width: int) -> None:
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 800}).go("/search/?q=spring")
    results = Axe().run(page)
    assert [(rule["id"], node["html"]) for rule in results.response["violations"] for node in rule["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_keys_walk_rows_and_make_favourites(visit: Visit, cup: Contest) -> None:
    page = visit().go()
    page.keyboard.press("j")
    expect(page.locator(f"#name-{cup.pk}")).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator(f"#star-{cup.pk}")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    expect(page.locator(f"#star-{cup.pk}")).to_have_attribute("aria-pressed", "false")


def test_keys_work_on_a_cyrillic_keyboard(visit: Visit, cup: Contest) -> None:
    page = visit().go()
    press(page, "о", "KeyJ")
    expect(page.locator(f"#name-{cup.pk}")).to_be_focused()
    press(page, "а", "KeyF")
    expect(page.locator(f"#star-{cup.pk}")).to_have_attribute("aria-pressed", "true")


def test_keys_are_left_alone_while_typing_or_with_modifiers(visit: Visit, cup: Contest) -> None:
    page = visit().go()
    page.locator("#search").focus()
    page.keyboard.type("jf?")
    assert page.locator("#search").input_value() == "jf?"
    page.locator("#search").fill("")
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_help_lists_the_keys_and_holds_the_focus(visit: Visit, cup: Contest) -> None:
    page = visit().go("/status/")
    page.keyboard.press("?")
    help_page = page.get_by_role("dialog", name="Keys")
    expect(help_page).to_be_visible()
    assert {"/", "j", "k", "f", "m", "t", "?"} <= set(help_page.locator("kbd").all_text_contents())
    for _ in range(5):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || document.activeElement.closest('#keys-help') !== null"
        assert page.evaluate(inside)
    page.keyboard.press("j")
    expect(help_page).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_page).to_be_hidden()


def test_c_opens_the_calendar(visit: Visit, cup: Contest) -> None:
    visitor = visit()
    page = visitor.go("/status/")
    page.keyboard.press("c")
    page.wait_for_url(f"{visitor.site}/calendar/**")
