"""The search over everything: the page, the suggestions, and how finders are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.core.finding import Finder, finders
from apps.core.plugins import load_from_apps
from apps.live.actions import publish
from apps.resources.models import Resource
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock(db: None) -> Iterator[None]:
    """Let it be one evening, for ever, and no site be known."""
    Resource.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


def see(client: Client, address: str, **query: str) -> LexborHTMLParser:
    """Return an answer as a browser reads it."""
    response = client.get(address, query)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def titles(page: LexborHTMLParser) -> list[str]:
    """Return the titles of what was found, in their order."""
    return [node.text() for node in page.css("main .found-line .name, .found-line .found-title")]


def test_every_app_brings_its_finder() -> None:
    assert list(finders()) == ["sites", "contests", "problems", "accounts"]
    assert set(load_from_apps("finders", Finder)) == {"resources", "contests", "contests problem", "accounts"}


@pytest.mark.parametrize("address", ["/search/", "/search/suggestions/"])
def test_search_finds_sites_and_contests(client: Client, address: str) -> None:
    site = ResourceFactory(host="cups.example", title="Cups")
    ContestFactory(resource=site, title="Spring Cup", start=NOW + HOUR)
    ContestFactory(resource=site, title="Autumn Round", start=NOW + 2 * HOUR)
    ContestFactory(title="Other", start=NOW + HOUR)
    assert titles(see(client, address, q="cup")) == ["Cups", "Spring Cup", "Autumn Round"]


def test_page_tells_when_a_contest_is_in_the_viewers_zone(client: Client) -> None:
    ContestFactory(title="Spring Cup", start=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    client.cookies["timezone"] = "Europe/Minsk"
    page = see(client, "/search/", q="spring")
    assert [node.text() for node in page.css("main .when")] == ["Sun 22 Nov 2026, 02:30"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("?!…", "A search needs a letter or a figure."),
        ("\x00", ""),
        ("x" * 10_000, "Only the first 8 words and 100 characters count."),
        ("nothing-like-it", ""),
    ],
)
def test_odd_searches_get_a_clear_answer(client: Client, typed: str, told: str) -> None:
    page = see(client, "/search/", q=typed)
    assert [node.text() for node in page.css("main .notice")] == ([told] if told else [])
    assert titles(page) == []
    piece = see(client, "/search/suggestions/", q=typed)
    assert titles(piece) == []
    told_in_box = piece.css_first(".found-status")
    assert told_in_box is not None
    assert told_in_box.text() == (told or ("Nothing found." if typed.isprintable() else ""))


def test_search_shows_text_of_strangers_as_text(client: Client) -> None:
    ContestFactory(title="<b>Bold</b> Cup", start=NOW + HOUR)
    page = client.get("/search/", {"q": "bold <script>"}).content.decode()
    assert "<script>" not in page
    assert titles(see(client, "/search/", q="bold")) == ["<b>Bold</b> Cup"]


def test_one_kind_is_shown_page_by_page(client: Client) -> None:
    for number in range(70):
        ContestFactory(title=f"Cup {number}", start=NOW + (number + 1) * HOUR)
    best = see(client, "/search/", q="cup")
    assert titles(best) == [f"Cup {number}" for number in range(10)]
    more = best.css_first("main section p a").attributes["href"]
    assert more == "/search/?q=cup&kind=contests"
    first = see(client, more)
    assert titles(first) == [f"Cup {number}" for number in range(50)]
    second = see(client, first.css_first("a[rel=next]").attributes["href"] or "")
    assert titles(second) == [f"Cup {number}" for number in range(50, 70)]
    assert second.css_first("a[rel=next]") is None
    for odd in ("0", "-1", "x", "99999999", "²"):
        assert titles(see(client, "/search/", q="cup", kind="contests", page=odd))[:1] == ["Cup 0"]


def test_suggestions_are_kept_until_something_changes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContestFactory(title="Spring Cup", start=NOW + HOUR)
    assert titles(see(client, "/search/suggestions/", q="spring")) == ["Spring Cup"]
    with django_assert_num_queries(3):  # the words, and the versions of sites and of contests
        assert titles(see(client, "/search/suggestions/", q="spring")) == ["Spring Cup"]
    Contest.objects.update(title="Spring Finals")
    with transaction.atomic():
        publish("contests")
    assert titles(see(client, "/search/suggestions/", q="spring")) == ["Spring Finals"]


def test_suggestions_say_how_long_they_hold_and_for_whom(client: Client) -> None:
    response = client.get("/search/suggestions/", {"q": "x"})
    assert response["Cache-Control"] == "private, max-age=15"
    assert {name.strip() for name in response["Vary"].split(",")} >= {"Accept-Language", "Cookie"}


@pytest.mark.parametrize("rows", [1, 3])
def test_search_takes_as_many_queries_for_three_rows(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        ContestFactory(title="Spring Cup", resource__title="Spring", start=NOW + HOUR)
    with django_assert_num_queries(11):  # the words; sites 2, contests 3, problems 2, accounts 3
        assert len(titles(see(client, "/search/", q="spring"))) == 2 * rows


def test_search_with_an_unused_kind_shows_every_kind(client: Client) -> None:
    ContestFactory(title="Spring Cup", start=NOW + HOUR)
    assert titles(see(client, "/search/", q="spring", kind="cities")) == ["Spring Cup"]


def test_a_pasted_address_finds_what_it_names(client: Client) -> None:
    site = ResourceFactory(host="cups.example", title="Cups")
    ContestFactory(resource=site, key="77", title="Spring Cup", url="https://cups.example/c/77", start=NOW + HOUR)
    ContestFactory(resource=site, key="78", title="Cups example c 77", start=NOW + HOUR)
    for address in ("/search/", "/search/suggestions/"):
        assert titles(see(client, address, q="https://cups.example/c/77?lang=en")) == ["Spring Cup"]
        assert titles(see(client, address, q="cups.example/c/79")) == []
    assert titles(see(client, "/search/", q="cups.example")) == ["Cups", "Spring Cup", "Cups example c 77"]
