"""`resource`: what the API says of contest sites, and every way to ask for them."""

from __future__ import annotations

import pytest

from apps.resources.models import Resource
from tests.api.conftest import Get
from tests.factories import ResourceFactory

Pair = tuple[Resource, Resource]
CODEFORCES = {
    "icon": "/media/sizes/64x64/resources/codeforces_com.png",
    "id": 1,
    "n_accounts": 2,
    "n_contests": 3,
    "name": "codeforces.com",
    "short": "cf",
}
GYM = {
    "icon": "/media/sizes/64x64/resources/codeforces_com_gym.png",
    "id": 2,
    "n_accounts": 0,
    "n_contests": 1,
    "name": "codeforces.com/gym",
    "short": None,
}


@pytest.mark.parametrize("version", [2, 3, 4])
def test_list(get: Get, sites: Pair, version: int) -> None:
    answer = get(f"/api/v{version}/resource/?total_count=true").json()
    estimated = answer["meta"].pop("estimated_count")
    assert isinstance(estimated, int)
    assert answer == {
        "meta": {
            "limit": 100,
            "next": "/api/v4/resource/?total_count=true&limit=100&offset=100",
            "offset": 0,
            "previous": None,
            "total_count": 2,
        },
        "objects": [CODEFORCES, GYM],
    }


def test_version_1_has_three_fields(get: Get, sites: Pair) -> None:
    assert get("/api/v1/resource/?n_contests__gt=2&short=cf").json() == {
        "meta": {"limit": 100, "next": None, "offset": 0, "previous": None, "total_count": 2},
        "objects": [{name: site[name] for name in ("icon", "id", "name")} for site in (CODEFORCES, GYM)],
    }


def test_detail(get: Get, sites: Pair) -> None:
    assert get("/api/v4/resource/2/").json() == GYM


def test_site_that_is_switched_off_is_not_listed(get: Get, sites: Pair) -> None:
    off = ResourceFactory(enabled=False)
    assert [site["id"] for site in get("/api/v4/resource/").json()["objects"]] == [1, 2]
    assert get(f"/api/v4/resource/{off.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id=2", [2]),
        ("id__in=1,2,3", [1, 2]),
        ("name=codeforces.com", [1]),
        ("name=codeforces.com,codeforces.com/gym", [1, 2]),
        ("name__in=codeforces.com/gym&name__in=x", [2]),
        ("short=cf", [1]),
        ("short__in=cf,x", [1]),
        ("short=none", [2]),
        ("n_contests=3", [1]),
        ("n_contests__gte=1&n_contests__lt=3", [2]),
        ("n_accounts__gt=0", [1]),
        ("order_by=-name", [2, 1]),
        ("order_by=n_contests", [2, 1]),
        ("order_by=-n_accounts&order_by=id", [1, 2]),
        ("icon_url=x&order=id", [1, 2]),
    ],
)
def test_filters_and_orderings(get: Get, sites: Pair, query: str, expected: list[int]) -> None:
    assert [site["id"] for site in get(f"/api/v4/resource/?{query}").json()["objects"]] == expected


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("icon=x", "The 'icon' field does not allow filtering."),
        ("name__regex=x", "'regex' is not an allowed filter on the 'name' field."),
        ("order_by=short", "The 'short' field does not allow ordering."),
        ("short=%00", "Invalid resource lookup data provided (mismatched type)."),
    ],
)
def test_wrong_questions(get: Get, sites: Pair, query: str, text: str) -> None:
    response = get(f"/api/v4/resource/?{query}")
    assert (response.status_code, response.json()) == (400, {"error": text})
