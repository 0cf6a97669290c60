"""What a visitor does with a row: favourites, the menu with calendars, and filters saved in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.contests.links import SERVICES, filled
from apps.contests.models import Contest
from apps.live.actions import publish
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def pair(transactional_db: None) -> tuple[Contest, Contest]:
    """Make two contests of two sites."""
    now = timezone.now().replace(microsecond=0)
    first = ContestFactory(title="Alpha & Co", resource__host="one.example", start=now + HOUR, rated=True)
    second = ContestFactory(title="Beta", resource__host="two.example", start=now + 2 * HOUR, rated=False)
    return first, second


def star(page: Page, contest: Contest) -> Any:
    """Return the star of a row."""
    return page.locator(f"#star-{contest.pk}")


def names(page: Page) -> Any:
    """Return the titles of the list."""
    return page.locator("#contests .name")


def test_favourites_stay_in_the_browser_and_are_shown_alone(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, second = pair
    visitor = visit()
    page = visitor.go()
    expect(page.locator("#favourites [data-number]")).to_have_text("0")
    star(page, second).click()
    expect(star(page, second)).to_have_attribute("aria-pressed", "true")
    page = visitor.go()
    expect(star(page, second)).to_have_attribute("aria-pressed", "true")
    expect(star(page, first)).to_have_attribute("aria-pressed", "false")
    page.locator("#favourites").click()
    expect(names(page)).to_have_text(["Beta"])
    assert page.url == f"{visitor.site}/?contest={second.pk}"
    expect(page.locator("#favourites")).to_have_attribute("aria-current", "true")
    page.locator("#favourites").click()
    expect(names(page)).to_have_text(["Alpha & Co", "Beta"])
    page = visitor.go(f"/contest/{second.pk}/")
    expect(star(page, second)).to_have_attribute("aria-pressed", "true")
    star(page, second).click()
    expect(star(page, second)).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("localStorage.getItem('clist.favourites')") == "{}"


def test_favourites_long_over_fall_out(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, second = pair
    visitor = visit()
    page = visitor.go()
    old = round((timezone.now() - timedelta(days=61)).timestamp() * 1000)
    kept = round((timezone.now() - timedelta(days=59)).timestamp() * 1000)
    page.evaluate(f"localStorage.setItem('clist.favourites', '{{\"{first.pk}\":{old},\"{second.pk}\":{kept}}}')")
    page = visitor.go()
    expect(page.locator("#favourites [data-number]")).to_have_text("1")
    expect(star(page, first)).to_have_attribute("aria-pressed", "false")


def test_stars_and_focus_outlive_a_live_change(
    visit: Visit, pair: tuple[Contest, Contest], backstage: Backstage
) -> None:
    first, _second = pair
    visitor = visit()
    page = visitor.go()
    page.wait_for_timeout(500)  # the socket comes up
    star(page, first).click()
    star(page, first).evaluate("star => { window.star = star; }")

    def rename() -> None:
        with transaction.atomic():
            Contest.objects.filter(pk=first.pk).update(title="After", sequence=1)
            publish("contests")

    backstage(rename)
    expect(page.locator(f"#name-{first.pk}")).to_have_text("After")
    expect(star(page, first)).to_have_attribute("aria-pressed", "true")
    expect(star(page, first)).to_be_focused()
    assert star(page, first).evaluate("star => star === window.star")  # a click that is under way is not lost
    assert page.locator(f"#contest-{first.pk} .door").count() == 3
    expect(page.locator(f"#contest-{first.pk} [aria-haspopup=menu]")).to_have_count(1)


def test_menu_fills_in_the_calendars_as_the_server_does(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, _second = pair
    visitor = visit()
    page = visitor.go()
    page.locator(f"#contest-{first.pk} [aria-haspopup=menu]").click()
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    addresses = menu.locator("a[data-service]").evaluate_all("links => links.map((link) => link.href)")
    assert addresses == [filled(service, first) for service in SERVICES]
    fixed = {to: menu.locator(f"[data-to={to}]").evaluate("link => link.href") for to in ("open", "here", "file")}
    assert fixed == {
        "open": first.url,
        "here": f"{visitor.site}/contest/{first.pk}/",
        "file": f"{visitor.site}/calendar.ics?contest={first.pk}",
    }


def test_menu_is_walked_by_keys_and_gives_the_focus_back(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, _second = pair
    visitor = visit()
    page = visitor.go()
    page.keyboard.press("j")
    page.keyboard.press("m")
    item = page.locator("[role^=menuitem]:focus")
    expect(item).to_have_text("Open at the site ↗")
    page.keyboard.press("ArrowUp")
    expect(item).to_have_text("Copy link")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(item).to_have_text("Details and history")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.locator(f"#name-{first.pk}")).to_be_focused()
    door = page.locator(f"#contest-{first.pk} [aria-haspopup=menu]")
    door.focus()
    page.keyboard.press("Space")
    expect(item).to_have_text("Open at the site ↗")
    expect(door).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(door).to_be_focused()
    expect(door).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(item).to_have_text("Open at the site ↗")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.site}/contest/{first.pk}/")


def test_menu_copies_the_link_and_says_so(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, _second = pair
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.go()
    page.locator(f"#contest-{first.pk} [aria-haspopup=menu]").click()
    page.get_by_role("menuitem", name="Copy link").click()
    expect(page.locator("#toast")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{visitor.site}/contest/{first.pk}/"


def test_page_of_a_contest_has_the_menu_too(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, _second = pair
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.go(f"/contest/{first.pk}/?timezone=UTC#history")
    page.keyboard.press("m")
    expect(page.locator("[role^=menuitem]:focus")).to_have_text("Open at the site ↗")
    page.get_by_role("menuitem", name="Copy link").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{visitor.site}/contest/{first.pk}/"
    page.keyboard.press("f")
    expect(star(page, first)).to_have_attribute("aria-pressed", "true")


def test_row_leads_to_its_page_without_scripts(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, _second = pair
    visitor = visit(java_script_enabled=False)
    page = visitor.go()
    page.locator(f"#contest-{first.pk} .doors a").last.click()
    assert page.url == f"{visitor.site}/contest/{first.pk}/"
    visitor.go()
    assert page.locator(".own").is_visible() is False


def save(page: Page, name: str, *, first: bool = False) -> None:
    """Save the filter of the page under a name."""
    page.locator("#save-filter").click()
    page.get_by_label("Name").fill(name)
    if first:
        page.get_by_label("Open the list with it").check()
    page.get_by_role("button", name="Save", exact=True).click()


def test_filter_is_saved_renamed_and_deleted(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    visitor = visit()
    page = visitor.go("/")
    assert not page.locator("#save-filter").is_visible()
    page = visitor.go("/?rated=yes&search=alpha")
    page.locator("#save-filter").click()
    expect(page.get_by_label("Name")).to_have_value("Rated, alpha")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#saved li")).to_have_count(0)
    save(page, "<b>Mine</b>")
    expect(page.locator("#saved a")).to_have_text(["<b>Mine</b>"])
    expect(page.locator("#saved a")).to_have_attribute("aria-current", "true")
    assert not page.locator("#save-filter").is_visible()
    visitor.go()
    page.locator("#saved a").click()
    expect(names(page)).to_have_text(["Alpha & Co"])
    page.locator("#saved button").click()
    page.get_by_label("Name").fill("Other")
    page.keyboard.press("Enter")
    expect(page.locator("#saved a")).to_have_text(["Other"])
    page.locator("#saved button").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#saved li")).to_have_count(0)


def test_list_opens_with_the_chosen_filter_but_not_when_it_was_cleared(
    visit: Visit, pair: tuple[Contest, Contest]
) -> None:
    visitor = visit()
    page = visitor.go("/?rated=no")
    save(page, "Unrated", first=True)
    visitor.go("/status/")
    visitor.go("/")
    page.wait_for_url(f"{visitor.site}/?rated=no")
    expect(names(page)).to_have_text(["Beta"])
    page.locator("#clear a").click()
    expect(names(page)).to_have_text(["Alpha & Co", "Beta"])
    assert page.url == f"{visitor.site}/"
    visitor.go("/?search=alpha")
    expect(names(page)).to_have_text(["Alpha & Co"])


@pytest.mark.parametrize("damage", ["{", "null", "7", "[1,null,{}]", '"text"', '{"a":'])
def test_damaged_memory_does_no_harm(visit: Visit, pair: tuple[Contest, Contest], damage: str) -> None:
    _first, second = pair
    visitor = visit()
    page = visitor.go()
    for name in ("favourites", "filters"):
        page.evaluate("([name, damage]) => localStorage.setItem(`clist.${name}`, damage)", [name, damage])
    visitor.go()
    star(page, second).click()
    expect(star(page, second)).to_have_attribute("aria-pressed", "true")
    visitor.go("/?rated=yes")
    save(page, "Rated")
    expect(page.locator("#saved a")).to_have_text(["Rated"])


def test_forbidden_memory_does_no_harm(visit: Visit, pair: tuple[Contest, Contest]) -> None:
    first, _second = pair
    visitor = visit()
    visitor.page.add_init_script(
        "for (const name of ['getItem', 'setItem', 'removeItem']) {"
        "  const usual = Storage.prototype[name];"
        "  Storage.prototype[name] = function (key, ...rest) {"
        "    if (key.startsWith('clist.')) throw new DOMException('no', 'SecurityError');"
        "    return usual.call(this, key, ...rest);"
        "  };"
        "}"
    )
    page = visitor.go()
    star(page, first).click()
    expect(star(page, first)).to_have_attribute("aria-pressed", "false")
    page.locator(f"#contest-{first.pk} [aria-haspopup=menu]").click()
    expect(page.get_by_role("menu")).to_be_visible()


def test_times_of_the_menu_are_utc(visit: Visit, transactional_db: None) -> None:
    start = datetime(2030, 3, 31, 1, 30, tzinfo=UTC)
    contest = ContestFactory(title="Spring", start=start, resource=ResourceFactory())
    page = visit(timezone_id="Europe/Berlin").go(f"/?contest={contest.pk}")
    page.locator(f"#contest-{contest.pk} [aria-haspopup=menu]").click()
    google = page.get_by_role("menuitem", name="Google").get_attribute("href") or ""
    assert "dates=20300331T013000Z%2F20300331T033000Z" in google
