"""What crawlers are told."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.contests import sitemaps
from apps.resources.models import Resource
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_sites_and_small_ids(db: None) -> None:
    """Begin with the first id, for contests lie on pages by their ids; it is undone with the test's transaction."""
    Resource.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contests_contest ALTER COLUMN id RESTART WITH 1")


def paths(client: Client, address: str) -> list[str]:
    """Return the paths that a sitemap names."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return re.findall(r"<loc>http://testserver(.*?)</loc>", response.content.decode())


def test_index_names_every_section(client: Client) -> None:
    ContestFactory()
    assert sorted(paths(client, "/sitemap.xml")) == [
        f"/sitemap-{section}.xml"
        for section in ("contests", "pages", "resources", "results", "series", "sites", "standings")
    ]


def test_sections_name_what_anybody_may_see(client: Client) -> None:
    site = ResourceFactory(host="site.example")
    shown = ContestFactory.create_batch(3, resource=site, series="site-example-cup")
    ContestFactory(resource=site, hidden=True)
    ContestFactory(resource__enabled=False)
    assert paths(client, "/sitemap-contests.xml") == [contest.get_absolute_url() for contest in shown]
    assert paths(client, "/sitemap-resources.xml") == ["/resource/site.example/"]
    assert paths(client, "/sitemap-series.xml") == ["/series/site-example-cup/"]
    assert paths(client, "/sitemap-pages.xml") == ["/", "/calendar/", "/series/", "/changes/"]
    assert paths(client, "/sitemap-sites.xml") == ["/resources/"]


@pytest.fixture
def _pages_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PAGE", 10)


@pytest.mark.usefixtures("_pages_of_ten")
def test_contests_lie_on_pages_by_their_ids(client: Client) -> None:
    contests = ContestFactory.create_batch(25)
    pages = [path for path in paths(client, "/sitemap.xml") if path.startswith("/sitemap-contests.xml")]
    listed = [path for page in pages for path in paths(client, page)]
    assert listed == [contest.get_absolute_url() for contest in contests]
    assert len(pages) == contests[-1].pk // 10 + 1


@pytest.mark.usefixtures("_pages_of_ten")
@pytest.mark.parametrize("number", ["%2B2", "٢", " 2", "0x2", "2.0", "two", ""])
def test_odd_page_is_the_first_and_kept_as_such(client: Client, number: str) -> None:
    ContestFactory(pk=1)
    ContestFactory(pk=11)
    assert paths(client, f"/sitemap-contests.xml?p={number}") == ["/contest/1/"]
    assert paths(client, "/sitemap-contests.xml?p=1") == ["/contest/1/"]
    assert paths(client, "/sitemap-contests.xml?p=2") == ["/contest/11/"]


@pytest.mark.parametrize("rows", [1, 30])
def test_contests_take_two_queries_and_none_once_kept(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContestFactory.create_batch(rows)
    with django_assert_num_queries(2):  # the last id, the contests of the page
        assert len(paths(client, "/sitemap-contests.xml")) == rows
    with django_assert_num_queries(0):
        assert len(paths(client, "/sitemap-contests.xml?p=1")) == rows


@pytest.mark.parametrize(
    "address",
    ["/sitemap-nothing.xml", "/sitemap-pages.xml?p=99", "/sitemap-contests.xml?p=0"],
)
def test_missing_section_or_page_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_sitemap_is_not_sent_twice(client: Client) -> None:
    etag = client.get("/sitemap-pages.xml")["ETag"]
    assert client.get("/sitemap-pages.xml", headers={"If-None-Match": etag}).status_code == 304


def test_robots_are_sent_to_the_sitemap_and_kept_from_doors(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /staff/", "Disallow: /search/"} - set(lines) == set()
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"


def test_made_up_world_is_for_no_robot(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
