"""The scrape: what it counts, who may read it, and what it says when a server is away."""

from datetime import timedelta
from typing import Any

import django_rq
import pytest
import redis
from django.db import connection
from django.test import Client
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from apps.core.models import Event, Handoff
from apps.ingest.models import Run
from apps.ops import metrics
from apps.resources.models import Resource
from tests.factories import ContestFactory, PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOWHERE = redis.ConnectionPool.from_url("unix:///nonexistent/valkey.sock")


def scrape(client: Client) -> dict[str, float]:
    """Return every sample as `name{label values by label}` and its value."""
    answer = client.get("/metrics?of=house")
    assert answer["Content-Type"].startswith("text/plain; version=")
    return {
        f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value
        for family in read_text(answer.content.decode())
        for sample in family.samples
    }


def test_metrics_tell_how_sources_do(client: Client) -> None:
    now = timezone.now()
    PlanFactory(resource__host="codeforces.com", succeeded=now - HOUR, failures=2, status="held")
    PlanFactory(resource__host="off.example", resource__enabled=False)
    young = PlanFactory(resource__host="young.example", resource__adapter="no longer there")
    Resource.objects.filter(pk=young.resource_id).update(created=now - 2 * HOUR)
    figures = scrape(client)
    sources = {name: value for name, value in figures.items() if name.startswith("clist_source_")}
    age = sources.pop("clist_source_age_seconds{contests,codeforces.com}")
    young_age = sources.pop("clist_source_age_seconds{contests,young.example}")
    interval = sources.pop("clist_source_interval_seconds{contests,codeforces.com}")
    assert (round(age / 60), round(young_age / 60)) == (60, 120)
    assert interval > 0
    assert sources == {
        "clist_source_interval_seconds{contests,young.example}": 1800,
        "clist_source_failures{contests,codeforces.com}": 2,
        "clist_source_failures{contests,young.example}": 0,
        "clist_source_held{contests,codeforces.com}": 1,
        "clist_source_held{contests,young.example}": 0,
    }


def test_metrics_count_runs_contests_and_events(client: Client, settings: Any) -> None:
    now = timezone.now()
    plan = PlanFactory()
    for status, ago in [("ok", 0), ("ok", 0.5), ("blocked", 0.9), ("", 0), ("ok", 1.1)]:
        Run.objects.create(plan=plan, status=status, started=now - ago * HOUR)
    ContestFactory.create_batch(2)
    ContestFactory(start=now - HOUR)
    ContestFactory(start=now - 9 * HOUR)
    ContestFactory(cancelled=now)
    ContestFactory(hidden=True)
    event = Event.objects.create(name="contest.moved")
    Handoff.objects.create(event=event, handler="waits")
    Handoff.objects.filter(handler="waits").update(due=now - HOUR)
    Handoff.objects.create(event=event, handler="parked", parked=now)
    Handoff.objects.create(event=event, handler="done", done=now)
    figures = scrape(client)
    assert round(figures.pop("clist_events_late_seconds{}") / 60) == 60
    others = ("source", "queue", "memory", "database", "archive", "disk", "plans")
    assert {name: value for name, value in figures.items() if not any(other in name for other in others)} == {
        f"clist_info{{{settings.VERSION}}}": 1,
        "clist_runs_last_hour{ok}": 2,
        "clist_runs_last_hour{blocked}": 1,
        "clist_runs_last_hour{running}": 1,
        "clist_contests{running}": 1,
        "clist_contests{coming}": 3,
        "clist_contests{called_off}": 1,
        "clist_events_waiting{}": 1,
        "clist_events_parked{}": 1,
        "clist_valkey_up{}": 1,
        "clist_workers{}": 0,
    }


