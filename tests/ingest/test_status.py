"""How every source is doing: the states, the public page, and the line on the main page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.ingest.queries import State, freshness, source_states
from apps.resources.models import Resource
from tests.factories import PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_sites() -> Iterator[None]:
    """Start without the sites that the adapters list, and let the clock stand."""
    Resource.objects.all().delete()
    with time_machine.travel(datetime(2026, 11, 21, 18, 54, tzinfo=UTC), tick=False):
        yield


def plain(node: LexborNode | None) -> str:
    """Return a node's text with runs of blanks made one."""
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def source(title: str, *, age: timedelta | None = None, **more: Any) -> Resource:
    """Return a site whose adapter reads every quarter of an hour, last read so long ago."""
    site = ResourceFactory(title=title, adapter="codeforces")
    succeeded = None if age is None else timezone.now() - age
    PlanFactory(resource=site, succeeded=succeeded, **more)
    return site


@pytest.mark.parametrize(
    ("age", "more", "state"),
    [
        (MINUTE, {}, State.FRESH),
        (29 * MINUTE, {"status": "unchanged"}, State.FRESH),
        (31 * MINUTE, {}, State.LATE),
        (None, {}, State.NEVER),
        (MINUTE, {"status": "held"}, State.HELD),
        (MINUTE, {"status": "server", "failures": 1}, State.FAILING),
        (None, {"status": "format", "failures": 4}, State.FAILING),
        (5 * HOUR, {"status": "blocked", "failures": 5}, State.OPEN),
    ],
)
def test_state_follows_from_the_plan(age: timedelta | None, more: dict[str, Any], state: State) -> None:
    source("A", age=age, **more)
    assert [found.state for found in source_states()] == [state]


@pytest.mark.parametrize(("age", "state"), [(4 * MINUTE, State.FRESH), (6 * MINUTE, State.LATE)])
def test_state_goes_by_the_rhythm_in_force(settings: Any, age: timedelta, state: State) -> None:
    settings.FETCH_LONGEST_INTERVAL = 45
    source("A", age=age)
    assert [(found.interval, found.state) for found in source_states()] == [(timedelta(seconds=45), state)]


def test_states_cover_every_site_that_is_on_and_readable() -> None:
    first = source("B", age=MINUTE)
    unplanned = ResourceFactory(title="A")
    ResourceFactory(title="Off", enabled=False)
    ResourceFactory(title="Its adapter is gone", adapter="no_such_file")
    PlanFactory(resource=first, subject="1234", failures=9)
    PlanFactory(resource=first, ability="standings", failures=9)
    assert [(found.resource, found.state) for found in source_states()] == [
        (unplanned, State.NEVER),
        (first, State.FRESH),
    ]


def test_states_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for title in "ABCDE":
        source(title)
    with django_assert_num_queries(1):
        assert len(source_states()) == 5


def test_freshness_counts_and_names_the_worst_first() -> None:
    newest = source("A", age=MINUTE)
    late, failing = source("B", age=3 * HOUR), source("C", age=MINUTE * 2, failures=1)
    found = freshness()
    assert (found.fresh, found.total, [one.title for one in found.trouble]) == (1, 3, [failing.title, late.title])
    assert found.latest == newest.plans.get().succeeded


def test_crash_keeps_its_traceback_from_the_public() -> None:
    source("A", failures=1, status="crashed", error="Traceback (most recent call last): secret")
    source("B", failures=1, status="server", error="b.example contests: HTTP 502")
    assert [found.reason for found in source_states()] == ["", "b.example contests: HTTP 502"]


def test_reason_repeats_neither_site_nor_ability() -> None:
    site = ResourceFactory(adapter="codeforces")
    PlanFactory(resource=site, failures=1, status="server", error=f"{site.host} contests: HTTP 502")
    assert [found.reason for found in source_states()] == ["HTTP 502"]


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([], "no site has been read yet ›"),
        ([("A", {"age": timedelta(seconds=40)})], "read 40 s ago · 1 of 1 sites fresh ›"),
        (
            [("A", {"age": timedelta(seconds=40)}), ("CodeChef", {"age": 3 * HOUR})],
            "read 40 s ago · 1 of 2 sites fresh · CodeChef late ( 3 h ago ) ›",
        ),
        (
            [("A", {"age": MINUTE}), ("B", {}), ("C", {"failures": 2})],
            "read 1 min ago · 1 of 3 sites fresh · C failing and 1 more ›",
        ),
    ],
)
def test_main_page_has_a_line_on_freshness(client: Client, sources: list[tuple[str, Any]], line: str) -> None:
    for title, facts in sources:
        source(title, **facts)
    page = LexborHTMLParser(client.get("/").content.decode())
    assert plain(page.css_first("#freshness")) == line
    assert page.css_first("#freshness a").attributes["href"] == "/status/"
