"""One person with a key, two sites and three contests: the small world that the API's tests ask about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import ApiKey, User
from apps.contests.models import Contest
from apps.resources.models import Resource
from tests.factories import ContestFactory, ResourceFactory

KEY = "0123456789abcdef0123456789abcdef01234567"
Get = Callable[..., HttpResponse]


@pytest.fixture
def person(db: None) -> User:
    """Return somebody who may ask very often."""
    user = User.objects.create_user("alice", api_requests_per_minute=100_000, timezone="Europe/Minsk")
    ApiKey.objects.create(user=user, key=KEY)
    return user


@pytest.fixture
def get(client: Client, person: User) -> Get:
    """Return a way to ask with the key in the header."""

    def ask(path: str, **headers: str) -> HttpResponse:
        return client.get(path, headers={"authorization": f"ApiKey alice:{KEY}", **headers})

    return ask


@pytest.fixture
def sites(db: None) -> tuple[Resource, Resource]:
    """Return the only two sites there are."""
    Resource.objects.all().delete()
    codeforces = ResourceFactory(
        id=1, host="codeforces.com", title="Codeforces", short="cf", n_accounts=2, n_contests=3, color="#1f8acb"
    )
    gym = ResourceFactory(id=2, host="codeforces.com/gym", title="Gym", short="", n_accounts=0, n_contests=1)
    return codeforces, gym


@pytest.fixture
def contests(sites: tuple[Resource, Resource]) -> tuple[Contest, Contest, Contest]:
    """Return two contests that are over and one that comes in a day."""
    codeforces, gym = sites
    first = ContestFactory(
        id=1001,
        resource=codeforces,
        key="1878",
        title="Codeforces Round 900 (Div. 3)",
        url="https://codeforces.com/contests/1878",
        start=datetime(2023, 9, 26, 14, 35, tzinfo=UTC),
        end=datetime(2023, 9, 26, 16, 50, tzinfo=UTC),
        duration=timedelta(seconds=8100),
        n_problems=1,
        n_statistics=2,
        parsed_at=datetime(2023, 9, 26, 17, 0, 1, 123456, tzinfo=UTC),
        problems=[{"short": "A", "name": "How Much <Daytona>?", "n_accepted": 1, "1": None}],
    )
    second = ContestFactory(
        id=1002,
        resource=gym,
        key="g1",
        title="Турнир «Осень»",
        url="https://codeforces.com/gym/1",
        start=datetime(2024, 1, 1, tzinfo=UTC),
        end=datetime(2024, 1, 11, tzinfo=UTC),
        duration=timedelta(hours=2),
        problems=None,
    )
    now = datetime.now(UTC).replace(microsecond=0)
    third = ContestFactory(id=1003, resource=codeforces, key="9", title="Round 9", start=now + timedelta(days=1))
    return first, second, third


@pytest.fixture
def ids(get: Get) -> Callable[[str], list[int]]:
    """Return a way to ask for a list and see the ids that come."""

    def ask(query: str) -> list[int]:
        response = get(f"/api/v4/contest/?{query}")
        assert response.status_code == 200, response.content
        listed: dict[str, Any] = response.json()
        return [thing["id"] for thing in listed["objects"]]

    return ask
