"""What the engine does about facts stated below it, and about its own."""

from __future__ import annotations

from datetime import timedelta

import django_rq
from django.db import transaction
from django.utils import timezone

from apps.contests.models import Contest, ContestChange
from apps.core.events import on
from apps.core.models import Event
from apps.ingest import actions, asked_people, contest_plans, people, ranks
from apps.ingest.models import Plan
from apps.resources.models import Resource

LATELY = timedelta(days=7)
HAND_OUT = "apps.ingest.jobs.fetch_due"


@on("refresh.wanted")
def make_due(event: Event) -> None:
    """Somebody wants something read now: payload {"resource": id}, all of a site, or {"contest": id}, its results."""
    if "contest" in event.payload:
        contest = Contest.objects.filter(pk=event.payload["contest"]).first()
        if contest is not None:
            contest_plans.plan_asked(contest, now=timezone.now())
    else:
        whole = Plan.objects.filter(resource_id=event.payload["resource"], subject="")
        actions.make_due(whole)
    transaction.on_commit(lambda: django_rq.get_queue("clock").enqueue(HAND_OUT, result_ttl=0), robust=True)


@on("account.wanted")
def read_account(event: Event) -> None:
    """Somebody wants an account read now, be it known or not: payload {"resource": id, "key": handle}."""
    resource = Resource.objects.filter(pk=event.payload["resource"], enabled=True).first()
    if resource is not None:
        asked_people.plan_asked(resource, event.payload["key"], now=timezone.now())
        transaction.on_commit(lambda: django_rq.get_queue("clock").enqueue(HAND_OUT, result_ttl=0), robust=True)


@on(f"contest.{ContestChange.MOVED}")
@on(f"contest.{ContestChange.EXTENDED}")
@on(f"contest.{ContestChange.SHORTENED}")
@on(f"contest.{ContestChange.RETURNED}")
def follow_times(event: Event) -> None:
    """Contests have other times than before: payload {"contests": [id, …], …}."""
    contest_plans.plan_again(event.payload["contests"], now=timezone.now())


@on("standings.final")
def ask_people(event: Event) -> None:
    """No result will change any more: payload {"contest": id, …}. Where the table tells no ratings, profiles may."""
    now = timezone.now()
    lately = Contest.objects.filter(end__gte=now - LATELY).exclude(rated=False).select_related("resource")
    contest = lately.filter(pk=event.payload["contest"]).first()
    if contest is not None and not contest.rows.filter(new_rating__isnull=False).exists():
        people.want_participants(contest, now=now)


@on("standings.rated")
def follow_ratings(event: Event) -> None:
    """The ratings of a contest have come: payload {"contest": id}."""
    contest = Contest.objects.select_related("resource").filter(pk=event.payload["contest"]).first()
    if contest is not None:
        people.want_participants(contest, now=timezone.now())
        ranks.want_ranks(contest.resource_id)
