"""Jobs of the engine: what the clock starts, and one try in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import django_rq
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.ingest import actions, archive, past, schedule
from apps.ingest.mending import QUEUE_PATIENCE, job_id_of, mend
from apps.ingest.models import Plan, Run
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

GRACE = 20  # seconds to parse and to write after the time budget; the worker ends a try before its hold does
AT_ONCE = 200  # plans handed to the queues in one tick
LOST = "the worker ended in the middle"
DRAGGING = timedelta(seconds=15)  # whoever took longer waits in the slow queue next time


def fetch_due() -> int:
    """Hand every plan that is due to a queue, once; return how many. Any number of places may do so at a time."""
    now = timezone.now()
    add_missing_plans(now)
    mend(now)
    with transaction.atomic():
        free = Q(held_until=None) | Q(held_until__lt=now)
        plans = list(
            Plan.objects.select_for_update(skip_locked=True)
            .filter(free, due__lte=now, resource__enabled=True, resource__adapter__in=adapters())
            .order_by("due")[:AT_ONCE]
        )
        _mark_lost([plan for plan in plans if plan.held_until is not None], now)
        ready = [plan for plan in plans if plan.due <= now]
        for plan in ready:
            plan.ticket += 1
            plan.held_until = now + QUEUE_PATIENCE
        Plan.objects.bulk_update(ready, ["ticket", "held_until"])
        transaction.on_commit(lambda: enqueue(ready))
    return len(ready)


def _mark_lost(plans: Sequence[Plan], now: datetime) -> None:
    """Say which tries ended with their worker. The first is made up for at once; whoever goes on ending workers waits.

    A plan whose job never began, because its queue was slow or lost, has no such try.
    """
    unfinished = Run.objects.filter(plan__in=plans, status="")
    begun = set(unfinished.values_list("plan_id", flat=True))
    unfinished.update(status=Run.LOST, error=LOST)
    lost = [plan for plan in plans if plan.pk in begun]
    for plan in lost:
        plan.failures += 1
        plan.status, plan.error, plan.held_until = Run.LOST, LOST, None
        if plan.failures > 1:
            plan.ticket += 1
            plan.due = now + schedule.backoff(plan.failures, interval=timedelta(0))
    Plan.objects.bulk_update(lost, ["failures", "status", "error", "held_until", "ticket", "due"])


def enqueue(plans: Sequence[Plan]) -> None:
    """Queue one try each: of those that failed or dragged last time behind the healthy."""
    for plan in plans:
        failed = plan.failures > (plan.status == Run.LOST)  # one worker that ended says nothing about the site
        slow = failed or (plan.took is not None and plan.took > DRAGGING)
        django_rq.get_queue("slow" if slow else "lists").enqueue(
            fetch,
            plan.pk,
            plan.ticket,
            job_id=job_id_of(plan),
            job_timeout=settings.FETCH_BUDGET + GRACE,
            result_ttl=0,
            failure_ttl=24 * 3600,
        )


def fetch(plan_id: int, ticket: int) -> str:
    """Try one plan, if the ticket is still its own and its site still to be read; return the status."""
    held_until = timezone.now() + timedelta(seconds=settings.FETCH_BUDGET) + actions.HOLD_MARGIN
    own = Plan.objects.filter(pk=plan_id, ticket=ticket, resource__enabled=True, resource__adapter__in=adapters())
    if not own.update(held_until=held_until):
        return "void"
    return actions.run(Plan.objects.select_related("resource").get(pk=plan_id)).status


def add_missing_plans(now: datetime) -> int:
    """Plan every ability of every enabled site that has no plan yet, due now; return how many were added."""
    planned = set(Plan.objects.filter(subject="").values_list("resource_id", "ability"))
    missing = [
        Plan(resource=resource, ability="contests", due=now)
        for resource in Resource.objects.filter(enabled=True)
        if (resource.pk, "contests") not in planned and resource.has_ability("contests")
    ]
    Plan.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def mark_late() -> int:
    """Open an incident for each source that has become late; return how many."""
    return past.mark_late()


def prune() -> dict[str, int]:
    """Delete what is past its time: bodies after ARCHIVE_DAYS, runs after RUN_LOG_DAYS."""
    now = timezone.now()
    return {
        "bodies": archive.prune(before=now - timedelta(days=settings.ARCHIVE_DAYS)),
        "runs": archive.prune_runs(before=now - timedelta(days=settings.RUN_LOG_DAYS)),
    }
