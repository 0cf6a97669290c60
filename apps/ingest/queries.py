"""Reads of plans: how every source is doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from apps.ingest.models import Incident, Run
from apps.ingest.schedule import is_open
from apps.resources.adapters.base import Adapter, Pace, Verified
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

LATE_AFTER = 2  # intervals without a success
LATE_AT_LEAST = timedelta(minutes=5)  # the clock and the queue take a minute of their own
MOST_REASON = 300
INTERVALS: Mapping[str, timedelta] = {  # where an adapter says none
    "contests": timedelta(minutes=30),
    "problems": timedelta(days=1),
    "standings": timedelta(minutes=2),
    "profiles": timedelta(hours=1),
    "ratings": timedelta(days=7),
    "submissions": timedelta(hours=2),
}
CAPPED = ("contests", "standings")  # what FETCH_LONGEST_INTERVAL is about
ABILITY = "contests"
SOURCES = "sources"  # the topic whose version rises with every try of any source
STAFF = "ops"  # the topic of the staff pages
PLAN_COLUMNS = ("id", "due", "failures", "rows", "took", "tried", "succeeded", "status", "error")


class State(StrEnum):
    """How a source is doing, the worst first."""

    OPEN = "open"  # its circuit is open: it failed so often that it is only probed
    FAILING = "failing"
    HELD = "held"  # its last list shrank by more than half and waits for a person
    NEVER = "never"
    LATE = "late"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One site's contest list, as far as reading it goes. Times are None where nothing of the kind has happened."""

    resource: Resource
    adapter: type[Adapter]
    plan_id: int | None
    state: State
    is_late: bool
    succeeded: datetime | None
    tried: datetime | None
    due: datetime | None
    rows: int | None
    took: timedelta | None
    failures: int
    status: str
    error: str

    @property
    def interval(self) -> timedelta:
        """How often it should be read."""
        return interval_of(self.adapter, ABILITY)

    @property
    def late_after(self) -> timedelta:
        """How old the last success may grow."""
        return late_after(self.adapter, ABILITY)

    @property
    def pace(self) -> Pace:
        """How gently it is asked."""
        return self.adapter.pace

    @property
    def verified(self) -> Verified:
        """What the reading of its format was checked against."""
        return self.adapter.verified

    @property
    def traps(self) -> str:
        """Its time zone traps and other oddities."""
        return self.adapter.traps

    @property
    def reason(self) -> str:
        """Why the last try failed, in one line for anybody: the traceback of a crash stays with staff."""
        return public_reason(self.resource.host, ABILITY, status=self.status, error=self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that is not fresh, as far as one line tells of it."""

    title: str
    state: State
    succeeded: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """All sources in one line: how many are fresh, when one was last read, and those that are not fresh."""

    total: int
    fresh: int
    latest: datetime | None
    trouble: Sequence[Trouble]  # the worst first


def interval_of(adapter: type[Adapter], ability: str) -> timedelta:
    """Return how often an ability is used while all is well: what the adapter says, or sooner where settings do."""
    told = adapter.intervals.get(ability, INTERVALS.get(ability, INTERVALS[ABILITY]))
    return min(told, timedelta(seconds=settings.FETCH_LONGEST_INTERVAL)) if ability in CAPPED else told


def late_after(adapter: type[Adapter], ability: str) -> timedelta:
    """Return how old the last success of an ability may grow before it is late."""
    return max(LATE_AFTER * interval_of(adapter, ability), LATE_AT_LEAST)


def public_reason(host: str, ability: str, *, status: str, error: str) -> str:
    """Return why a try failed, in one line for anybody: tracebacks and what a good try complains of stay with staff."""
    return "" if status in (Run.CRASHED, Run.OK) else error.removeprefix(f"{host} {ability}: ")[:MOST_REASON]


def source_states(only: Resource | None = None) -> list[SourceState]:
    """Return the state of every site, or of one, that is switched on and has contests to read, by title. One query."""
    now = timezone.now()
    plan = FilteredRelation("plans", condition=Q(plans__ability=ABILITY, plans__subject=""))
    resources = Resource.objects.filter(enabled=True).annotate(plan=plan).order_by("title", "host")
    if only is not None:
        resources = resources.filter(pk=only.pk)
    told = resources.annotate(**{f"plan_{name}": F(f"plan__{name}") for name in PLAN_COLUMNS})
    return [_source_state(resource, now) for resource in told if resource.has_ability(ABILITY)]


def freshness() -> Freshness:
    """Return how fresh all that is shown is. One query, of few columns: it stands on every page."""
    now = timezone.now()
    readers = {key: adapter for key, adapter in adapters().items() if ABILITY in adapter.abilities()}
    plan = FilteredRelation("plans", condition=Q(plans__ability=ABILITY, plans__subject=""))
    resources = Resource.objects.filter(enabled=True).annotate(plan=plan).order_by("title", "host")
    told = resources.values_list("title", "adapter", "plan__failures", "plan__status", "plan__succeeded")
    states = [
        Trouble(
            title=title,
            state=_state(failures or 0, status or "", succeeded, is_late=_is_late(readers[key], succeeded, now)),
            succeeded=succeeded,
        )
        for title, key, failures, status, succeeded in told
        if key in readers
    ]
    worst_first = list(State)
    trouble = [source for source in states if source.state != State.FRESH]
    return Freshness(
        total=len(states),
        fresh=len(states) - len(trouble),
        latest=max((source.succeeded for source in states if source.succeeded), default=None),
        trouble=sorted(trouble, key=lambda source: worst_first.index(source.state)),
    )


def recent_incidents(*, since: datetime, most: int) -> list[Incident]:
    """Return the incidents of the sites that are switched on, those that still last first, then the latest. One query.

    What ended before `since` is left out.
    """
    shown = Incident.objects.filter(Q(ended=None) | Q(ended__gt=since), plan__resource__enabled=True)
    ordered = shown.order_by(F("ended").desc(nulls_first=True), "-began", "-id")
    return list(ordered.select_related("plan__resource")[:most])


def _source_state(resource: Resource, now: datetime) -> SourceState:
    """Make the state of a resource that carries its plan's columns, all None where there is no plan yet."""
    plan: dict[str, Any] = {name: getattr(resource, f"plan_{name}") for name in PLAN_COLUMNS}
    plan |= {"failures": plan["failures"] or 0, "status": plan["status"] or "", "error": plan["error"] or ""}
    adapter = resource.adapter_class
    plan_id = plan.pop("id")
    is_late = _is_late(adapter, plan["succeeded"], now)
    state = _state(plan["failures"], plan["status"], plan["succeeded"], is_late=is_late)
    return SourceState(resource=resource, adapter=adapter, plan_id=plan_id, state=state, is_late=is_late, **plan)


def _is_late(adapter: type[Adapter], succeeded: datetime | None, now: datetime) -> bool:
    return succeeded is not None and now - succeeded > late_after(adapter, ABILITY)


def _state(failures: int, status: str, succeeded: datetime | None, *, is_late: bool) -> State:
    if failures:
        return State.OPEN if is_open(failures) else State.FAILING
    if status == Run.HELD:
        return State.HELD
    if succeeded is None:
        return State.NEVER
    return State.LATE if is_late else State.FRESH
