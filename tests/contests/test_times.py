"""One contest's times on every door: the page, the feeds and the API tell the same instant, and the same clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import icalendar
import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import ApiKey, User
from apps.core.viewer import read_zone
from tests.factories import ContestFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ZONES = [
    "Asia/Kathmandu",  # 5:45 ahead
    "Pacific/Chatham",  # 12:45 ahead, 13:45 in summer
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "America/New_York",
    "Europe/Minsk",
    "Pacific/Kiritimati",  # 14 hours ahead
    "-03:30",
]
TURNS = [
    datetime(2026, 3, 8, 6, 15, tzinfo=UTC),  # clocks go forward in New York
    datetime(2026, 11, 1, 5, 15, tzinfo=UTC),  # and back
    datetime(2026, 4, 4, 14, 15, tzinfo=UTC),  # back at Lord Howe and Chatham
    datetime(2026, 10, 3, 15, 0, tzinfo=UTC),  # and forward
]


@pytest.mark.parametrize("zone_name", ZONES)
@pytest.mark.parametrize("now", TURNS, ids=lambda turn: f"{turn:%d %b}")
def test_times_are_the_same_on_the_page_in_feeds_and_in_the_api(client: Client, now: datetime, zone_name: str) -> None:
    starts = {ContestFactory(start=now + hours * HOUR).pk: now + hours * HOUR for hours in (0.5, 1, 1.5, 2, 24.5, 26)}
    zone = read_zone(zone_name)[1]
    query = urlencode({"timezone": zone_name})
    key = ApiKey.objects.create(user=User.objects.create(username="reader")).key
    with time_machine.travel(now, tick=False):
        page = LexborHTMLParser(client.get(f"/?{query}").content.decode())
        feed = icalendar.Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT")
        events = client.get(f"/get/events/?{query}").json()
        api = client.get("/api/v4/contest/", headers={"Authorization": f"ApiKey reader:{key}"}).json()["objects"]
    rows = {
        int((row.id or "").removeprefix("contest-")): row.css_first(".when time")
        for row in page.css("#contests .entry")
    }
    assert {pk: datetime.fromisoformat(row.attributes["datetime"] or "") for pk, row in rows.items()} == starts
    assert {int(str(event["uid"]).split("@")[0]): event["dtstart"].dt for event in feed} == starts
    assert {each["id"]: datetime.fromisoformat(each["start"]).replace(tzinfo=UTC) for each in api} == starts
    clocks = {pk: f"{start.astimezone(zone):%Y-%m-%dT%H:%M}" for pk, start in starts.items()}
    assert {event["id"]: event["start"][:16] for event in events} == clocks
    days = {
        (row.id or ""): f"{heading.attributes['datetime']}T{row.css_first('.when').text()}"
        for group in page.css("#contests .group")
        for heading in [group.css_first("h2 time")]
        for row in group.css(".entry")
    }
    assert days == {f"contest-{pk}": clock for pk, clock in clocks.items()}


@pytest.mark.parametrize("path", ["/calendar.ics", "/feed.atom", "/feed.rss"])
def test_feed_of_weekdays_takes_the_zone_that_its_address_names(client: Client, path: str) -> None:
    day = datetime.now(UTC).replace(hour=22, minute=0, second=0, microsecond=0) + timedelta(days=3)
    ContestFactory(title="Late Cup", start=day)
    here, there = (f"{when:%a}".lower() for when in (day, day + timedelta(days=1)))

    def tells(query: str) -> bool:
        return b"Late Cup" in client.get(f"{path}?{query}").content

    assert tells(f"weekday={here}")
    assert not tells(f"weekday={there}")
    assert tells(f"weekday={there}&timezone=Asia/Tokyo")
    assert not tells(f"weekday={here}&timezone=Asia/Tokyo")


def test_events_of_weekdays_take_the_viewers_zone(client: Client) -> None:
    day = datetime.now(UTC).replace(hour=22, minute=0, second=0, microsecond=0) + timedelta(days=3)
    contest = ContestFactory(start=day)
    there = f"{day + timedelta(days=1):%a}".lower()
    assert client.get(f"/get/events/?weekday={there}").json() == []
    found = client.get(f"/get/events/?weekday={there}&timezone=Asia/Tokyo").json()
    assert [event["id"] for event in found] == [contest.pk]


def test_links_of_a_page_name_a_zone_only_where_the_filter_asks_for_one(client: Client) -> None:
    ContestFactory()

    def feeds(query: str) -> list[str]:
        page = LexborHTMLParser(client.get(f"/?{query}").content.decode())
        return [node.attributes["href"] or "" for node in page.css("#feeds a, #views a")]

    lists = ["/", "/calendar/", "/calendar/?view=agenda"]
    names = ["/calendar.ics", "/feed.atom", "/feed.rss"]
    assert sorted(feeds("timezone=Asia/Tokyo")) == sorted([*lists, *names])
    assert sorted(feeds("timezone=Asia/Tokyo&weekday=sat")) == sorted(
        [
            "/?weekday=sat",
            "/calendar/?weekday=sat",
            "/calendar/?view=agenda&weekday=sat",
            *(f"{name}?weekday=sat&timezone=Asia/Tokyo" for name in names),
        ]
    )
