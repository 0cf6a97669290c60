"""`coder`: the people of this site who have linked accounts, and the one who asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import Account, AccountLink, User
from apps.resources.models import Resource
from tests.api.conftest import KEY, Get

LISTED: dict[str, Any] = {
    "country": None,
    "first_name": "Alice",
    "handle": "alice",
    "id": 7,
    "is_virtual": False,
    "last_name": None,
    "n_accounts": 1,
}


@pytest.fixture
def alice(person: User, sites: tuple[Resource, Resource]) -> User:
    """The person with a key, who has linked an account; another one has none."""
    User.objects.create_user("bob")
    User.objects.filter(pk=person.pk).update(id=7, first_name="Alice", email="alice@example.com")
    person.api_key.__class__.objects.update(user_id=7)
    now = timezone.now()
    account = Account.objects.create(id=501, resource=sites[0], key="tourist", created=now, modified=now)
    AccountLink.objects.create(user_id=7, account=account)
    return User.objects.get(pk=7)


@pytest.mark.usefixtures("alice")
def test_list_tells_people_with_accounts(get: Get) -> None:
    assert get("/api/v4/coder/").json()["objects"] == [LISTED]


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("address", ["/api/v4/coder/?with_accounts=true", "/api/v4/coder/?id=7", "/api/v4/coder/7/"])
def test_accounts_are_told_where_they_are_asked_for(get: Get, address: str) -> None:
    answer = get(address).json()
    told = answer["objects"][0] if "objects" in answer else answer

    assert told["accounts"] == [get("/api/v4/account/501/").json()]
    assert ("n_accounts" in told) == ("objects" in answer)


@pytest.mark.usefixtures("alice")
def test_me_is_the_one_who_asks(get: Get) -> None:
    told = {name: value for name, value in LISTED.items() if name != "n_accounts"}

    assert get("/api/v4/coder/me/").json() == {**told, "email": "alice@example.com", "timezone": "Europe/Minsk"}
    assert [one["handle"] for one in get("/api/v4/coder/me/?with_accounts=1").json()["accounts"]] == ["tourist"]


@pytest.mark.usefixtures("alice")
def test_version_2_says_username(get: Get) -> None:
    told = {name: value for name, value in LISTED.items() if name not in ("handle", "is_virtual")}

    assert get("/api/v2/coder/").json()["objects"] == [{**told, "username": "alice"}]
    asked = get(f"/api/v2/coder/?username=alice&api_key={KEY}").json()["objects"]
    assert [one["username"] for one in asked] == ["alice"]


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("handle=alice", [7]),
        ("handle__in=bob,alice", [7]),
        ("is_virtual=false", [7]),
        ("is_virtual=true", []),
        ("country=BY", []),
        ("order_by=-n_accounts", [7]),
        ("id=8", []),
    ],
)
def test_filters_and_orderings(get: Get, query: str, expected: list[int]) -> None:
    assert [one["id"] for one in get(f"/api/v4/coder/?{query}").json()["objects"]] == expected
