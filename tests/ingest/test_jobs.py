"""Queues and workers: unique, in order, and nothing lost when a worker dies."""

from __future__ import annotations

import threading
from datetime import timedelta

import django_rq
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pytest_httpserver import HTTPServer
from rq import Queue, SimpleWorker
from werkzeug import Request, Response

from apps.contests.models import Contest
from apps.ingest import jobs
from apps.ingest.models import Plan, Run
from apps.resources.actions import sync_sites
from apps.resources.catalogue import adapters
from apps.resources.models import Resource
from tests.factories import PlanFactory
from tests.ingest.conftest import contest
from tests.ingest.processes import kill_session, start_worker

LISTS_ALONE = ("manage.py", "rqworker", "lists")
DEAD = {"failures": 1, "status": "unreachable"}


@pytest.fixture
def only_codeforces(transactional_db: None) -> Resource:
    """A world with one enabled site."""
    sync_sites()
    Resource.objects.exclude(host="codeforces.com").update(enabled=False)
    return Resource.objects.get(host="codeforces.com")


def queued(name: str) -> list[str]:
    return list(django_rq.get_queue(name).job_ids)


def test_every_ability_of_every_enabled_site_is_planned_once(only_codeforces: Resource) -> None:
    assert [jobs.add_missing_plans(timezone.now()) for _ in range(2)] == [1, 0]
    assert list(Plan.objects.values_list("resource__host", "ability")) == [("codeforces.com", "contests")]


def test_due_plan_is_queued_once_however_often_the_clock_ticks(only_codeforces: Resource) -> None:
    assert [jobs.fetch_due() for _ in range(3)] == [1, 0, 0]
    plan = Plan.objects.get()
    assert queued("lists") == [f"plan-{plan.pk}-1"]


def test_jobs_that_went_well_leave_nothing_in_the_queues(only_codeforces: Resource) -> None:
    jobs.fetch_due()
    queue = Queue("lists", connection=django_rq.get_connection("lists"))
    ids = queue.job_ids
    Plan.objects.update(ticket=99)  # there is nothing left to do for it
    SimpleWorker([queue], connection=queue.connection).work(burst=True, logging_level="CRITICAL")
    keys = [f"rq:job:{ids[0]}", f"rq:results:{ids[0]}"]
    assert (len(ids), queue.connection.exists(*keys), queue.failed_job_registry.count) == (1, 0, 0)


def test_two_clocks_at_once_queue_a_plan_once(only_codeforces: Resource) -> None:
    jobs.add_missing_plans(timezone.now())
    counts: list[int] = []

    def tick() -> None:
        counts.append(jobs.fetch_due())
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 1]


def test_plan_that_is_not_due_waits(only_codeforces: Resource) -> None:
    PlanFactory.create(resource=only_codeforces, due=timezone.now() + timedelta(minutes=1))
    assert jobs.fetch_due() == 0


@pytest.mark.parametrize(
    ("state", "queue"),
    [
        ({}, "lists"),
        ({"took": timedelta(seconds=1)}, "lists"),
        (DEAD, "slow"),
        ({"failures": 1, "status": "server"}, "lists"),
        ({"took": timedelta(seconds=40)}, "slow"),
    ],
)
def test_hanging_and_dragging_plans_wait_apart(only_codeforces: Resource, state: dict[str, object], queue: str) -> None:
    PlanFactory.create(resource=only_codeforces, due=timezone.now(), **state)
    jobs.fetch_due()
    assert {name: len(queued(name)) for name in ("lists", "slow")} == {"lists": 0, "slow": 0, queue: 1}


def test_failed_list_waits_behind_no_failed_tables(only_codeforces: Resource) -> None:
    tables = [PlanFactory.create(resource=only_codeforces, ability="standings", subject=key, **DEAD) for key in "12"]
    listed = PlanFactory.create(resource=only_codeforces, **DEAD)
    jobs.enqueue([*tables, listed])
    assert queued("slow") == [f"plan-{plan.pk}-{plan.ticket}" for plan in (listed, *tables)]


