"""The outbox: record a fact in the transaction that makes it true; hand it on, once, to whoever subscribed.

    @on("contest.moved")
    def tell_subscribers(event: Event) -> None: ...

A handler runs in a transaction of its own together with the mark that it ran, so it may write rows and enqueue jobs,
and runs again only if that transaction failed.
"""

from __future__ import annotations

import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import django_rq
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from apps.core import audit
from apps.core.models import Event, Handoff

logger = logging.getLogger(__name__)

Handler = Callable[[Event], None]
MOST_TRIES = 5
DISPATCH = "apps.core.jobs.dispatch"  # by name: jobs are above events
KEPT = 24 * 3600  # seconds that a job which broke can be looked at
PARKED = "event.parked"  # the fact that a hand-off was given up
FIRST_WAIT = timedelta(seconds=10)  # doubled with every try

_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def on(name: str) -> Callable[[Handler], Handler]:
    """Subscribe a function of a `handlers.py` to an event by its name."""

    def subscribe(handler: Handler) -> Handler:
        _handlers[name][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return subscribe


def unsubscribe(name: str, handler: Handler) -> None:
    """End a subscription; for tests and shells."""
    del _handlers[name][f"{handler.__module__}.{handler.__qualname__}"]


def record(name: str, payload: Mapping[str, Any]) -> Event:
    """Write a fact and its hand-offs, and wake the dispatcher once the transaction has committed.

    Raises:
        RuntimeError: outside a transaction, where the fact could outlive a change that failed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} recorded outside a transaction")
    event = Event.objects.create(name=name, payload=dict(payload))
    handlers = _handlers.get(name, {})
    if handlers:
        Handoff.objects.bulk_create(Handoff(event=event, handler=handler) for handler in handlers)
        transaction.on_commit(_wake, robust=True)
    return event


def dispatch(*, most: int = 1000) -> int:
    """Hand on what waits, oldest first, at most so many; return how many were handed on. Safe to run many at once."""
    done = 0
    for _ in range(most):
        handed = _hand_on_one()
        if handed is None:
            break
        done += handed
    return done


@transaction.atomic
def try_again(handoffs: Iterable[Handoff], *, by: AbstractBaseUser | None = None, note: str = "") -> int:
    """Give parked hand-offs five more tries, now; return how many were parked."""
    again = _locked(Q(done=None, parked__isnull=False), handoffs)
    Handoff.objects.filter(pk__in=[one.pk for one in again]).update(parked=None, tries=0, due=timezone.now())
    if by is not None:
        audit.record("event.retried", again, by=by, note=note)
    transaction.on_commit(_wake, robust=True)
    return len(again)


@transaction.atomic
def dismiss(handoffs: Iterable[Handoff], *, by: AbstractBaseUser, note: str = "") -> int:
    """Settle parked hand-offs without handing them on; return how many there were."""
    dismissed = _locked(Q(done=None, parked__isnull=False), handoffs)
    Handoff.objects.filter(pk__in=[one.pk for one in dismissed]).update(done=timezone.now())
    return audit.record("event.dismissed", dismissed, by=by, note=note)


def _locked(condition: Q, handoffs: Iterable[Handoff]) -> list[Handoff]:
    chosen = Handoff.objects.select_for_update().filter(condition, pk__in=[one.pk for one in handoffs])
    return list(chosen.order_by("pk"))


def _hand_on_one() -> bool | None:
    """Run one waiting hand-off: True when it went well, False when it failed, None when none waits."""
    now = timezone.now()
    with transaction.atomic():
        handoff = (
            Handoff.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(due__lte=now, done=None, parked=None)
            .order_by("due", "id")
            .first()
        )
        if handoff is None:
            return None
        try:
            with transaction.atomic():
                _handler_of(handoff)(handoff.event)
        except Exception:
            logger.exception("event handler failed: event=%s handler=%s", handoff.event_id, handoff.handler)
            _note_failure(handoff, traceback.format_exc())
            return False
        handoff.done = timezone.now()
        handoff.save(update_fields=["done"])
        return True


def _handler_of(handoff: Handoff) -> Handler:
    return _handlers[handoff.event.name][handoff.handler]


def _note_failure(handoff: Handoff, error: str) -> None:
    now = timezone.now()
    last = handoff.tries + 1 >= MOST_TRIES
    if last and handoff.event.name != PARKED:  # else a handler of this very event would make one for ever
        record(PARKED, {"handoff": handoff.pk})
    Handoff.objects.filter(pk=handoff.pk).update(
        tries=F("tries") + 1,
        due=now + FIRST_WAIT * 2**handoff.tries,
        error=error,
        parked=now if last else None,
    )


def _wake() -> None:
    """Have a worker hand on what waits, now. The clock does so every minute anyway, should this enqueueing fail."""
    django_rq.get_queue("clock").enqueue(DISPATCH, result_ttl=0, failure_ttl=KEPT)
