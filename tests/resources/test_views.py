"""The table of sites and the page of a site."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.resources.models import Resource
from tests.factories import ContestFactory, PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db


CAN = "contests problems standings profiles ratings submissions"  # as the adapter of the factory does


def see(client: Client, address: str) -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def plain(node: LexborNode) -> str:
    """Return a node's text with runs of blanks made one."""
    return " ".join(node.text(separator=" ").split())


def titles(page: LexborHTMLParser, rows: str) -> list[str]:
    """Return the titles of the rows of one kind."""
    return [plain(node) for node in page.css(f"#contests {rows} .name")]


def test_site_is_found_by_host_and_leads_there_from_id_and_short_name(client: Client) -> None:
    site = ResourceFactory(host="judge.example/gym", short="jg")
    assert site.get_absolute_url() == "/resource/judge.example/gym/"
    assert plain(see(client, "/resource/judge.example/gym/").css_first("h1")) == site.title
    for name in (str(site.pk), "jg", "JG", "Judge.Example/gym"):
        response = client.get(f"/resource/{name}/?page=2")
        assert (response.status_code, response["Location"]) == (302, "/resource/judge.example/gym/?page=2")


@pytest.mark.parametrize("name", ["no.such.example", "99999999", "99999999999999999999", "off.example", "%00"])
def test_unknown_site_is_not_found(client: Client, name: str) -> None:
    ResourceFactory(host="off.example", enabled=False)
    assert client.get(f"/resource/{name}/").status_code == 404


def test_site_shows_its_own_contests_only(client: Client) -> None:
    site = ResourceFactory()
    now = timezone.now()
    ContestFactory(resource=site, title="Runs", start=now - timedelta(hours=1))
    ContestFactory(resource=site, title="Comes")
    ContestFactory(resource=site, title="Over", start=now - timedelta(hours=5))
    ContestFactory(resource=site, title="Over long since", start=now - timedelta(days=500))
    ContestFactory(title="Of another site")
    page = see(client, site.get_absolute_url())
    assert titles(page, ".is-running") == ["Runs"]
    assert titles(page, ".is-coming") == ["Comes"]
    assert titles(page, ".past-entry") == ["Over", "Over long since"]


@pytest.mark.parametrize(
    ("query", "first", "last", "number"),
    [
        ("", "Old 0", "Old 49", "1"),
        ("?page=2", "Old 50", "Old 59", "2"),
        ("?page=99", "Old 50", "Old 59", "2"),
        ("?page=x", "Old 0", "Old 49", "1"),
    ],
)
def test_past_contests_come_in_pages(client: Client, query: str, first: str, last: str, number: str) -> None:
    site = ResourceFactory()
    for age in range(60):
        ContestFactory(resource=site, title=f"Old {age}", start=timezone.now() - timedelta(days=age + 1))
    page = see(client, f"{site.get_absolute_url()}{query}")
    found = titles(page, ".past-entry")
    assert (found[0], found[-1], plain(page.css_first(".paging [aria-current]"))) == (first, last, number)


def test_site_tells_how_it_is_read(client: Client) -> None:
    site = ResourceFactory(adapter="codeforces")
    PlanFactory(resource=site, succeeded=timezone.now() - timedelta(minutes=3, seconds=5), rows=7)
    facts = {
        plain(row.css_first("dt")): plain(row.css_first("dd"))
        for row in see(client, site.get_absolute_url()).css("section[aria-labelledby=reading] .facts > div")
    }
    assert facts["State"] == "fresh 3 min ago"
    assert facts["Last success"] == "3 min ago , 7 contests listed"
    assert facts["Verified"].startswith("real answers 20")
    assert list(facts) == ["State", "Last success", "Next try", "Rhythm", "Verified", "Oddities"]


