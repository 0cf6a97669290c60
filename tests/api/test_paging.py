"""Pages and the links between them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from apps.accounts.models import User
from apps.api.paging import Window
from apps.contests.models import Contest
from tests.api.conftest import KEY, Get

Trio = tuple[Contest, Contest, Contest]


@pytest.mark.parametrize(
    ("query", "limit", "offset"),
    [
        ("", 100, 0),
        ("limit=5&offset=10", 5, 10),
        ("limit=1000", 1000, 0),
        ("limit=1001", 1000, 0),
        ("limit=1000000", 1000, 0),
        ("limit=0", 1000, 0),
        ("limit=3&limit=7", 7, 0),
    ],
)
def test_window(query: str, limit: int, offset: int) -> None:
    assert Window.from_query(QueryDict(query)) == Window(limit, offset)


def test_link_keeps_the_query_and_moves_the_window_to_its_end() -> None:
    query = QueryDict("offset=5&username=al&start__gt=2020-01-01T00:00&limit=0&a=1&a=2&q=x y&api_key=s")
    assert Window.from_query(query).link("/p/", query, 1005) == (
        "/p/?username=al&start__gt=2020-01-01T00%3A00&a=1&a=2&q=x+y&api_key=s&limit=1000&offset=1005"
    )


@pytest.mark.parametrize(
    ("query", "meta"),
    [
        (
            "limit=2",
            {"limit": 2, "offset": 0, "next": "/api/v4/contest/?limit=2&offset=2", "previous": None},
        ),
        (
            "limit=2&offset=2",
            {
                "limit": 2,
                "offset": 2,
                "next": "/api/v4/contest/?limit=2&offset=4",
                "previous": "/api/v4/contest/?limit=2&offset=0",
            },
        ),
        (
            "limit=2&offset=4",
            {"limit": 2, "offset": 4, "next": None, "previous": "/api/v4/contest/?limit=2&offset=2"},
        ),
        ("limit=2&offset=1", {"limit": 2, "offset": 1, "next": "/api/v4/contest/?limit=2&offset=3", "previous": None}),
        (
            "limit=100&offset=99999999999999999999",
            {
                "limit": 100,
                "offset": 99999999999999999999,
                "next": None,
                "previous": "/api/v4/contest/?limit=100&offset=99999999999999999899",
            },
        ),
    ],
)
def test_meta(get: Get, contests: Trio, query: str, meta: dict[str, object]) -> None:
    shown = get(f"/api/v3/contest/?{query}").json()["meta"]
    assert isinstance(shown.pop("estimated_count"), int)
    assert shown == meta | {"total_count": None}


@pytest.mark.parametrize(
    ("asked", "total"), [("true", 2), ("1", 2), ("yes", 2), ("Yes", 2), ("false", None), ("", None)]
)
def test_total_is_counted_when_asked_for(get: Get, contests: Trio, asked: str, total: int | None) -> None:
    meta = get(f"/api/v4/contest/?resource_id=1&limit=1&total_count={asked}").json()["meta"]
    assert meta["total_count"] == total


def test_following_the_links_shows_everything_once(client: Client, person: User, contests: Trio) -> None:
    link: str | None = f"/api/v4/contest/?username=alice&limit=2&api_key={KEY}&order_by=-start"
    seen, calls = [], 0
    while link:
        answer = client.get(link).json()
        seen += [thing["id"] for thing in answer["objects"]]
        link, calls = answer["meta"]["next"], calls + 1
    assert (seen, calls) == ([1003, 1002, 1001], 3)


def test_estimate_of_nothing_is_nothing(get: Get, contests: Trio, ids: Callable[[str], list[int]]) -> None:
    answer = get("/api/v4/contest/?id__in=").json()
    assert (answer["meta"]["estimated_count"], answer["meta"]["next"], answer["objects"]) == (0, None, [])
