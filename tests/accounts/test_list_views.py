"""The list of accounts: every filter and order, pages, and what it makes of nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.accounts import listing
from apps.accounts.models import Account, ListedAccount
from apps.accounts.relisting import relist_accounts
from apps.resources.models import Resource
from tests.accounts.test_views import see, texts
from tests.factories import AccountFactory, ResourceFactory
from tests.standings.tables import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def _people() -> None:
    """Six accounts on two sites, of which one knows nothing."""
    a, b = ResourceFactory(host="a.example", short="aa"), ResourceFactory(host="b.example", short="bb")
    Resource.objects.filter(pk__in=(a.pk, b.pk)).update(n_accounts=3)
    known: tuple[dict[str, Any], ...] = (
        {"resource": a, "key": "Ann", "name": "Ann Example", "rating": 2000, "place": 1, "country": "BY",
         "n_contests": 3, "n_solved": 9, "last_activity": NOW - 2 * DAY},
        {"resource": a, "key": "ann2", "rating": 1500, "place": 2, "country": "LV", "n_contests": 7, "n_solved": 8,
         "last_activity": NOW - 90 * DAY},
        {"resource": a, "key": "bob", "rating": 900, "place": 3, "n_contests": 1, "n_solved": 0,
         "last_activity": NOW - 900 * DAY},
        {"resource": b, "key": "ann3", "rating": 1700, "place": 1, "country": "BY"},
        {"resource": b, "key": "north-1", "name": "North 1", "kind": "team", "n_contests": 2, "n_solved": 5,
         "last_activity": NOW - DAY},
        {"resource": b, "key": "%"},
    )  # fmt: skip
    for fields in known:
        AccountFactory(**fields)
    relist_accounts()


def shown(client: Client, query: str = "") -> list[str]:
    """Return the handles of a page of the list, in its order."""
    return handles(see(client, f"/accounts/{query}"))


def handles(page: LexborHTMLParser) -> list[str]:
    """Return the handles of a page of the list; a team is called by its name there."""
    links = page.css("tbody th .with-mark")
    return [
        unquote(str(link.attributes["href"])).removeprefix("/account/").partition("/resource/")[0] for link in links
    ]


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("", ["Ann", "ann3", "ann2", "bob", "north-1", "%"]),
        ("?search=AN", ["Ann", "ann3", "ann2"]),
        ("?search=nn", []),
        ("?search=%25", ["%"]),
        ("?search=%20%20", ["Ann", "ann3", "ann2", "bob", "north-1", "%"]),
        ("?resource=b.example", ["ann3", "north-1", "%"]),
        ("?resource=aa", ["Ann", "ann2", "bob"]),
        ("?resource=a.example&resource=bb", ["Ann", "ann3", "ann2", "bob", "north-1", "%"]),
        ("?resource=a.example,b.example&search=ann", ["Ann", "ann3", "ann2"]),
        ("?country=by", ["Ann", "ann3"]),
        ("?kind=team", ["north-1"]),
        ("?kind=person&resource=b.example", ["ann3", "%"]),
        ("?rating_from=1500", ["Ann", "ann3", "ann2"]),
        ("?rating_from=1500&rating_to=1700", ["ann3", "ann2"]),
        ("?active=month", ["Ann", "north-1"]),
        ("?active=year", ["Ann", "ann2", "north-1"]),
        ("?with_results=yes", ["Ann", "ann2", "bob", "north-1"]),
        ("?country=nonsense&kind=nonsense&active=1&rating_from=x&sort=name&page=x&account=x", None),
    ],
)
def test_list_shows_what_is_asked_for(client: Client, query: str, handles: list[str] | None) -> None:
    assert shown(client, query) == (shown(client) if handles is None else handles)


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize(
    ("sort", "handles"),
    [
        ("rating", ["bob", "ann2", "ann3", "Ann"]),
        ("handle", ["%", "Ann", "ann2", "ann3", "bob", "north-1"]),
        ("-handle", ["north-1", "bob", "ann3", "ann2", "Ann", "%"]),
        ("place", ["Ann", "ann3", "ann2", "bob", "north-1", "%"]),
        ("-contests", ["ann2", "Ann", "north-1", "bob", "ann3", "%"]),
        ("-solved", ["Ann", "ann2", "north-1", "bob", "ann3", "%"]),
        ("-last", ["north-1", "Ann", "ann2", "bob", "ann3", "%"]),
        ("last", ["bob", "ann2", "Ann", "north-1"]),
    ],
)
def test_list_is_sorted_by_any_column_with_the_unknown_last_or_left_out(
    client: Client, sort: str, handles: list[str]
) -> None:
    assert shown(client, f"?sort={sort}") == handles
    assert shown(client, f"?sort={sort}&resource=a.example,b.example") == handles


@pytest.mark.usefixtures("_people")
def test_list_has_heads_that_turn_the_order_round(client: Client) -> None:
    page = see(client, "/accounts/?country=BY")
    heads = {head.text(strip=True): head for head in page.css("thead th:has(a)")}

    links = {name: head.css_first("a").attributes["href"] for name, head in heads.items()}
    assert links == {
        "Handle": "?country=BY&sort=handle",
        "Rating ↓": "?country=BY&sort=rating",
        "Place": "?country=BY&sort=place",
        "Contests": "?country=BY&sort=-contests",
        "Solved": "?country=BY&sort=-solved",
        "Last contest": "?country=BY&sort=-last",
    }
    assert heads["Rating ↓"].attributes["aria-sort"] == "descending"


@pytest.mark.usefixtures("_people")
def test_list_shows_the_accounts_that_somebody_names_by_their_numbers(client: Client) -> None:
    ids = [Account.objects.get(key=key).pk for key in ("bob", "ann3")]

    assert shown(client, f"?account={ids[0]}&account={ids[1]}") == ["ann3", "bob"]
    assert shown(client, f"?account={ids[0]},{ids[1]}&resource=a.example") == ["bob"]
    assert shown(client, "?account=999999999999999999") == []


@pytest.mark.usefixtures("_people")
def test_list_finds_words_of_names_that_the_search_knows(client: Client) -> None:
    from apps.accounts.models import AccountName  # noqa: PLC0415

    AccountName.objects.create(account=Account.objects.get(key="Ann"), folded=" ann ann example")
    relist_accounts()

    assert shown(client, "?search=exam") == ["Ann"]
    assert shown(client, "?search=example%20ann") == ["Ann"]


@pytest.mark.usefixtures("_people")
def test_list_says_which_site_nobody_knows_and_what_to_do_when_nothing_matches(client: Client) -> None:
    page = see(client, "/accounts/?resource=nowhere&search=zzz")

    assert texts(page, ".notice") == ["No site is known by the name “nowhere”."]
    assert texts(page, ".empty") == ["No account matches. Clear filters Look it up on its site"]
    assert handles(see(client, "/accounts/?resource=nowhere")) == shown(client)


@pytest.mark.usefixtures("_people")
def test_list_hides_sites_that_are_switched_off(client: Client) -> None:
    Resource.objects.filter(host="a.example").update(enabled=False)

    assert shown(client) == ["ann3", "north-1", "%"]


@pytest.mark.usefixtures("_people")
def test_list_goes_on_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)

    pages = [see(client, f"/accounts/?page={number}") for number in (1, 2, 3)]

    assert [handles(page) for page in pages] == [["Ann", "ann3"], ["ann2", "bob"], ["north-1", "%"]]
    assert [[link.attributes["href"] for link in page.css(".paging a")] for page in pages] == [
        ["?page=2"],
        ["?page=1", "?page=3"],
        ["?page=2"],
    ]


@pytest.mark.usefixtures("_people")
def test_list_says_of_each_account_what_is_known(client: Client) -> None:
    page: LexborHTMLParser = see(client, "/accounts/?search=ann2")

    (row,) = page.css("tbody tr")
    assert [" ".join(cell.text(separator=" ").split()) for cell in row.css("th, td")] == [
        "ann2", "", "", "1500", "–", "2", "7", "8", "", "23 Aug 2026", "–",
    ]  # fmt: skip
    assert row.css_first(".flag").attributes["alt"] == "Latvia"


@pytest.mark.usefixtures("_people")
def test_nobody_solved_is_nought_only_where_somebody_is_known_to_have_solved_anything(client: Client) -> None:
    silent = ResourceFactory(host="ctf.example", short="cc")
    AccountFactory(resource=silent, key="capture", n_contests=4)
    relist_accounts()

    solved = {
        row.css_first(".who").text(): row.css("td")[6].text() for row in see(client, "/accounts/").css("tbody tr")
    }
    assert solved == {"Ann": "9", "ann2": "8", "bob": "0", "ann3": "–", "North 1": "5", "%": "–", "capture": "–"}


@pytest.mark.usefixtures("_people")
def test_lines_stand_in_the_order_of_the_numbers_that_they_show(client: Client) -> None:
    Account.objects.filter(key="bob").update(rating=1900)  # the copy puts him last, after Ann and ann2
    Account.objects.filter(key="Ann").update(rating=None)

    assert shown(client, "?resource=a.example") == ["bob", "ann2", "Ann"]


@pytest.mark.usefixtures("_people")
def test_list_costs_the_same_queries_for_any_filter(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/accounts/")
    with django_assert_num_queries(4):
        client.get("/accounts/?resource=a.example&country=BY&sort=-contests")
    with django_assert_num_queries(5):
        client.get("/accounts/?search=ann")


@pytest.mark.usefixtures("_people")
def test_copy_follows_the_accounts_and_writes_only_what_differs() -> None:
    Account.objects.filter(key="bob").update(key="Robert", n_contests=2)
    Account.objects.filter(key="%")._raw_delete(using="default")  # as a merger of accounts does

    assert (relist_accounts(), relist_accounts()) == (2, 0)
    listed = ListedAccount.objects.filter(resource__host="a.example").order_by("handle")
    assert list(listed.values_list("handle", "n_contests")) == [("ANN", 3), ("ANN2", 7), ("ROBERT", 2)]
    assert ListedAccount.objects.count() == Account.objects.count() == 5
