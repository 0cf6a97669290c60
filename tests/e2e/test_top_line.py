"""The top line's menus: another zone or language at one click, kept, and never a change of the address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def cookies(visitor: Visitor) -> dict[str, str]:
    """Return what the browser keeps, by name."""
    return {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}


def test_another_zone_is_one_click_and_the_own_one_leads_back(visit: Visit) -> None:
    contest = ContestFactory(start=timezone.now().replace(hour=12, minute=30) + timedelta(days=1))
    visitor = visit(timezone_id="Asia/Dubai")
    page = visitor.go("/?search=round")
    clock = page.locator(f"#contest-{contest.pk} .when")
    expect(clock).to_have_text("16:30")
    page.locator("#zone > summary").click()
    page.get_by_role("link", name="UTC", exact=True).click()
    expect(clock).to_have_text("12:30")
    expect(page.locator(".zone-name")).to_have_text("UTC")
    assert cookies(visitor) == {"timezone": "UTC", "timezone_chosen": "1"}
    page.locator("#zone > summary").click()
    page.get_by_role("link", name="Asia/Dubai").click()
    expect(clock).to_have_text("16:30")
    assert cookies(visitor) == {"timezone": "Asia/Dubai"}
    assert page.url == f"{visitor.site}/?search=round"


def test_another_language_is_one_click_and_is_remembered(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/?rated=yes")
    page.locator(".language > summary").click()
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("h1")).to_have_text("Контесты по программированию")
    assert (page.url, cookies(visitor)["language"]) == (f"{visitor.site}/?rated=yes", "ru")
    assert visitor.go("/status/").locator("html").get_attribute("lang") == "ru"


def test_language_is_picked_without_scripts(visit: Visit) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go("/?rated=yes")
    page.locator(".language > summary").click()
    page.get_by_role("link", name="Русский").click()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("h1")).to_have_text("Контесты по программированию")
    assert page.url == f"{visitor.site}/?rated=yes"


def asked_of(visitor: Visitor, address: str) -> list[str]:
    """Open a page for the first time, and return what is fetched of it by then and after."""
    asked: list[str] = []
    kinds = ("document", "fetch")
    visitor.page.on(
        "request", lambda one: asked.extend([one.url.removeprefix(visitor.site)] * (one.resource_type in kinds))
    )
    visitor.go(address)
    visitor.page.wait_for_timeout(700)
    return [one.partition("fragment=")[0] for one in asked]


def test_first_visit_fetches_the_contents_once_more_in_the_own_zone(visit: Visit) -> None:
    contest = ContestFactory(start=timezone.now().replace(hour=12, minute=30) + timedelta(days=1))
    visitor = visit(timezone_id="Asia/Dubai")
    assert asked_of(visitor, "/") == ["/", "/?"]
    expect(visitor.page.locator(f"#contest-{contest.pk} .when")).to_have_text("16:30")
    expect(visitor.page.locator("[data-tells-zone]")).to_have_text(["Asia/Dubai", "Times in Asia/Dubai"])
    expect(visitor.page.locator("time-now")).to_have_attribute("offset", "240")
    assert asked_of(visitor, "/") == ["/"]


def test_zone_with_the_same_clocks_costs_no_second_fetch(visit: Visit) -> None:
    visitor = visit(timezone_id="Africa/Abidjan")
    assert asked_of(visitor, "/") == ["/"]
    expect(visitor.page.locator("[data-tells-zone]")).to_have_text(["Africa/Abidjan", "Times in Africa/Abidjan"])
    assert cookies(visitor)["timezone"] == "Africa/Abidjan"


def test_zone_that_the_server_does_not_know_is_not_named(visit: Visit) -> None:
    visitor = visit(timezone_id="Asia/Dubai")
    visitor.context.add_init_script(
        """const options = Intl.DateTimeFormat.prototype.resolvedOptions;
        Intl.DateTimeFormat.prototype.resolvedOptions = function () {
            return { ...options.call(this), timeZone: "Moon/Tranquility" };
        };"""
    )
    assert asked_of(visitor, "/") == ["/", "/?"]
    expect(visitor.page.locator("[data-tells-zone]")).to_have_text(["UTC", "Times in UTC"])
    expect(visitor.page.locator("time-now")).to_have_attribute("offset", "0")


def test_form_tells_the_zone_in_which_it_is_read(visit: Visit) -> None:
    visitor = visit(timezone_id="Asia/Dubai")
    expect(visitor.go("/suggest/").get_by_text("The start is in your time zone, Asia/Dubai.")).to_be_attached()


def test_page_that_is_missing_is_not_fetched_again_elsewhere(visit: Visit) -> None:
    visitor = visit(timezone_id="Asia/Dubai")
    assert asked_of(visitor, "/nothing/") == ["/nothing/"]
    expect(visitor.page.locator("[data-tells-zone]").first).to_have_text("Asia/Dubai")
    assert [complaint for complaint in visitor.complaints if "404" not in complaint] == []
    visitor.complaints.clear()  # the browser's own, that the page is missing
