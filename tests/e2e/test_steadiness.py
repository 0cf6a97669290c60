"""Nothing jumps: Chromium's own sum of shifted layout as pages load, as a row changes, and as a contest turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.contests.models import Contest
from apps.live.actions import publish
from tests.e2e.conftest import Visitor
from tests.e2e.pages import MAIN, PAGES, addresses, make_world

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
UNSEEN = 0.02  # a fifth of what the web vitals call good
# A contest that starts goes to another list: on a phone, all rows below move by its 50 to 80 pixels of 900, once.
ONE_ROW = 0.09
SETTLED = 800  # milliseconds after which a page has come to rest
AT_ONCE = 6  # pages that come to rest together
HOUR, SOON = timedelta(hours=1), timedelta(seconds=8)
SITE, PAGE = "/resource/codeforces.com/", "/contest/{contest}/"
ADD_UP = """window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { shifts += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });"""
both_widths = pytest.mark.parametrize("width", [390, 1280])


@pytest.fixture
def world(transactional_db: None) -> Contest:
    """Make the small world of tests/e2e/pages.py."""
    return make_world()


def come(visit: Visit, width: int) -> Visitor:
    """Bring somebody whose browser adds up how far things jump."""
    visitor = visit(viewport={"width": width, "height": 900})
    visitor.context.add_init_script(ADD_UP)
    return visitor


def shifted(page: Page, *, after: int = SETTLED) -> Any:
    """Return how far the page has jumped since it was asked last, once it has come to rest."""
    page.wait_for_timeout(after)
    return page.evaluate("() => { const sum = shifts; shifts = 0; return sum; }")


@both_widths
def test_nothing_jumps_while_a_page_loads(visit: Visit, world: Contest, width: int) -> None:
    visitors = [come(visit, width) for _ in range(AT_ONCE)]
    every, jumps = addresses(world, PAGES), {}
    for first in range(0, len(every), AT_ONCE):
        shown = zip(visitors, every[first : first + AT_ONCE], strict=False)
        pages = {address: visitor.go(address) for visitor, address in shown}
        visitors[0].page.wait_for_timeout(SETTLED)
        jumps |= {address: shifted(page, after=0) for address, page in pages.items()}
    assert {address: jump for address, jump in jumps.items() if jump > UNSEEN} == {}


def test_saved_filters_have_their_room_from_the_start(visit: Visit, world: Contest) -> None:
    visitor = come(visit, 1280)
    visitor.go()
    visitor.page.evaluate("""localStorage.setItem("clist.filters", '[{"name": "Rated", "query": "rated=yes"}]')""")
    page = visitor.go()
    expect(page.locator("#saved a")).to_have_text(["Rated"])
    assert shifted(page) <= UNSEEN


@both_widths
def test_nothing_jumps_when_a_row_changes(visit: Visit, world: Contest, width: int, backstage: Backstage) -> None:
    shown = addresses(world, (MAIN, "/calendar/", SITE, PAGE))
    pages = {address: come(visit, width).go(address) for address in shown}
    assert max(shifted(page) for page in pages.values()) <= UNSEEN

    @transaction.atomic
    def rename() -> None:
        Contest.objects.filter(pk=world.pk).update(title="Other cup", sequence=9)
        publish("contests")

    backstage(rename)
    for page in pages.values():
        expect(page.get_by_text("Other cup").first).to_be_attached()
    assert {address: jump for address, page in pages.items() if (jump := shifted(page)) > UNSEEN} == {}


@both_widths
@pytest.mark.parametrize(("start", "was"), [(SOON, "is-coming"), (SOON - HOUR, "is-running")])
def test_turn_of_a_contest_moves_others_by_one_row(
    visit: Visit, world: Contest, width: int, start: timedelta, was: str
) -> None:
    begins = timezone.now() + start
    Contest.objects.filter(pk=world.pk).update(start=begins, end=begins + HOUR)
    limits = dict(zip(addresses(world, (MAIN, SITE, PAGE)), (ONE_ROW, ONE_ROW, UNSEEN), strict=True))
    pages = {address: come(visit, width).go(address) for address in limits}
    before = {address: page.locator(f"#contest-{world.pk}.{was}, .big-left.{was}") for address, page in pages.items()}
    for address, page in pages.items():
        expect(before[address]).to_have_count(1)
        assert shifted(page) <= UNSEEN
    for contest in before.values():
        expect(contest).to_have_count(0)
    assert {address: jump for address, page in pages.items() if (jump := shifted(page)) > limits[address]} == {}
