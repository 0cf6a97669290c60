"""Lists that are too short to be believed, and short ones that may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.contests.models import Contest
from apps.ingest import actions
from apps.ingest.models import Plan, Run
from apps.resources.models import Resource
from tests.factories import PlanFactory
from tests.ingest.conftest import contest

Answer = Callable[..., None]
DOUBT = "it is held back until somebody accepts it"


def run(plan: Plan) -> Run:
    plan.refresh_from_db()
    return actions.run(plan)


@pytest.fixture
def short_plan(db: None) -> Plan:
    """The plan to read CTFtime, which may well list nothing."""
    return PlanFactory.create(resource=Resource.objects.get(host="ctftime.org"), due=timezone.now())


@pytest.fixture
def listed(gateway: HTTPServer) -> Callable[..., None]:
    """Return a function that sets in how many hours from now the events of CTFtime begin."""

    def set_starts(*hours: int) -> None:
        gateway.clear()
        gateway.expect_request("/ctftime.org/api/v1/events/").respond_with_json([event(number) for number in hours])

    return set_starts


def event(hours: int) -> dict[str, Any]:
    """Return an event in the words of CTFtime, with the hours until its start as its number."""
    start = timezone.now() + timedelta(hours=hours)
    finish = start + timedelta(hours=2)
    return {"id": hours + 1000, "title": f"CTF {hours}", "start": start.isoformat(), "finish": finish.isoformat()}


def test_list_that_becomes_empty_is_held_back_however_short_it_was(short_plan: Plan, listed: Answer) -> None:
    listed(5)
    run(short_plan)
    listed()
    attempt = run(short_plan)
    reason = f"the list leaves out 1 of 1 coming contests; {DOUBT}"
    assert (attempt.status, attempt.rows, attempt.error) == ("held", 0, reason)
    assert Contest.objects.get().missed == 0


def test_empty_list_that_staff_accepted_is_not_doubted_again(short_plan: Plan, listed: Answer) -> None:
    listed(5)
    run(short_plan)
    listed()
    run(short_plan)
    short_plan.refresh_from_db()
    assert actions.accept_list(short_plan).status == "ok"
    assert [run(short_plan).status for _ in range(2)] == ["ok", "ok"]
    assert Contest.objects.get().gone is not None


def test_list_may_become_empty_where_nothing_was_to_come(short_plan: Plan, listed: Answer) -> None:
    listed(-24)
    run(short_plan)
    listed()
    assert run(short_plan).status == "ok"


def test_few_coming_contests_may_become_fewer(short_plan: Plan, listed: Answer) -> None:
    listed(1, 2, 3)
    run(short_plan)
    listed(2)
    assert run(short_plan).status == "ok"


def test_missing_coming_contests_are_not_hidden_by_past_ones(plan: Plan, answer: Answer) -> None:
    over = [contest(number, hours=-24) for number in range(10, 30)]
    answer(*[contest(number) for number in range(1, 6)], *over)
    run(plan)
    answer(contest(1), contest(2), *over)
    attempt = run(plan)
    reason = f"the list leaves out 3 of 5 coming contests; {DOUBT}"
    assert (attempt.status, attempt.rows, attempt.error) == ("held", 22, reason)
    assert not Contest.objects.filter(missed__gt=0).exists()
