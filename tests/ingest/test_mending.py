"""What an emptied Valkey or a jump of a clock leaves behind is put right at the next tick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django_rq
import pytest
import redis
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rq.job import JobStatus

from apps.contests.models import Contest
from apps.ingest import actions, archive, jobs
from apps.ingest.limits import limits_of
from apps.ingest.mending import QUEUE_PATIENCE, mend
from apps.ingest.models import Body, Plan, Run
from apps.resources.models import Resource
from tests.ingest.conftest import contest

Answer = Callable[..., None]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def alone(plan: Plan) -> Plan:
    """The only plan there is."""
    Resource.objects.exclude(pk=plan.resource_id).update(enabled=False)
    return plan


def queued() -> list[str]:
    return [name for queue in ("lists", "slow") for name in django_rq.get_queue(queue).job_ids]


@pytest.mark.django_db
def test_job_lost_with_its_queue_is_handed_out_again_and_the_lost_one_is_void(
    alone: Plan, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.fetch_due() == 1
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()
    assert queued() == []
    with time_machine.travel(timezone.now() + MINUTE / 2), django_capture_on_commit_callbacks(execute=True):
        assert jobs.fetch_due() == 1
    assert queued() == [f"plan-{alone.pk}-2"]
    assert jobs.fetch(alone.pk, 1) == "void"


@pytest.mark.django_db
def test_job_that_waits_its_turn_is_left_alone(alone: Plan, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.fetch_due()
    with time_machine.travel(timezone.now() + QUEUE_PATIENCE / 2):
        assert (mend(timezone.now()), jobs.fetch_due(), queued()) == (0, 0, [f"plan-{alone.pk}-1"])


@pytest.mark.django_db
@pytest.mark.parametrize("began", [False, True], ids=["before it began", "in the middle"])
def test_plan_whose_job_broke_is_handed_out_again(
    alone: Plan, began: bool, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.fetch_due()
    job = django_rq.get_queue("lists").jobs[0]
    if began:
        Plan.objects.update(held_until=timezone.now() + limits_of("contests").hold)
    with time_machine.travel(timezone.now() + MINUTE / 60):
        assert mend(timezone.now()) == 0
        job.set_status(JobStatus.FAILED)  # as rq does when, for one, PostgreSQL is away
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.fetch_due() == 1
    assert queued() == [f"plan-{alone.pk}-1", f"plan-{alone.pk}-2"]


@pytest.mark.django_db
def test_try_on_its_way_is_left_alone(alone: Plan) -> None:
    actions.claim(alone)
    with time_machine.travel(timezone.now() + MINUTE):
        assert mend(timezone.now()) == 0


@pytest.mark.django_db
def test_clock_set_back_by_an_hour_costs_no_hour(alone: Plan, answer: Answer) -> None:
    answer(contest(1, hours=50))
    with time_machine.travel(timezone.now() + HOUR):
        actions.run(actions.claim(alone))
        interval = Plan.objects.get().due - timezone.now()
    assert Plan.objects.get().due > timezone.now() + HOUR
    assert (mend(timezone.now()), mend(timezone.now())) == (1, 0)
    assert Plan.objects.get().due < timezone.now() + interval * 1.25


@pytest.mark.django_db
def test_hold_of_a_clock_that_was_ahead_ends(alone: Plan, answer: Answer) -> None:
    with time_machine.travel(timezone.now() + HOUR):
        actions.claim(alone)
    assert jobs.fetch_due() == 1
    answer(contest(1))
    assert jobs.fetch(alone.pk, Plan.objects.get().ticket) == Run.OK


@pytest.mark.django_db
def test_clock_set_forward_by_an_hour_doubles_nothing(alone: Plan, answer: Answer) -> None:
    answer(contest(1, hours=50), contest(2, hours=60))
    actions.run(actions.claim(alone))
    with time_machine.travel(timezone.now() + HOUR):
        actions.run(actions.claim(alone))
    actions.run(actions.claim(alone))
    assert list(Contest.objects.values_list("key", "sequence").order_by("key")) == [("1", 0), ("2", 0)]
    assert [run.status for run in Run.objects.order_by("pk")] == [Run.OK, Run.UNCHANGED, Run.UNCHANGED]


@pytest.mark.django_db
def test_list_is_taken_in_though_the_disk_is_full_for_its_body(alone: Plan, answer: Answer) -> None:
    answer(contest(1), contest(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute("CREATE TRIGGER full_disk BEFORE INSERT ON ingest_body EXECUTE FUNCTION full_disk()")
    attempt = actions.run(actions.claim(alone))
    assert (attempt.status, attempt.rows, Contest.objects.count(), Body.objects.count()) == (Run.OK, 2, 2, 0)
    assert attempt.error == "its bodies are not in the archive: could not extend file: No space left on device"
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full_disk ON ingest_body")
    again = actions.run(actions.claim(alone))
    assert (again.status, again.error, again.changed, Body.objects.count()) == (Run.OK, "", 0, 1)
    assert archive.load([call["digest"] for call in again.trace]) != {}