def test_plan_of_an_adapter_that_is_gone_is_left_alone(only_codeforces: Resource) -> None:
    Resource.objects.filter(pk=only_codeforces.pk).update(adapter="no_such_file")
    PlanFactory.create(resource=only_codeforces, due=timezone.now())
    assert "no_such_file" not in adapters()
    assert jobs.fetch_due() == 0


def test_job_with_a_void_ticket_does_nothing(only_codeforces: Resource) -> None:
    plan = PlanFactory.create(resource=only_codeforces, ticket=5)
    assert jobs.fetch(plan.pk, 4) == "void"
    assert Run.objects.count() == 0


def test_worker_killed_in_the_middle_loses_and_doubles_nothing(only_codeforces: Resource, gateway: HTTPServer) -> None:
    asked = threading.Event()
    release = threading.Event()

    def slow_once(request: Request) -> Response:
        if not asked.is_set():
            asked.set()
            release.wait(20)
        body = f'{{"status": "OK", "result": {listed}}}'
        return Response(body, content_type="application/json")

    listed = str([contest(1), contest(2)]).replace("'", '"').replace("False", "false")
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_handler(slow_once)
    jobs.fetch_due()
    worker = start_worker(*LISTS_ALONE)
    assert asked.wait(30), "the worker never asked"
    kill_session(worker.pid)
    worker.wait()
    release.set()

    assert jobs.fetch_due() == 0, "the plan is still held by the dead worker"
    Plan.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert jobs.fetch_due() == 1
    assert start_worker(*LISTS_ALONE).wait(timeout=60) == 0

    assert Contest.objects.count() == 2
    assert sorted(Run.objects.values_list("status", flat=True)) == ["lost", "ok"]
    plan = Plan.objects.get()
    assert (plan.ticket, plan.status, plan.held_until) == (2, "ok", None)


def lose(plan: Plan) -> None:
    """Leave a plan as a worker does that was killed in the middle of a try, long ago."""
    for name in settings.QUEUES:
        django_rq.get_queue(name).empty()
    Run.objects.create(plan=plan, started=timezone.now())
    Plan.objects.filter(pk=plan.pk).update(held_until=timezone.now() - timedelta(seconds=1))


def test_plan_that_goes_on_ending_workers_waits_longer_and_longer(only_codeforces: Resource) -> None:
    plan = PlanFactory.create(resource=only_codeforces, due=timezone.now())
    assert jobs.fetch_due() == 1
    lose(plan)
    assert (jobs.fetch_due(), len(queued("lists")), len(queued("slow"))) == (1, 1, 0)
    lose(plan)
    assert jobs.fetch_due() == 0
    plan.refresh_from_db()
    assert (plan.failures, plan.status, plan.error) == (2, "lost", "the worker ended in the middle")
    assert timedelta(minutes=3.9) < plan.due - timezone.now() <= timedelta(minutes=4)
    Plan.objects.update(due=timezone.now())
    assert (jobs.fetch_due(), len(queued("slow"))) == (1, 1)


def test_plan_whose_job_never_began_has_not_failed(only_codeforces: Resource) -> None:
    plan = PlanFactory.create(resource=only_codeforces, due=timezone.now())
    jobs.fetch_due()
    django_rq.get_queue("lists").empty()
    Plan.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert jobs.fetch_due() == 1
    plan.refresh_from_db()
    assert (plan.failures, plan.status) == (0, "")


def test_job_that_waits_longer_than_anybody_thought_keeps_its_place(only_codeforces: Resource) -> None:
    plan = PlanFactory.create(resource=only_codeforces, due=timezone.now())
    jobs.fetch_due()
    Plan.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert (jobs.fetch_due(), queued("lists")) == (0, [f"plan-{plan.pk}-1"])
    plan.refresh_from_db()
    assert (plan.ticket, plan.held_until is not None and plan.held_until > timezone.now()) == (1, True)


@pytest.mark.parametrize("change", [{"enabled": False}, {"adapter": "no_such_file"}])
def test_job_of_a_site_that_is_no_longer_read_does_nothing(
    only_codeforces: Resource, change: dict[str, object]
) -> None:
    plan = PlanFactory.create(resource=only_codeforces, ticket=5)
    Resource.objects.filter(pk=only_codeforces.pk).update(**change)
    assert jobs.fetch(plan.pk, 5) == "void"
    assert Run.objects.count() == 0
