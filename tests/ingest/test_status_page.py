"""The public status page: the sentence for all, each source with its ninety days, incidents and their feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.ingest.models import Incident, Plan, SourceDay
from apps.ingest.timeline import Level, level_of, timelines
from apps.live.actions import publish
from apps.resources.models import Resource
from tests.factories import PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _no_sites() -> Iterator[None]:
    """Start without the sites that the adapters list, and let the clock stand."""
    Resource.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


def plain(node: LexborNode | None) -> str:
    """Return a node's text with runs of blanks made one."""
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def source(title: str, *, age: timedelta | None = MINUTE, **more: Any) -> Plan:
    """Return the plan of a site whose adapter reads every quarter of an hour, last read so long ago."""
    succeeded = None if age is None else timezone.now() - age
    plan: Plan = PlanFactory(resource=ResourceFactory(title=title), succeeded=succeeded, **more)
    return plan


def incident(plan: Plan, *, began: timedelta, length: timedelta | None = None, **more: Any) -> Incident:
    """Return an incident that began so long ago; without a length it still lasts."""
    begin = timezone.now() - began
    ended = None if length is None else begin + length
    made = {"kind": "failing", "said": "HTTP 502", "status": "server", "modified": ended or begin} | more
    return Incident.objects.create(plan=plan, began=begin, ended=ended, **made)


def page(client: Client) -> LexborHTMLParser:
    return LexborHTMLParser(client.get("/status/").content.decode())


FAILING = {"age": 4 * HOUR, "failures": 2, "status": "server"}


@pytest.mark.parametrize(
    ("sources", "mood", "sentence"),
    [
        ([], "unknown", "No source has been read yet."),
        ([("A", {"age": None})], "unknown", "No source has been read yet."),
        ([("A", {}), ("B", {})], "fine", "All 2 sources are fresh."),
        ([("A", {}), ("B", {"age": HOUR})], "some", "B is late. The other source is fresh."),
        ([("A", {}), ("B", {"age": None})], "some", "B has not been read yet. The other source is fresh."),
        (
            [("A", {}), ("B", {}), ("C", {"status": "held"})],
            "some",
            "The last list of C is held back until somebody has looked at it. The other 2 are fresh.",
        ),
        ([("A", {}), ("B", FAILING), ("C", {"age": HOUR})], "bad", "2 of 3 sources have trouble."),
    ],
)
def test_page_begins_with_one_sentence(
    client: Client, sources: list[tuple[str, dict[str, Any]]], mood: str, sentence: str
) -> None:
    for title, facts in sources:
        source(title, **facts)
    found = page(client)
    assert plain(found.css_first(".standing-word")) == sentence
    assert found.css_first(".standing").attributes["class"] == f"standing standing-{mood}"


def test_failing_source_is_named_with_its_time_and_its_reason(client: Client) -> None:
    source("Fine")
    broken = source("CodeChef", **FAILING, error="HTTP 502")
    incident(broken, began=3 * HOUR)
    found = page(client)
    assert plain(found.css_first(".standing-word")) == ("CodeChef has been failing for 3 h. The other source is fresh.")
    assert [plain(row) for row in found.css(".troubles li")] == [
        "CodeChef failing for 3 h, since 21 Nov, 15:00 · 2 failures in a row HTTP 502"
    ]


def test_sources_stand_in_order_of_trouble(client: Client) -> None:
    fine = source("Fine", age=3 * MINUTE, due=timezone.now() + timedelta(hours=2, seconds=30))
    SourceDay.objects.create(plan=fine, day=NOW.date(), tries=70)
    broken = source("Broken", age=2 * HOUR, failures=6, status="server")
    rows = page(client).css(".status tbody tr")
    assert [row.attributes["id"] for row in rows] == [f"source-{plan.resource_id}" for plan in (broken, fine)]
    cells = [plain(cell) for cell in rows[1].css("th, td")]
    assert [cells[0], *cells[2:]] == ["Fine", "100 %", "fresh", "read 3 min ago", "next in 2 h 00"]
    assert cells[1] == "Days of the last 90: fine 1, partly late or failing 0, failing 0, not read 89."


