"""The engine: try a plan, take in what it read, and say when it is due again."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import audit, logs
from apps.core.errors import Refused
from apps.core.outcome import Outcome
from apps.ingest import archive, past
from apps.ingest.asked_people import tell_readers
from apps.ingest.asking import OF_PERSON
from apps.ingest.intake import Consent, consent_of, digests, take_in
from apps.ingest.limits import limits_of
from apps.ingest.models import Plan, Run
from apps.ingest.planning import next_due
from apps.ingest.queries import SOURCES, STAFF
from apps.ingest.reading import Reading, fingerprint, read
from apps.ingest.rereading import read_again
from apps.ingest.trace import as_json, from_json
from apps.live.actions import publish_later

logger = logging.getLogger(__name__)


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
        reading, outcome = take_in(plan, reading, now=attempt.started, consent=consent_of(plan))
        _finish(attempt, reading, outcome, took=time.monotonic() - begun)
        _plan_next(attempt, reading, outcome)
        past.note(attempt)
        publish_later(*_topics(plan))
        if plan.subject and plan.ability in OF_PERSON:
            tell_readers(plan)


def _topics(plan: Plan) -> tuple[str, ...]:
    """Return what changes with a try: of one subject among thousands only what staff see."""
    return (STAFF,) if plan.subject else (SOURCES, STAFF)


def _archive(attempt: Run, reading: Reading) -> Reading:
    """Keep the bodies. Where that fails, because the disk is full, the list matters more than what it was read from.

    The run says so then, and the next try brings the bodies again.
    """
    try:
        with transaction.atomic():
            archive.keep(reading.bodies, now=attempt.started, plan=attempt.plan if attempt.plan.subject else None)
    except OperationalError as error:
        logger.exception("bodies cannot be kept: run=%s", attempt.pk)
        _reconnect()
        why = str(error).partition("\n")[0]
        told = reading.error or f"its bodies are not in the archive: {why}"
        return replace(reading, error=told, is_archived=False)
    return reading


def replay(attempt: Run, *, consent: Consent | None = None, by: AbstractBaseUser | None = None, note: str = "") -> Run:
    """Read the archived bodies of an earlier try again, with today's adapter, and take in the rows; return a new try.

    Unless `consent` says more, what an old list leaves out is not missing now, and what makes it doubtful holds it
    back again. What a worker reads meanwhile is void, and the next try reads even what is the same as last time: the
    table no longer says what the last list said.

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
        consent = consent or Consent(complete=False, accepted=plan.ability == "contests")
        reading, outcome = take_in(plan, reading, now=again.started, consent=consent)
        _finish(again, reading, outcome, took=time.monotonic() - begun)
        if by is not None:
            told = {"run": again.pk, "added": again.added, "changed": again.changed}
            audit.record("run.replayed", [plan.resource], by=by, was={"run": attempt.pk}, now=told, note=note)
        publish_later(*_topics(plan))
    _log(again)
    return again


def accept_list(plan: Plan, *, seen: int | None = None, by: AbstractBaseUser | None = None, note: str = "") -> Run:
    """Take in a list or table that was held back as suspiciously short, and measure later ones against it.

    `seen` is the run whose list the person looked at.

    Raises:
        Refused: the plan holds no list back, or another than was seen, or its bodies have left the archive.
    """
    with transaction.atomic():
        held = _held_back(plan, seen=seen)
        accepted = replay(held, consent=consent_of(plan, accepted=True))
        Plan.objects.filter(pk=plan.pk).update(rows=accepted.rows, status=Run.OK, error="", succeeded=held.started)
        past.end(plan, at=accepted.started)
        if by is not None:
            was, now = {"rows": plan.rows}, {"rows": accepted.rows, "run": accepted.pk}
            audit.record("list.accepted", [plan.resource], by=by, was=was, now=now, note=note)
    return accepted


@transaction.atomic
def refuse_list(plan: Plan, *, seen: int | None = None, by: AbstractBaseUser, note: str = "") -> Run:
    """Dismiss what was held back, and every later answer with the same bodies; return the try that brought it.

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
        if looked_at is None or digests(from_json(looked_at.trace)) != digests(from_json(held.trace)):
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
            audit.record(
                "source.made_due", [plan.resource], by=by, was={"due": plan.due and plan.due.isoformat()}, note=note
            )
    publish_later(SOURCES, STAFF)
    return chosen.update(due=timezone.now())


def claim(plan: Plan) -> Plan:
    """Take a plan for a try outside the queue and return it; whoever holds it now will find their ticket void."""
    with transaction.atomic():
        claimed = Plan.objects.select_for_update(of=("self",)).select_related("resource").get(pk=plan.pk)
        claimed.ticket += 1
        claimed.held_until = timezone.now() + limits_of(claimed.ability).hold
        claimed.save(update_fields=["ticket", "held_until"])
    return claimed


def _finish(attempt: Run, reading: Reading, outcome: Outcome, *, took: float) -> None:
    attempt.took = timedelta(seconds=took)
    attempt.status = reading.status
    attempt.error = _storable(reading.error)
    attempt.calls = len(reading.calls)
    attempt.bytes = reading.received
    attempt.trace = [] if reading.status == Run.UNCHANGED else as_json(reading.calls)
    attempt.asked = reading.question.as_json()
    if reading.status in past.REACHED or outcome.rows:
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
    plan.due = next_due(plan, status=reading.status, retry_after=reading.retry_after, now=now)
    plan.save()
    if plan.subject and reading.bodies:
        archive.thin_out(plan)


def _next_trace(plan: Plan, reading: Reading, outcome: Outcome, *, now: datetime) -> dict[str, object]:
    """Return what the next try compares with: nothing where even the same bodies will have to be read again.

    That is so while a contest is missing and its absences must be counted, and after bodies could not be kept.
    """
    if outcome.absent or not reading.is_archived or plan.ability == "profiles":
        return {}
    read = plan.trace["read"] if reading.status == Run.UNCHANGED else now.isoformat()
    return {"adapter": fingerprint(plan, reading.question), "read": read, "calls": as_json(reading.calls)}


def _log(attempt: Run) -> None:
    plan = attempt.plan
    took = attempt.took.total_seconds() if attempt.took else 0
    counts = f"rows={attempt.rows} added={attempt.added} changed={attempt.changed} removed={attempt.removed}"
    error = attempt.error.strip().rpartition("\n")[2]
    logger.info(
        "fetch site=%s ability=%s subject=%s status=%s %s calls=%s bytes=%s took=%.2f error=%s",
        plan.resource.host,
        plan.ability,
        plan.subject,
        attempt.status,
        counts,
        attempt.calls,
        attempt.bytes,
        took,
        error,
    )
