"""`/get/events/`: the JSON behind calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.api.events import hours_or_days
from apps.resources.models import Resource
from tests.factories import ContestFactory, ResourceFactory

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(sites: tuple[Resource, Resource]) -> None:
    """Make a running, a coming, a past, a long, a called-off and a far contest."""
    codeforces, gym = sites
    ContestFactory(id=1, resource=codeforces, title="Running", start=NOW - HOUR, key="r")
    ContestFactory(id=2, resource=gym, title="Coming", start=NOW + HOUR, key="c")
    ContestFactory(id=3, resource=codeforces, title="Past", start=NOW - 5 * HOUR)
    ContestFactory(id=4, resource=gym, title="Long", start=NOW, end=NOW + timedelta(days=3))
    ContestFactory(id=5, resource=gym, title="Off", start=NOW + HOUR, cancelled=NOW)
    ContestFactory(id=6, resource=gym, title="Far", start=NOW + timedelta(days=40))


def titles(client: Client, query: str, *, post: bool = False) -> list[str]:
    """Return the titles of the events."""
    with time_machine.travel(NOW, tick=False):
        if post:
            pairs: dict[str, list[str]] = {}
            for pair in query.split("&"):
                name, _, value = pair.partition("=")
                pairs.setdefault(name, []).append(value)
            response = client.post("/get/events/", pairs)
        else:
            response = client.get(f"/get/events/?{query}")
    assert response.status_code == 200, response.content
    return [event["title"] for event in response.json()]


def test_events_are_what_a_calendar_takes(world: None) -> None:
    with time_machine.travel(NOW, tick=False):
        response = Client(enforce_csrf_checks=True).post("/get/events/?timezone=Asia/Tokyo")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    shown: list[dict[str, Any]] = response.json()
    assert shown == [
        {
            "id": 1,
            "title": "Running",
            "host": "codeforces.com",
            "url": "https://codeforces.com/contest/r",
            "start": "2026-11-21T20:00:00",
            "end": "2026-11-21T22:00:00",
            "countdown": 3600,
            "hr_duration": "02:00",
            "color": "#1f8acb",
            "icon": "/media/sizes/64x64/resources/codeforces_com.png",
            "allDay": False,
        },
        {
            "id": 2,
            "title": "Coming",
            "host": "codeforces.com/gym",
            "url": "https://codeforces.com/gym/contest/c",
            "start": "2026-11-21T22:00:00",
            "end": "2026-11-22T00:00:00",
            "countdown": 3600,
            "hr_duration": "02:00",
            "color": "#336699",
            "icon": "/media/sizes/64x64/resources/codeforces_com_gym.png",
            "allDay": False,
        },
    ]


@pytest.mark.parametrize("post", [False, True])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("x=", ["Running", "Coming"]),
        ("start=2026-11-21&end=2026-11-22", ["Past", "Running", "Coming"]),
        ("start=2026-11-21T00:00:00Z&end=2026-11-21T12:30:00Z", ["Past", "Running"]),
        ("end=2027-01-30", ["Running", "Coming", "Far"]),
        ("ignore_filters[]=0", ["Running", "Long", "Coming"]),
        ("ignore_filters[]=7&categories[]=calendar", ["Running", "Coming"]),
        ("resource[]=1", ["Running"]),
        ("resource[]=codeforces.com/gym", ["Coming"]),
        ("resource[]=cf&resource[]=2", ["Running", "Coming"]),
        ("resource[]=nowhere", []),
        ("status=coming", ["Coming"]),
        ("status=running", ["Running"]),
        ("search_query=comi", ["Coming"]),
        ("search_query=!gym", ["Running"]),
    ],
)
def test_events_are_chosen(client: Client, world: None, query: str, expected: list[str], post: bool) -> None:
    assert titles(client, query, post=post) == expected


def test_past_and_long_events(client: Client, world: None) -> None:
    with time_machine.travel(NOW, tick=False):
        shown = client.get("/get/events/?start=2026-11-21&ignore_filters[]=0").json()
    assert [(event["title"], event["countdown"], event["allDay"], event["hr_duration"]) for event in shown] == [
        ("Past", None, False, "02:00"),
        ("Running", 3600, False, "02:00"),
        ("Long", 259200, True, "3 days"),
        ("Coming", 3600, False, "02:00"),
    ]


def test_wrong_time_is_refused(client: Client, db: None) -> None:
    response = client.get("/get/events/?start=soon")
    assert (response.status_code, list(response.json())) == (400, ["error"])


@pytest.mark.parametrize("name", ["put", "delete", "patch"])
def test_events_are_only_read(client: Client, db: None, name: str) -> None:
    assert getattr(client, name)("/get/events/").status_code == 405


@pytest.mark.parametrize(
    ("length", "text"),
    [(HOUR * 2.5, "02:30"), (timedelta(minutes=5), "00:05"), (HOUR * 24, "1 day"), (HOUR * 100, "4 days")],
)
def test_length_in_hours_or_days(length: timedelta, text: str) -> None:
    assert hours_or_days(length) == text


def test_hidden_sites_have_no_events(client: Client, world: None) -> None:
    ContestFactory(id=7, title="Secret", resource=ResourceFactory(enabled=False), start=NOW)
    assert titles(client, "") == ["Running", "Coming"]
