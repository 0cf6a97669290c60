"""Looking accounts up: known ones at once, others by way of the engine, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.relisting import relist_accounts
from apps.core.models import Event
from apps.resources.models import Resource
from tests.factories import AccountFactory, ResourceFactory

pytestmark = pytest.mark.django_db
LOOKUP = "/accounts/lookup/"


@pytest.fixture(autouse=True)
def _sites() -> None:
    Resource.objects.update(enabled=False)
    Resource.objects.filter(host__in=("codeforces.com", "atcoder.jp")).update(enabled=True)


def see(client: Client, query: str) -> LexborHTMLParser:
    """Return the page of a look-up."""
    response = client.get(f"{LOOKUP}{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def wanted() -> list[str]:
    """Return the handles that the engine was asked to read."""
    return [event.payload["key"] for event in Event.objects.filter(name="account.wanted").order_by("id")]


@pytest.mark.parametrize(
    "query",
    [
        "?q=https://codeforces.com/profile/tourist",
        "?q=www.codeforces.com/profile/TOURIST?locale=en",
        "?q=tourist&resource=codeforces.com",
        "?q=codeforces.com:tourist",
    ],
)
def test_lookup_leads_to_an_account_that_is_known(client: Client, query: str) -> None:
    AccountFactory(resource=Resource.objects.get(host="codeforces.com"), key="tourist")

    response = client.get(f"{LOOKUP}{query}")

    assert (response.status_code, response["Location"]) == (302, "/account/tourist/resource/codeforces.com/")
    assert wanted() == []


def test_lookup_has_an_unknown_account_read_once_and_waits(client: Client) -> None:
    address = "?q=https://codeforces.com/profile/new-one"

    first, again = (see(client, address) for _ in range(2))

    for page in (first, again):
        assert page.css_first("#lookup-state span").text() == "Reading new-one from Codeforces…"
    assert first.css_first("#lookup-state").attributes["hx-trigger"] == "every 1s"
    assert wanted() == ["new-one"]


def test_lookup_sends_a_waiting_page_on_once_the_account_is_there(client: Client) -> None:
    see(client, "?q=new-one&resource=codeforces.com")
    AccountFactory(resource=Resource.objects.get(host="codeforces.com"), key="new-one")

    response = client.get(f"{LOOKUP}?q=new-one&resource=codeforces.com", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, "/account/new-one/resource/codeforces.com/")


def test_lookup_of_a_bare_handle_shows_known_ones_and_offers_the_sites(client: Client) -> None:
    for host in ("codeforces.com", "atcoder.jp"):
        AccountFactory(resource=Resource.objects.get(host=host), key="Tourist")
    relist_accounts()

    page = see(client, "?q=tourist")

    assert [link.attributes["href"] for link in page.css(".ranked a")] == [
        "/account/Tourist/resource/atcoder.jp/",
        "/account/Tourist/resource/codeforces.com/",
    ]
    assert [link.text(strip=True) for link in page.css(".offered .chip")] == ["AtCoder", "Codeforces"]
    assert wanted() == []


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00%20", "?resource=codeforces.com", "?q=x&resource=nowhere"])
def test_lookup_of_nothing_shows_the_form(client: Client, query: str) -> None:
    assert len(see(client, query).css(".lookup-form")) == 1
    assert wanted() == []


@pytest.mark.parametrize("typed", ["https://nowhere.example/someone", "a?b", "a" * 300])
def test_lookup_of_an_address_that_no_site_has_is_refused_in_words(client: Client, typed: str) -> None:
    page = see(client, f"?q={typed.replace('?', '%3F')}&resource=codeforces.com")

    is_refused = page.css_first(".notice") is not None
    assert is_refused == (not typed.startswith("aa"))
    assert [len(key) for key in wanted()] == ([] if is_refused else [200])


@pytest.mark.parametrize("typed", ["https://nowhere.example/someone", "https://codeforces.com/contest/1"])
def test_lookup_of_another_page_offers_no_site_to_read_it_from(client: Client, typed: str) -> None:
    page = see(client, f"?q={typed}")

    assert page.css_first(".notice").text() == "This is no address of a profile that we know, and no handle."
    assert page.css(".offered") == []


def test_lookup_of_a_handle_that_begins_like_an_address_is_asked_for(client: Client) -> None:
    see(client, "?q=httpfan&resource=codeforces.com")

    assert wanted() == ["httpfan"]


def test_lookup_is_refused_where_profiles_are_not_read(client: Client) -> None:
    ResourceFactory(host="judge.example", title="Judge", adapter="ejudge")

    page = see(client, "?q=ann&resource=judge.example")

    assert page.css_first(".notice").text() == "The profiles of Judge are not read."
    assert "Judge" not in [option.text() for option in page.css(".lookup-form option")]


def test_lookup_waits_for_better_times_while_the_cache_is_away(client: Client, settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}}

    page = see(client, "?q=https://codeforces.com/profile/new-one")

    assert "please come back later" in page.text()
    assert wanted() == []
