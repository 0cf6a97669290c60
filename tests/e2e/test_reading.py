"""What pages of results say of their freshness: while nobody answers, and when they are behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.contests.models import Contest
from apps.ingest.contest_plans import plan_asked
from apps.ingest.models import Plan
from apps.standings.addresses import address_of_standings
from apps.standings.upsert import upsert_standings
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory
from tests.standings.tables import row, table

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
DUE = timedelta(seconds=20)


@pytest.fixture
def contest(transactional_db: None, backstage: Backstage) -> Contest:
    """A contest that runs, was read just now, and is read again in some seconds."""
    now = timezone.now()
    site = ResourceFactory.create(host="codeforces.com", adapter="codeforces")
    made: Contest = ContestFactory.create(resource=site, title="Cup", start=now, end=now + timedelta(hours=2))
    backstage(lambda: upsert_standings(made, table([row(account="ann", place=1)]), now=now))
    backstage(lambda: plan_asked(made, now=now))
    Plan.objects.filter(subject=made.key).update(tried=now, due=now + DUE)
    return made


@pytest.fixture
def visitor(visit: Visit, contest: Contest) -> Visitor:
    """A visitor on its page, of which a test moves the clock; no socket sets that right."""
    come = visit()
    come.page.route_web_socket("**/ws/live", lambda socket: None)
    come.page.clock.install()
    page = come.go(address_of_standings(contest.pk, contest.title))
    expect(page.locator("#reading")).to_contain_text("next in 0:")
    return come


def test_lost_connection_is_said_in_place_of_a_promise(visitor: Visitor) -> None:
    page, reading = visitor.page, visitor.page.locator("#reading")
    page.route("**/reading/", lambda route: route.abort())
    for _ in range(12):
        page.clock.run_for(5000)
        page.wait_for_timeout(20)  # for the answer, which comes in its own time
    expect(reading).to_contain_text("no connection")
    expect(reading).not_to_contain_text("next")
    expect(reading.locator(".dot-late")).to_have_count(1)
    assert [text for text in visitor.complaints if "ERR_FAILED" not in text] == []
    visitor.complaints.clear()  # the browser itself notes the request that failed

    page.unroute("**/reading/")
    page.clock.run_for(40_000)

    expect(reading).not_to_contain_text("no connection")
    expect(reading.locator(".dot-fresh")).to_have_count(1)


@pytest.mark.parametrize("view", ["replay", "race", "resolver", "charts", "what-if"])
def test_page_that_stays_as_it_is_offers_newer_results(
    visitor: Visitor, contest: Contest, backstage: Backstage, view: str
) -> None:
    page = visitor.go(f"/standings/{contest.pk}/{view}/")
    expect(page.locator("#reading")).to_contain_text("next in 0:")
    assert page.locator("#newer").is_hidden()
    changed = table([row(account="ann", place=2), row(account="bob", place=1)])
    backstage(lambda: upsert_standings(contest, changed, now=timezone.now()))
    page.clock.run_for(30_000)

    page.locator("#newer").click()

    expect(page.locator("#board")).to_have_attribute("data-version", "2")
    expect(page.locator("#newer")).to_be_hidden()
