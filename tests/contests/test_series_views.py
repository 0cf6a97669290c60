"""The pages of series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.models import Resource
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _no_sites(db: None) -> None:
    Resource.objects.all().delete()


def see(client: Client, address: str) -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def plain(page: LexborHTMLParser, selector: str) -> list[str]:
    """Return the texts of all matches."""
    return [" ".join(node.text(separator=" ").split()) for node in page.css(selector)]


def make(site: Resource, name: str, *, ages: list[float]) -> list[Contest]:
    """Make contests of a series, so many days old."""
    slug = f"{site.host.replace('.', '-')}-{name.lower()}"
    return [
        ContestFactory.create(resource=site, title=f"{name} {number}", series=slug, start=NOW - age * DAY)
        for number, age in enumerate(ages, start=1)
    ]


def test_living_and_large_series_come_first_by_site(client: Client) -> None:
    big, small = ResourceFactory(title="Big", host="big.example"), ResourceFactory(title="Small", host="small.example")
    make(small, "Cup", ages=[30, 20, 10])
    make(big, "League", ages=[30, 20, 10, -3])
    make(big, "Old", ages=[1000, 900, 800, 700, 600])
    make(big, "Pair", ages=[2, 1])
    make(small, "Hidden", ages=[3, 2, 1])
    Contest.objects.filter(title__startswith="Hidden").update(hidden=True)
    page = see(client, "/series/")
    assert plain(page, "#contests h2") == ["Big", "Small"]
    assert plain(page, ".series-rows li") == [
        "League 4 contests next in 3 d",
        "Old 5 contests last in Mar 2025",
        "Cup 3 contests last in Nov 2026",
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=cup", ["Cup"]),
        ("search=BIG league", ["League"]),
        ("search=league small", []),
        ("resource=small.example", ["Cup"]),
        ("resource=no.example", []),
    ],
)
def test_series_are_found_by_words_and_site(client: Client, query: str, names: list[str]) -> None:
    make(ResourceFactory(title="Big", host="big.example"), "League", ages=[3, 2, 1])
    make(ResourceFactory(title="Small", host="small.example"), "Cup", ages=[3, 2, 1])
    page = see(client, f"/series/?{query}")
    assert plain(page, ".series-name") == names
    assert bool(page.css(".empty")) == (names == [])


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_queries_for_three_series(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site = ResourceFactory()
    for name in ("Cup", "League", "Open")[:number]:
        make(site, name, ages=[3, 2, 1])
    with django_assert_num_queries(3):  # version, sites, series
        assert len(plain(see(client, "/series/"), ".series-name")) == number


def test_series_tells_the_next_its_habits_and_its_past(client: Client) -> None:
    site = ResourceFactory(host="site.example")
    *past, coming = make(site, "Cup", ages=[28, 21, 14, 7, -1])
    page = see(client, "/series/site-example-cup/")
    assert plain(page, "h1") == ["Cup"]
    assert plain(page, ".under .big-left") == ["next in 1 d"]
    assert plain(page, ".series-facts dd") == [
        "5 contests since Oct 2026",
        "Saturday 80 %",
        "18:54 100 % · UTC",
        "2 h",
        "about every 7 d",
    ]
    assert plain(page, ".is-coming .name") == [coming.title]
    assert plain(page, ".past-entry .name") == [contest.title for contest in reversed(past)]
    assert [node.attributes["href"] for node in page.css("#feeds a")] == [
        f"/{feed}?series=site-example-cup" for feed in ("calendar.ics", "feed.atom", "feed.rss")
    ]


def test_feed_of_a_series_holds_nothing_else(client: Client) -> None:
    site = ResourceFactory(host="site.example")
    make(site, "Cup", ages=[-1, -2])
    make(site, "League", ages=[-1])
    text = client.get("/calendar.ics?series=site-example-cup").content.decode()
    assert sorted(line for line in text.splitlines() if line.startswith("SUMMARY")) == [
        "SUMMARY:Cup 1",
        "SUMMARY:Cup 2",
    ]


def test_past_of_a_series_comes_in_pages(client: Client) -> None:
    make(ResourceFactory(host="site.example"), "Cup", ages=list(range(1, 62)))
    address = "/series/site-example-cup/"
    assert len(plain(see(client, address), ".past-entry")) == 50
    page = see(client, f"{address}?page=2")
    assert plain(page, ".past-entry .name")[-1] == "Cup 61"
    assert page.css_first("link[rel=canonical]").attributes["href"].endswith(f"{address}?page=2")


@pytest.mark.parametrize("rows", [1, 3])
def test_series_takes_as_many_queries_for_three_contests(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site = ResourceFactory(host="site.example")
    make(site, "Cup", ages=[*range(1, rows + 1), *range(-rows, 0)])
    with django_assert_num_queries(8):  # newest, version, coming, news, counts, habits, past and its count
        assert len(plain(see(client, "/series/site-example-cup/"), ".name")) == 2 * rows


def test_unknown_series_is_not_found_and_another_case_leads_on(client: Client) -> None:
    make(ResourceFactory(host="site.example"), "Cup", ages=[1])
    assert client.get("/series/site-example-league/").status_code == 404
    ContestFactory(series="")
    assert client.get("/series/%00/").status_code == 404
    assert client.get("/series/Site-Example-Cup/")["Location"] == "/series/site-example-cup/"
