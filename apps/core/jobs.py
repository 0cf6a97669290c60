"""Jobs of the outbox."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from apps.core import events
from apps.core.models import Event

KEEP_EVENTS = timedelta(days=30)


def dispatch() -> int:
    """Hand on what waits in the outbox."""
    return events.dispatch()


def prune_events() -> int:
    """Delete facts older than a month, except those that some handler still owes an answer; return how many."""
    old = Event.objects.filter(at__lt=timezone.now() - KEEP_EVENTS).exclude(handoffs__done=None, handoffs__isnull=False)
    deleted, _ = old.delete()
    return deleted
