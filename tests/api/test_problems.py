"""`problem`: what the API says of problems, and every way to ask for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.contests.models import Contest, Problem
from apps.contests.problems_upsert import upsert_problems
from apps.resources.rows import Cell, ProblemRow
from apps.standings.upsert import upsert_standings
from tests.api.conftest import Get
from tests.factories import ContestFactory
from tests.standings.tables import NOW, row, table

URL = "https://codeforces.com/contest/1878/problem/A"
ARCHIVE = "https://codeforces.com/problemset/problem/1878/A"


@pytest.fixture
def problems(contests: tuple[Contest, Contest, Contest]) -> tuple[int, int]:
    """A problem of a contest and the archive, and one of the archive alone; their ids."""
    codeforces = contests[0].resource
    upsert_problems(
        codeforces,
        [
            ProblemRow(key="1878A", name="How Much?", url=ARCHIVE, rating=800, tags=("math",)),
            ProblemRow(key="1B", name="Old One"),
        ],
        now=NOW,
        complete=True,
    )
    rows = [
        row(1, cells={"A": Cell(state="solved")}),
        row(2, cells={"A": Cell(state="partial", points=1)}),
        row(3, cells={"A": Cell(state="pending", pending=1)}),
    ]
    upsert_standings(
        contests[0],
        table(rows, problems=(ProblemRow(key="1878A", name="How Much?", short="A", division="3"),)),
        now=NOW,
    )
    return tuple(Problem.objects.order_by("-key").values_list("id", flat=True))  # type: ignore[return-value]


def listed(get: Get, query: str) -> list[dict[str, Any]]:
    """Return what a query lists."""
    response = get(f"/api/v4/problem/?{query}")
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["objects"]
    return found


def test_detail_has_the_fields_that_clients_know(get: Get, problems: tuple[int, int]) -> None:
    flags = (
        "favorite",
        "reject",
        "solved",
        "system_reject",
        "system_solved",
        "user_reject",
        "user_solved",
        "user_todo",
    )
    assert get(f"/api/v4/problem/{problems[1]}/").json() == {
        "archive_url": ARCHIVE,
        "contest_ids": [1001],
        "divisions": ["3"],
        "id": problems[1],
        "kinds": [],
        "n_accepted": 1,
        "n_attempts": None,
        "n_hidden": 1,
        "n_partial": 1,
        "n_total": 3,
        "name": "How Much?",
        "note": None,
        "rating": 800,
        "resource": "codeforces.com",
        "resource_id": 1,
        "short": "A",
        "slug": "1878A",
        "url": ARCHIVE,
        **dict.fromkeys(flags, False),
    }


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("order_by=slug", ["1878A", "1B"]),
        ("name=Old One", ["1B"]),
        ("slug__in=1878A,1B&order_by=slug", ["1878A", "1B"]),
        ("short=A", ["1878A"]),
        ("contest_ids=1001", ["1878A"]),
        ("contest_ids__contains={1001}", ["1878A"]),
        ("contest_ids=7", []),
        ("contest_ids__contains=1001", ["1878A"]),
        ("contest_ids__contains=%5B1001%5D", ["1878A"]),
        ("contest_ids__contains={1001,7}", []),
        ("contest_ids__contains={}&order_by=slug", ["1878A", "1B"]),
        ("contest_ids={1001}", ["1878A"]),
        ("contest_ids={}", ["1B"]),
        ("contest_ids=99999999999999999", []),
        ("tag=math", ["1878A"]),
        ("tag=math&tag=dp", []),
        ("tag__in=dp,math", ["1878A"]),
        ("n_partial__gt=0", ["1878A"]),
        ("n_hidden__lt=1", []),
        ("n_hidden=none", ["1B"]),
        ("name__in=How Much?,Old One&order_by=-name", ["1B", "1878A"]),
        ("short__in=A,B", ["1878A"]),
        ("note=none&order_by=-slug", ["1B", "1878A"]),
        ("n_attempts=none&order_by=slug", ["1878A", "1B"]),
        ("n_accepted__lte=1&n_accepted__gte=1", ["1878A"]),
        ("resource__in=codeforces.com,atcoder.jp&order_by=slug", ["1878A", "1B"]),
        ("resource__iregex=CODEFORCES&order_by=slug", ["1878A", "1B"]),
        ("resource_id__in=1&order_by=slug", ["1878A", "1B"]),
        (f"url={ARCHIVE}", ["1878A"]),
        (f"url={URL}", []),
        ("archive_url__regex=1878", ["1878A"]),
        ("rating__lt=801", ["1878A"]),
        ("system_solved=false&user_todo=0&favorite=f&order_by=slug", ["1878A", "1B"]),
        ("order_by=n_hidden&order_by=name", ["1878A", "1B"]),
        ("order_by=-short", ["1878A", "1B"]),
        ("order_by=-archive_url&limit=1", ["1878A"]),
        ("order_by=-n_total&limit=1&offset=1", ["1B"]),
        ("resource=codeforces.com&order_by=-slug", ["1B", "1878A"]),
        ("resource__regex=gym", []),
        ("resource_id=1&rating__gte=800", ["1878A"]),
        ("rating=none", ["1B"]),
        ("n_total__gt=2", ["1878A"]),
        ("n_partial=1&n_hidden=1", ["1878A"]),
        ("url__regex=problemset", ["1878A"]),
        (f"archive_url={ARCHIVE}", ["1878A"]),
        ("solved=true", []),
        ("solved=false&order_by=rating", ["1878A", "1B"]),
        ("note=mine", []),
    ],
)
@pytest.mark.usefixtures("problems")
def test_filters_and_orderings(get: Get, query: str, slugs: list[str]) -> None:
    assert [one["slug"] for one in listed(get, query)] == slugs


@pytest.mark.usefixtures("problems")
def test_array_of_contests_is_the_whole_of_them(get: Get, contests: tuple[Contest, Contest, Contest]) -> None:
    again = ContestFactory(resource=contests[0].resource)
    upsert_standings(
        again, table([row(1, cells={})], problems=(ProblemRow(key="1878A", name="How Much?", short="B"),)), now=NOW
    )

    asked = ("={1001}", f"={{1001,{again.pk}}}", "__contains={1001}", "=1001")

    assert [len(listed(get, f"contest_ids{one}")) for one in asked] == [0, 1, 1, 1]


@pytest.mark.usefixtures("problems")
def test_problems_are_found_by_id(get: Get) -> None:
    pk = Problem.objects.get(key="1B").pk

    assert [one["id"] for one in listed(get, f"id={pk}")] == [pk]
    assert get(f"/api/v4/problem/set/{pk};999999999/").json()["not_found"] == ["999999999"]


@pytest.mark.parametrize("asked", ["x", "{x}", "{1001", "1001,x", "{1,,2}", "%C2%B2", "9" * 30])
def test_contest_must_be_a_number(get: Get, asked: str) -> None:
    response = get(f"/api/v4/problem/?contest_ids={asked}")

    assert response.status_code == 400
    assert response.json() == {"error": "Invalid resource lookup data provided (mismatched type)."}


def test_earlier_versions_have_no_problems(get: Get) -> None:
    assert get("/api/v3/problem/").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("order_by=resource", "The 'resource' field does not allow ordering."),
        ("order_by=tags", "No matching 'tags' field for ordering on."),
        ("kinds=x", "The 'kinds' field does not allow filtering."),
        ("divisions=x", "The 'divisions' field does not allow filtering."),
        ("name__regex=x", "'regex' is not an allowed filter on the 'name' field."),
        ("n_total__in=1", "'in' is not an allowed filter on the 'n_total' field."),
        ("rating=hard", "Invalid resource lookup data provided (mismatched type)."),
        ("n_partial=many", "Invalid resource lookup data provided (mismatched type)."),
    ],
)
def test_what_is_not_allowed_is_refused_in_the_words_that_clients_know(get: Get, query: str, said: str) -> None:
    response = get(f"/api/v4/problem/?{query}")
    assert (response.status_code, response.json()) == (400, {"error": said})


def test_hidden_contests_and_doubled_divisions_leave_no_trace(
    get: Get, contests: tuple[Contest, Contest, Contest], problems: tuple[int, int]
) -> None:
    shown, hidden = contests[0], ContestFactory(resource=contests[0].resource)
    again = (ProblemRow(key="1878A", name="How Much?", short="Z", division="3"),)
    upsert_standings(hidden, table([row(1, cells={})], problems=again), now=NOW)
    both = get(f"/api/v4/problem/{problems[1]}/").json()
    assert (both["contest_ids"], both["divisions"]) == (sorted([shown.pk, hidden.pk]), ["3"])
    Contest.objects.filter(pk=hidden.pk).update(hidden=True)
    assert get(f"/api/v4/problem/{problems[1]}/").json()["contest_ids"] == [shown.pk]
    assert listed(get, f"contest_ids={hidden.pk}") == listed(get, "short=Z") == []


def test_a_page_far_on_costs_no_fields_of_those_before(get: Get, problems: tuple[int, int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert [one["slug"] for one in listed(get, "order_by=-slug&limit=1&offset=1")] == ["1878A"]
    page = next(query["sql"] for query in queries if "LIMIT 1 OFFSET 1" in query["sql"])
    assert page.startswith('SELECT "contests_problem"."id" AS "pk" FROM')
