"""Figures for Prometheus, read at the moment of the scrape: are we late, failing, slow, full?"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

import django_rq
from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector, CollectorRegistry
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError

from apps.contests import queries, search
from apps.core.models import Handoff
from apps.ingest.abilities import ability_states
from apps.ingest.models import Plan, Run
from apps.ingest.queries import interval_of
from apps.ops import capacity
from apps.resources.adapters.base import Adapter
from apps.resources.catalogue import adapters

RUNS_WITHIN = timedelta(hours=1)
SOURCE = ("site", "ability")


class Part(StrEnum):
    """What a scrape may ask for alone: with several web processes behind a balancer, each is asked for its own."""

    HOUSE = "house"  # the installation: the same whoever answers
    PROCESS = "process"  # requests and sockets of the program that answers


class House(Collector):
    """All figures of the installation. Any process that asks gives the same answer."""

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        """Yield every figure: seven SQL statements and, where Valkey answers, the queues.

        Raises:
            django.db.Error: the database is away.
        """
        yield InfoMetricFamily("clist", "What runs here.", {"version": settings.VERSION})
        yield from _sources()
        yield _plans()
        yield _by_label("clist_runs_last_hour", "Tries begun within the last hour.", label="status", values=_runs())
        yield _by_label("clist_contests", "Contests that are shown.", label="state", values=_contests())
        yield from _events()
        yield from _queues()
        yield from capacity.of_database()
        yield capacity.of_disk()


def registry(part: Part | None = None) -> CollectorRegistry:
    """Return a registry of one part, or of both."""
    together = CollectorRegistry()
    if part != Part.PROCESS:
        together.register(House())
    if part != Part.HOUSE:
        together.register(_own_process())
    return together


def _own_process() -> Collector:
    """Return what this program measures of itself; gunicorn's processes add theirs up in files."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        return cast("Collector", MultiProcessCollector(None))  # type: ignore[no-untyped-call]
    return REGISTRY


def _sources() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    age = GaugeMetricFamily(
        "clist_source_age_seconds", "Since the last success, or since the site was added.", labels=SOURCE
    )
    interval = GaugeMetricFamily("clist_source_interval_seconds", "How often it should be read.", labels=SOURCE)
    failures = GaugeMetricFamily("clist_source_failures", "Failed tries in a row.", labels=SOURCE)
    held = GaugeMetricFamily("clist_source_held", "1 while a short list waits for a person.", labels=SOURCE)
    took = GaugeMetricFamily("clist_source_took_seconds", "How long the last try took.", labels=SOURCE)
    due: list[datetime] = []
    for plan in Plan.objects.filter(resource__enabled=True, subject="").select_related("resource"):
        source = (plan.resource.host, plan.ability)
        age.add_metric(source, (now - (plan.succeeded or plan.resource.created)).total_seconds())
        interval.add_metric(source, _interval(plan).total_seconds())
        failures.add_metric(source, plan.failures)
        held.add_metric(source, plan.status == Run.HELD)
        if plan.took is not None:
            took.add_metric(source, plan.took.total_seconds())
        if plan.due is not None and (plan.held_until is None or plan.held_until < now):
            due.append(plan.due)
    late = max((now - min(due)).total_seconds(), 0) if due else 0
    yield from (age, interval, failures, held, took)
    yield GaugeMetricFamily("clist_plans_late_seconds", "How long the first due plan has not been handed out.", late)


def _plans() -> GaugeMetricFamily:
    """Return how many plans each ability has, and how many of them are in which state, over all sites."""
    family = GaugeMetricFamily("clist_plans", "Things that are read again and again.", labels=("ability", "state"))
    counted: Counter[tuple[str, str]] = Counter()
    for one in ability_states(timezone.now()):
        numbers = {"all": one.plans, "read": one.read, "failing": one.failing, "login": one.login, "held": one.held}
        counted.update({(one.ability, state): number for state, number in numbers.items()})
    for labels, number in counted.items():
        family.add_metric(labels, number)
    return family


def _interval(plan: Plan) -> timedelta:
    adapter = adapters().get(plan.resource.adapter, Adapter)
    return interval_of(adapter, plan.ability)


def _runs() -> Mapping[str, float]:
    recent = Run.objects.filter(started__gt=timezone.now() - RUNS_WITHIN).order_by()
    counted = recent.values_list("status").annotate(number=Count("pk"))
    return {status or "running": number for status, number in counted}


def _contests() -> Mapping[str, float]:
    now = timezone.now()
    open_ones = queries.visible().filter(end__gt=now).order_by()
    counts: dict[str, float] = open_ones.aggregate(
        running=Count("pk", filter=search.STATES["running"](now)),
        coming=Count("pk", filter=search.STATES["coming"](now)),
        called_off=Count("pk", filter=search.STATES["cancelled"](now)),
    )
    return counts


def _events() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    waiting = Handoff.objects.filter(done=None, parked=None).aggregate(number=Count("pk"), oldest=Min("due"))
    parked = Handoff.objects.filter(parked__isnull=False, done=None).count()
    late = max((now - waiting["oldest"]).total_seconds(), 0) if waiting["oldest"] else 0
    yield GaugeMetricFamily("clist_events_waiting", "Events not yet handed on.", waiting["number"])
    yield GaugeMetricFamily("clist_events_late_seconds", "By how much the oldest of them is late.", late)
    yield GaugeMetricFamily("clist_events_parked", "Events given up after five tries.", parked)


def _queues() -> Iterator[GaugeMetricFamily]:
    try:
        queues = [django_rq.get_queue(name) for name in settings.RQ_QUEUES]
        waiting = {queue.name: float(queue.count) for queue in queues}
        failed = {queue.name: float(queue.failed_job_registry.count) for queue in queues}
        oldest = {queue.name: _age_of_first(queue) for queue in queues}
        workers = Worker.count(connection=queues[0].connection)
        memory = list(capacity.of_valkey(queues[0].connection))
    except RedisError:
        yield GaugeMetricFamily("clist_valkey_up", "Whether Valkey answers.", 0)
        return
    yield GaugeMetricFamily("clist_valkey_up", "Whether Valkey answers.", 1)
    yield from memory
    yield _by_label("clist_queue_jobs", "Jobs that wait.", label="queue", values=waiting)
    yield _by_label("clist_queue_age_seconds", "How long the first of them waits.", label="queue", values=oldest)
    yield _by_label(
        "clist_queue_failed_jobs", "Jobs that failed and are kept to be looked at.", label="queue", values=failed
    )
    yield GaugeMetricFamily("clist_workers", "Workers that have signed on.", workers)


def _age_of_first(queue: Queue) -> float:
    first = queue.get_job_ids(0, 1)
    try:
        job = queue.fetch_job(first[0]) if first else None
    except NoSuchJobError:  # it was taken in the meantime
        return 0
    return (timezone.now() - job.enqueued_at).total_seconds() if job and job.enqueued_at else 0


def _by_label(name: str, documentation: str, *, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
