"""What a first visit costs: bytes over the wire and the time to the first paint, in Chromium through nginx with TLS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page

from apps.live.models import Topic
from tests.factories import ContestFactory, ResourceFactory
from tests.nginx.conftest import Front

pytestmark = [pytest.mark.nginx, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILOBYTE = 1024
MOST_BYTES = 100 * KILOBYTE
ROWS = 223
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page of somebody who has never been here."""
    context = browser.new_context(
        ignore_https_errors=True, timezone_id="UTC", viewport={"width": 1280, "height": 900}, service_workers="block"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def board(transactional_db: None) -> None:
    """Fill the list: 223 contests of 30 sites, as the incumbent's had when it was measured."""
    now = timezone.now()
    sites = [ResourceFactory(host=f"site{number}.example", title=f"Contest Site {number}") for number in range(30)]
    for number in range(ROWS):
        start = now + timedelta(hours=3 * number - 6)
        ContestFactory(resource=sites[number % 30], title=f"Weekly Round {number} (Div. {number % 4})", start=start)
    Topic.objects.update_or_create(
        name="contests", defaults={"version": 10**6}
    )  # no page of another test is kept for it


def watch(page: Page) -> tuple[CDPSession, list[dict[str, Any]]]:
    """Return the browser's own wire, and what it says of every answer as it ends."""
    wire = page.context.new_cdp_session(page)
    ended: list[dict[str, Any]] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda answer: ended.append(answer))  # noqa: PLW0108 - playwright asks for a function
    return wire, ended


def test_main_page_costs_at_most_100_kilobytes(front: Front, board: None, page: Page) -> None:
    _wire, ended = watch(page)
    page.goto(f"https://localhost:{front.tls}/", wait_until="networkidle")
    spent = sum(answer["encodedDataLength"] for answer in ended)

    assert page.locator(".entry").count() > ROWS - 20
    assert len(ended) > 5
    assert spent <= MOST_BYTES


def test_main_page_is_painted_soon_on_a_slow_line(front: Front, board: None, page: Page) -> None:
    wire, _ended = watch(page)
    wire.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(f"https://localhost:{front.tls}/")
    page.wait_for_function(f"({PAINT}) > 0")
    painted = page.evaluate(PAINT)

    assert painted < 4000  # 700 where nothing else runs
