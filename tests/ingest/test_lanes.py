"""Which queue a plan waits in, and how many may wait at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_rq
import pytest
from django.utils import timezone

from apps.ingest import jobs, lanes
from apps.ingest.lanes import ROOM, TABLES, queue_of, room_of, running_tables
from apps.ingest.models import Plan
from apps.resources.models import Resource
from apps.standings.models import Standings
from tests.factories import ContestFactory, PlanFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _contests_alone() -> None:
    """Let Codeforces have all that it has."""


@pytest.mark.parametrize(
    ("told", "is_live", "queue"),
    [
        ({"ability": "contests"}, False, "lists"),
        ({"ability": "problems"}, False, "lists"),
        ({"ability": "standings"}, False, "standings"),
        ({"ability": "standings"}, True, "live"),
        ({"ability": "profiles"}, False, "profiles"),
        ({"ability": "submissions"}, False, "profiles"),
        # a site that hangs waits apart, also while its contest runs, but not one that refuses at once
        ({"ability": "standings", "failures": 2, "status": "unreachable"}, True, "slow"),
        ({"ability": "standings", "failures": 2, "status": "missing"}, True, "live"),
        ({"ability": "standings", "failures": 2, "status": "login"}, False, "standings"),
        ({"ability": "contests", "failures": 2, "status": "blocked"}, False, "lists"),
        ({"ability": "contests", "failures": 2, "status": "server", "took": timedelta(seconds=20)}, False, "slow"),
        ({"ability": "standings", "failures": 1, "status": "lost"}, True, "live"),
        ({"ability": "standings", "failures": 2, "status": "lost"}, True, "slow"),
        # what is large by nature may take longer
        ({"ability": "contests", "took": timedelta(seconds=20)}, False, "slow"),
        ({"ability": "standings", "took": timedelta(seconds=20)}, False, "standings"),
        ({"ability": "standings", "took": timedelta(seconds=70)}, True, "slow"),
    ],
)
def test_queue_follows_the_table(told: dict[str, Any], is_live: bool, queue: str) -> None:
    assert queue_of(Plan(**told), is_live=is_live) == queue


def table(key: str, *, ended: timedelta, due: timedelta = timedelta(0)) -> Plan:
    site = Resource.objects.get(host="codeforces.com")
    end = timezone.now() - ended
    ContestFactory.create(resource=site, key=key, start=end - 2 * HOUR, end=end)
    return PlanFactory.create(resource=site, ability="standings", subject=key, due=timezone.now() + due)


def test_tables_are_live_while_they_run_just_after_and_when_asked_for(django_assert_num_queries: Any) -> None:
    plans = [
        table("runs", ended=-HOUR),
        table("just", ended=HOUR / 4),
        table("asked", ended=DAY),
        table("old", ended=DAY),
    ]
    Standings.objects.create(contest_id=_contest(plans[2]), asked_at=timezone.now())
    with django_assert_num_queries(1):
        lively = running_tables(plans, timezone.now())
    assert lively == {plan.pk for plan in plans[:3]}


def _contest(plan: Plan) -> int:
    return plan.resource.contests.get(key=plan.subject).pk


def test_the_past_leaves_room_for_lists(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setitem(lanes.ROOM, TABLES, 5)
    Resource.objects.exclude(host="codeforces.com").update(enabled=False)
    for number in range(12):
        table(f"{number}", ended=9 * DAY, due=-HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.fetch_due()
    waiting = {name: len(django_rq.get_queue(name).job_ids) for name in ("lists", "standings", "profiles")}
    assert waiting == {"lists": 2, "standings": 5, "profiles": 1}
    assert room_of(TABLES, timezone.now()) == 0
    assert room_of(TABLES, timezone.now() + DAY) == ROOM[TABLES]


def test_running_table_is_handed_out_past_any_number_of_old_ones(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setitem(lanes.ROOM, TABLES, 5)
    Resource.objects.exclude(host="codeforces.com").update(enabled=False)
    for number in range(12):
        table(f"{number}", ended=9 * DAY, due=-HOUR)
    for name in ("first", "second"):
        table(name, ended=-HOUR)
        with django_capture_on_commit_callbacks(execute=True):
            jobs.fetch_due()
    waiting = {name: len(django_rq.get_queue(name).job_ids) for name in ("live", "standings")}
    assert waiting == {"live": 2, "standings": 4}


def test_handing_out_takes_as_many_statements_for_thirty_plans(
    django_capture_on_commit_callbacks: Any, django_assert_max_num_queries: Any
) -> None:
    Resource.objects.exclude(host="codeforces.com").update(enabled=False)
    for number in range(30):
        table(f"{number}", ended=9 * DAY)
    with django_assert_max_num_queries(40), django_capture_on_commit_callbacks(execute=True):
        assert jobs.fetch_due() == 33
