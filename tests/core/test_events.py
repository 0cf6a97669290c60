"""The outbox: facts are handed on once, tried again, and parked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import django_rq
import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.core import events, jobs
from apps.core.models import Event, Handoff

seen: list[dict[str, object]] = []


def listen(event: Event) -> None:
    """Remember the fact in a row, so that a rollback forgets it, and in a list, so that it does not."""
    seen.append(event.payload)
    Event.objects.create(name="test.heard", payload=event.payload)


def stumble(event: Event) -> None:
    listen(event)
    raise ValueError("stumbled")


@pytest.fixture(autouse=True)
def _forget() -> None:
    seen.clear()


@pytest.fixture
def listener() -> Iterator[None]:
    events.on("test.said")(listen)
    yield
    events.unsubscribe("test.said", listen)


@pytest.fixture
def stumbler() -> Iterator[None]:
    events.on("test.said")(stumble)
    yield
    events.unsubscribe("test.said", stumble)


def heard() -> list[dict[str, object]]:
    return list(Event.objects.filter(name="test.heard").order_by("id").values_list("payload", flat=True))


@pytest.mark.django_db
def test_fact_reaches_its_handler_once(listener: None) -> None:
    events.record("test.said", {"word": "hello"})
    assert [events.dispatch() for _ in range(2)] == [1, 0]
    assert heard() == [{"word": "hello"}]


@pytest.mark.django_db
def test_fact_without_handlers_is_kept(db: None) -> None:
    event = events.record("test.unheard", {"word": "hm"})
    assert (event.payload, Handoff.objects.count(), events.dispatch()) == ({"word": "hm"}, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.record("test.said", {})


@pytest.mark.django_db(transaction=True)
def test_fact_of_a_rolled_back_transaction_is_forgotten(listener: None) -> None:
    with transaction.atomic():
        events.record("test.said", {})
        transaction.set_rollback(True)
    assert (Event.objects.count(), events.dispatch()) == (0, 0)
    assert django_rq.get_queue("clock").job_ids == []


@pytest.mark.django_db(transaction=True)
def test_commit_wakes_the_dispatcher(listener: None) -> None:
    with transaction.atomic():
        events.record("test.said", {})
        assert django_rq.get_queue("clock").job_ids == []
    assert len(django_rq.get_queue("clock").job_ids) == 1


@pytest.mark.django_db
def test_failing_handler_is_rolled_back_retried_and_parked(stumbler: None, listener: None) -> None:
    events.record("test.said", {"word": "x"})
    waits = []
    for _ in range(events.MOST_TRIES + 1):
        events.dispatch()
        handoff = Handoff.objects.get(handler__endswith="stumble")
        waits.append(handoff.due)
        Handoff.objects.filter(done=None, parked=None).update(due=timezone.now() - timedelta(seconds=1))
    assert heard() == [{"word": "x"}], "only what the sound handler wrote remains"
    assert len(seen) == events.MOST_TRIES + 1
    assert (handoff.tries, handoff.done) == (events.MOST_TRIES, None)
    assert handoff.parked is not None
    assert handoff.error.strip().endswith("ValueError: stumbled")
    assert waits == sorted(waits)


@pytest.mark.django_db
def test_failed_handler_waits_before_its_next_try(stumbler: None) -> None:
    events.record("test.said", {})
    assert [events.dispatch(), events.dispatch(), len(seen)] == [0, 0, 1]


@pytest.mark.django_db
def test_parked_hand_off_can_be_tried_again(stumbler: None) -> None:
    events.record("test.said", {})
    Handoff.objects.update(parked=timezone.now(), tries=5)
    assert events.dispatch() == 0
    assert events.try_again(list(Handoff.objects.all())) == 1
    events.dispatch()
    assert (len(seen), Handoff.objects.get().tries) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_many_dispatchers_hand_each_fact_on_once(listener: None) -> None:
    with transaction.atomic():
        for number in range(40):
            events.record("test.said", {"number": number})

    def work() -> None:
        events.dispatch()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(payload["number"] for payload in seen) == list(range(40))  # type: ignore[type-var]
    assert Handoff.objects.filter(done=None).count() == 0


@pytest.mark.django_db
def test_old_facts_are_pruned_unless_owed(stumbler: None) -> None:
    done = events.record("test.unheard", {})
    owed = events.record("test.said", {})
    fresh = events.record("test.unheard", {})
    Event.objects.filter(pk__in=[done.pk, owed.pk]).update(at=timezone.now() - timedelta(days=31))
    jobs.prune_events()
    assert set(Event.objects.values_list("pk", flat=True)) == {owed.pk, fresh.pk}
