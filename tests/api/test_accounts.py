"""`account`: what the API says of handles, and every way to ask for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.resources.models import Resource
from tests.api.conftest import Get

AT = datetime(2023, 9, 26, 14, 36, 40, tzinfo=UTC)
TOURIST = {
    "handle": "tourist",
    "id": 501,
    "last_activity": "2023-09-26T14:36:40",
    "n_contests": 1,
    "name": "Gennady Korotkevich",
    "rating": 3800,
    "resource": "codeforces.com",
    "resource_id": 1,
    "resource_rank": 1,
}
NOBODY = {
    "handle": "Tour_2",
    "id": 502,
    "last_activity": None,
    "n_contests": 0,
    "name": None,
    "rating": None,
    "resource": "codeforces.com/gym",
    "resource_id": 2,
    "resource_rank": None,
}


@pytest.fixture
def accounts(sites: tuple[Resource, Resource]) -> None:
    """Two accounts, one of which nothing is known."""
    common: dict[str, Any] = {"created": AT, "modified": AT}
    Account.objects.create(
        id=501,
        resource=sites[0],
        key="tourist",
        name="Gennady Korotkevich",
        rating=3800,
        place=1,
        n_contests=1,
        last_activity=AT,
        **common,
    )
    Account.objects.create(id=502, resource=sites[1], key="Tour_2", **common)


def listed(get: Get, query: str, version: int = 4) -> list[dict[str, Any]]:
    """Return what a query lists."""
    response = get(f"/api/v{version}/account/?{query}")
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["objects"]
    return found


@pytest.mark.usefixtures("accounts")
def test_list_and_detail(get: Get) -> None:
    assert listed(get, "") == [TOURIST, NOBODY]
    assert get("/api/v4/account/501/").json() == TOURIST


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("version", [2, 3])
def test_earlier_versions_name_the_place_otherwise(get: Get, version: int) -> None:
    told = {name: TOURIST[name] for name in TOURIST if name not in ("resource_rank", "last_activity")}

    assert listed(get, "overall_rank=1", version) == [{**told, "overall_rank": 1}]
    assert get(f"/api/v{version}/account/").json()["meta"]["next"] == "/api/v3/account/?limit=100&offset=100"


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("handle=tourist", [501]),
        ("handle=Tourist", []),
        ("handle__in=tourist,Tour_2", [501, 502]),
        ("handle__startswith=tour", [501]),
        ("handle__startswith=Tour_", [502]),
        ("handle__startswith=%25", []),
        ("handle__regex=^T", [502]),
        ("handle__iregex=^TOUR", [501, 502]),
        ("resource=codeforces.com", [501]),
        ("resource__name=codeforces.com/gym", [502]),
        ("resource_id__in=1,2", [501, 502]),
        ("rating__gte=3800", [501]),
        ("rating__isnull=true", [502]),
        ("rating__isnull=false", [501]),
        ("resource_rank=1", [501]),
        ("last_activity__lt=2023-09-27", [501]),
        ("id__in=501", [501]),
        ("order_by=-rating", [501, 502]),
        ("order_by=rating", [501, 502]),
        ("order_by=handle&order_by=id", [502, 501]),
        ("order_by=n_contests", [502, 501]),
    ],
)
def test_filters_and_orderings(get: Get, query: str, expected: list[int]) -> None:
    assert [one["id"] for one in listed(get, query)] == expected


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("name=x", "The 'name' field does not allow filtering."),
        ("handle__contains=x", "'contains' is not an allowed filter on the 'handle' field."),
        ("order_by=name", "The 'name' field does not allow ordering."),
        ("rating=x", "Invalid resource lookup data provided (mismatched type)."),
    ],
)
def test_wrong_questions(get: Get, query: str, text: str) -> None:
    response = get(f"/api/v4/account/?{query}")

    assert (response.status_code, response.json()) == (400, {"error": text})
