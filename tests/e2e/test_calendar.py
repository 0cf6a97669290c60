"""The calendar in a real browser: views, days and filters in the URL, live changes, keys, swipes, paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.contests.models import Contest
from apps.live.actions import publish
from tests.e2e.axe import faults_by_colours
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
VIEWS = ["", "?view=week", "?view=day", "?view=agenda"]
# How many hours below the top of an hour the line of now is: both are read at once, when the grid is laid out.
HOURS_PAST = """async (hour) => {
    for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
    const [line, lane] = [".fc-timegrid-now-indicator-line", `td.fc-timegrid-slot-lane[data-time="${hour}"]`]
        .map((part) => document.querySelector(`#calendar ${part}`).getBoundingClientRect());
    return (line.top - lane.top) / lane.height;
}"""


@pytest.fixture
def world(transactional_db: None) -> datetime:
    """Make contests of every kind around noon of a Wednesday in a month of its own, and return that noon."""
    noon = datetime(2027, 3, 10, 12, tzinfo=UTC)
    site = ResourceFactory(host="first.example", title="First site", color="#1f8acb")
    ContestFactory(title="Round", start=noon, resource=site)
    ContestFactory(title="Over midnight", start=noon + 10 * HOUR)
    ContestFactory(title="Weekend", start=noon + 2 * DAY, end=noon + 4 * DAY, resource=site)
    ContestFactory(title="Called off", start=noon + DAY, cancelled=noon - DAY)
    ContestFactory(title="Long one", start=noon - 9 * DAY, end=noon + 9 * DAY)
    ContestFactory(title="In April", start=noon + 30 * DAY)
    return noon


def shown(page: Page) -> list[str]:
    """Return the titles in FullCalendar, each once, in alphabetical order."""
    return sorted(set(page.locator("#calendar .name").all_text_contents()))


def expect_titles(page: Page, *titles: str) -> None:
    """Wait until exactly these contests are shown."""
    for title in titles:
        expect(page.locator("#calendar .name", has_text=title).first).to_be_visible()
    others = page.locator("#calendar .name").filter(has_not_text=re.compile("|".join(titles)))
    expect(others).to_have_count(0)
    assert shown(page) == sorted(titles)


def test_month_shows_days_on_the_viewers_wall(visit: Visit, world: datetime) -> None:
    visitor = visit(timezone_id="Asia/Tokyo")  # the browser's; the viewer picked another one
    for name, value in (("timezone", "America/New_York"), ("timezone_chosen", "1")):
        visitor.context.add_cookies([{"name": name, "value": value, "url": visitor.site}])
    page = visitor.go("/calendar/?date=2027-03-15")
    expect_titles(page, "Round", "Over midnight", "Weekend", "Called off")
    day = page.locator("#calendar [data-date='2027-03-10']")
    assert day.locator(".name").all_text_contents() == ["Round", "Over midnight"]
    assert day.locator(".clock").all_text_contents() == ["07:00", "17:00"]
    expect(page.locator("#calendar .is-off .name")).to_have_text("Called off")
    expect(page.locator("#calendar-title")).to_have_text("March 2027")
    page.get_by_role("link", name=re.compile("Round")).click()
    assert page.url == f"{visitor.site}/contest/{Contest.objects.get(title='Round').pk}/"


def test_view_and_days_live_in_the_url_and_the_back_button_works(visit: Visit, world: datetime) -> None:
    visitor = visit(locale="en-GB")  # where weeks begin with Monday
    page = visitor.go("/calendar/?date=2027-03-10")
    page.evaluate("window.stayed = true")
    page.keyboard.press("w")
    expect_titles(page, "Round", "Over midnight", "Weekend", "Called off")
    expect(page.locator("#calendar-title")).to_have_text("8 Mar – 14 Mar 2027")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#calendar-title")).to_have_text("22 Mar – 28 Mar 2027")
    assert page.url == f"{visitor.site}/calendar/?view=week&date=2027-03-22"
    page.keyboard.press("p")
    page.keyboard.press("d")
    expect(page.locator("#calendar-title")).to_have_text("Monday, 15 March 2027")
    page.keyboard.press("a")
    expect(page.locator("#calendar-title")).to_have_text("15 Mar – 28 Mar 2027")
    for _ in range(5):
        page.go_back()
    expect(page.locator("#calendar-title")).to_have_text("8 Mar – 14 Mar 2027")
    assert page.url == f"{visitor.site}/calendar/?view=week&date=2027-03-10"
    page.go_back()
    expect(page.locator("#calendar-title")).to_have_text("March 2027")
    page.keyboard.press("t")
    expect(page.locator("#calendar .fc-day-today")).to_have_count(1)
    assert page.url == f"{visitor.site}/calendar/"
    assert page.evaluate("window.stayed") is True


def test_filters_and_long_contests_apply_without_loading(visit: Visit, world: datetime) -> None:
    visitor = visit()
    page = visitor.go("/calendar/?date=2027-03-10")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name=re.compile("Show 1 long contest")).click()
    expect_titles(page, "Round", "Over midnight", "Weekend", "Called off", "Long one")
    page.locator("#site-menu > summary").click()
    page.get_by_label("First site").check()
    expect_titles(page, "Round", "Weekend")
    assert page.url == f"{visitor.site}/calendar/?date=2027-03-10&long=yes&resource=first.example"
    page.locator("#search").fill("week")
    expect_titles(page, "Weekend")
    page.go_back()
    expect_titles(page, "Round", "Weekend")
    expect(page.locator("#search")).to_have_value("")
    assert page.evaluate("window.stayed") is True


def test_change_shows_on_an_open_calendar(visit: Visit, backstage: Backstage) -> None:
    ContestFactory(title="Before", start=timezone.now())
    page = visit().go("/calendar/")
    expect_titles(page, "Before")
    page.wait_for_timeout(500)

    def rename() -> None:
        with transaction.atomic():
            Contest.objects.update(title="After", sequence=1)
            publish("contests")

    backstage(rename)
    expect(page.locator("#calendar .name")).to_have_text("After")


def test_finger_turns_the_page(visit: Visit, world: datetime) -> None:
    visitor = visit(viewport={"width": 390, "height": 800}, has_touch=True)
    page = visitor.go("/calendar/?date=2027-03-10")
    expect(page.locator("#calendar .fc-daygrid-day").first).to_be_visible()
    touch = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 80), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 600}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#calendar-title")).to_have_text("April 2027")


def test_now_is_a_line_at_the_viewers_time(visit: Visit) -> None:
    visitor = visit(timezone_id="Asia/Tokyo")
    visitor.page.clock.set_fixed_time(datetime(2027, 3, 10, 14, 30, tzinfo=UTC))
    page = visitor.go("/calendar/?view=day&date=2027-03-10&timezone=UTC")
    expect(page.locator("#full")).not_to_have_class(re.compile("is-coming"))
    assert page.evaluate(HOURS_PAST, "14:00:00") == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("width", [1280, 390])
def test_calendar_is_accessible_and_fits(visit: Visit, world: datetime, width: int) -> None:
    found, beyond = {}, {}
    visitor = visit(reduced_motion="reduce", viewport={"width": width, "height": 800})
    for view in VIEWS:
        page = visitor.go(f"/calendar/{view}{'&' if view else '?'}date=2027-03-10")
        expect(page.locator("#calendar .name").first).to_be_attached()
        beyond[view] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[view] = faults_by_colours(page)
    assert {view: faults for view, faults in found.items() if faults} == {}
    assert beyond == dict.fromkeys(VIEWS, 0)


def test_calendar_works_without_scripts(visit: Visit, world: datetime) -> None:
    visitor = visit(java_script_enabled=False, locale="en-GB")
    page = visitor.go("/calendar/?date=2027-03-10")
    assert page.locator(".month .name").all_text_contents() == ["Round", "Over midnight", "Called off", "Weekend"]
    page.get_by_role("link", name="Later").click()
    assert page.locator(".month .name").all_text_contents() == ["In April"]
    page.locator("#calendar-head [data-view=agenda]").click()
    assert page.locator(".agenda-row .name").all_text_contents() == ["In April"]
    page.locator("#search").fill("nothing-like-it")
    page.get_by_role("button", name="Apply").click()
    assert page.url.startswith(f"{visitor.site}/calendar/?view=agenda&date=2027-04-01&search=nothing-like-it")
    assert page.locator(".agenda-row").count() == 0


def test_server_month_stands_while_the_contests_cannot_be_asked_for(visit: Visit, world: datetime) -> None:
    visitor = visit()
    visitor.page.route("**/calendar/events.json*", lambda route: route.fulfill(status=503))
    page = visitor.go("/calendar/?date=2027-03-10")
    page.wait_for_timeout(800)
    expect(page.locator("#plain .name", has_text="Round")).to_be_visible()
    assert any("503" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_month_prints_on_one_landscape_page(visit: Visit, world: datetime) -> None:
    visitor = visit(locale="en-GB")
    page = visitor.go("/calendar/?date=2027-02-10")
    page.keyboard.press("n")
    expect(page.locator("#calendar-title")).to_have_text("March 2027")
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)
    assert [float(width) > float(height) for width, height in boxes] == [True]
    page.emulate_media(media="print")
    assert page.locator(".month .name").all_text_contents() == ["Round", "Over midnight", "Called off", "Weekend"]
    seen = [
        page.locator(part).first.is_visible() for part in (".month", "#calendar-title", ".top", "#filters", "#full")
    ]
    assert seen == [True, True, False, False, False]
