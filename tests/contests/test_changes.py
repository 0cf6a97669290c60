"""The log of changes, as a page and as feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest, ContestChange
from apps.live.actions import publish
from tests.factories import ContestChangeFactory, ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def see(client: Client, address: str = "/changes/") -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def lines(page: LexborHTMLParser) -> list[str]:
    """Return the lines of the log."""
    return [" ".join(node.text(separator=" ").replace("MARK", "").split()) for node in page.css(".log-row")]


def change(kind: str, *, title: str = "Cup", at: datetime = NOW, **more: Any) -> ContestChange:
    """Make a change of a contest of its own."""
    return ContestChangeFactory.create(contest__title=title, kind=kind, at=at, **more)


def test_log_tells_what_was_and_is_newest_first_by_day(client: Client) -> None:
    change("cancelled", title="Off", at=NOW - 30 * HOUR, was={}, now={})
    change(
        "moved",
        title="Moved",
        at=NOW - HOUR,
        was={"start": "2026-11-22T13:00:00Z", "end": "2026-11-22T15:00:00Z"},
        now={"start": "2026-11-22T14:00:00Z", "end": "2026-11-22T16:00:00Z"},
    )
    client.cookies["timezone"] = "Europe/Minsk"
    page = see(client)
    assert [node.text().strip() for node in page.css("#contests h2")] == [
        "Saturday, 21 November 2026",
        "Friday, 20 November 2026",
    ]
    assert lines(page) == [
        "20:54 moved Moved Start 22 Nov 2026, 16:00 → 22 Nov 2026, 17:00 End 22 Nov 2026, 18:00 → 22 Nov 2026, 19:00",
        "15:54 cancelled Off",
    ]


def test_announcements_of_one_moment_fold(client: Client) -> None:
    site = ResourceFactory(title="Site")
    for contest in ContestFactory.create_batch(5, resource=site, title="Many"):
        ContestChangeFactory(contest=contest, kind="added", at=NOW, was={}, now={})
    few = ContestFactory(title="Alone", start=NOW + HOUR)
    ContestChangeFactory(contest=few, kind="added", at=NOW, was={}, now={})
    page = see(client)
    assert lines(page)[0] == "18:54 announced Alone Sat 21 Nov 2026, 19:54"
    assert page.css_first(".log-fold summary").text() == "Site announced 5 contests"
    assert len(page.css(".log-fold li")) == 5


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["B", "A"]),
        ("change=moved", ["A"]),
        ("change=moved&change=cancelled", ["B", "A"]),
        ("search=b", ["B"]),
        ("resource=a.example", ["A"]),
        ("change=extended", []),
    ],
)
def test_log_is_filtered_by_kind_and_contest(client: Client, query: str, titles: list[str]) -> None:
    change("moved", title="A", contest__resource__host="a.example")
    change("cancelled", title="B", contest__resource__host="b.example")
    page = see(client, f"/changes/?{query}")
    assert [node.text() for node in page.css(".log-what > a")] == titles
    assert bool(page.css(".empty")) == (titles == [])
    entries = feedparser.parse(client.get(f"/changes.atom?{query}").content).entries
    assert [entry.title.partition(":")[0] for entry in entries] == titles


def test_unknown_kind_is_passed_over_with_a_warning(client: Client) -> None:
    change("moved")
    page = see(client, "/changes/?change=exploded")
    assert page.css_first(".notice").text() == "“change=exploded” is not understood and passed over."
    assert len(lines(page)) == 1


def test_hidden_contests_are_not_in_the_log(client: Client) -> None:
    change("moved", title="Shown")
    change("moved", title="Secret", contest__hidden=True)
    change("moved", title="Off", contest__resource__enabled=False)
    assert [node.text() for node in see(client).css(".log-what > a")] == ["Shown"]
    assert b"Secret" not in client.get("/changes.rss").content


def test_pages_follow_each_other_without_gap_while_new_changes_come(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.contests.changes_views.PAGE", 3)
    titles = [f"C{number}" for number in range(8)]
    for title in titles:
        change("moved", title=title)
    seen, address = [], "/changes/?change=moved"
    while address:
        page = see(client, address)
        seen += [node.text() for node in page.css(".log-what > a")]
        older = page.css_first(".paging a[rel=next]")
        address = f"/changes/{older.attributes['href']}" if older else ""
        change("moved", title="newer")
    assert seen == titles[::-1]


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40, ""])
def test_place_that_makes_no_sense_begins_at_the_newest(client: Client, before: str) -> None:
    change("moved", title="A")
    assert len(lines(see(client, f"/changes/?before={before}"))) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_log_takes_as_many_queries_for_three_changes(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        change("moved", title=f"C{number}")
    with django_assert_num_queries(3):  # version, changes, sites
        assert len(lines(see(client))) == rows


def test_new_change_shows_at_once(client: Client) -> None:
    change("moved", title="A")
    assert len(lines(see(client))) == 1
    with transaction.atomic():
        change("cancelled", title="B")
        publish("contests")
    assert len(lines(see(client))) == 2


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_tells_each_change_once_and_for_ever(client: Client, kind: str, settings: Settings) -> None:
    settings.SITE_URL = "https://clist.example"
    moved = change(
        "moved", title="A & <B>", was={"start": "2026-11-22T13:00:00Z"}, now={"start": "2026-11-22T14:00:00Z"}
    )
    response = client.get(f"/changes.{kind}?resource={moved.contest.resource.host}&before=1")
    feed = feedparser.parse(response.content)
    (entry,) = feed.entries
    assert not feed.bozo
    assert entry.title == "A & <B>: moved"
    assert entry.id == f"tag:localhost,2026:change/{moved.pk}"
    assert entry.link == f"https://clist.example/contest/{moved.contest_id}/#history"
    assert "Start: 22 Nov 2026, 13:00 → 22 Nov 2026, 14:00" in entry.summary
    assert feed.feed.link.startswith("https://clist.example/changes")
    again = client.get(f"/changes.{kind}?resource={moved.contest.resource.host}")
    assert again.content == response.content
    assert (
        client.get(
            f"/changes.{kind}?resource={moved.contest.resource.host}", headers={"If-None-Match": again["ETag"]}
        ).status_code
        == 304
    )


def test_feed_follows_its_contest_into_a_merge(client: Client) -> None:
    first = ContestFactory()
    change("moved", title="Duplicate")
    Contest.objects.filter(title="Duplicate").update(merged_into=first)
    assert feedparser.parse(client.get("/changes.rss").content).entries == []
