"""The public page that says how every source is doing, and how it did."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.ingest.abilities import ability_states, of_results
from apps.ingest.queries import SOURCES, SourceState, State, recent_incidents, source_states
from apps.ingest.timeline import DAYS, timelines
from apps.live.pages import Values, kept_page

MOST_INCIDENTS = 50


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show every source: how it is, its last ninety days, its incidents, and how its reader was verified."""
    return kept_page(request, "ingest/status.html", _status_values, topic=SOURCES)


def _status_values() -> Values:
    now = timezone.now()
    sources = source_states()
    worst_first = {state: place for place, state in enumerate(State)}
    in_order = sorted(sources, key=lambda source: worst_first[source.state])
    trouble = [source for source in in_order if source.state != State.FRESH]
    incidents = recent_incidents(since=now - timedelta(days=DAYS), most=MOST_INCIDENTS)
    since = {incident.plan_id: incident.began for incident in incidents if incident.ended is None}
    values: dict[str, Any] = {
        "sources": in_order,
        "resources": [source.resource for source in sources],
        "counts": [(state, count) for state, count in _counts(sources).items() if count],
        "trouble": trouble,
        "mood": _mood(trouble, sources),
        "since": since,
        "timelines": timelines((source.plan_id for source in sources if source.plan_id is not None), now=now),
        "incidents": incidents,
        "results": [(one, one.state(now)) for one in of_results(ability_states(now))],
        "latest": max((source.succeeded for source in sources if source.succeeded), default=None),
        "now": now,
    }
    return values, None


def _counts(sources: list[SourceState]) -> dict[State, int]:
    counted = Counter(source.state for source in sources)
    return {state: counted[state] for state in reversed(State)}


def _mood(trouble: list[SourceState], sources: list[SourceState]) -> str:
    """Return how all sources are together: "fine", "some" trouble, "bad", or "unknown" before any was read."""
    if all(source.succeeded is None and not source.failures for source in sources):
        return "unknown"
    if any(source.state in (State.OPEN, State.FAILING) for source in trouble):
        return "bad"
    return "some" if trouble else "fine"
