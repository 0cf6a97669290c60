"""How often somebody may ask."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.api import throttling
from apps.contests.models import Contest
from tests.api.conftest import KEY, Get

Trio = tuple[Contest, Contest, Contest]
ASKED = f"username=alice&api_key={KEY}"


@pytest.fixture
def usual(person: User) -> User:
    """Return the person with the site's own limit."""
    person.api_requests_per_minute = None
    person.save()
    return person


def times(get: Get, path: str, number: int) -> list[int]:
    """Return the statuses of several requests."""
    return [get(path).status_code for _ in range(number)]


def test_eleventh_question_of_a_minute_is_refused(get: Get, usual: User, contests: Trio) -> None:
    assert times(get, "/api/v4/contest/", 10) == [200] * 10
    refused = get("/api/v1/resource/")
    assert (refused.status_code, refused.content) == (429, b"")
    assert refused["Content-Type"] == "text/html; charset=utf-8"
    assert 55 <= int(refused["Retry-After"]) <= 60


def test_all_versions_nouns_and_schemas_count_together(get: Get, usual: User, contests: Trio) -> None:
    paths = ["/api/v1/contest/", "/api/v2/resource/1/", "/api/v3/contest/schema/", "/api/v4/contest/set/1001/"]
    assert [get(path).status_code for path in paths * 3] == [200] * 10 + [429] * 2


def test_not_found_counts_and_refusals_do_not(get: Get, usual: User, contests: Trio) -> None:
    assert times(get, "/api/v4/contest/7/", 2) == [404] * 2
    assert times(get, "/api/v4/contest/?limit=x", 5) == [400] * 5
    assert times(get, "/api/v4/contest/x/", 5) == [500] * 5
    assert times(get, "/api/v4/contest/", 9) == [200] * 8 + [429]


def test_top_level_and_wrong_keys_are_not_counted(client: Client, usual: User, contests: Trio) -> None:
    def ask(path: str) -> HttpResponse:
        return client.get(path)

    assert times(ask, "/api/v4/", 12) == [200] * 12
    assert times(ask, "/api/v4/contest/?username=alice&api_key=x", 12) == [401] * 12
    assert times(ask, f"/api/v4/contest/?{ASKED}", 11) == [200] * 10 + [429]


@pytest.mark.parametrize(("own", "site", "expected"), [(2, 10, 2), (None, 3, 3), (0, 1, 4)])
def test_own_limit_goes_before_that_of_the_site(
    get: Get, person: User, contests: Trio, settings: Settings, own: int | None, site: int, expected: int
) -> None:
    settings.API_REQUESTS_PER_MINUTE = site
    person.api_requests_per_minute = own
    person.save()
    assert times(get, "/api/v4/resource/", 4) == [200] * expected + [429] * (4 - expected)


def test_everybody_has_a_window_of_his_own(client: Client, get: Get, usual: User, contests: Trio) -> None:
    times(get, "/api/v4/resource/", 10)
    client.force_login(User.objects.create_user("bob"))
    assert client.get("/api/v4/resource/").status_code == 200
    assert get("/api/v4/resource/").status_code == 429


def test_key_and_session_of_one_person_share_the_window(client: Client, get: Get, usual: User, contests: Trio) -> None:
    times(get, "/api/v4/resource/", 10)
    client.force_login(usual)
    assert client.get("/api/v4/resource/").status_code == 429


def test_window_slides() -> None:
    def take(place: str) -> float:
        return throttling.take("x", place, limit=2, period=600)

    def wait(seconds: float) -> None:
        """Have all that was taken so far be older; whose clock counts is that of the server."""
        for place in throttling.server().zrange(throttling.window("x"), 0, -1):
            throttling.server().zincrby(throttling.window("x"), -seconds, place)

    assert take("a") == 0
    wait(300)
    assert take("b") == 0
    assert 0 < take("c") <= 300
    wait(301)
    assert take("d") == 0  # the place of "a" is free again, that of "b" is not
    assert 0 < take("e") <= 299


def test_place_that_is_given_back_is_free() -> None:
    assert throttling.take("x", "a", limit=1) == 0
    throttling.give_back("x", "a")
    assert throttling.take("x", "b", limit=1) == 0


def test_everybody_passes_while_valkey_is_away(
    get: Get, usual: User, contests: Trio, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = "unix:///nowhere/valkey.sock"
    settings.REDIS_URL = nowhere
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": nowhere}}
    throttling.server.cache_clear()
    throttling.script.cache_clear()
    try:
        assert times(get, "/api/v4/contest/", 12) == [200] * 12
    finally:
        throttling.server.cache_clear()
        throttling.script.cache_clear()
    assert any(record.getMessage().startswith("throttle is away") for record in caplog.records)
