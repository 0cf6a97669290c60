"""The staff pages of the outbox: parked hand-offs first, tried again on request."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.models import Event, Handoff

pytestmark = pytest.mark.django_db
HANDOFFS, EVENTS = "/admin/core/handoff/", "/admin/core/event/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


@pytest.fixture
def parked() -> Handoff:
    event = Event.objects.create(name="contest.moved", payload={"contest": 5})
    Handoff.objects.create(event=event, handler="waiting")
    Handoff.objects.create(event=event, handler="done", done=timezone.now())
    return Handoff.objects.create(
        event=event, handler="parked", tries=5, parked=timezone.now(), error="Traceback\nKeyError: 'contest'"
    )


def handlers(staff: Client, query: str = "") -> set[str]:
    return {handoff.handler for handoff in staff.get(f"{HANDOFFS}?{query}").context["cl"].result_list}


def test_handoffs_are_listed_by_state(staff: Client, parked: Handoff) -> None:
    assert handlers(staff) == {"parked"}
    assert handlers(staff, "state=waiting") == {"waiting"}
    assert handlers(staff, "state=done") == {"done"}
    assert handlers(staff, "state=all") == {"parked", "waiting", "done"}
    assert "given up" in staff.get(HANDOFFS).content.decode()


def test_handoff_opens_with_its_traceback(staff: Client, parked: Handoff) -> None:
    page = staff.get(f"{HANDOFFS}{parked.pk}/change/").content.decode()
    assert "<pre>Traceback\nKeyError: &#x27;contest&#x27;</pre>" in page


def test_parked_handoffs_are_tried_again(staff: Client, parked: Handoff) -> None:
    chosen = {"action": "try_again", "_selected_action": [parked.pk]}
    answer = staff.post(HANDOFFS, chosen, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["1 hand-off is tried again."]
    parked.refresh_from_db()
    assert (parked.parked, parked.tries) == (None, 0)


def test_events_are_found_by_name_and_open_with_their_handoffs(staff: Client, parked: Handoff) -> None:
    Event.objects.create(name="contest.added")
    found = staff.get(f"{EVENTS}?q=contest.moved").context["cl"].result_list
    assert list(found) == [parked.event]
    page = staff.get(f"{EVENTS}{parked.event_id}/change/").content.decode()
    assert [text in page for text in ("&quot;contest&quot;: 5", "waiting", "parked")] == [True] * 3
