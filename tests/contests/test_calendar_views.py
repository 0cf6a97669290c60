"""The calendar as the server draws it, and the contests that its script asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.live.actions import publish
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Let it be one evening, for ever."""
    with time_machine.travel(NOW, tick=False):
        yield


def see(client: Client, address: str = "/calendar/") -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def month(page: LexborHTMLParser) -> dict[str, list[str]]:
    """Return day → titles for the days of a month's table that have any; bars with the days that they take."""
    found = {}
    for cell in page.css(".month td"):
        titles = []
        for row in cell.css("li.bar, li.slot"):
            span = [name.removeprefix("span-") for name in (row.attributes["class"] or "").split() if "span-" in name]
            titles.append(" ×".join([row.css_first(".name").text(), *span]))
        if titles:
            found[cell.css_first("time").attributes["datetime"] or ""] = titles
    return found


def links(page: LexborHTMLParser) -> dict[str, str]:
    """Return the links above the calendar by what they are for."""
    return {
        (node.attributes.get("data-step") or node.attributes.get("data-view") or "long"): node.attributes["href"] or ""
        for node in page.css("#calendar-head a")
    }


def ask(client: Client, query: str = "", **cookies: str) -> list[dict[str, Any]]:
    """Return what the calendar's script gets."""
    client.cookies.load(cookies)
    response = client.get(f"/calendar/events.json{query}")
    assert response.status_code == 200
    events: list[dict[str, Any]] = response.json()
    return events


def test_month_shows_contests_on_the_viewers_days(client: Client) -> None:
    ContestFactory(title="Late", start=NOW + 3 * HOUR)
    ContestFactory(title="Weekend", start=NOW, end=NOW + 2 * DAY)
    ContestFactory(title="Next year", start=NOW + 90 * DAY)
    ContestFactory(title="Hidden", start=NOW, hidden=True)
    assert month(see(client)) == {"2026-11-21": ["Weekend ×2", "Late"], "2026-11-23": ["Weekend ×1"]}
    client.cookies["timezone"] = "Asia/Tokyo"
    assert month(see(client)) == {"2026-11-22": ["Weekend ×1", "Late"], "2026-11-23": ["Weekend ×2"]}
    assert see(client).css_first("td.is-today time").attributes["datetime"] == "2026-11-22"


def test_long_contests_are_folded_away(client: Client) -> None:
    ContestFactory(title="Long", start=NOW, end=NOW + 8 * DAY)
    page = see(client)
    assert (month(page), links(page)["long"]) == ({}, "/calendar/?long=yes")
    assert page.css_first(".calendar-long").text() == "Show 1 long contest 7 days and more"
    shown = see(client, "/calendar/?long=yes")
    assert month(shown) == {"2026-11-21": ["Long ×2"], "2026-11-23": ["Long ×7"]}
    assert (shown.css_first(".calendar-long").text(), links(shown)["long"]) == (
        "Hide 1 long contest 7 days and more",
        "/calendar/",
    )


def test_links_lead_to_other_days_and_keep_the_filter(client: Client) -> None:
    assert links(see(client, "/calendar/?rated=yes&utm=1")) == {
        "prev": "/calendar/?date=2026-10-01&rated=yes",
        "today": "/calendar/?rated=yes",
        "next": "/calendar/?date=2026-12-01&rated=yes",
        "month": "/calendar/?rated=yes",
        "week": "/calendar/?view=week&rated=yes",
        "day": "/calendar/?view=day&rated=yes",
        "agenda": "/calendar/?view=agenda&rated=yes",
    }


def test_filter_is_that_of_the_list(client: Client) -> None:
    site = ResourceFactory(host="first.example")
    ContestFactory(title="Wanted cup", resource=site)
    ContestFactory(title="Wanted round")
    ContestFactory(title="Other cup", resource=site)
    query = "?resource=first.example&search=wanted"
    assert month(see(client, f"/calendar/{query}")) == {"2026-11-21": ["Wanted cup"]}
    assert [event["title"] for event in ask(client, query)] == ["Wanted cup"]


def test_agenda_lists_two_weeks_by_day(client: Client) -> None:
    for title, start in (("Begun", NOW - 20 * HOUR), ("Soon", NOW + HOUR), ("Later", NOW + 5 * DAY)):
        ContestFactory(title=title, start=start, end=start + 22 * HOUR)
    ContestFactory(title="After", start=NOW + 15 * DAY)
    page = see(client, "/calendar/?view=agenda")
    days = {day.css_first("h2").text(): [row.text() for row in day.css(".name")] for day in page.css(".agenda-day")}
    assert days == {"Under way": ["Begun"], "Today, Saturday 21 November": ["Soon"], "Thursday 26 November": ["Later"]}