@pytest.mark.parametrize("rows", [1, 30])
def test_site_takes_as_many_queries_for_thirty_contests(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site = ResourceFactory()
    ContestFactory.create_batch(rows, resource=site)
    ContestFactory.create_batch(rows, resource=site, start=timezone.now() - timedelta(days=3))
    with django_assert_num_queries(10):  # site, version, source, coming, moves, series, habits, past, its count, survey
        page = see(client, site.get_absolute_url())
    assert (len(titles(page, ".is-coming")), len(titles(page, ".past-entry"))) == (rows, rows)


def test_table_lists_sites_with_their_open_contests_and_freshness(client: Client) -> None:
    Resource.objects.all().delete()
    busy = ResourceFactory(title="Busy", host="busy.example", n_contests=12)
    ContestFactory.create_batch(2, resource=busy)
    ContestFactory(resource=busy, cancelled=timezone.now())
    PlanFactory(resource=busy, succeeded=timezone.now() - timedelta(minutes=2))
    ResourceFactory(title="Calm", host="calm.example")
    ResourceFactory(title="Off", enabled=False)
    rows = [plain(row) for row in see(client, "/resources/").css(".sheet tbody tr")]
    assert rows == [
        f"Busy busy.example 2 12 fresh 2 min ago {CAN} Filter iCal Site ↗",
        f"Calm calm.example – 0 never read {CAN} Filter iCal Site ↗",
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_table_takes_as_many_queries_for_thirty_sites(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Resource.objects.all().delete()
    for site in ResourceFactory.create_batch(rows):
        PlanFactory(resource=site)
    with django_assert_num_queries(4):  # version, sites, open contests, freshness
        assert len(see(client, "/resources/").css(".sheet tbody tr")) == rows


def test_past_is_searched_and_the_search_is_kept_from_page_to_page(client: Client) -> None:
    site = ResourceFactory()
    for age in range(60):
        ContestFactory(resource=site, title=f"Cup {age}", start=timezone.now() - timedelta(days=age + 1))
    ContestFactory(resource=site, title="League", start=timezone.now() - timedelta(days=1))
    page = see(client, f"{site.get_absolute_url()}?search=cup+||+open")
    assert (len(titles(page, ".past-entry")), page.css_first("#past-search").attributes["value"]) == (50, "cup || open")
    older = page.css_first(".paging a[rel=next]").attributes["href"] or ""
    assert older == "?search=cup+%7C%7C+open&page=2#past"
    page = see(client, f"{site.get_absolute_url()}{older}")
    assert titles(page, ".past-entry")[-1] == "Cup 59"
    nothing = see(client, f"{site.get_absolute_url()}?search=omega")
    assert plain(nothing.css_first("#past-rows .empty")) == "No past contest of this site matches. Show all"


def test_site_tells_its_habits_in_words_bars_and_a_table(client: Client) -> None:
    site = ResourceFactory()
    start = timezone.now().replace(hour=14, minute=35, second=0, microsecond=0) - timedelta(days=1)
    for week in range(8):
        ContestFactory(resource=site, title=f"Cup {week}", series="cup", start=start - timedelta(days=7 * week))
    client.cookies["timezone"] = "Asia/Tokyo"
    page = see(client, site.get_absolute_url())
    told = {plain(row.css_first("dt")): plain(row.css_first("dd")) for row in page.css(".habits .facts > div")}
    assert told["Usual time"] == "23:35 100 % · Asia/Tokyo"
    assert (told["Usual length"], told["Pace"]) == ("2 h", "about every 7 d")
    assert list(told) == ["Usual day", "Usual time", "Usual length", "Pace"]
    months = [int(plain(row)) for row in page.css("#months-table tbody td")]
    assert (len(months), sum(months), len(page.css(".chart svg")[0].css("rect"))) == (24, 8, 24)
    assert [int(plain(row)) for row in page.css("#lengths-table tbody td")] == [0, 8, 0, 0, 0, 0, 0, 0]
    assert [node.attributes["href"] for node in page.css(".series-chips a")] == ["/series/cup/"]


@pytest.mark.parametrize(
    ("query", "hosts"),
    [
        ("", ["b.example", "a.example", "c.example"]),
        ("sort=host", ["a.example", "b.example", "c.example"]),
        ("sort=open", ["c.example", "b.example", "a.example"]),
        ("sort=all", ["a.example", "c.example", "b.example"]),
        ("sort=read", ["b.example", "a.example", "c.example"]),
        ("sort=nonsense", ["b.example", "a.example", "c.example"]),
        ("search=BETA", ["a.example"]),
        ("search=example+c.", ["c.example"]),
        ("search=nowhere", []),
    ],
)
def test_sites_are_sorted_and_searched(client: Client, query: str, hosts: list[str]) -> None:
    Resource.objects.all().delete()
    beta, alpha, gamma = (
        ResourceFactory(title=title, host=host, n_contests=number, short=title[:2])
        for title, host, number in (("Beta", "a.example", 9), ("alpha", "b.example", 1), ("Gamma", "c.example", 5))
    )
    ContestFactory(resource=alpha)
    ContestFactory.create_batch(2, resource=gamma)
    PlanFactory(resource=alpha, succeeded=timezone.now())
    PlanFactory(resource=beta, succeeded=timezone.now() - timedelta(hours=1))
    page = see(client, f"/resources/?{query}")
    assert [plain(node) for node in page.css(".sheet tbody td:nth-child(2)")] == hosts
    assert bool(page.css(".empty")) == (hosts == [])


def test_page_turns_with_its_contests_though_it_was_kept(client: Client) -> None:
    site = ResourceFactory()
    now = timezone.now()
    ContestFactory(resource=site, start=now + timedelta(seconds=1), end=now + timedelta(hours=1))
    with time_machine.travel(now, tick=False) as clock:
        assert len(see(client, site.get_absolute_url()).css("#contests .is-coming")) == 1
        clock.shift(1.05)
        assert len(see(client, site.get_absolute_url()).css("#contests .is-coming")) == 0
