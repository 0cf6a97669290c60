"""When a plan is due again after a try: the facts that the rule of its ability asks for, and the rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from apps.contests import queries
from apps.contests.models import Contest, ContestProblem
from apps.ingest import attempts, people, schedule
from apps.ingest.attempts import Last, Table
from apps.ingest.models import Plan
from apps.ingest.queries import interval_of
from apps.resources.adapters.base import Trouble
from apps.standings.models import Standing

NEXT_BATCH = timedelta(seconds=30)
LOOK_FOR_PEOPLE = timedelta(hours=1)  # whose profiles have become due meanwhile: it costs the site nothing
SUBMISSIONS_MOST = timedelta(days=7)
SUBMISSIONS_SHARE = 2  # who last did something so long ago is looked at again in twice that time
TRIES = 10  # failures in a row after which one subject is left alone until somebody asks


def next_due(plan: Plan, *, status: str, retry_after: timedelta | None, now: datetime) -> datetime | None:
    """Return when a plan is due next, whose `failures` count the try of this status; None: when somebody asks."""
    interval = interval_of(plan.resource.adapter_class, plan.ability)
    last = Last(status=status, failures=plan.failures, retry_after=retry_after)
    if plan.ability == "standings":
        table = table_of(plan.resource_id, plan.subject)
        return _after_table(plan, table, last=last, interval=interval, now=now) if table else None
    if plan.failures:
        return _after_fault(plan, last, interval=interval, now=now)
    if not plan.subject:
        return _after_list(plan, interval=interval, now=now)
    return _after_subject(plan, interval=interval, now=now)


def _after_table(plan: Plan, table: Table, *, last: Last, interval: timedelta, now: datetime) -> datetime | None:
    due = attempts.next_attempt(table, now=now, interval=interval, last=last, spread=_spread(plan))
    if due is not None and not plan.failures and table.start <= now < table.end:
        due = min(due, now + timedelta(seconds=settings.FETCH_LIVE_INTERVAL))
    return due


def _after_fault(plan: Plan, last: Last, *, interval: timedelta, now: datetime) -> datetime | None:
    if plan.subject and plan.failures >= TRIES:
        return None
    if last.status == Trouble.LOGIN:
        return now + attempts.login_wait(plan.failures)
    return schedule.next_due(
        now=now, interval=interval, failures=plan.failures, retry_after=last.retry_after, spread=_spread(plan)
    )


def _after_list(plan: Plan, *, interval: timedelta, now: datetime) -> datetime:
    if plan.ability == "profiles":
        latest = now + min(interval, LOOK_FOR_PEOPLE, timedelta(seconds=settings.FETCH_PEOPLE_WITHIN))
        return max(min(people.next_profile(plan.resource) or latest, latest), now + NEXT_BATCH)
    near = schedule.NEAR
    around = plan.ability == "contests"
    boundaries = queries.boundaries(plan.resource, since=now - near, until=now + interval + near) if around else ()
    return schedule.next_due(now=now, interval=interval, boundaries=boundaries, spread=_spread(plan))


def _after_subject(plan: Plan, *, interval: timedelta, now: datetime) -> datetime | None:
    """Return when one person's ratings or submissions are due: never, where the person is none of ours."""
    if plan.ability not in people.OF_LINKED or not people.is_linked(plan):
        return None
    if plan.ability == "submissions":
        last = people.last_submission(plan)
        interval = min(max(SUBMISSIONS_SHARE * (now - last), interval), SUBMISSIONS_MOST) if last else SUBMISSIONS_MOST
    return schedule.next_due(now=now, interval=interval, spread=_spread(plan))


def table_of(resource: int, key: str) -> Table | None:
    """Return what is known of a contest and its results; None where there is no such contest. One query."""
    pending = ContestProblem.objects.filter(contest=OuterRef("pk"), n_pending__gt=0)
    rated = Standing.objects.filter(contest=OuterRef("pk"), new_rating__isnull=False)
    known = Contest.objects.filter(resource=resource, key=key).annotate(
        unfinished=Q(standings__is_final=False) | Q(standings__is_frozen=True) | Exists(pending),
        awaited=Q(rated=True) & ~Exists(rated),
    )
    header = ("standings__n_rows", "standings__changed_at", "standings__is_final")
    row = known.values("start", "end", "unfinished", "awaited", *header).first()
    if row is None:
        return None
    return Table(
        start=row["start"],
        end=row["end"],
        n_rows=row["standings__n_rows"] or 0,
        changed=row["standings__changed_at"],
        is_unfinished=bool(row["unfinished"]),
        is_final=bool(row["standings__is_final"]),
        awaits_ratings=bool(row["awaited"]),
    )


def _spread(plan: Plan) -> float:
    return plan.pk * 0.618034 % 1
