"""Reads of plans: how every source is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from apps.ingest.models import Run
from apps.ingest.schedule import is_open
from apps.resources.adapters.base import Adapter
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

LATE_AFTER = 2  # intervals without a success
ABILITY = "contests"


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
    adapter: type[Adapter] | None  # None: the file that read it is gone
    state: State
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
        return interval_of(self.adapter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """All sources in one line: how many are fresh, when one was last read, and those that are not fresh."""

    total: int
    fresh: int
    latest: datetime | None
    trouble: Sequence[SourceState]  # the worst first


def source_states() -> list[SourceState]:
    """Return the state of every site that is switched on, by title. One query."""
    now = timezone.now()
    plan = Q(plans=None) | Q(plans__ability=ABILITY, plans__subject="")
    columns = ("due", "failures", "rows", "took", "tried", "succeeded", "status", "error")
    resources = Resource.objects.filter(plan, enabled=True).order_by("title", "host")
    return [
        _state_of(resource, now, **{name: getattr(resource, f"plan_{name}") for name in columns})
        for resource in resources.annotate(**{f"plan_{name}": F(f"plans__{name}") for name in columns})
    ]


def freshness() -> Freshness:
    """Return how fresh all that is shown is. One query."""
    states = source_states()
    worst_first = list(State)
    trouble = [source for source in states if source.state != State.FRESH]
    return Freshness(
        total=len(states),
        fresh=len(states) - len(trouble),
        latest=max((source.succeeded for source in states if source.succeeded), default=None),
        trouble=sorted(trouble, key=lambda source: worst_first.index(source.state)),
    )


def interval_of(adapter: type[Adapter] | None) -> timedelta:
    """Return how often an adapter wants its contest list read; without one, the common half hour."""
    return (adapter or Adapter).intervals.get(ABILITY, Adapter.intervals[ABILITY])