def test_metrics_count_queued_jobs(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    queue = django_rq.get_queue("slow")
    queue.empty()
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("apps.core.jobs.dispatch")
    figures = scrape(client)
    queue.empty()
    assert {name: value for name, value in figures.items() if "queue_jobs" in name} == {
        f"clist_queue_jobs{{{name}}}": int(name == "slow") for name in queue_names()
    }


def test_metrics_sum_plans_by_ability(client: Client) -> None:
    now = timezone.now()
    site = PlanFactory().resource
    told = [
        {"succeeded": now, "tried": now},
        {"failures": 3, "status": "login", "tried": now, "due": now - HOUR},
        {"failures": 3, "status": "missing", "tried": now, "due": None},
    ]
    for number, plan in enumerate(told):
        PlanFactory(resource=site, ability="standings", subject=f"{number}", **plan)
    figures = {name: value for name, value in scrape(client).items() if name.startswith("clist_plans{standings")}
    assert figures == {
        "clist_plans{standings,all}": 3,
        "clist_plans{standings,read}": 1,
        "clist_plans{standings,failing}": 1,
        "clist_plans{standings,login}": 1,
        "clist_plans{standings,held}": 0,
    }


def test_metrics_cost_the_same_for_one_source_and_for_thirty(client: Client, django_assert_num_queries: Any) -> None:
    PlanFactory()
    with django_assert_num_queries(7):
        client.get("/metrics")
    for resource in ResourceFactory.create_batch(29):
        PlanFactory(resource=resource)
        ContestFactory(resource=resource)
    with django_assert_num_queries(7):
        client.get("/metrics")


def test_metrics_are_also_openmetrics(client: Client) -> None:
    answer = client.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    names = {family.name for family in read_openmetrics(answer.content.decode())}
    assert answer["Content-Type"].startswith("application/openmetrics-text")
    assert {"clist", "clist_contests", "clist_workers"} <= names


def test_metrics_go_on_without_valkey(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_valkey(name: str) -> django_rq.queues.DjangoRQ:
        return django_rq.queues.DjangoRQ(name, connection=redis.Redis(connection_pool=NOWHERE))

    monkeypatch.setattr(metrics.django_rq, "get_queue", without_valkey)
    figures = scrape(client)
    assert {name: value for name, value in figures.items() if "valkey" in name or "queue" in name} == {
        "clist_valkey_up{}": 0
    }
    assert figures["clist_events_waiting{}"] == 0


@pytest.mark.django_db(transaction=True)
def test_metrics_say_that_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    answer = client.get("/metrics")
    connection.close()
    assert (answer.status_code, answer.content) == (503, b"The database is away: OperationalError\n")


@pytest.mark.parametrize(
    ("borne", "status"),
    [("Bearer s3cret", 200), ("Bearer wrong", 401), ("s3cret", 401), ("Bearer ", 401), ("Bearer é", 401), (None, 401)],
)
def test_metrics_are_for_the_bearer_of_the_token(client: Client, settings: Any, borne: str | None, status: int) -> None:
    settings.METRICS_TOKEN = "s3cret"
    answer = client.get("/metrics", headers={"authorization": borne} if borne else {})
    assert answer.status_code == status


def test_metrics_are_closed_in_production_without_a_token(client: Client, settings: Any) -> None:
    settings.PRODUCTION = True
    answer = client.get("/metrics")
    assert (answer.status_code, answer.content) == (403, b"Set METRICS_TOKEN to open this door.\n")


def test_metrics_tell_how_late_plans_are_handed_out(client: Client) -> None:
    now = timezone.now()
    PlanFactory(due=now - timedelta(minutes=3))
    PlanFactory(due=now - HOUR, held_until=now + HOUR)  # a worker has it
    assert round(scrape(client)["clist_plans_late_seconds{}"] / 60) == 3


def test_metrics_tell_how_long_a_job_waits(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    queue = django_rq.get_queue("slow")
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("apps.core.jobs.dispatch")
    (job,) = queue.jobs
    job.enqueued_at = timezone.now() - HOUR
    job.save()
    ages = {name: round(age / 60) for name, age in scrape(client).items() if "queue_age" in name}
    assert ages == {f"clist_queue_age_seconds{{{name}}}": 60 if name == "slow" else 0 for name in queue_names()}


def queue_names() -> list[str]:
    return ["clock", "live", "lists", "standings", "profiles", "default", "slow"]


def test_metrics_tell_how_full_everything_is(client: Client) -> None:
    figures = scrape(client)
    assert figures["clist_database_bytes{}"] > figures["clist_archive_bytes{}"] > 0
    assert figures["clist_disk_bytes{total}"] > figures["clist_disk_bytes{free}"] > 0
    assert figures["clist_valkey_memory_bytes{}"] > 0
    assert figures["clist_database_connections_limit{}"] >= 20


def test_scrape_may_ask_for_one_part(client: Client) -> None:
    client.get("/health/live")
    parts = {}
    for part in ("house", "process"):
        parts[part] = {family.name for family in read_text(client.get(f"/metrics?of={part}").content.decode())}
    both = {family.name for family in read_text(client.get("/metrics").content.decode())}
    assert ("clist_contests" in parts["house"], "clist_request_seconds" in parts["process"]) == (True, True)
    assert parts["house"] & parts["process"] == set()
    assert parts["house"] | parts["process"] == both


def test_scrape_refuses_an_unknown_part(client: Client) -> None:
    answer = client.get("/metrics?of=everything")
    assert (answer.status_code, answer.content) == (400, b"of=house or of=process\n")
