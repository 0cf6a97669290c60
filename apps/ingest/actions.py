"""The engine: try a plan, take in what it read, and say when it is due again."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from apps.contests import queries
from apps.contests.upsert import Outcome, upsert
from apps.core.errors import Refused
from apps.ingest import archive, schedule
from apps.ingest.models import Plan, Run
from apps.ingest.queries import interval_of
from apps.ingest.reading import Reading, fingerprint, read
from apps.ingest.trace import as_json, from_json, with_body
from apps.resources.adapters.base import read_contests
from apps.resources.catalogue import adapters
from apps.resources.recordings import ReplayWeb

logger = logging.getLogger(__name__)

HOLD_MARGIN = timedelta(seconds=30)  # a try may outlast its time budget by so much before it counts as lost
SMALL_LIST = 4  # a list of fewer rows may shrink as it likes


def run(plan: Plan, *, force: bool = False) -> Run:
    """Try a plan once, now, and return the try with its outcome. `force` reads even what is the same as last time.

    Nothing is locked while the site is asked. What was read is taken in together with the plan's new state, in one
    transaction, and only while nobody else has claimed the plan since (`plan.ticket`): so a worker that died or hung
    neither loses nor doubles anything.
    """
    begun = time.monotonic()
    attempt = Run.objects.create(plan=plan, started=timezone.now())
    reading = read(plan, now=attempt.started, force=force)
    _reconnect()
    try:
        _settle(attempt, reading, begun=begun)
    except Exception:
        logger.exception("what was read cannot be taken in: site=%s ability=%s", plan.resource.host, plan.ability)
        _reconnect()
        crash = Reading(status=Run.CRASHED, error=traceback.format_exc(), received=reading.received)
        _settle(attempt, crash, begun=begun)
    _log(attempt)
    return attempt


def _reconnect() -> None:
    """Let go of a connection that is dead: the database may have been started anew while the site was asked."""
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def _settle(attempt: Run, reading: Reading, *, begun: float) -> None:
    """Write what a try brought and the plan's new state, or only that another try took over."""
    archive.keep(reading.bodies, now=attempt.started)
    with transaction.atomic():
        held = Plan.objects.select_for_update(of=("self",)).select_related("resource")
        plan = held.filter(pk=attempt.plan_id, ticket=attempt.plan.ticket).first()
        if plan is None:
            reading = Reading(status=Run.SUPERSEDED, error="another try took over", received=reading.received)
            _finish(attempt, reading, Outcome(rows=0), took=time.monotonic() - begun)
            return
        attempt.plan = plan
        reading, outcome = _take_in(plan, reading, now=attempt.started)
        _finish(attempt, reading, outcome, took=time.monotonic() - begun)
        _plan_next(attempt, reading, outcome)


def replay(attempt: Run, *, complete: bool = False) -> Run:
    """Read the archived bodies of an earlier try again, with today's adapter, and take in the rows; return a new try.

    `complete` lets coming contests that are not listed count as missing. What a worker reads meanwhile is void, and
    the next try reads even what is the same as last time: the table no longer says what the last list said.

    Raises:
        Refused: its bodies are no longer in the archive, it kept none, or its adapter is gone.
        AdapterError: today's adapter cannot read them either.
    """
    calls = from_json(attempt.trace)
    bodies = archive.load(call.digest for call in calls)
    if not calls or any(call.digest not in bodies for call in calls):
        raise Refused(f"Run {attempt.pk} kept no bodies, or they have left the archive.")
    if not attempt.plan.resource.has_ability(attempt.plan.ability):
        raise Refused(f"No adapter reads the {attempt.plan.ability} of {attempt.plan.resource.host} any more.")
    begun = time.monotonic()
    web = ReplayWeb([with_body(call, bodies[call.digest]) for call in calls], now=attempt.started)
    rows = read_contests(attempt.plan.resource.adapter_class(web=web, site=attempt.plan.resource.as_site()))
    reading = Reading(status=Run.OK, rows=rows, calls=calls, received=sum(call.size for call in calls))
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).select_related("resource").get(pk=attempt.plan_id)
        Plan.objects.filter(pk=plan.pk).update(trace={}, ticket=plan.ticket + 1, held_until=None)
        again = Run.objects.create(plan=plan, started=timezone.now(), replay_of=attempt)
        outcome = upsert(plan.resource, rows, now=again.started, complete=complete)
        _finish(again, reading, outcome, took=time.monotonic() - begun)
    _log(again)
    return again


def accept_list(plan: Plan) -> Run:
    """Take in a list that was held back as suspiciously short, and measure later lists against it.

    Raises:
        Refused: the plan holds no list back, or its bodies have left the archive.
    """
    with transaction.atomic():
        waiting = Plan.objects.select_for_update().filter(pk=plan.pk, status=Run.HELD).exists()
        held = plan.runs.filter(status=Run.HELD).first()
        if not waiting or held is None:
            raise Refused("No list of this plan is held back.")
        adapter = adapters().get(plan.resource.adapter)
        accepted = replay(held, complete=adapter is not None and adapter.lists_all_upcoming)
        Plan.objects.filter(pk=plan.pk).update(rows=accepted.rows, status=Run.OK, error="", succeeded=held.started)
    return accepted


