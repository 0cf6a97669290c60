"""Pages of accounts: one with its results and ratings, and the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import Account
from apps.accounts.upsert import upsert_profiles
from apps.resources.rows import ProfileRow, RatingRow
from apps.standings.models import Standing
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.upsert import upsert_standings
from tests.factories import ResourceFactory
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
ADDRESS = "/account/user1/resource/site.example/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def see(client: Client, address: str = ADDRESS) -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    """Return the texts of what a selector finds, with runs of blanks made one."""
    return [" ".join(node.text(separator=" ").split()) for node in page.css(selector)]


def facts(page: LexborHTMLParser) -> dict[str, str]:
    """Return the facts of an account by their names."""
    return dict(zip(texts(page, ".account-body > .facts dt"), texts(page, ".account-body > .facts dd"), strict=True))


def test_account_shows_profile_counters_and_unknown_as_such(client: Client) -> None:
    resource = ResourceFactory(host="site.example")
    profile = ProfileRow(
        asked="user1", key="user1", name="Ann Example", country="BY", rating=1612, max_rating=1700, n_contests=40
    )
    upsert_profiles(resource, [profile], now=NOW - timedelta(minutes=5))

    page = see(client)

    assert texts(page, "h1") == ["user1 Ann Example"]
    assert texts(page, ".under .source") == ["read 5 min ago"]
    assert facts(page) == {
        "Rating": "1612 at most 1700",
        "Place by rating": "–",
        "Over all sites": "–",
        "Contests": "– 40 by the site",
        "Solved": "–",
        "First to solve": "–",
        "Won": "–",
        "Country": "Belarus",
        "Organisation": "–",
        "Last contest": "–",
    }
    assert texts(page, ".empty") == [
        "No results of this account are known.",
        "How it came to this rating has not been read.",
    ]


def test_account_shows_its_contests_and_its_rating(client: Client) -> None:
    contest = contest_of(title="Cup", key="7")
    upsert_standings(contest, table([row(1, old_rating=1500, new_rating=1547)]), now=NOW)
    steps = [
        RatingRow(contest="6", title="Old round", at=NOW - 90 * HOUR, new_rating=1500),
        RatingRow(contest="7", at=NOW - HOUR, old_rating=1500, new_rating=1547, place=1, performance=1800),
    ]
    upsert_ratings(Account.objects.get(key="user1"), steps, now=NOW)

    tables = see(client).css(".list-table")

    assert [[" ".join(cell.text().split()) for cell in line.css("td, th")] for line in tables[0].css("tbody tr")] == [
        ["21 Nov 2026", "Cup", "1", "1", "1", "+47", "1547"]
    ]
    assert [[" ".join(cell.text().split()) for cell in line.css("td, th")] for line in tables[1].css("tbody tr")] == [
        ["21 Nov 2026", "Cup", "1", "+47", "1547", "1800"],
        ["17 Nov 2026", "Old round", "–", "–", "1500", "–"],
    ]


def test_account_marks_a_prediction_as_such(client: Client) -> None:
    upsert_standings(contest_of(title="Cup"), table([row(1, old_rating=1500)]), now=NOW)
    Standing.objects.update(predicted_change=12)

    assert texts(see(client), ".list-table [title=predicted]") == ["≈ +12", "≈ 1512"]


def test_account_says_of_a_contest_that_runs_what_it_is(client: Client) -> None:
    contest = contest_of(start=NOW - HOUR, end=NOW + HOUR)
    upsert_standings(contest, table([row(1, medal="gold", division="Open")]), now=NOW)

    page = see(client)

    assert facts(page)["Last contest"] == "running"
    assert texts(page, "[aria-labelledby=past] tbody td")[0] == "running"
    assert texts(page, "[aria-labelledby=past] tbody .tag") == ["Open", "Gold"]


def test_account_under_a_former_handle_or_other_case_redirects(client: Client) -> None:
    resource = ResourceFactory(host="site.example")
    upsert_profiles(resource, [ProfileRow(asked="before", key="before")], now=NOW)
    upsert_profiles(resource, [ProfileRow(asked="before", key="After")], now=NOW)

    for key in ("before", "after", "AFTER"):
        response = client.get(f"/account/{key}/resource/site.example/")
        assert (response.status_code, response["Location"]) == (302, "/account/After/resource/site.example/")
    assert facts(see(client, "/account/After/resource/site.example/"))["Former handles"] == "before"


def test_account_with_slashes_in_handle_and_host_has_an_address(client: Client) -> None:
    resource = ResourceFactory(host="site.example/gym")
    upsert_profiles(resource, [ProfileRow(asked="a/b?c", key="a/b?c")], now=NOW)

    assert texts(see(client, "/account/a/b%3Fc/resource/site.example/gym/"), "h1") == ["a/b?c"]


def test_account_that_is_gone_or_in_trouble_says_so(client: Client) -> None:
    resource = ResourceFactory(host="site.example")
    upsert_profiles(resource, [ProfileRow(asked="user1", key="user1")], now=NOW)
    Account.objects.update(gone=NOW, trouble="the site is down")

    assert texts(see(client), ".notice") == [
        "The site does not know this account any more, as of 21 Nov 2026 . What was known stays.",
        "The profile could not be read: the site is down",
    ]


@pytest.mark.parametrize("address", ["/account/nobody/resource/site.example/", "/account/user1/resource/no.example/"])
def test_unknown_accounts_are_not_found(client: Client, address: str) -> None:
    ResourceFactory(host="site.example")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 40])
def test_account_costs_the_same_queries_for_any_number_of_contests(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        upsert_standings(contest_of(), table([row()]), now=NOW)

    with django_assert_num_queries(7):
        assert len(see(client).css(".list-table tbody tr")) == number


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("", ["Ann", "ann2", "bob", "ann3"]),
        ("?search=AN", ["Ann", "ann2", "ann3"]),
        ("?resource=b.example", ["ann3"]),
        ("?search=nn", []),
        ("?search=%25", []),
    ],
)
def test_list_finds_handles_by_their_beginning(client: Client, query: str, handles: list[str]) -> None:
    for host, keys in (("a.example", ("bob", "ann2", "Ann")), ("b.example", ("ann3",))):
        upsert_profiles(ResourceFactory(host=host), [ProfileRow(asked=key, key=key) for key in keys], now=NOW)

    assert sorted(texts(see(client, f"/accounts/{query}"), "tbody th")) == sorted(handles)
