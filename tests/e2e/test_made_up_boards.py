"""A made-up site tells a change, the engine reads it, and a page that is open shows the rows in their new order."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from apps.contests.models import Contest
from apps.resources.actions import add_sites
from apps.standings.queries import BY_PLACE
from contestweb import Served, serve
from contestweb.sites import resources
from tests.e2e.conftest import Visitor
from tests.e2e.test_live import come_and_watch

pytestmark = pytest.mark.browser
HOST, KEY = "regional.contestweb.example", "77001"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
IN_ORDER = """ids => {
    const rows = [...document.querySelectorAll("tr[id^='row-']")].map(row => row.id);
    return JSON.stringify(rows) === JSON.stringify(ids);
}"""
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def start() -> datetime:
    """When the contest of these tests began: it takes five hours, and is frozen for the last one."""
    return timezone.now().replace(microsecond=0) - 2 * HOUR


@pytest.fixture
def web(start: datetime, settings: Any) -> Iterator[Served]:
    """A made-up web whose clock stands still, an hour after that contest began."""
    with serve(start=start + HOUR, speed=0) as served:
        settings.GATEWAY, settings.GATEWAY_HASTE = served.url, 100
        served.change(HOST, "add", key=KEY, title="Lakeland Test Cup", start=start, minutes=300)
        yield served


@pytest.fixture
def contest(visit: Visit, backstage: Backstage, web: Served) -> Contest:
    """That contest, read with its results."""

    def read() -> Contest:
        add_sites(resources())
        call_command("fetch", HOST, stdout=io.StringIO())
        read_results()
        return Contest.objects.get(resource__host=HOST, key=KEY)

    found: Contest = backstage(read)
    return found


def read_results() -> None:
    """Have the engine read the results now, as a worker does."""
    call_command("fetch", HOST, "standings", KEY, stdout=io.StringIO())


def rows_in_order(contest: Contest) -> list[str]:
    """Return the ids of the rows as the page should show them, by what is stored."""
    return [f"row-{pk}" for pk in contest.rows.order_by(*BY_PLACE).values_list("pk", flat=True)]


def stays(page: Page) -> bool:
    """Tell whether a page has never been loaded anew since it was marked."""
    return bool(page.evaluate("window.marked === true"))


def test_rows_move_on_an_open_page_when_the_made_up_clock_goes_on(
    visit: Visit, backstage: Backstage, web: Served, contest: Contest
) -> None:
    page = come_and_watch(visit(), f"/standings/{contest.pk}/")
    page.evaluate("window.marked = true")
    orders = [backstage(lambda: rows_in_order(contest))]
    page.wait_for_function(IN_ORDER, arg=orders[-1])

    for _ in range(3):
        web.house.clock.shift(3 * MINUTE)
        backstage(read_results)
        orders.append(backstage(lambda: rows_in_order(contest)))
        page.wait_for_function(IN_ORDER, arg=orders[-1])
    assert all(before != after for before, after in pairwise(orders))
    assert stays(page)
