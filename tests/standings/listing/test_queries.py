"""The list of contests with results: what it shows, what it can be narrowed to, and one's own places in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.listing.filter import ListFilter
from apps.standings.models import Standing, Standings
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory, ContestFactory
from tests.standings.pages import texts
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
QUERIES = 5  # version of the topic, sites, what runs, what is over, winners; 6 with problems


def held(title: str, host: str = "site.example", *, kind: str = "scoring", **fields: Any) -> Contest:
    """Return a contest with two rows; user1 won it."""
    contest = contest_of(host, title=title, **fields)
    upsert_standings(contest, table([row(1), row(2)], kind=kind), now=NOW - HOUR)
    return contest


def see(client: Client, query: str = "") -> LexborHTMLParser:
    """Return the list as a browser reads it."""
    response = client.get(f"/standings/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def names(page: LexborHTMLParser) -> list[str]:
    """Return the titles of the contests."""
    return texts(page, "#contests .name")


def test_list_shows_running_contests_first_then_the_newest(client: Client) -> None:
    ContestFactory(title="Without results")
    held("Older", end=NOW - 2 * HOUR)
    held("Newer", end=NOW - HOUR)
    held("Running elsewhere", "b.example", end=NOW + 2 * HOUR)
    held("Running long", "a.example", end=NOW + 9 * HOUR)
    held("Running short", "a.example", end=NOW + HOUR)

    page = see(client)

    assert names(page) == ["Running short", "Running long", "Running elsewhere", "Newer", "Older"]
    assert texts(page, ".result-line .when")[0] == "till 13:00"


@pytest.mark.parametrize(("number", "said"), [(1, "1 participant"), (12_345, "12,345 participants")])
def test_list_counts_participants_in_words_of_the_language(client: Client, number: int, said: str) -> None:
    upsert_standings(contest_of(title="Cup"), table([row(1)]), now=NOW)
    Standings.objects.update(n_rows=number)

    page = see(client)

    assert [cell.text().strip() for cell in page.css(".n-rows")] == [said]


def test_list_tells_of_each_contest_what_is_known(client: Client) -> None:
    contest = contest_of(title="Cup", rated=True)
    rows = [
        row(1, account="ann", country="LV", old_rating=2500),
        row(1, account="bob"),
        row(1, account="cid"),
        row(4),
        row(5, account="virtual", place=1, participation="virtual"),
    ]
    upsert_standings(contest, table(rows, kind="icpc", is_frozen=True), now=NOW - HOUR)

    page = see(client)

    cells = [" ".join(cell.text(separator=" ").split()) for cell in page.css(".result-line > *")]
    assert cells == [
        "21 Nov 2026 11:00", "Cup ICPC rated frozen", contest.resource.title, "ann , bob and others",
        "5 participants", "3", "", "1 h", "",
    ]  # fmt: skip
    assert page.css_first(".winner a").attributes == {
        "class": "rating-red",
        "href": "/account/ann/resource/site.example/",
    }
    assert page.css_first(".winner img").attributes["alt"] == "Latvia"


def test_list_names_no_winner_of_what_still_runs(client: Client) -> None:
    held("Running", end=NOW + HOUR)

    assert texts(see(client), "td.winner") == [""]


def test_list_shows_problems_on_demand(client: Client) -> None:
    held("Cup")

    assert texts(see(client), ".mini") == []
    minis = see(client, "?with_problems=yes").css(".mini")
    assert [mini.attributes["title"] for mini in minis] == [
        "A Problem A · solved by 2 of 2", "B Problem B · solved by 0 of 0", "C Problem C · solved by 0 of 0"
    ]  # fmt: skip
    assert [mini.css_first("progress") is None for mini in minis] == [False, True, True]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("search=cup", ["Cup"]),
        ("search=name:cup", ["Cup"]),
        ("search=!cup", ["Round 7"]),
        ("search=resource:other", ["Round 7"]),
        ("search=account:CHAMPION", ["Cup"]),
        ("search=account:nobody", []),
        ("search=kind:icpc", ["Cup"]),
        ("search=kind:div", ["Round 7"]),
        ("search=medal:yes", ["Cup"]),
        ("search=medal:no", ["Round 7"]),
        ("search=medal:gold", ["Cup"]),
        ("search=advance:yes", ["Cup"]),
        ("search=year:2026", ["Round 7", "Cup"]),
        ("search=year:2019-2025", []),
        ("search=n_problems:3", ["Round 7", "Cup"]),
        ("search=n_problems:>3", []),
        ("search=n_participants:>=2", ["Cup"]),
        ("search=has_problems:no", []),
        ("search=slug:round-7", ["Round 7"]),
        ("search=is:final", ["Cup"]),
        ("search=is:past", ["Round 7", "Cup"]),
        ("search=year:soon", []),
        ("resource=other.example", ["Round 7"]),
        ("resource=other.example&resource=site.example", ["Round 7", "Cup"]),
        ("kind=icpc", ["Cup"]),
        ("kind=div.+2", ["Round 7"]),
        ("kind=icpc&kind=scoring", ["Round 7", "Cup"]),
        ("rated=yes", ["Cup"]),
        ("rated=no", ["Round 7"]),
        ("series=cups", ["Cup"]),
        ("status=running", []),
        ("nonsense=1&page=x&rated=maybe", ["Round 7", "Cup"]),
    ],
)
def test_list_is_narrowed_by_its_query(client: Client, query: str, titles: list[str]) -> None:
    cup = contest_of(title="Cup", rated=True, series="cups", end=NOW - 2 * HOUR)
    winner = row(1, account="Champion", medal="gold", qualified="WF")
    upsert_standings(cup, table([winner, row(2)], kind="icpc", is_final=True), now=NOW)
    other = contest_of("other.example", title="Round 7", rated=False, kind="Div. 2")
    upsert_standings(other, table([row(1)]), now=NOW)

    assert names(see(client, f"?{query}")) == titles


def test_list_shows_the_contests_of_given_accounts(client: Client) -> None:
    held("Cup")
    upsert_standings(contest_of(title="Round"), table([row(7)]), now=NOW)
    account = Account.objects.get(key="user7").pk

    assert names(see(client, f"?account={account}")) == ["Round"]
    assert names(see(client, "?account=999999")) == []


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("page=1&with_problems=no&kind=", ""),
        ("account=7,3&account=x&with_problems=on", "account=3&account=7&with_problems=yes"),
        ("search=+cup+&kind=CF&kind=icpc&resource=b&resource=a", "resource=a&resource=b&kind=icpc&kind=cf&search=cup"),
        ("page=3&rated=1", "rated=yes&page=3"),
        ("page=99999999999", ""),
    ],
)
def test_filter_of_the_list_has_one_spelling(query: str, canonical: str) -> None:
    wanted = ListFilter.from_query(QueryDict(query))

    assert wanted.query_string() == canonical
    assert ListFilter.from_query(QueryDict(canonical)).query_string() == canonical


def test_list_says_what_it_could_not_use(client: Client) -> None:
    held("Cup")

    said = texts(see(client, "?search=year:soon&account=me"), ".notice")

    assert said == [
        "“account=me” is not understood and passed over.",
        "“year:soon” is no known condition: searched as text.",
    ]


def test_list_is_paged_by_a_hundred(client: Client) -> None:
    contests = ContestFactory.create_batch(101, start=NOW - 9 * HOUR)
    contests[0].end = NOW - timedelta(minutes=1)
    contests[0].save()
    Standings.objects.bulk_create(Standings(contest=contest, version=1, n_rows=1) for contest in contests)

    pages = [names(see(client, query)) for query in ("", "?page=2", "?page=3")]

    assert [len(page) for page in pages] == [100, 1, 0]
    assert pages[0][0] == contests[0].title
    assert texts(see(client, "?page=2&rated=x"), ".paging a") == ["Newer"]


@pytest.mark.parametrize("number", [1, 4])
def test_list_costs_the_same_queries_for_any_number_of_contests(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for one in range(number):
        held(f"Round {one}")

    with django_assert_num_queries(QUERIES):
        see(client)
    with django_assert_num_queries(QUERIES + 1):
        see(client, "?with_problems=yes")


def test_own_tells_the_best_place_of_some_accounts(client: Client) -> None:
    contest, other = contest_of(title="Cup"), contest_of(title="Other")
    rows = [row(1), row(2, old_rating=1500, new_rating=1547), row(3), row(4, place=None)]
    for one in (contest, other):
        upsert_standings(one, table(rows if one is contest else [row(4, place=None)]), now=NOW)
    ids = [Account.objects.get(key=f"user{number}").pk for number in (2, 3, 4)]

    told = client.get(f"/standings/own/?account={ids[0]},{ids[1]},{ids[2]}&contest={contest.pk},{other.pk},x")

    second = Standing.objects.get(contest=contest, place=2).pk
    last = Standing.objects.get(contest=other).pk
    assert told.json() == {
        str(contest.pk): {
            "text": "2 of 4", "said": "user2: 2 of 4", "change": "+47", "direction": "up",
            "address": f"/standings/{contest.pk}/?find_me={second}",
        },
        str(other.pk): {
            "text": "not ranked", "said": "user4: not ranked", "change": "", "direction": "none",
            "address": f"/standings/{other.pk}/?find_me={last}",
        },
    }  # fmt: skip
    assert told["Cache-Control"] == "private, max-age=10"


def test_own_marks_predictions_and_hides_hidden_contests(client: Client) -> None:
    contest, hidden = contest_of(), contest_of(hidden=True)
    for one in (contest, hidden):
        upsert_standings(one, table([row(1, old_rating=1500)]), now=NOW)
    Standing.objects.update(predicted_change=-12)
    account = Account.objects.get(key="user1").pk

    told = client.get(f"/standings/own/?account={account}&contest={contest.pk},{hidden.pk}").json()

    assert {number: place["change"] for number, place in told.items()} == {str(contest.pk): "≈ −12"}


@pytest.mark.parametrize("query", ["", "?account=1", "?contest=1", "?account=x&contest=y"])
def test_own_of_nobody_asks_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, query: str
) -> None:
    AccountFactory()

    with django_assert_num_queries(0):
        assert client.get(f"/standings/own/{query}").json() == {}


def test_list_escapes_what_sites_say(client: Client) -> None:
    contest = contest_of(title="<b>Cup</b>")
    rows = [row(1, account="<i>", name="<script>", cells={"A": Cell(state="solved")})]
    upsert_standings(contest, table(rows), now=NOW)

    page = see(client, "?with_problems=yes")

    assert names(page) == ["<b>Cup</b>"]
    assert texts(page, ".winner a") == ["<script>"]
