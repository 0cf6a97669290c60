"""Pages of lists: how many queries they cost, and that what is kept is never stale and never somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.accounts.models import ApiKey, User
from apps.contests.models import Contest
from apps.contests.queries import TOPIC
from apps.live.actions import publish
from tests.api.conftest import KEY, Get
from tests.factories import ContestFactory, ResourceFactory

Trio = tuple[Contest, Contest, Contest]
UPCOMING = "/api/v4/contest/?upcoming=true&limit=100"


def shown(get: Get, path: str) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    objects: list[dict[str, Any]] = get(path).json()["objects"]
    return objects


def ids(get: Get, path: str) -> list[int]:
    """Return the ids in a list."""
    return [thing["id"] for thing in shown(get, path)]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("path", "first", "again"),
    [
        (UPCOMING, 3, 1),  # who asks and the topic's version, the estimate, the page; then the first alone
        ("/api/v4/contest/?limit=1000", 3, 1),
        ("/api/v4/contest/?limit=1000&with_problems=1&format_time=1", 3, 1),
        ("/api/v4/contest/?upcoming=true&total_count=true", 4, 1),
        ("/api/v4/contest/?start_time__during=3d", 3, 3),  # it moves with the clock: nothing is kept
        ("/api/v4/contest/?format=atom&start_time__during=3d", 2, 2),
        ("/api/v1/contest/", 3, 1),
        ("/api/v4/resource/", 3, 3),
        ("/api/v4/contest/1/", 2, 2),
        ("/api/v4/contest/set/1;2;3/", 2, 2),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    get: Get,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    path: str,
    first: int,
    again: int,
) -> None:
    for id_ in range(1, number + 1):
        ContestFactory(id=id_, resource=ResourceFactory(host=f"site{id_}.example"))
    get("/api/v4/")  # loads what is loaded once
    with django_assert_num_queries(first):
        one = get(path)
    with django_assert_num_queries(again):
        two = get(path)
    assert one.status_code == 200
    assert one.content == two.content


@pytest.mark.parametrize("number", [1, 30])
def test_events_cost_one_query(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for id_ in range(1, number + 1):
        ContestFactory(id=id_, resource=ResourceFactory(host=f"site{id_}.example"))
    with django_assert_num_queries(1):
        assert len(client.get("/get/events/").json()) == number


def test_kept_answer_follows_every_published_change(get: Get, contests: Trio) -> None:
    assert shown(get, UPCOMING)[0]["event"] == "Round 9"
    with transaction.atomic():
        Contest.objects.filter(pk=1003).update(title="Round 9, moved")
        publish(TOPIC)
    assert shown(get, UPCOMING)[0]["event"] == "Round 9, moved"
    with transaction.atomic():
        ContestFactory(id=1004)
        publish(TOPIC)
    assert ids(get, f"{UPCOMING}&order_by=id") == [1003, 1004]


def test_kept_answer_is_one_that_was_asked_before(get: Get, contests: Trio) -> None:
    before = get(UPCOMING).content
    Contest.objects.filter(pk=1003).update(title="Nobody was told")
    assert get(UPCOMING).content == before


def test_contest_leaves_the_upcoming_the_second_it_ends(get: Get, contests: Trio) -> None:
    now = timezone.now()
    ContestFactory(id=1004, start=now - timedelta(hours=1), end=now + timedelta(seconds=2), duration=timedelta(hours=1))
    past = "/api/v4/contest/?upcoming=false&order_by=id"
    with time_machine.travel(now, tick=False) as clock:
        assert ids(get, f"{UPCOMING}&order_by=id") == [1003, 1004]
        assert ids(get, past) == [1001, 1002]
        clock.shift(2.1)
        assert ids(get, f"{UPCOMING}&order_by=id") == [1003]
        assert ids(get, past) == [1001, 1002, 1004]


def test_key_of_one_person_is_never_shown_to_another(client: Client, person: User, contests: Trio) -> None:
    bob = User.objects.create_user("bob")
    bobs = ApiKey.objects.create(user=bob).key
    query = "limit=2&order_by=id"
    for username, key in (("alice", KEY), ("bob", bobs), ("alice", KEY)):
        answer = client.get(f"/api/v4/contest/?{query}&username={username}&api_key={key}")
        assert answer.json()["meta"]["next"] == (
            f"/api/v4/contest/?order_by=id&username={username}&api_key={key}&limit=2&offset=2"
        )
        other = bobs if username == "alice" else KEY
        assert other not in answer.content.decode()


def test_times_for_one_person_are_not_those_for_another(client: Client, person: User, contests: Trio) -> None:
    bob = User.objects.create_user("bob", timezone="Asia/Tokyo")
    bobs = ApiKey.objects.create(user=bob).key
    starts = [
        client.get(f"/api/v4/contest/?id=1001&format_time=1&username={name}&api_key={key}").json()["objects"][0][
            "start"
        ]
        for name, key in (("alice", KEY), ("bob", bobs))
    ]
    assert starts == ["26.09 Tue 17:35", "26.09 Tue 23:35"]


@pytest.mark.parametrize(
    "other",
    [
        "upcoming=true&limit=1",
        "upcoming=true&offset=1",
        "upcoming=false",
        "upcoming=true&order_by=-start",
        "upcoming=true&total_count=1",
        "upcoming=true&with_problems=1",
        "upcoming=true&format_time=1",
        "upcoming=true&event=x",
        "upcoming=true&id__in=1003",
    ],
)
def test_answers_to_different_questions_are_kept_apart(
    get: Get, contests: Trio, ids: Callable[[str], list[int]], other: str
) -> None:
    Contest.objects.filter(pk=1003).update(problems=[{"short": "A"}])
    ContestFactory(id=1004)
    alone = get(f"/api/v4/contest/?{other}").json()
    get("/api/v4/contest/?upcoming=true")
    again = get(f"/api/v4/contest/?{other}").json()
    assert again == alone
    assert again != get("/api/v4/contest/?upcoming=true").json()


def test_version_1_and_4_are_kept_apart(get: Get, contests: Trio) -> None:
    assert shown(get, "/api/v4/contest/?id=1001")[0]["resource"] == "codeforces.com"
    assert shown(get, "/api/v1/contest/?id=1001")[0]["resource"]["name"] == "codeforces.com"


def test_page_is_not_kept_under_parameters_that_mean_nothing(
    get: Get, contests: Trio, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(UPCOMING)
    with django_assert_num_queries(1):
        answer = get(f"{UPCOMING}&_=123&foo=bar").json()
    assert answer["meta"]["next"] == "/api/v4/contest/?upcoming=true&_=123&foo=bar&limit=100&offset=100"
