"""`statistics`: rows of results as clients of the incumbent know them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Account, AccountLink, ApiKey, User
from apps.api.statistics import Statistics
from apps.contests.models import Contest
from apps.contests.queries import TOPIC
from apps.live.actions import publish
from apps.resources.actions import disable_resources
from apps.resources.models import Resource
from apps.resources.rows import Cell, Column
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.api.conftest import Get
from tests.standings.tables import NOW, row, table

REQUIRED = "One of ['contest_id', 'contest_id', 'account_id', 'account_id', 'coder_id'] is required"


@pytest.fixture
def results(contests: tuple[Contest, Contest, Contest]) -> Contest:
    """A contest with three rows, of which one is not ranked."""
    cells = {
        "A": Cell(state="solved", wrong=2, time=3900.0, submission="5", language="C++"),
        "B": Cell(state="partial", points=37.5, wrong=1, time=100.5),
        "C": Cell(state="pending", pending=1, upsolved=Cell(state="solved", wrong=1)),
    }
    best = row(
        1,
        account="tourist",
        name="G K",
        score=7.0,
        penalty=120.0,
        country="BY",
        cells=cells,
        old_rating=3790,
        new_rating=3800,
        columns={"room": 7, "_secret": 1, "place": "x", "solved": 1},
    )
    rows = [best, row(2, score=3.0, cells={}), row(3, place=None, participation="unofficial")]
    upsert_standings(contests[0], table(rows, columns=(Column(key="room", title="Room"),)), now=NOW)
    return contests[0]


def listed(get: Get, query: str) -> list[dict[str, Any]]:
    """Return what a query lists."""
    response = get(f"/api/v4/statistics/?{query}")
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["objects"]
    return found


def test_row_as_clients_know_it(get: Get, results: Contest) -> None:
    first = Standing.objects.get(place=1)

    assert listed(get, "contest_id=1001&place=1") == [
        {
            "account_id": first.account_id,
            "contest_id": 1001,
            "date": "2023-09-26T16:50:00",
            "event": "Codeforces Round 900 (Div. 3)",
            "handle": "tourist",
            "id": first.pk,
            "more_fields": None,
            "new_rating": 3800,
            "old_rating": 3790,
            "place": 1,
            "problems": None,
            "rating_change": 10,
            "score": 7.0,
        }
    ]


@pytest.mark.usefixtures("results")
def test_cells_and_further_fields_come_when_asked_for(get: Get) -> None:
    best, second, third = listed(get, "contest_id=1001&with_problems=true&with_more_fields=1&order_by=place")

    assert best["problems"] == {
        "A": {"first_ac": True, "language": "C++", "result": "+2", "submission_id": "5", "time": "1:05",
              "time_in_seconds": 3900},
        "B": {"attempts": 1, "partial": True, "result": "37.5", "time": "0:01:40", "time_in_seconds": 100.5},
        "C": {"result": "?1", "upsolving": {"result": "+1"}},
    }  # fmt: skip
    assert best["more_fields"] == {
        "country": "Belarus",
        "n_first_ac": 1,
        "n_solved": 1,
        "name": "G K",
        "penalty": 120,
        "room": 7,
    }
    assert (second["problems"], third["more_fields"]["participation"]) == ({}, "unofficial")


@pytest.mark.usefixtures("results")
@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("contest_id__in=1001,1002", ["tourist", "user2", "user3"]),
        ("contest_id=1001,1002", ["tourist", "user2", "user3"]),
        ("contest_id=1002", []),
        ("contest_id=1001&place__isnull=true", ["user3"]),
        ("contest_id=1001&new_rating__isnull=false", ["tourist"]),
        ("contest_id=1001&rating_change__isnull=yes", ["user2", "user3"]),
        ("contest_id=1001&order_by=-score", ["tourist", "user2", "user3"]),
        ("contest_id=1001&order_by=-place", ["user2", "tourist", "user3"]),
        ("contest_id=1001&order_by=rating_change&limit=1", ["tourist"]),
        ("contest_id=1001&order_by=-date", ["tourist", "user2", "user3"]),
    ],
)
def test_filters_and_orderings(get: Get, query: str, handles: list[str]) -> None:
    assert [one["handle"] for one in listed(get, query)] == handles


def test_rows_of_a_person_are_those_of_linked_accounts(get: Get, person: User, results: Contest) -> None:
    AccountLink.objects.create(user=person, account=Account.objects.get(key="user2"))

    assert [one["handle"] for one in listed(get, f"coder_id={person.pk}")] == ["user2"]


@pytest.mark.usefixtures("results")
def test_rows_of_hidden_contests_are_not_listed(get: Get) -> None:
    Contest.objects.update(hidden=True)

    assert listed(get, "contest_id=1001") == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", REQUIRED),
        ("place=1", REQUIRED),
        ("contest_id=1&place__gt=1", "'gt' is not an allowed filter on the 'place' field."),
        ("contest_id=1&new_rating=5", "'exact' is not an allowed filter on the 'new_rating' field."),
        ("contest_id=1&order_by=handle", "The 'handle' field does not allow ordering."),
    ],
)
def test_wrong_questions(get: Get, query: str, text: str) -> None:
    response = get(f"/api/v4/statistics/?{query}")

    assert (response.status_code, response.json()) == (400, {"error": text})


@pytest.mark.usefixtures("results")
def test_rows_have_no_address_of_their_own(get: Get) -> None:
    response = get(f"/api/v4/statistics/{Standing.objects.first().pk}/")  # type: ignore[union-attr]

    assert (response.status_code, response.headers["Allow"], response.content) == (405, "", b"")


@pytest.mark.parametrize("number", [1, 300])
def test_list_costs_the_same_queries_for_any_number_of_rows(
    get: Get, contests: tuple[Contest, ...], django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    upsert_standings(contests[0], table([row(place) for place in range(1, number + 1)]), now=NOW)

    with django_assert_num_queries(5):  # the person, the version of the table, the estimate, which rows, and these
        assert len(listed(get, "contest_id=1001&limit=1000&with_problems=1&with_more_fields=1")) == number


def test_rows_of_a_page_are_found_by_their_ids_alone(get: Get, results: Contest) -> None:
    """Beside other tables the planner may look for them by contest or account, through the rows of all."""
    with CaptureQueriesContext(connection) as queries:
        assert len(listed(get, "contest_id=1001")) == 3
    (page,) = [query["sql"] for query in queries if '"standings_standing"."id" = ANY(' in query["sql"]]
    assert "JOIN" not in page


@pytest.mark.parametrize("order", [(), ("id",), ("-place",)])
def test_rows_of_a_contest_are_found_by_it(results: Contest, order: tuple[str, ...]) -> None:
    """Walking the table by id passes the rows of all contests before: a second among a million."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")  # so that a walk by id is taken wherever there is one
    rows = Statistics().rows().filter(contest=results).order_by(*Statistics().ordering(order))
    assert "Sort Key" in rows.values("pk")[:10].explain()


