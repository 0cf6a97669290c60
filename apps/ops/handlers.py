"""What the staff pages do about facts stated below them."""

from __future__ import annotations

from apps.core.events import on
from apps.core.models import Event
from apps.ingest.queries import STAFF
from apps.live.actions import publish_later


@on("event.parked")
def tell_staff(event: Event) -> None:
    """An event could not be handed on: payload {"handoff": id}."""
    publish_later(STAFF)
