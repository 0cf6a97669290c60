"""Jobs of the engine: what the clock starts, and one try in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import django_rq
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.ingest import actions, archive
from apps.ingest.models import Plan, Run
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

AT_ONCE = 200  # plans handed to the queues in one tick
QUEUE_PATIENCE = timedelta(minutes=10)  # a job that has not begun by then is lost and handed out again
DRAGGING = timedelta(seconds=15)  # whoever took longer waits in the slow queue next time


def fetch_due() -> int:
    """Hand every plan that is due to a queue, once; return how many. Any number of places may do so at a time."""
    now = timezone.now()
    add_missing_plans(now)
    with transaction.atomic():
        free = Q(held_until=None) | Q(held_until__lt=now)
        plans = list(
            Plan.objects.select_for_update(skip_locked=True)
            .filter(free, due__lte=now, resource__enabled=True, resource__adapter__in=adapters())
            .order_by("due")[:AT_ONCE]
        )
        _mark_lost([plan for plan in plans if plan.held_until is not None])
        for plan in plans:
            plan.ticket += 1
            plan.held_until = now + QUEUE_PATIENCE
        Plan.objects.bulk_update(plans, ["ticket", "held_until"])
        transaction.on_commit(lambda: enqueue(plans))
    return len(plans)


def _mark_lost(plans: Sequence[Plan]) -> None:
    """Say in the run log which tries ended with their worker."""
    Run.objects.filter(plan__in=plans, status="").update(status=Run.LOST, error="the worker ended in the middle")


def enqueue(plans: Sequence[Plan]) -> None:
    """Queue one try each: of those that failed or dragged last time behind the healthy."""
    for plan in plans:
        slow = plan.failures > 0 or (plan.took is not None and plan.took > DRAGGING)
        django_rq.get_queue("slow" if slow else "lists").enqueue(
            fetch,
            plan.pk,
            plan.ticket,
            job_id=f"plan-{plan.pk}-{plan.ticket}",
            job_timeout=settings.FETCH_BUDGET + 60,
            failure_ttl=24 * 3600,
        )


def fetch(plan_id: int, ticket: int) -> str:
    """Try one plan, if the ticket is still its own; return the status."""
    held_until = timezone.now() + timedelta(seconds=settings.FETCH_BUDGET) + actions.HOLD_MARGIN
    if not Plan.objects.filter(pk=plan_id, ticket=ticket).update(held_until=held_until):
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


def prune() -> dict[str, int]:
    """Delete what is past its time: bodies after ARCHIVE_DAYS, runs after RUN_LOG_DAYS."""
    now = timezone.now()
    return {
        "bodies": archive.prune(before=now - timedelta(days=settings.ARCHIVE_DAYS)),
        "runs": archive.prune_runs(before=now - timedelta(days=settings.RUN_LOG_DAYS)),
    }