def make_due(plans: Iterable[Plan]) -> int:
    """Have plans read at the next tick of the clock, by the same path as always; return how many.

    A plan that a worker or a queue has already stays there: to hand it out again would void that try.
    """
    ids = [plan.pk for plan in plans]
    return Plan.objects.filter(pk__in=ids).update(due=timezone.now())


def claim(plan: Plan) -> Plan:
    """Take a plan for a try outside the queue and return it; whoever holds it now will find their ticket void."""
    with transaction.atomic():
        claimed = Plan.objects.select_for_update(of=("self",)).select_related("resource").get(pk=plan.pk)
        claimed.ticket += 1
        claimed.held_until = timezone.now() + timedelta(seconds=settings.FETCH_BUDGET) + HOLD_MARGIN
        claimed.save(update_fields=["ticket", "held_until"])
    return claimed


def _take_in(plan: Plan, reading: Reading, *, now: datetime) -> tuple[Reading, Outcome]:
    """Write what was read, unless the list shrank so much that it had better be looked at first."""
    if reading.status == Run.UNCHANGED:
        return reading, Outcome(rows=plan.rows or 0)
    if reading.status != Run.OK:
        return reading, Outcome(rows=0)
    before, after = plan.rows or 0, len(reading.rows)
    if before >= SMALL_LIST and after * 2 < before:
        why = f"the list shrank from {before} to {after} rows; it is held back until somebody accepts it"
        return Reading(status=Run.HELD, error=why, calls=reading.calls, received=reading.received), Outcome(rows=after)
    complete = plan.resource.adapter_class.lists_all_upcoming
    return reading, upsert(plan.resource, reading.rows, now=now, complete=complete)


def _finish(attempt: Run, reading: Reading, outcome: Outcome, *, took: float) -> None:
    attempt.took = timedelta(seconds=took)
    attempt.status = reading.status
    attempt.error = _storable(reading.error)
    attempt.calls = len(reading.calls)
    attempt.bytes = reading.received
    attempt.trace = [] if reading.status == Run.UNCHANGED else as_json(reading.calls)
    if reading.status in (Run.OK, Run.UNCHANGED, Run.HELD):
        attempt.rows = outcome.rows
        attempt.added, attempt.changed, attempt.removed = outcome.added, outcome.changed, outcome.removed
    attempt.save()


def _storable(text: str) -> str:
    """Return a text without the signs that PostgreSQL refuses, which errors quote from what sites send."""
    return text.encode(errors="replace").decode().replace("\x00", "\ufffd")


def _plan_next(attempt: Run, reading: Reading, outcome: Outcome) -> None:
    """Write the plan's new state."""
    plan = attempt.plan
    good = reading.status in (Run.OK, Run.UNCHANGED)
    reached = good or reading.status == Run.HELD
    now = timezone.now()
    plan.failures = 0 if reached else plan.failures + 1
    plan.tried, plan.took = attempt.started, attempt.took
    plan.status, plan.error = attempt.status, attempt.error
    plan.held_until = None
    if good:
        plan.succeeded = attempt.started
        plan.rows = outcome.rows
        plan.trace = _next_trace(plan, reading, outcome, now=attempt.started)
    plan.due = _due(plan, reading, now=now)
    plan.save()


def _next_trace(plan: Plan, reading: Reading, outcome: Outcome, *, now: datetime) -> dict[str, object]:
    """Return what the next try compares with: nothing while a contest is missing and its absences must be counted."""
    if outcome.absent:
        return {}
    read = plan.trace["read"] if reading.status == Run.UNCHANGED else now.isoformat()
    return {"adapter": fingerprint(plan), "read": read, "calls": as_json(reading.calls)}


def _due(plan: Plan, reading: Reading, *, now: datetime) -> datetime:
    interval = interval_of(plan.resource.adapter_class, plan.ability)
    return schedule.next_due(
        now=now,
        interval=interval,
        failures=plan.failures,
        retry_after=reading.retry_after,
        boundaries=queries.boundaries(plan.resource, since=now - schedule.NEAR, until=now + interval + schedule.NEAR),
        spread=plan.pk * 0.618034 % 1,
    )


def _log(attempt: Run) -> None:
    plan = attempt.plan
    took = attempt.took.total_seconds() if attempt.took else 0
    counts = f"rows={attempt.rows} added={attempt.added} changed={attempt.changed} removed={attempt.removed}"
    error = attempt.error.strip().rpartition("\n")[2]
    logger.info(
        "fetch site=%s ability=%s status=%s %s calls=%s bytes=%s took=%.2f error=%s",
        plan.resource.host,
        plan.ability,
        attempt.status,
        counts,
        attempt.calls,
        attempt.bytes,
        took,
        error,
    )
