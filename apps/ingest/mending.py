"""Puts plans right that an emptied Valkey or a jump of a clock left behind; the clock asks for it before each hand-out."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import django_rq
from django.conf import settings
from redis.exceptions import RedisError
from rq.job import Job

from apps.ingest import schedule
from apps.ingest.actions import HOLD_MARGIN
from apps.ingest.models import Plan, Run
from apps.ingest.queries import interval_of

logger = logging.getLogger(__name__)
QUEUE_PATIENCE = timedelta(minutes=10)  # a job that has not begun by then is lost and handed out again
JUST_QUEUED = timedelta(seconds=10)  # whoever marked the plan as held may not have reached the queue yet
MARGIN = timedelta(minutes=1)


def mend(now: datetime) -> int:
    """Free what waits for nothing, and bring closer what no clock in good order could have put so far; return how many."""
    return _release(now) + _bring_closer(now)


def job_id_of(plan: Plan) -> str:
    """Return the name of the one job that may run a plan now."""
    return f"plan-{plan.pk}-{plan.ticket}"


def _release(now: datetime) -> int:
    """Free plans whose job left the queue without beginning, and those held for longer than anything is held."""
    longest = max(QUEUE_PATIENCE, timedelta(seconds=settings.FETCH_BUDGET) + HOLD_MARGIN) + MARGIN
    held = list(Plan.objects.filter(held_until__gt=now).only("pk", "ticket", "held_until"))
    begun = set(Run.objects.filter(status="", started__gt=now - longest).values_list("plan_id", flat=True))
    queued = [plan for plan in held if plan.pk not in begun and _queued(plan) < now - JUST_QUEUED]
    lost = [plan for plan in held if plan.held_until and plan.held_until > now + longest] + _without_job(queued)
    return sum(
        Plan.objects.filter(pk=plan.pk, ticket=plan.ticket, held_until=plan.held_until).update(held_until=now - MARGIN)
        for plan in lost
    )


def _queued(plan: Plan) -> datetime:
    """Return when a plan was put into a queue, if that is what holds it."""
    assert plan.held_until is not None  # noqa: S101 - that is how it was found
    return plan.held_until - QUEUE_PATIENCE


def _without_job(plans: Iterable[Plan]) -> list[Plan]:
    by_id = {job_id_of(plan): plan for plan in plans}
    if not by_id:
        return []
    try:
        jobs = Job.fetch_many(list(by_id), connection=django_rq.get_connection("lists"))
    except RedisError as error:
        logger.warning("queues are out of reach: %s", error)
        return []
    lost = by_id.keys() - {job.id for job in jobs if job is not None}
    return [by_id[name] for name in lost]


def _bring_closer(now: datetime) -> int:
    """Pull in healthy plans that are due later than one whole interval from now: a clock has gone back meanwhile."""
    late = []
    waiting = Plan.objects.filter(held_until=None, failures=0, due__gt=now + schedule.SHORTEST, subject="")
    for plan in waiting.select_related("resource").only("due", "ability", "resource__adapter"):
        if not plan.resource.has_ability(plan.ability):
            continue
        latest = schedule.latest_due(now=now, interval=interval_of(plan.resource.adapter_class, plan.ability))
        if plan.due > latest + MARGIN:
            plan.due = latest
            late.append(plan)
    return Plan.objects.bulk_update(late, ["due"])
