"""The engine: try a plan, take in what it read, and say when it is due again."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.contests import queries
from apps.contests.upsert import upsert
from apps.core import audit, logs
from apps.core.errors import Refused
from apps.core.outcome import Outcome
from apps.ingest import archive, past, schedule
from apps.ingest.models import Plan, Run
from apps.ingest.queries import SOURCES, STAFF, interval_of
from apps.ingest.reading import Reading, fingerprint, read
from apps.ingest.rereading import read_again
from apps.ingest.suspicion import doubt_about
from apps.ingest.trace import TracedCall, as_json, from_json
from apps.live.actions import publish_later
from apps.resources.catalogue import adapters

logger = logging.getLogger(__name__)

HOLD_MARGIN = timedelta(seconds=30)  # a try may outlast its time budget by so much before it counts as lost


def run(plan: Plan, *, force: bool = False) -> Run:
    """Try a plan once, now, and return the try with its outcome. `force` reads even what is the same as last time.

    Nothing is locked while the site is asked. What was read is taken in together with the plan's new state, in one
    transaction, and only while nobody else has claimed the plan since (`plan.ticket`): so a worker that died or hung
    neither loses nor doubles anything.
    """
    attempt = Run.objects.create(plan=plan, started=timezone.now())
    with logs.bound(run=attempt.pk, ticket=plan.ticket):
        _try(attempt, force=force)
    return attempt


def _try(attempt: Run, *, force: bool) -> None:
    begun = time.monotonic()
    plan = attempt.plan
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


def _reconnect() -> None:
    """Let go of a connection that is dead: the database may have been started anew while the site was asked."""
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def _settle(attempt: Run, reading: Reading, *, begun: float) -> None:
    """Write what a try brought and the plan's new state, or only that another try took over."""
    reading = _archive(attempt, reading)
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
        past.note(attempt)
        publish_later(SOURCES, STAFF)


def _archive(attempt: Run, reading: Reading) -> Reading:
    """Keep the bodies. Where that fails, because the disk is full, the list matters more than what it was read from.

    The run says so then, and the next try brings the bodies again.
    """
    try:
        with transaction.atomic():
            archive.keep(reading.bodies, now=attempt.started)
    except OperationalError as error:
        logger.exception("bodies cannot be kept: run=%s", attempt.pk)
        _reconnect()
        why = str(error).partition("\n")[0]
        told = reading.error or f"its bodies are not in the archive: {why}"
        return replace(reading, error=told, is_archived=False)
    return reading


def replay(attempt: Run, *, complete: bool = False, by: AbstractBaseUser | None = None, note: str = "") -> Run:
    """Read the archived bodies of an earlier try again, with today's adapter, and take in the rows; return a new try.

    `complete` lets coming contests that are not listed count as missing. What a worker reads meanwhile is void, and
    the next try reads even what is the same as last time: the table no longer says what the last list said.

    Raises:
        Refused: its bodies are no longer in the archive, it kept none, or its adapter is gone.
        AdapterError: today's adapter cannot read them either.
    """
    begun = time.monotonic()
    reading = read_again(attempt)
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).select_related("resource").get(pk=attempt.plan_id)
        Plan.objects.filter(pk=plan.pk).update(trace={}, ticket=plan.ticket + 1, held_until=None)
        again = Run.objects.create(plan=plan, started=timezone.now(), replay_of=attempt)
        outcome = upsert(plan.resource, reading.rows, now=again.started, complete=complete)
        _finish(again, reading, outcome, took=time.monotonic() - begun)
        if by is not None:
            told = {"run": again.pk, "added": again.added, "changed": again.changed}
            audit.record("run.replayed", [plan.resource], by=by, was={"run": attempt.pk}, now=told, note=note)
        publish_later(SOURCES, STAFF)
    _log(again)
    return again


def accept_list(plan: Plan, *, seen: int | None = None, by: AbstractBaseUser | None = None, note: str = "") -> Run:
    """Take in a list that was held back as suspiciously short, and measure later lists against it.

    `seen` is the run whose list the person looked at.

    Raises:
        Refused: the plan holds no list back, or another than was seen, or its bodies have left the archive.
    """
    with transaction.atomic():
        held = _held_back(plan, seen=seen)
        adapter = adapters().get(plan.resource.adapter)
        accepted = replay(held, complete=adapter is not None and adapter.lists_all_upcoming)
        Plan.objects.filter(pk=plan.pk).update(rows=accepted.rows, status=Run.OK, error="", succeeded=held.started)
        past.end(plan, at=accepted.started)
        if by is not None:
            was, now = {"rows": plan.rows}, {"rows": accepted.rows, "run": accepted.pk}
            audit.record("list.accepted", [plan.resource], by=by, was=was, now=now, note=note)
    return accepted


