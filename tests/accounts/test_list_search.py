"""The texts of the list of accounts: whom they mean, however many there are, in each order, on each page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict

from apps.accounts import list_search, listing, relisting
from apps.accounts.found_names import fold_names
from apps.accounts.list_filter import COLUMNS, USUAL, AccountFilter
from apps.accounts.listing import list_accounts
from apps.accounts.models import LISTED_BY, Account
from apps.accounts.relisting import relist_accounts
from apps.resources.models import Resource
from tests.factories import AccountFactory, ResourceFactory
from tests.standings.plans import planned

pytestmark = pytest.mark.django_db

PEOPLE, FEW = 60, 7
TEXTS = ("a", "ann", "ann_1", "ann 1", "bob", "deer", "deer 2", "Ann%", "nobody")
QUERIES = (
    "", "sort=rating", "sort=handle&resource=one", "sort=-contests&resource=one,two", "country=BY",
    "rating_from=1020&sort=handle", "with_results=yes&kind=person&sort=-contests", "resource=two",
)  # fmt: skip
# How many are shown, and how many rows may be looked at for that: one in a hundred is rare.
WALK = list_search.NEAR * 101
COSTS = {
    "search=common": (100, WALK),
    "search=stranger": (100, WALK),
    "search=rare": (100, 101 * 100),
    "search=rare&sort=handle": (100, 101 * 100),
    "search=stranger777": (11, WALK),
    "search=nobody&country=BY": (0, WALK),
}
# Of a site that the planner thinks small it sorts all; what was copied since it was told is a twentieth at most.
COSTS_OF_SITE = {
    "search=rare&resource=strange.example&sort=-contests": (100, 101 * 100),
    "search=nobody&resource=strange.example": (0, WALK),
}
WAYS: dict[str, dict[str, float]] = {
    "as it is": {},
    "near": {"NEAR": 1000},
    "far": {"NEAR": 4, "FAR": 1000, "MARGIN": 0.0},
    "by index": {"NEAR": 0, "FAR": 0},
}
STRANGERS = """
INSERT INTO accounts_account (resource_id, key, name, rating, created, modified)
SELECT %(resource)s, 'stranger' || n, CASE WHEN n %% 100 = 0 THEN 'Rare Bird' ELSE 'Common Crow' END, n, now(), now()
FROM generate_series(1, %(number)s) AS n
"""


@pytest.fixture
def _people() -> None:
    """Many of a few names on two sites, some of whom know no rating."""
    sites: list[Resource] = [ResourceFactory(host=f"{name}.example", short=name) for name in ("one", "two")]
    for number in range(PEOPLE):
        AccountFactory(
            resource=sites[number % 2],
            key=f"{('ann', 'Ann_', 'bob', 'x')[number % 4]}{number}",
            name=("Deer", "John Deer", "")[number % 3],
            rating=1000 + number // 2 if number % 5 else None,
            country="BY" if number % 7 == 0 else "",
            n_contests=number % 6,
            n_solved=number,
        )
    fold_names()
    relist_accounts()


@pytest.fixture(params=list(WAYS))
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Find people on a short walk, on a long one, by the index, and as it is."""
    monkeypatch.setattr(listing, "PAGE", FEW)
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(list_search, name, value)


def handles(query: str) -> list[str]:
    """Return the handles of a page of the list."""
    asked = AccountFilter.from_query(QueryDict(query), Resource.objects.all())
    return [one.key for one in list_accounts(asked, shut=[])[0]]


def dear_pages(costs: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return how many accounts a page shows and how many rows it looks at, where either is not as it should be."""
    dear = {}
    for query, (number, most) in costs.items():
        with planned() as found:
            shown = len(handles(query))
        busiest = max(one.rows for one in found)
        if shown != number or busiest > most:
            dear[query] = (shown, busiest)
    return dear


def meant(text: str, query: str) -> list[Account]:
    """Return whom a text means among those that the rest of a query lets through."""
    asked = AccountFilter.from_query(QueryDict(query), Resource.objects.all())
    words = text.lower().replace("_", " ").replace("%", " ").replace("1", " 1").replace("2", " 2").split()
    found = []
    for one in Account.objects.select_related("found_by"):
        is_named = len(text) > 1 and all(f" {word}" in one.found_by.folded for word in words)
        fits = (
            (not asked.resources or one.resource_id in asked.resources)
            and (not asked.country or one.country == asked.country)
            and (asked.rating_from is None or (one.rating or 0) >= asked.rating_from)
            and (not asked.with_results or one.n_contests > 0)
        )
        if fits and (is_named or one.key.upper().startswith(text.upper())):
            found.append(one)
    return found


def in_order(found: list[Account], sort: str) -> list[str]:
    """Return handles as the list sorts them: what is unknown last, or left out the other way round."""
    column, is_descending = COLUMNS[sort.removeprefix("-")], sort.startswith("-")

    def place(one: Account) -> tuple[Any, ...]:
        value = one.key.upper() if column == "handle" else getattr(one, column)
        return (value is not None, value, -one.pk) if is_usual_down else (value is None, value or 0, one.pk)

    is_usual_down = LISTED_BY[column] == "desc"
    is_usual = is_descending == is_usual_down
    known = [one for one in found if column == "handle" or getattr(one, column) is not None]
    unknown = [one for one in found if one not in known]
    ordered = sorted(known, key=place, reverse=is_usual_down)
    return [one.key for one in (ordered + sorted(unknown, key=lambda one: one.pk) if is_usual else ordered[::-1])]


@pytest.mark.usefixtures("_people", "_way")
def test_text_finds_all_whom_it_means_in_order() -> None:
    shown, expected = {}, {}
    for query in QUERIES:
        for text in TEXTS:
            asked = f"{urlencode({'search': text})}&{query}"
            shown[asked] = [handles(f"{asked}&page={page}") for page in (1, 2)]
            every = in_order(meant(text, query), QueryDict(query).get("sort", USUAL))
            expected[asked] = [every[:FEW], every[FEW : 2 * FEW]]

    assert shown == expected
    assert sum(len(second) for _, second in expected.values()) > 10 * FEW


def test_text_looks_at_few_rows_whatever_the_planner_knows() -> None:
    site: Resource = ResourceFactory(host="strange.example")
    with connection.cursor() as cursor:
        cursor.execute(STRANGERS, {"resource": site.pk, "number": 30_000})
    fold_names()
    relist_accounts()  # which analyzes a copy that it makes anew
    knowingly = dear_pages(COSTS | COSTS_OF_SITE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_statistic WHERE starelid = %s::regclass", [relisting.TABLE])

    assert (knowingly, dear_pages(COSTS)) == ({}, {})
