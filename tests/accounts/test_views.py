"""The page of one account: its results and ratings, the wish to have it read, and its ratings as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.actions import OF_A_SENDER
from apps.accounts.models import Account
from apps.accounts.upsert import upsert_profiles
from apps.core.models import Event
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


def rows_of(page: LexborHTMLParser, part: str) -> list[list[str]]:
    """Return the texts of the cells in the tables of a part of a page, row by row."""
    rows = page.css(f"{part} tbody tr")
    return [[" ".join(cell.text(separator=" ").split()) for cell in row.css("td, th")] for row in rows]


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
    assert [flag.attributes["alt"] for flag in page.css("h1 .flag")] == ["Belarus"]
    assert page.css_first("h1 span").attributes["class"] == "rating-blue"
    assert texts(page, ".under .source") == ["read 5 min ago"]
    assert facts(page) == {
        "Rating": "1612 at most 1700",
        "Place by rating": "–",
        "Over all sites": "–",
        "Contests": "– 40 by the site",
        "Solved": "–",
        "Country": "Belarus",
        "Organisation": "–",
        "Last contest": "–",
    }
    assert texts(page, ".empty") == [
        "How it came to this rating has not been read.",
        "On which days anything was done is not known.",
        "No results of this account are known.",
    ]


def test_account_shows_its_contests_and_its_rating(client: Client) -> None:
    contest = contest_of(title="Cup", key="7")
    upsert_standings(contest, table([row(1, old_rating=1500, new_rating=1547)]), now=NOW)
    steps = [
        RatingRow(contest="6", title="Old round", at=NOW - 90 * HOUR, new_rating=1500),
        RatingRow(contest="7", at=NOW - HOUR, old_rating=1500, new_rating=1547, place=1, performance=1800),
    ]
    upsert_ratings(Account.objects.get(key="user1"), steps, now=NOW)

    page = see(client)

    assert rows_of(page, "#participations") == [["21 Nov 2026", "Cup A + B C", "1 of 1", "1", "1", "+47", "1547"]]
    assert rows_of(page, "#ratings") == [
        ["17 Nov 2026", "1500", "", "–", "–", "–", "Old round"],
        ["21 Nov 2026", "1547", "1547", "+47", "1", "1800", "Cup"],
    ]
    said = [row.attributes["data-said"] for row in page.css("#ratings tbody tr")]
    assert said == ["17 Nov 2026 · Old round · 1500", "21 Nov 2026 · Cup · 1547 (+47) · place 1"]


def test_account_marks_a_prediction_as_such(client: Client) -> None:
    upsert_standings(contest_of(title="Cup"), table([row(1, old_rating=1500)]), now=NOW)
    Standing.objects.update(predicted_change=12)

    assert texts(see(client), "#participations [title=predicted]") == ["≈ +12", "≈ 1512"]


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


def test_account_that_is_gone_is_not_shown_as_fresh(client: Client) -> None:
    upsert_profiles(ResourceFactory(host="site.example"), [ProfileRow(asked="user1", key="user1")], now=NOW)
    Account.objects.update(gone=NOW)

    assert see(client).css_first(".source .dot").attributes["class"] == "dot dot-late"


@pytest.mark.parametrize(
    "address",
    [
        "/account/nobody/resource/site.example/",
        "/account/user1/resource/no.example/",
        "/account/a%00b/resource/site.example/",
        "/account/user1/resource/site%00/",
    ],
)
def test_unknown_accounts_are_not_found(client: Client, address: str) -> None:
    ResourceFactory(host="site.example")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 40])
def test_account_costs_the_same_queries_for_any_number_of_contests(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        upsert_standings(contest_of(), table([row()]), now=NOW)

    with django_assert_num_queries(9):
        assert len(see(client).css("#participations tbody tr")) == number


def test_account_filters_its_contests_and_says_when_none_is_left(client: Client) -> None:
    for title, years in (("Spring Cup", 0), ("Winter Cup", 1), ("Winter Open", 1)):
        begin = NOW - timedelta(days=370 * years) - 3 * HOUR
        upsert_standings(contest_of(title=title, start=begin, end=begin + HOUR), table([row(1)]), now=NOW)

    def shown(query: str) -> list[str]:
        return texts(see(client, f"{ADDRESS}{query}"), "#participations tbody th > a")

    assert sorted(shown("")) == ["Spring Cup", "Winter Cup", "Winter Open"]
    assert shown("?search=cup%20winter") == ["Winter Cup"]
    assert shown("?year=2026") == ["Spring Cup"]
    assert shown("?year=2025&search=open") == ["Winter Open"]
    assert shown("?year=nonsense&kind=nonsense&rated=nonsense&page=x") == shown("")
    page = see(client, f"{ADDRESS}?rated=yes")
    assert texts(page, "#participations .empty") == ["No contest matches. Clear filters"]
    assert texts(page, "#past .word") == ["0 of 3"]


def test_account_leads_to_the_very_row_of_its_contest(client: Client) -> None:
    contest = contest_of(title="Cup")
    upsert_standings(contest, table([row(1)]), now=NOW)

    link = see(client).css_first("#participations tbody th > a")

    found = Standing.objects.get(contest=contest)
    assert link.attributes["href"] == f"/standings/cup-{contest.pk}/?find_me={found.pk}"


def test_update_asks_once_and_says_when_it_may_be_asked_again(client: Client) -> None:
    resource = ResourceFactory(host="site.example")
    upsert_profiles(resource, [ProfileRow(asked="user1", key="user1")], now=NOW)

    assert len(LexborHTMLParser(client.get(f"{ADDRESS}update/").content.decode()).css("#main form")) == 1
    first, second = (client.post(f"{ADDRESS}update/") for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 409)
    told = [LexborHTMLParser(each.content.decode()).css_first("#main .asked").text() for each in (first, second)]
    assert told == [
        "Asked for: what is new appears here. Again from 12:10.",
        "It was asked for just now: please wait some minutes before you ask again.",
    ]
    assert [event.payload for event in Event.objects.filter(name="account.wanted")] == [
        {"resource": resource.pk, "key": "user1"}
    ]


def test_update_is_refused_where_profiles_are_not_read(client: Client) -> None:
    resource = ResourceFactory(host="site.example", title="Site", adapter="ejudge")
    upsert_profiles(resource, [ProfileRow(asked="user1", key="user1")], now=NOW)

    response = client.post(f"{ADDRESS}update/")

    assert response.status_code == 409
    assert LexborHTMLParser(response.content.decode()).css_first("#main .asked").text() == (
        "The profiles of Site are not read."
    )
    assert see(client).css_first("#update") is None


def test_update_lets_one_sender_ask_only_so_often(client: Client) -> None:
    resource = ResourceFactory(host="site.example")
    keys = [f"user{number}" for number in range(OF_A_SENDER + 1)]
    upsert_profiles(resource, [ProfileRow(asked=key, key=key) for key in keys], now=NOW)

    statuses = [client.post(f"/account/{key}/resource/site.example/update/").status_code for key in keys]

    assert statuses == [200] * OF_A_SENDER + [409]


def test_ratings_are_told_as_the_incumbent_tells_them(client: Client) -> None:
    contest = contest_of(title="Cup", key="7")
    upsert_standings(contest, table([row(1, old_rating=1500, new_rating=1547, division="Open")]), now=NOW)
    account = Account.objects.get(key="user1")
    upsert_ratings(account, [RatingRow(contest="6", title="Old", at=NOW - 90 * HOUR, new_rating=1500)], now=NOW)

    response = client.get(f"{ADDRESS}ratings/")
    told = response.json()

    assert (response["Content-Type"], told["status"]) == ("application/json", "ok")
    assert told["data"]["dates"] == ["2026-11-17T18:00:00Z", "2026-11-21T11:00:00Z"]
    line = told["data"]["resources"]["site.example"]
    points = line.pop("data")
    assert line.pop("colors")[0] == {"low": 0, "high": 1200, "color": "grey", "name": "Newbie"}
    assert line == {
        "pk": contest.resource_id,
        "kind": None,
        "host": "site.example",
        "icon": "/media/sizes/64x64/resources/site_example.png",
        "account_pk": account.pk,
        "account_name": "user1",
        "fields": [],
        "highest": {"value": 1547, "timestamp": int((NOW - HOUR).timestamp())},
        "min": 1500,
        "max": 1547,
    }
    assert points[0][1] == {
        "resource": "site.example",
        "account_id": account.pk,
        "place": 1,
        "cid": contest.pk,
        "sid": Standing.objects.get(contest=contest).pk,
        "name": "Cup",
        "key": "7",
        "kind": None,
        "date": "2026-11-21T11:00:00Z",
        "new_rating": 1547,
        "old_rating": 1500,
        "rating_change": 47,
        "is_unrated": False,
        "slug": "cup",
        "when": "21 Nov 2026",
        "score": 1.0,
        "division": "Open",
        "solved": 1,
        "n_problems": None,
        "values": {},
    }


def test_ratings_are_short_on_demand_and_of_one_site(client: Client) -> None:
    upsert_standings(contest_of(), table([row(1, old_rating=1500, new_rating=1547)]), now=NOW)

    (points,) = client.get(f"{ADDRESS}ratings/?minimal=1").json()["data"]["resources"]["site.example"]["data"]
    elsewhere = client.get(f"{ADDRESS}ratings/?resource=other.example").json()

    assert {"score", "division", "solved", "n_problems", "values"} & points[0].keys() == set()
    assert elsewhere == {"status": "ok", "data": {"resources": {}, "dates": []}}
    assert client.get("/account/nobody/resource/site.example/ratings/").status_code == 404
