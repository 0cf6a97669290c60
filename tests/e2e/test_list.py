"""The main list in a browser: every filter without loading, with history, and wholly without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Visit = Callable[..., Visitor]


@pytest.fixture
def noon() -> datetime:
    """Make contests that start tomorrow at noon, at eight in the evening, and the day after, and return the noon."""
    noon: datetime = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + DAY
    site = ResourceFactory(host="one.example", title="One site")
    ContestFactory(resource=site, title="Noon", kind="ICPC", start=noon)
    ContestFactory(resource=site, title="Evening", start=noon + 8 * HOUR, end=noon + 12 * HOUR)
    ContestFactory(title="Next noon", rated=True, start=noon + DAY)
    return noon


def titles(page: Page) -> list[str]:
    """Return the titles of the list."""
    return page.locator("#contests .name").all_text_contents()


def day_of(when: datetime) -> str:
    """Return a weekday as the form names it."""
    return f"{when:%A}"


def test_every_filter_applies_without_loading_and_back_restores_list_and_form(visit: Visit, noon: datetime) -> None:
    visitor = visit()
    page = visitor.go()
    page.evaluate("window.stayed = true")
    names = page.locator("#contests .name")
    page.locator("#start-menu > summary").click()
    page.get_by_title(day_of(noon)).locator("input").check()
    expect(names).to_have_text(["Noon", "Evening"])
    expect(page.locator("#chosen-start")).to_have_text(f" {noon:%a}")
    page.get_by_label("Earliest time of day").fill("18:00")
    expect(names).to_have_text(["Evening"])
    weekday = f"{noon:%a}".lower()
    assert page.url == f"{visitor.site}/?weekday={weekday}&time_from=18:00"
    page.locator("#length-menu > summary").click()
    page.locator("#shortest").select_option("18000")
    expect(names).to_have_count(0)
    page.go_back()
    expect(names).to_have_text(["Evening"])
    assert page.locator("#shortest").input_value() == ""
    assert page.get_by_label("Earliest time of day").input_value() == "18:00"
    page.go_back()
    expect(names).to_have_text(["Noon", "Evening"])
    assert page.get_by_title(day_of(noon)).locator("input").is_checked()
    page.go_back()
    expect(names).to_have_text(["Noon", "Evening", "Next noon"])
    assert not page.get_by_title(day_of(noon)).locator("input").is_checked()
    assert page.url == f"{visitor.site}/"
    page.go_forward()
    expect(names).to_have_text(["Noon", "Evening"])
    assert page.evaluate("window.stayed") is True


def test_list_is_grouped_by_site_without_loading(visit: Visit, noon: datetime) -> None:
    visitor = visit()
    page = visitor.go()
    page.get_by_label("By site").check()
    expect(page.locator("#contests h2").first).to_have_text("One site")
    assert page.url == f"{visitor.site}/?group=yes"
    page.locator("#rated").select_option("yes")
    expect(page.locator("#contests .name")).to_have_text(["Next noon"])
    assert page.url == f"{visitor.site}/?rated=yes&group=yes"
    assert page.locator("#views a").nth(1).get_attribute("href") == "/calendar/?rated=yes"


def test_every_filter_works_without_scripts(visit: Visit, noon: datetime) -> None:
    page = visit(java_script_enabled=False).go()
    page.locator("#start-menu > summary").click()
    page.get_by_title(day_of(noon)).locator("input").check()
    page.get_by_label("Latest time of day").fill("13:00")
    page.locator("#length-menu > summary").click()
    page.locator("#longest").select_option("7200")
    page.locator("#kind-menu > summary").click()
    page.get_by_label("ICPC").check()
    page.get_by_label("By site").check()
    page.get_by_role("button", name="Apply").click()
    assert titles(page) == ["Noon"]
    assert page.locator("#contests h2").all_text_contents() == ["One site"]
    page.get_by_role("link", name="Clear filters").click()
    assert titles(page) == ["Noon", "Evening", "Next noon"]


@pytest.mark.parametrize("width", [360, 390, 1440])
def test_menus_stay_within_the_page(visit: Visit, noon: datetime, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).go()
    if width < 700:
        page.get_by_text("Filters", exact=True).click()
    for menu in ("search-help", "site-menu", "start-menu", "length-menu", "kind-menu"):
        page.locator(f"#{menu} > summary").click()
        box = page.locator(f"#{menu} > .menu-body").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