KEPT = "contest_id=1001&order_by=place"


def scores(get: Get, query: str = KEPT) -> list[float]:
    """Return the scores that a query lists."""
    return [one["score"] for one in listed(get, query)]


@pytest.mark.usefixtures("results")
def test_list_of_one_contest_is_asked_of_the_database_once(
    get: Get, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = get(f"/api/v4/statistics/?{KEPT}&unheard_of=1")
    with django_assert_num_queries(2):  # who asks, and the version of the table
        after = get(f"/api/v4/statistics/?{KEPT}&unheard_of=1")
    assert after.content == before.content


def test_list_of_one_contest_follows_every_change_of_its_table(get: Get, results: Contest) -> None:
    assert scores(get) == [7.0, 3.0, 1.0]
    rows = [row(1, account="tourist", score=9.0), row(2, score=3.0), row(3, place=None, participation="unofficial")]
    upsert_standings(results, table(rows), now=NOW)
    assert scores(get) == [9.0, 3.0, 1.0]


def test_list_of_one_contest_follows_the_contest_and_its_site(get: Get, results: Contest) -> None:
    assert {one["event"] for one in listed(get, KEPT)} == {"Codeforces Round 900 (Div. 3)"}
    with transaction.atomic():
        Contest.objects.filter(pk=results.pk).update(title="Round 900")
        publish(TOPIC)
    assert {one["event"] for one in listed(get, KEPT)} == {"Round 900"}
    disable_resources(Resource.objects.filter(pk=results.resource_id), by=User.objects.get(username="alice"))
    assert listed(get, KEPT) == []


@pytest.mark.parametrize(
    "other",
    [
        "contest_id=1002",
        "contest_id=1001&order_by=-place",
        "contest_id=1001&order_by=place&place=1",
        "contest_id=1001&order_by=place&limit=1",
        "contest_id=1001&order_by=place&offset=1",
        "contest_id=1001&order_by=place&place__isnull=true",
        "contest_id=1001&order_by=place&account_id=0",
        "contest_id=1001&contest_id=1002&order_by=place",
    ],
)
@pytest.mark.usefixtures("results")
def test_list_that_was_kept_is_no_answer_to_another_question(get: Get, other: str) -> None:
    asked_first = listed(get, other)
    kept = listed(get, KEPT)
    assert len(kept) == 3
    assert listed(get, other) == asked_first != kept


def test_list_of_somebody_is_never_kept(get: Get, results: Contest) -> None:
    account = Account.objects.get(key="tourist")
    mine = f"contest_id=1001&coder_id={User.objects.get(username='alice').pk}"
    assert listed(get, mine) == []
    AccountLink.objects.create(user=User.objects.get(username="alice"), account=account)
    assert scores(get, mine) == [7.0]
    by_account = f"account_id={account.pk}"
    assert scores(get, by_account) == [7.0]
    Standing.objects.filter(account=account).update(score=8.0)
    assert scores(get, by_account) == [8.0]


def test_kept_list_counts_for_each_who_asks(client: Client, get: Get, results: Contest) -> None:
    bob = User.objects.create_user("bob", api_requests_per_minute=2)
    bobs = {"authorization": f"ApiKey bob:{ApiKey.objects.create(user=bob).key}"}
    address = f"/api/v4/statistics/?{KEPT}"
    kept = get(address).content
    answers = [client.get(address, headers=bobs) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert {answer.content for answer in answers[:2]} == {kept}
    assert get(address).status_code == 200
    assert client.get(address).status_code == 401
