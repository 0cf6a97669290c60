"""Every page in a real browser: readable by everybody, on every width, in both themes, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.contests.models import Contest
from tests.e2e.conftest import Visitor
from tests.e2e.pages import HOUR, make_world
from tests.factories import ContestFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def world(transactional_db: None) -> Contest:
    """Make the small world of tests/e2e/pages.py."""
    return make_world()


def test_nothing_jumps_while_a_page_stands(visit: Callable[..., Visitor], world: Contest) -> None:
    visitor = visit()
    visitor.go()
    shift = visitor.page.evaluate(
        """() => new Promise((tell) => {
            let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => tell(sum), 2500);
        })"""
    )
    assert shift < 0.005


def test_pages_work_without_scripts(visit: Callable[..., Visitor], world: Contest) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go()
    page.locator("#search").fill("moved")
    page.get_by_role("button", name="Apply").click()
    assert page.locator("#contests .name").all_text_contents() == ["Moved cup"]
    page.get_by_role("link", name="Clear filters").click()
    page.locator("#site-menu > summary").click()
    page.get_by_label("A site with a rather long name").check()
    page.get_by_role("button", name="Apply").click()
    assert page.locator("#contests .name").all_text_contents() == ["Window", "W" * 60, "Cancelled cup"]
    page.locator("#zone > summary").click()
    page.get_by_role("link", name="All time zones").click()
    page.locator("select#timezone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Show times in this zone").click()
    assert page.locator(".zone-name").text_content() == "Asia/Tokyo"
    page.goto(f"{visitor.site}/resource/codeforces.com/")
    page.get_by_role("link", name="Older").click()
    assert page.locator(".paging [aria-current]").text_content() == "2"


def test_filters_hide_behind_a_button_on_a_phone(visit: Callable[..., Visitor], world: Contest) -> None:
    page = visit(viewport={"width": 390, "height": 800}).go()
    assert not page.locator("#site-menu").is_visible()
    page.get_by_text("Filters", exact=True).click()
    assert page.locator("#site-menu").is_visible()


def test_row_takes_few_lines_on_a_phone_and_one_on_a_desk(visit: Callable[..., Visitor], world: Contest) -> None:
    heights = {}
    for width in (390, 1280):
        page = visit(viewport={"width": width, "height": 800}).go()
        box = page.locator(".entry.is-coming:not(:has(.tag))").last.bounding_box()
        assert box is not None
        heights[width] = box["height"]
    assert heights[1280] <= 36
    assert 40 <= heights[390] <= 84  # with a title of two lines


def test_very_long_title_and_many_tags_do_not_fill_a_phone(visit: Callable[..., Visitor], world: Contest) -> None:
    now = timezone.now()
    start = now + 3 * HOUR
    site, title = world.resource, "Long title of a contest " * 20
    long = ContestFactory(resource=site, title=title.strip(), start=start, rated=True)
    tagged = ContestFactory(resource=site, title="Tagged", start=start, rated=True, cancelled=now)
    visitor = visit(viewport={"width": 390, "height": 800})
    page = visitor.go()
    heights = {row: page.locator(f"#contest-{row.pk}").evaluate("row => row.clientHeight") for row in (long, tagged)}
    tops = page.locator(f"#contest-{tagged.pk} .tag").evaluate_all("tags => tags.map((tag) => tag.offsetTop)")
    assert (heights[long] <= 120, heights[tagged] <= 84, len(tops), len(set(tops))) == (True, True, 2, 1)
    for address, row in (("/search/?q=long+title", ".found-line"), ("/calendar/?view=agenda", ".fc-list-event")):
        rows = visitor.go(address).locator(row)
        expect(rows.filter(has_text=title.strip())).to_have_count(1)
        assert max(rows.evaluate_all("rows => rows.map((row) => row.clientHeight)")) <= 120
    assert visitor.go(long.get_absolute_url()).locator("h1").text_content() == title.strip()
