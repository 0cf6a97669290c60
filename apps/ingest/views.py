"""The public page that says how every source is doing."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.ingest.queries import State, source_states
from apps.live.pages import Values, kept_page


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show every source: when it was last read, when it is next, and how its reader was verified."""
    return kept_page(request, "ingest/status.html", _status_values)


def _status_values() -> Values:
    sources = source_states()
    count = Counter(source.state for source in sources)
    worst_first = {state: place for place, state in enumerate(State)}
    return {
        "sources": sorted(sources, key=lambda source: worst_first[source.state]),
        "resources": [source.resource for source in sources],
        "counts": [(state, count[state]) for state in reversed(State) if count[state]],
    }, None
