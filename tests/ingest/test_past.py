"""What stays of tries: days counted and incidents opened and closed as sites fail, drag and come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.ingest import actions, past
from apps.ingest.models import Incident, Plan, Run, SourceDay
from apps.resources.models import Resource
from tests.factories import PlanFactory, ResourceFactory
from tests.ingest.conftest import contest

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def run(plan: Plan) -> Run:
    return actions.run(Plan.objects.select_related("resource").get(pk=plan.pk))


def fail(gateway: HTTPServer, status: int = 502) -> None:
    gateway.clear()
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("", status=status)


def days() -> list[tuple[object, int, int]]:
    return list(SourceDay.objects.order_by("day").values_list("day", "tries", "failures"))


def incidents() -> list[tuple[str, datetime, datetime | None]]:
    return list(Incident.objects.order_by("began").values_list("kind", "began", "ended"))


def test_every_try_counts_for_its_day(plan: Plan, answer: Callable[..., None], gateway: HTTPServer) -> None:
    answer(contest(1))
    first = run(plan)
    run(plan)
    fail(gateway)
    run(plan)
    assert days() == [(first.started.astimezone(UTC).date(), 3, 1)]


def test_second_failure_opens_an_incident_and_a_success_ends_it(
    plan: Plan, answer: Callable[..., None], gateway: HTTPServer
) -> None:
    fail(gateway)
    first = run(plan)
    assert incidents() == []
    run(plan)
    assert incidents() == [("failing", first.started, None)]
    fail(gateway, 404)
    run(plan)
    found = Incident.objects.get()
    assert (found.status, found.said, found.ended) == (
        "missing",
        "https://codeforces.com/api/contest.list?gym=false: HTTP 404",
        None,
    )
    answer(contest(1))
    good = run(plan)
    assert incidents() == [("failing", first.started, good.started)]


def test_late_source_has_an_incident_from_the_moment_it_was_late() -> None:
    Resource.objects.all().delete()
    now = timezone.now()
    late = PlanFactory(succeeded=now - HOUR, status="ok")
    PlanFactory(succeeded=now - MINUTE, status="ok")
    PlanFactory(succeeded=now - HOUR, status="server", failures=3)
    PlanFactory(succeeded=now - HOUR, status="ok", resource=ResourceFactory(enabled=False))
    assert [past.mark_late(), past.mark_late()] == [1, 0]
    found = Incident.objects.get()
    assert (found.plan, found.kind, found.began) == (late, "late", late.succeeded + 30 * MINUTE)


def test_late_source_that_begins_to_fail_stays_one_incident(plan: Plan, gateway: HTTPServer) -> None:
    Plan.objects.filter(pk=plan.pk).update(succeeded=timezone.now() - DAY, status="ok")
    past.mark_late()
    began = Incident.objects.get(plan=plan).began
    fail(gateway)
    run(plan)
    run(plan)
    assert incidents() == [("failing", began, None)]


def test_incident_of_a_site_that_is_switched_off_ends(plan: Plan, gateway: HTTPServer) -> None:
    fail(gateway)
    run(plan)
    run(plan)
    Resource.objects.filter(pk=plan.resource_id).update(enabled=False)
    past.mark_late()
    assert Incident.objects.get().ended is not None


def test_one_part_of_a_site_is_no_source(answer: Callable[..., None], plan: Plan) -> None:
    part = PlanFactory(resource=plan.resource, subject="1234")
    attempt = Run.objects.create(plan=part, started=timezone.now(), status="server")
    past.note(attempt)
    assert (days(), incidents()) == ([], [])


def test_past_is_filled_from_the_run_log() -> None:
    Resource.objects.all().delete()
    plan = PlanFactory(resource__host="site.example")
    start = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    story = ["ok", "server", "server", "held", "server", "ok", "superseded", "server", "crashed", "format"]
    for number, status in enumerate(story):
        error = "" if status == "ok" else f"site.example contests: {status} {number}"
        Run.objects.create(plan=plan, status=status, error=error, started=start + number * HOUR)
    backfill = import_module("apps.ingest.migrations.0004_past_from_runs")
    with connection.cursor() as cursor:
        for _ in range(2):  # a second time changes nothing of the days
            cursor.execute(backfill.DAYS)
        cursor.execute(backfill.INCIDENTS)
    assert days() == [(start.date(), 1, 0), (start.date() + DAY, 8, 6)]
    assert incidents() == [
        ("failing", start + HOUR, start + 3 * HOUR),
        ("failing", start + 7 * HOUR, None),
    ]
    assert list(Incident.objects.order_by("began").values_list("said", flat=True)) == ["server 2", "format 9"]
