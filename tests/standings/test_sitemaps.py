"""What search engines are told of results."""

from __future__ import annotations

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from apps.contests.sitemaps import PAGE
from apps.standings.upsert import upsert_standings
from tests.factories import ContestFactory
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db


def told(client: Client, section: str, page_of: int = 0) -> list[tuple[str, str]]:
    """Return the paths of a sitemap, each with its date: of the page on which a contest's id is."""
    page = LexborHTMLParser(client.get(f"/sitemap-{section}.xml?p={page_of // PAGE + 1}").content.decode())
    return [
        (
            url.css_first("loc").text().removeprefix("http://testserver"),
            "".join(one.text() for one in url.css("lastmod")),
        )
        for url in page.css("url")
    ]


def test_tables_are_told_with_their_dates(client: Client) -> None:
    ContestFactory(title="Without results")
    contest = contest_of(title="Cup")
    upsert_standings(contest, table([row()]), now=NOW)

    assert told(client, "standings", contest.pk) == [(f"/standings/cup-{contest.pk}/", "2026-11-21")]


def test_lists_are_told(client: Client) -> None:
    assert [path for path, _ in told(client, "results")] == ["/standings/", "/accounts/", "/problems/"]
