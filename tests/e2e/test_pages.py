"""Every page in a real browser: readable by everybody, on every width, in both themes, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from apps.contests.models import Contest
from tests.e2e.conftest import Visitor
from tests.factories import ContestChangeFactory, ContestFactory, PlanFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


@pytest.fixture
def world(transactional_db: None) -> Contest:
    """Make a small world with every kind of row in it, and return the contest with the longest story."""
    now = timezone.now().replace(microsecond=0)
    site = ResourceFactory(host="codeforces.com", title="Codeforces", color="#1f8acb")
    sour = ResourceFactory(host="sour.example", title="A site with a rather long name", color="#ffa116")
    PlanFactory(resource=site, succeeded=now, rows=7)
    PlanFactory(resource=sour, failures=7, status="blocked", error="sour.example contests: title: a bot check")
    ContestFactory(resource=site, title="Running round", start=now - HOUR, rated=True)
    ContestFactory(resource=site, title="Long one", start=now - 100 * HOUR, end=now + 200 * HOUR)
    ContestFactory(resource=sour, title="Window", start=now - HOUR, end=now + 50 * HOUR, duration=HOUR)
    ContestFactory(resource=sour, title="W" * 60, start=now + 3 * HOUR)
    ContestFactory(resource=sour, title="Cancelled cup", cancelled=now, start=now + 5 * HOUR)
    ContestFactory.create_batch(60, resource=site, start=now - 90 * HOUR)
    ContestFactory(resource=site, title="Ended cup", start=now - 5 * HOUR)
    moved: Contest = ContestFactory(resource=site, title="Moved cup", start=now + 4 * HOUR, facts={"weight": 24.5})
    ContestChangeFactory(contest=moved)
    return moved


def addresses(contest: Contest) -> list[str]:
    """Return one address of every page."""
    return ["/", f"/contest/{contest.pk}/", "/resource/codeforces.com/", "/status/", "/resources/", "/timezone/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible(visit: Callable[..., Visitor], world: Contest, scheme: str, width: int) -> None:
    visitor = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    found = {}
    for address in [*addresses(world), "/?search=nothing-like-it"]:
        page = visitor.go(address)
        for fold in page.locator("main details").all():
            fold.evaluate("fold => { fold.open = true; }")
        results = Axe().run(page)
        found[address] = [
            (rule["id"], node["html"][:200]) for rule in results.response["violations"] for node in rule["nodes"]
        ]
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [360, 390, 700, 1440])
def test_pages_never_scroll_sideways(visit: Callable[..., Visitor], world: Contest, width: int) -> None:
    visitor = visit(viewport={"width": width, "height": 800})
    beyond = {}
    for address in addresses(world):
        visitor.go(address)
        beyond[address] = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert beyond == dict.fromkeys(addresses(world), 0)


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


def test_row_takes_two_lines_on_a_phone_and_one_on_a_desk(visit: Callable[..., Visitor], world: Contest) -> None:
    heights = {}
    for width in (390, 1280):
        page = visit(viewport={"width": width, "height": 800}).go()
        box = page.locator(f"#contest-{world.pk}").bounding_box()
        assert box is not None
        heights[width] = box["height"]
    assert heights[1280] <= 36
    assert 40 <= heights[390] <= 64
