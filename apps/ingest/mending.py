"""Puts plans right that an emptied Valkey or a jump of a clock left behind; done before each hand-out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import django_rq
from django.conf import settings
from redis.exceptions import RedisError
from rq.job import Job, JobStatus

from apps.ingest import schedule
from apps.ingest.limits import longest_hold
from apps.ingest.models import Plan
from apps.ingest.queries import interval_of

logger = logging.getLogger(__name__)
QUEUE_PATIENCE = timedelta(minutes=10)  # a job that has not begun by then is lost and handed out again
JUST_QUEUED = timedelta(seconds=10)  # whoever marked the plan as held may not have reached the queue yet
MARGIN = timedelta(minutes=1)
OVER = (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED, JobStatus.FINISHED)


def mend(now: datetime) -> int:
    """Free what waits for nothing, and bring closer what no good clock can have put so far away; return how many.

    What has waited long in a queue, and still does, goes on waiting: it is not handed out anew behind the others.
    """
    _keep_waiting(now)
    return _release(now) + _bring_closer(now)


def job_id_of(plan: Plan) -> str:
    """Return the name of the one job that may run a plan now."""
    return f"plan-{plan.pk}-{plan.ticket}"


def _keep_waiting(now: datetime) -> None:
    """Hold on to plans whose patience ends, but whose job stands in a queue."""
    ending = list(Plan.objects.filter(held_until__lt=now + MARGIN).only("pk", "ticket"))
    by_id = {job_id_of(plan): plan.pk for plan in ending}
    if not by_id:
        return
    try:
        waiting = {name for queue in settings.QUEUES for name in django_rq.get_queue(queue).get_job_ids()}
    except RedisError as error:
        logger.warning("queues are out of reach: %s", error)
        return
    still = [pk for name, pk in by_id.items() if name in waiting]
    Plan.objects.filter(pk__in=still, held_until__lt=now + MARGIN).update(held_until=now + QUEUE_PATIENCE)


def _release(now: datetime) -> int:
    """Free the plans that are held for nothing."""
    held = list(Plan.objects.filter(held_until__gt=now).only("pk", "ticket", "held_until"))
    lost = [
        plan
        for plan, state in zip(held, _states_of(held), strict=True)
        if plan.held_until and _is_lost(plan.held_until, state, now)
    ]
    return sum(
        Plan.objects.filter(pk=plan.pk, ticket=plan.ticket, held_until=plan.held_until).update(held_until=now - MARGIN)
        for plan in lost
    )


def _is_lost(until: datetime, state: JobStatus | None, now: datetime) -> bool:
    """Tell whether a plan's job broke (PostgreSQL was away, say), left its queue without beginning, or never was.

    Who is held for longer than a try may last can only wait in a queue, and nobody is held for longer than that.
    """
    try_ends = now + longest_hold()
    is_waiting = try_ends < until < now + QUEUE_PATIENCE - JUST_QUEUED
    is_impossible = until > max(now + QUEUE_PATIENCE, try_ends) + MARGIN
    return state in OVER or is_impossible or (is_waiting and state is None)


def _states_of(plans: Sequence[Plan]) -> list[JobStatus | None]:
    """Return how the job of each plan is, None where there is none; where Valkey is away, all are taken to wait."""
    try:
        jobs = Job.fetch_many([job_id_of(plan) for plan in plans], connection=django_rq.get_connection("lists"))
    except RedisError as error:
        logger.warning("queues are out of reach: %s", error)
        return [JobStatus.QUEUED] * len(plans)
    return [None if job is None else job.get_status(refresh=False) for job in jobs]


def _bring_closer(now: datetime) -> int:
    """Pull in healthy plans that are due later than one whole interval from now: a clock has gone back meanwhile."""
    late = []
    waiting = Plan.objects.filter(held_until=None, failures=0, due__gt=now + schedule.SHORTEST, subject="")
    for plan in waiting.select_related("resource").only("due", "ability", "resource__adapter"):
        if not plan.resource.has_ability(plan.ability) or plan.due is None:
            continue
        latest = schedule.latest_due(now=now, interval=interval_of(plan.resource.adapter_class, plan.ability))
        if plan.due > latest + MARGIN:
            plan.due = latest
            late.append(plan)
    return Plan.objects.bulk_update(late, ["due"])
