"""What the engine does about facts stated below it."""

from __future__ import annotations

from apps.core.events import on
from apps.core.models import Event
from apps.ingest import actions
from apps.ingest.models import Plan


@on("refresh.wanted")
def make_due(event: Event) -> None:
    """Somebody wants a site read now: payload {"resource": id}."""
    actions.make_due(Plan.objects.filter(resource_id=event.payload["resource"]))
