"""What stays of tries when the run log is pruned: the days of each source, and its incidents."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from apps.ingest.models import Incident, Plan, Run, SourceDay
from apps.ingest.queries import ABILITY, SOURCES, STAFF, SourceState, State, public_reason, source_states
from apps.live.actions import publish_later

OPENS_AFTER = 2  # failures in a row: one alone is often made up for within two minutes
REACHED = (Run.OK, Run.UNCHANGED, Run.HELD, Run.REFUSED)  # the site answered with a list
GOOD = (Run.OK, Run.UNCHANGED)


def note(attempt: Run) -> None:
    """Write a finished try into its source's past: called in its transaction, when its plan says how it went."""
    plan = attempt.plan
    if plan.subject or plan.ability != ABILITY:
        return
    _count(attempt)
    if attempt.status in REACHED:
        kinds = (Incident.FAILING, Incident.LATE) if attempt.status in GOOD else (Incident.FAILING,)
        end(plan, at=attempt.started, kinds=kinds)
    elif plan.failures >= OPENS_AFTER:
        _go_on_failing(attempt)


def end(plan: Plan, *, at: datetime, kinds: tuple[str, ...] = (Incident.FAILING, Incident.LATE)) -> None:
    """Close the incident of a plan, if one of these kinds is open."""
    Incident.objects.filter(plan=plan, ended=None, kind__in=kinds).update(
        ended=Greatest("began", Value(at)), modified=timezone.now()
    )


def mark_late() -> int:
    """Open an incident for each source that has become late, and close those of sites that are switched off.

    Return how many were opened. Run by the clock, because a source that nobody reads has no try to notice it in.
    """
    now = timezone.now()
    off = Incident.objects.filter(~Q(plan__resource__enabled=True), ended=None)
    closed = off.update(ended=now, modified=now)
    known = set(Incident.objects.filter(ended=None).values_list("plan_id", flat=True))
    late = [source for source in source_states() if source.is_late and source.state in (State.LATE, State.HELD)]
    opened = [
        _lateness(source, source.plan_id, now=now)
        for source in late
        if source.plan_id is not None and source.plan_id not in known
    ]
    Incident.objects.bulk_create(opened, ignore_conflicts=True)
    if closed or opened:
        publish_later(SOURCES, STAFF)
    return len(opened)


def _count(attempt: Run) -> None:
    day, failed = attempt.started.astimezone(UTC).date(), attempt.status not in REACHED
    counted, made = SourceDay.objects.get_or_create(
        plan=attempt.plan, day=day, defaults={"tries": 1, "failures": int(failed)}
    )
    if not made:
        SourceDay.objects.filter(pk=counted.pk).update(tries=F("tries") + 1, failures=F("failures") + int(failed))


def _go_on_failing(attempt: Run) -> None:
    """Open an incident that began with the first failure in a row, or tell the open one what the site says now."""
    plan = attempt.plan
    said = public_reason(plan.resource.host, plan.ability, status=attempt.status, error=attempt.error)
    fresh = {"kind": Incident.FAILING, "status": attempt.status, "said": said}
    known = Incident.objects.filter(plan=plan, ended=None).first()
    if known is None:
        row = plan.runs.exclude(status__in=(Run.SUPERSEDED, ""))[plan.failures - 1 : plan.failures]
        began = next((first.started for first in row), attempt.started)
        Incident.objects.create(plan=plan, began=began, modified=timezone.now(), **fresh)
    elif (known.kind, known.status, known.said) != tuple(fresh.values()):
        Incident.objects.filter(pk=known.pk).update(modified=timezone.now(), **fresh)


def _lateness(source: SourceState, plan_id: int, *, now: datetime) -> Incident:
    began = (source.succeeded or now) + source.late_after
    return Incident(plan_id=plan_id, kind=Incident.LATE, began=min(began, now), modified=now)