@transaction.atomic
def refuse_list(plan: Plan, *, seen: int | None = None, by: AbstractBaseUser, note: str = "") -> Run:
    """Dismiss a list that was held back, and every later one with the same bodies; return the try that brought it.

    What was known before stays, and the source becomes late until the site sends something else.

    Raises:
        Refused: the plan holds no list back, or another than was seen.
    """
    held = _held_back(plan, seen=seen)
    held.status = Run.REFUSED
    held.save(update_fields=["status"])
    Plan.objects.filter(pk=plan.pk).update(status=Run.REFUSED)
    was, now = {"rows": held.rows, "run": held.pk}, {"rows": plan.rows}
    audit.record("list.refused", [plan.resource], by=by, was=was, now=now, note=note)
    publish_later(SOURCES, STAFF)
    return held


def _held_back(plan: Plan, *, seen: int | None) -> Run:
    """Return the try whose list a plan holds back, with the plan locked.

    Raises:
        Refused: there is none, or the site has sent another since the one that was seen.
    """
    waiting = Plan.objects.select_for_update().filter(pk=plan.pk, status=Run.HELD).exists()
    held = plan.runs.filter(status=Run.HELD).first()
    if not waiting or held is None:
        raise Refused(_("No list of this plan is held back."))
    if seen not in (None, held.pk):
        looked_at = plan.runs.filter(pk=seen).first()
        if looked_at is None or _digests(from_json(looked_at.trace)) != _digests(from_json(held.trace)):
            raise Refused(_("The site has sent another list meanwhile: compare again, then decide."))
    return held


@transaction.atomic
def make_due(plans: Iterable[Plan], *, by: AbstractBaseUser | None = None, note: str = "") -> int:
    """Have plans read at the next tick of the clock, by the same path as always; return how many.

    A plan that a worker or a queue has already stays there: to hand it out again would void that try.
    """
    chosen = Plan.objects.filter(pk__in=[plan.pk for plan in plans])
    if by is not None:
        for plan in chosen.select_related("resource"):
            audit.record("source.made_due", [plan.resource], by=by, was={"due": plan.due.isoformat()}, note=note)
    publish_later(SOURCES, STAFF)
    return chosen.update(due=timezone.now())


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
    if why := doubt_about(plan, reading.rows, now=now):
        return _hold_back(plan, reading, why), Outcome(rows=len(reading.rows))
    complete = plan.resource.adapter_class.lists_all_upcoming
    return reading, upsert(plan.resource, reading.rows, now=now, complete=complete)


def _hold_back(plan: Plan, reading: Reading, why: str) -> Reading:
    """Return a reading without its rows: staff look at them first, unless they have refused the same before."""
    status, why = Run.HELD, f"{why}; it is held back until somebody accepts it"
    last = plan.runs.filter(status__in=(Run.HELD, Run.REFUSED)).first()
    if last and last.status == Run.REFUSED and _digests(from_json(last.trace)) == _digests(reading.calls):
        status, why = Run.REFUSED, f"the same short list as that of run {last.pk}, which staff refused"
    return Reading(status=status, error=why, calls=reading.calls, received=reading.received)


def _digests(calls: Iterable[TracedCall]) -> list[str]:
    return [call.digest for call in calls]


def _finish(attempt: Run, reading: Reading, outcome: Outcome, *, took: float) -> None:
    attempt.took = timedelta(seconds=took)
    attempt.status = reading.status
    attempt.error = _storable(reading.error)
    attempt.calls = len(reading.calls)
    attempt.bytes = reading.received
    attempt.trace = [] if reading.status == Run.UNCHANGED else as_json(reading.calls)
    if reading.status in past.REACHED:
        attempt.rows = outcome.rows
        attempt.added, attempt.changed, attempt.removed = outcome.added, outcome.changed, outcome.removed
    attempt.save()


def _storable(text: str) -> str:
    """Return a text without the signs that PostgreSQL refuses, which errors quote from what sites send."""
    return text.encode(errors="replace").decode().replace("\x00", "\ufffd")


def _plan_next(attempt: Run, reading: Reading, outcome: Outcome) -> None:
    """Write the plan's new state."""
    plan = attempt.plan
    good = reading.status in past.GOOD
    now = timezone.now()
    plan.failures = 0 if reading.status in past.REACHED else plan.failures + 1
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
    """Return what the next try compares with: nothing where even the same bodies will have to be read again.

    That is so while a contest is missing and its absences must be counted, and after bodies could not be kept.
    """
    if outcome.absent or not reading.is_archived:
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
