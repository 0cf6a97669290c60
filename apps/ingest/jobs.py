"""Jobs of the engine: what the clock starts, and one try in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import django_rq
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.ranking import rank_accounts
from apps.ingest import actions, archive, asked_people, contest_plans, past, people, ranks, schedule
from apps.ingest.lanes import LANES, LISTS, SLOW, live_tables, queue_of, room_of, running_tables
from apps.ingest.limits import limits_of
from apps.ingest.mending import QUEUE_PATIENCE, job_id_of, mend
from apps.ingest.models import Plan, Run
from apps.ingest.reading import TRUSTED
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

LOST = "the worker ended in the middle"
MOST_LIVE = 500  # running tables that are handed out at once
KEPT = 24 * 3600  # seconds that a job which broke can be looked at
WHOLE = ("contests", "profiles")  # planned for every site that has them; "problems" where they are an archive


def fetch_due() -> int:
    """Hand every plan that is due to a queue, once; return how many. Any number of places may do so at a time."""
    now = timezone.now()
    add_missing_plans(now)
    contest_plans.plan_current(now)
    mend(now)
    live = _hand_out(live_tables(now), now, most=MOST_LIVE)
    live += _hand_out(Plan.objects.filter(asked_people.asked_plans()), now, most=MOST_LIVE)
    return live + sum(_hand_out(Plan.objects.filter(ability__in=lane), now, most=room_of(lane, now)) for lane in LANES)


def _hand_out(chosen: QuerySet[Plan], now: datetime, *, most: int) -> int:
    """Hand out what is due of some plans, the longest waiting first."""
    with transaction.atomic():
        free = Q(held_until=None) | Q(held_until__lt=now)
        plans = list(
            chosen.select_for_update(skip_locked=True, of=("self",))
            .filter(free, due__lte=now, resource__enabled=True, resource__adapter__in=adapters())
            .order_by("due")[:most]
        )
        _mark_lost([plan for plan in plans if plan.held_until is not None], now)
        ready = [plan for plan in plans if plan.due is not None and plan.due <= now]
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
    """Queue one try each: of those that hung or dragged last time behind the healthy, their lists first."""
    lively = running_tables(plans, timezone.now())
    for plan in plans:
        queue = queue_of(plan, is_live=plan.pk in lively or asked_people.is_asked(plan))
        django_rq.get_queue(queue).enqueue(
            fetch,
            plan.pk,
            plan.ticket,
            job_id=job_id_of(plan),
            job_timeout=int(limits_of(plan.ability).longest.total_seconds()),
            result_ttl=0,
            failure_ttl=KEPT,
            at_front=queue == SLOW and plan.ability in LISTS,
        )


def fetch(plan_id: int, ticket: int) -> str:
    """Try one plan, if the ticket is still its own and its site still to be read; return the status."""
    own = Plan.objects.filter(pk=plan_id, ticket=ticket, resource__enabled=True, resource__adapter__in=adapters())
    plan = own.select_related("resource").first()
    if plan is None or not own.update(held_until=timezone.now() + limits_of(plan.ability).hold):
        return "void"
    return actions.run(plan).status


def add_missing_plans(now: datetime) -> int:
    """Plan the lists, the archive and the profiles of every enabled site that has no such plan yet, due now.

    Return how many were added.
    """
    planned = set(Plan.objects.filter(subject="").values_list("resource_id", "ability"))
    missing = [
        Plan(resource=resource, ability=ability, due=now)
        for resource in Resource.objects.filter(enabled=True)
        for ability in _whole_abilities(resource)
        if (resource.pk, ability) not in planned
    ]
    Plan.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _whole_abilities(resource: Resource) -> list[str]:
    """Return the abilities of a site that are read for the site as a whole."""
    found = [ability for ability in WHOLE if resource.has_ability(ability)]
    has_archive = resource.has_ability("problems") and resource.adapter_class.has_archive
    return [*found, "problems"] if has_archive else found


def plan_more() -> dict[str, int]:
    """Plan the results of some past contests, and what our people did; return how many of each."""
    now = timezone.now()
    return {"past": contest_plans.plan_past(now), "people": people.plan_people(now)}


def rank_wanted() -> int:
    """Give accounts their places on the sites whose ratings have changed since last time; return how many sites."""
    wanted = ranks.take_wanted()
    for resource in Resource.objects.filter(pk__in=wanted):
        rank_accounts(resource)
    return len(wanted)


def mark_late() -> int:
    """Open an incident for each source that has become late; return how many."""
    return past.mark_late()


def prune() -> dict[str, int]:
    """Delete what is past its time: bodies after ARCHIVE_DAYS, runs after RUN_LOG_DAYS."""
    now = timezone.now()
    archive.forget_readings(before=now - TRUSTED)
    return {
        "bodies": archive.prune(before=now - timedelta(days=settings.ARCHIVE_DAYS)),
        "asked": asked_people.forget_unknown(before=now - timedelta(days=1)),
        "runs": archive.prune_runs(before=now - timedelta(days=settings.RUN_LOG_DAYS)),
    }
