"""The site without a network: the agenda that the browser has kept, its age, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)
Visit = Callable[..., Visitor]
WANTED = "localStorage.setItem('clist:worker', 'yes')"


def install(visitor: Visitor) -> Page:
    """Open the main page in a browser that takes the service worker, and wait until the agenda is kept."""
    visitor.context.add_init_script(WANTED)
    page = visitor.go("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = "caches.match('/offline/').then((found) => Boolean(found))"
    page.wait_for_function(kept)
    page.reload()
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)") is True
    return page


def rows(page: Page) -> dict[str, list[str]]:
    """Return heading → titles of the agenda as it is shown."""
    sections = page.locator("#agenda .agenda-day:visible").all()
    return {
        section.locator("h2").inner_text().split(",")[0]: section.locator(".name").all_text_contents()
        for section in sections
    }


def cut(context: BrowserContext) -> None:
    """Take the network away."""
    context.set_offline(True)


def test_agenda_is_read_offline_with_its_age_and_comes_back_fresh(visit: Visit) -> None:
    ContestFactory(title="Runs", start=timezone.now() - HOUR)
    ContestFactory(title="Comes", start=timezone.now() + 5 * 24 * HOUR)
    visitor = visit(timezone_id="Asia/Tokyo")
    page = install(visitor)
    cut(visitor.context)
    page.goto(f"{visitor.site}/")
    expect(page.locator("h1")).to_have_text("No network")
    expect(page.locator("#age")).to_have_text(re.compile(r"^\d+ s ago$"))
    day = (timezone.now() + 5 * 24 * HOUR + 9 * HOUR).strftime("%A %-d %B")
    assert rows(page) == {"Under way": ["Runs"], day: ["Comes"]}
    expect(page.locator(".agenda-row.is-running .timeleft")).to_have_text(re.compile(r"^(1:00:00|59:\d\d) left$"))
    assert page.evaluate("getComputedStyle(document.querySelector('.agenda-row')).display") == "grid"
    visitor.complaints.clear()  # that the network is away
    with page.expect_navigation():
        visitor.context.set_offline(False)
    expect(page.locator("#contests .name").first).to_have_text("Runs")


def test_old_agenda_is_amber_and_knows_what_has_begun_and_ended_since(visit: Visit) -> None:
    for title, hours in (("Runs", -1), ("Begins", 2), ("Comes", 20)):
        ContestFactory(title=title, start=timezone.now() + hours * HOUR)
    visitor = visit()
    page = install(visitor)
    cut(visitor.context)
    page.clock.set_fixed_time(timezone.now() + 3.1 * HOUR)
    page.goto(f"{visitor.site}/status/")
    expect(page.locator("#age")).to_have_text("3 h ago")
    expect(page.locator("#read")).to_have_class("read-late")
    assert list(rows(page).values()) == [["Begins"], ["Comes"]]
    assert page.locator("#agenda #now .name").all_text_contents() == ["Begins"]
    visitor.complaints.clear()


def test_nothing_but_the_agenda_and_files_is_kept(visit: Visit) -> None:
    page = install(visit())
    page.goto(page.url + "calendar/")
    page.goto(page.url.replace("calendar/", "admin/login/"))
    addresses = page.evaluate(
        """async () => {
            const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
            return kept.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    assert sorted(address for address in addresses if not address.startswith("/static/")) == ["/agenda/", "/offline/"]


def test_new_build_forgets_what_the_old_one_kept(visit: Visit) -> None:
    visitor = visit()
    visitor.context.add_init_script(WANTED)
    visitor.go("/robots.txt")
    visitor.page.evaluate("caches.open('clist-before').then((kept) => kept.put('/offline/', new Response('old')))")
    page = install(visitor)
    assert [name == "clist-before" for name in page.evaluate("caches.keys()")] == [False]
    cut(visitor.context)
    page.goto(f"{visitor.site}/")
    expect(page.locator("h1")).to_have_text("No network")
    visitor.complaints.clear()


def test_browsers_that_programs_drive_get_no_worker(visit: Visit) -> None:
    page = visit().go("/")
    page.wait_for_timeout(300)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
