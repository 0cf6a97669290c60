"""Which queue a plan waits in, and how many may wait at a time: nothing that comes by the thousand crowds the lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.contests.models import Contest
from apps.ingest.limits import HEAVY
from apps.ingest.models import Plan, Run
from apps.resources.adapters.base import Trouble

LISTS, TABLES, PEOPLE = ("contests", "problems"), ("standings",), ("profiles", "ratings", "submissions")
LANES = (LISTS, TABLES, PEOPLE)
ROOM = {LISTS: 200, TABLES: 60, PEOPLE: 30}  # plans of a lane that queues and workers hold at most
QUEUES = {LISTS: "lists", TABLES: "standings", PEOPLE: "profiles"}
SLOW = "slow"  # the queue of what stands before nobody
DRAGGING = timedelta(seconds=15)  # whoever took longer waits in the slow queue next time …
DRAGGING_HEAVY = timedelta(seconds=60)  # … or longer than this, for what is large by nature
HANGING = (Trouble.UNREACHABLE, Run.LOST)  # how tries end that may hold up a worker; who refuses at once is not slow
JUST_OVER = timedelta(minutes=30)
JUST_ASKED = timedelta(minutes=10)


def lane_of(ability: str) -> tuple[str, ...]:
    """Return the abilities that share room with this one."""
    return next(lane for lane in LANES if ability in lane)


def room_of(lane: Sequence[str], now: datetime) -> int:
    """Return how many more plans of a lane may be handed out. One query."""
    held = Plan.objects.filter(ability__in=lane, held_until__gte=now).count()
    return max(ROOM[tuple(lane)] - held, 0)


def live_tables(now: datetime) -> QuerySet[Plan]:
    """Return the plans that read the results of contests which run, were just over or asked for.

    They need no room: there are no more of them than such contests, and they wait behind nothing of the past.
    """
    own = Contest.objects.filter(_is_lively(now), resource=OuterRef("resource"), key=OuterRef("subject"))
    return Plan.objects.filter(Exists(own), ability__in=TABLES)


def running_tables(plans: Sequence[Plan], now: datetime) -> set[int]:
    """Return the ids of those of the plans that are among `live_tables`. One query."""
    tables = {(plan.resource_id, plan.subject): plan.pk for plan in plans if plan.ability == "standings"}
    if not tables:
        return set()
    keys = {"resource__in": {site for site, _ in tables}, "key__in": {key for _, key in tables}}
    found = Contest.objects.filter(_is_lively(now), **keys).values_list("resource_id", "key")
    return {tables[pair] for pair in found if pair in tables}


def _is_lively(now: datetime) -> Q:
    return Q(end__gt=now - JUST_OVER) | Q(standings__asked_at__gt=now - JUST_ASKED)


def queue_of(plan: Plan, *, is_live: bool) -> str:
    """Return the queue of a plan: SLOW for what hung or dragged last time, so that it stands before nobody."""
    # A worker that was lost once says little of the site.
    hung = plan.status in HANGING and plan.failures > (plan.status == Run.LOST)
    most = DRAGGING_HEAVY if plan.ability in HEAVY else DRAGGING
    if hung or (plan.took is not None and plan.took > most):
        return SLOW
    return "live" if is_live else QUEUES[lane_of(plan.ability)]