def test_week_of_americans_begins_with_sunday(client: Client) -> None:
    def weekdays(language: str) -> list[str]:
        response = client.get("/calendar/", headers={"Accept-Language": language})
        return [node.text() for node in LexborHTMLParser(response.content.decode()).css(".month th")]

    assert weekdays("en-US")[0] == "Sun"
    assert weekdays("en-GB")[0] == "Mon"


def test_senseless_filter_is_named(client: Client) -> None:
    page = see(client, "/calendar/?rated=perhaps")
    assert [node.text() for node in page.css(".notice")] == ["“rated=perhaps” is not understood and passed over."]


def test_page_is_kept_until_a_contest_changes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContestFactory.create_batch(3, start=NOW + DAY)
    etag = client.get("/calendar/")["ETag"]
    with django_assert_num_queries(1):
        assert client.get("/calendar/", headers={"If-None-Match": etag}).status_code == 304
    Contest.objects.update(title="New")
    with transaction.atomic():
        publish("contests")
    assert month(see(client)) == {"2026-11-22": ["New"] * 3}


def test_events_are_times_on_the_viewers_wall(client: Client) -> None:
    made = ContestFactory(title="Round", start=NOW + HOUR, resource=ResourceFactory(title="Site"))
    assert ask(client, timezone="Europe/Minsk") == [
        {
            "id": str(made.pk),
            "title": "Round",
            "start": "2026-11-21T22:54:00",
            "end": "2026-11-22T00:54:00",
            "allDay": False,
            "url": f"/contest/{made.pk}/",
            "clock": "22:54",
            "label": "22:54 – 00:54, 2 h",
            "length": "2 h",
            "site": made.resource_id,
            "siteTitle": "Site",
            "off": "",
        }
    ]


def test_events_of_a_day_and_more_take_whole_days(client: Client) -> None:
    ContestFactory(start=NOW, end=NOW + 2 * DAY, cancelled=NOW)
    (event,) = ask(client)
    assert [event[name] for name in ("allDay", "start", "end", "off")] == [
        True,
        "2026-11-21",
        "2026-11-24",
        "cancelled",
    ]


def test_event_never_ends_before_it_starts_where_clocks_go_back(client: Client) -> None:
    start = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45 in Berlin, a quarter of an hour before it is 02:00 again
    ContestFactory(start=start, end=start + HOUR / 2)
    (event,) = ask(client, "?start=2026-10-25&end=2026-10-26", timezone="Europe/Berlin")
    assert (event["start"], event["end"], event["label"]) == (
        "2026-10-25T02:45:00",
        "2026-10-25T03:15:00",
        "02:45 – 02:15, 30 min",
    )


def test_events_are_those_of_the_days_asked_for(client: Client) -> None:
    for day in (1, 10, 20, 100):
        ContestFactory(title=str(day), start=NOW + day * DAY)
    ContestFactory(title="long", start=NOW, end=NOW + 50 * DAY)

    def titles(query: str) -> list[str]:
        return [event["title"] for event in ask(client, query)]

    assert titles("") == ["1", "10", "20"]
    assert titles("?start=2026-12-01&end=2026-12-05") == ["10"]
    assert titles("?start=2026-12-01&end=2026-12-05&long=yes") == ["long", "10"]
    assert titles("?start=2026-11-30&end=2099-01-01") == ["10", "20"]
    assert titles("?start=2026-12-05&end=2026-12-01") == []


def test_events_are_kept_until_a_contest_changes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContestFactory(title="Old")
    response = client.get("/calendar/events.json", headers={"Accept-Encoding": "gzip"})
    assert (response["Content-Encoding"], response["Cache-Control"]) == ("gzip", "no-cache")
    with django_assert_num_queries(1):
        again = client.get("/calendar/events.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    Contest.objects.update(title="New")
    with transaction.atomic():
        publish("contests")
    assert [event["title"] for event in ask(client)] == ["New"]


@pytest.mark.parametrize("count", [1, 3])
def test_uncached_calendar_asks_the_database_little(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    ContestFactory.create_batch(count, start=NOW + DAY)
    with django_assert_num_queries(2):
        assert len(ask(client)) == count


def test_agenda_for_times_offline_holds_what_runs_and_comes(client: Client) -> None:
    site = ResourceFactory(title="Site", short="st")
    ContestFactory(title="Runs", start=NOW - HOUR, resource=site)
    ContestFactory(title="Comes", start=NOW + 13 * DAY, resource=site)
    ContestFactory(title="Ended", start=NOW - 3 * HOUR, end=NOW)
    ContestFactory(title="Too late", start=NOW + 15 * DAY)
    page = see(client, "/agenda/")
    rows = page.css("#agenda .agenda-row")
    assert [row.css_first(".name").text() for row in rows] == ["Runs", "Comes"]
    assert rows[0].attributes["data-end"] == "2026-11-21T19:54:00+00:00"
    assert [node.text() for node in page.css("#marks text")] == ["ST"]
