"""The page of a contest, of a site, of series and of changes in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from apps.live.actions import publish
from tests.e2e.conftest import Visitor
from tests.factories import ContestChangeFactory, ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
DAY = timedelta(days=1)


def test_data_for_search_engines_passes_the_policy_on_scripts(visit: Visit) -> None:
    contest = ContestFactory(title="Cup </script><img src=x onerror=alert(1)>", series="cup", rated=True)
    ContestFactory(series="cup", resource=contest.resource, start=contest.start - DAY)
    page = visit().go(contest.get_absolute_url())
    text = page.locator('script[type="application/ld+json"]').text_content() or ""
    assert json.loads(text)["name"] == contest.title
    assert page.locator("main img").count() == 0
    expect(page.locator("h1")).to_have_text(contest.title)


def test_picture_of_a_contest_is_one(visit: Visit) -> None:
    contest = ContestFactory(title="牛客周赛 Round 170")
    visitor = visit()
    page = visitor.go(contest.get_absolute_url())
    address = page.locator('meta[property="og:image"]').get_attribute("content") or ""
    answer = page.request.get(f"{visitor.site}{address[address.index('/contest/') :]}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")


def test_past_is_searched_without_a_page_load_and_back_brings_the_list(visit: Visit) -> None:
    site = ResourceFactory()
    for number, name in enumerate(("Alpha", "Beta", "Alpha")):
        ContestFactory(resource=site, title=f"{name} {number}", start=timezone.now() - (number + 1) * DAY)
    page = visit().go(site.get_absolute_url())
    page.evaluate("window.isOld = true")
    page.fill("#past-search", "alpha")
    expect(page.locator(".past-entry")).to_have_count(2)
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?search=alpha")
    assert page.evaluate("window.isOld") is True
    page.go_back()
    expect(page.locator(".past-entry")).to_have_count(3)


def test_log_is_filtered_without_a_page_load(visit: Visit) -> None:
    for kind in ("moved", "cancelled", "renamed"):
        ContestChangeFactory(kind=kind, contest__title=f"Cup, {kind}")
    page = visit().go("/changes/")
    expect(page.locator(".log-row")).to_have_count(3)
    page.get_by_label("cancelled").check()
    expect(page.locator(".log-row")).to_have_count(1)
    expect(page.locator("#feeds a").first).to_have_attribute("href", "/changes.atom?change=cancelled")
    page.get_by_label("moved", exact=True).check()
    expect(page.locator(".log-row")).to_have_count(2)
    assert page.url.endswith("change=moved&change=cancelled") or page.url.endswith("change=cancelled")


def test_new_change_shows_on_an_open_log(visit: Visit, backstage: Callable[[Callable[[], Any]], Any]) -> None:
    ContestChangeFactory()
    page = visit().go("/changes/")
    expect(page.locator(".log-row")).to_have_count(1)
    page.wait_for_timeout(500)

    def change() -> None:
        with transaction.atomic():
            ContestChangeFactory(kind="cancelled")
            publish("contests")

    backstage(change)
    expect(page.locator(".log-row")).to_have_count(2)


@pytest.mark.parametrize("width", [360, 390, 1440])
def test_pages_never_scroll_sideways(visit: Visit, width: int) -> None:
    site = ResourceFactory(title="A site with quite a long name of its own")
    for number in range(4):
        contest = ContestFactory(
            resource=site,
            title=f"An unusually long name of a contest, with words upon words {number} (Div. 2)",
            series="site-cup",
            start=timezone.now() - number * 7 * DAY,
            registration_closes=timezone.now() - 30 * DAY,
            problems=[{"short": "A", "name": "Sum" * 30}],
        )
        ContestChangeFactory(contest=contest)
    visitor = visit(viewport={"width": width, "height": 800})
    for address in (
        contest.get_absolute_url(),
        site.get_absolute_url(),
        "/resources/",
        "/series/",
        "/series/site-cup/",
        "/changes/",
    ):
        page = visitor.go(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