@pytest.mark.parametrize("rows", [1, 30])
def test_page_takes_as_many_queries_for_thirty_sources(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        incident(source(f"Site {number}"), began=DAY, length=HOUR)
    with django_assert_num_queries(6):  # version, states, incidents, days, incidents of the days, abilities
        found = page(client)
    assert len(found.css(".status tbody tr")) == rows


@pytest.mark.parametrize(
    ("tries", "failures", "share", "level"),
    [
        (0, 0, 0, Level.UNKNOWN),
        (96, 0, 0, Level.FINE),
        (96, 3, 0, Level.FINE),
        (96, 30, 0, Level.PARTLY),
        (1, 1, 0, Level.PARTLY),
        (2, 2, 0, Level.DOWN),
        (96, 2, 0.01, Level.PARTLY),
        (96, 2, 0.5, Level.DOWN),
        (0, 0, 1.0, Level.DOWN),
    ],
)
def test_level_of_a_day(tries: int, failures: int, share: float, level: Level) -> None:
    assert level_of(tries=tries, failures=failures, share=share) is level


def test_timeline_shares_an_incident_out_to_its_days() -> None:
    plan = source("A")
    for number in range(4):
        SourceDay.objects.create(plan=plan, day=NOW.date() - number * DAY, tries=10)
    incident(plan, began=2 * DAY, length=9 * HOUR)  # from 18:00 to 03:00
    found = timelines([plan.pk], now=NOW)[plan.pk]
    assert [(day.day, day.level, day.trouble) for day in found.days[-4:]] == [
        (date(2026, 11, 18), Level.FINE, timedelta(0)),
        (date(2026, 11, 19), Level.PARTLY, 6 * HOUR),
        (date(2026, 11, 20), Level.PARTLY, 3 * HOUR),
        (date(2026, 11, 21), Level.FINE, timedelta(0)),
    ]
    assert found.share == 1 - 9 / 90
    assert found.counts == {"unknown": 86, "fine": 2, "partly": 2, "down": 0}
    assert found.paths[1] == (Level.FINE, "M430 3h4v17h-4zM445 3h4v17h-4z")


def test_timeline_counts_an_incident_that_lasts_until_now() -> None:
    plan = source("A")
    incident(plan, began=17 * HOUR)
    today = timelines([plan.pk], now=NOW)[plan.pk].days[-1]
    assert (today.level, today.trouble) == (Level.DOWN, 17 * HOUR)


def test_incidents_are_listed_those_that_last_first(client: Client) -> None:
    one, two = source("One"), source("Two")
    incident(one, began=DAY, length=2 * HOUR, said="")
    incident(two, began=2 * DAY, kind="late")
    incident(one, began=100 * DAY, length=DAY)
    incident(PlanFactory(resource__enabled=False), began=DAY)
    assert [plain(row) for row in page(client).css(".incidents li")] == [
        "19 Nov, 18:00 – now 2 d Two late HTTP 502",
        "20 Nov, 18:00 – 20 Nov, 20:00 2 h One was failing",
    ]


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_tells_of_incidents_and_keeps_its_bytes(client: Client, kind: str) -> None:
    plan = source("One")
    incident(plan, began=DAY, length=2 * HOUR)
    incident(plan, began=HOUR, said="a\x0b<b>")
    first = client.get(f"/status/incidents.{kind}")
    root = ET.fromstring(first.content)
    titles = [node.text for node in root.iter(f"{ATOM}title" if kind == "atom" else "title")][1:]
    assert titles == ["One is failing", "One is fine again"]
    stories = [node.text for node in root.iter(f"{ATOM}summary" if kind == "atom" else "description")]
    assert stories[-2:] == [
        "Since 2026-11-21 17:00 UTC. a <b>",
        "From 2026-11-20 18:00 UTC to 2026-11-20 20:00 UTC (2 h). HTTP 502",
    ]
    publish("sources")
    with time_machine.travel(NOW + HOUR, tick=False):
        again = client.get(f"/status/incidents.{kind}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_page_names_its_feeds(client: Client) -> None:
    source("A")
    links = [node.attributes["href"] for node in page(client).css("link[rel=alternate]")]
    assert links == ["/status/incidents.atom", "/status/incidents.rss"]


def test_page_calls_results_for_members_no_failure(client: Client) -> None:
    site = ResourceFactory(title="Members")
    for number in range(2):
        PlanFactory(resource=site, ability="standings", subject=str(number), failures=1, status="login", due=NOW + HOUR)

    row = page(client).css_first(".abilities tbody tr")

    assert plain(row) == "Members standings needs a login 0 of 2 2 never in 1 h 00"
    assert page(client).css(".abilities .state-failing") == []
