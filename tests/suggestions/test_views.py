"""The form in which visitors say what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from apps.core.models import Event
from apps.live.queries import version
from apps.suggestions.actions import MOST_OF_A_SENDER
from apps.suggestions.forms import SALT
from apps.suggestions.models import Suggestion
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
URL = "/suggest/"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def given(**changes: Any) -> dict[str, Any]:
    """Return a form as a person sends it, ten seconds after it was shown."""
    fields = {
        "kind": "contest",
        "url": "https://open.example/2026",
        "title": "The Open",
        "start": "2026-12-01T18:00",
        "length": "2h 30m",
        "note": "Every year.",
        "contact": "ann@example.org",
        "website": "",
        "shown": signing.dumps(timezone.now().timestamp() - 10, salt=SALT),
    }
    return fields | changes


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_contest_is_put_into_the_queue_with_times_in_the_visitors_zone(client: Client) -> None:
    client.cookies["timezone"] = "Europe/Minsk"
    answer = client.post(URL, given())
    assert (answer.status_code, answer["Location"]) == (302, "/suggest/thanks/")
    made = Suggestion.objects.get()
    assert (made.kind, made.url, made.title, made.note) == (
        "contest", "https://open.example/2026", "The Open", "Every year.",
    )  # fmt: skip
    assert (made.start, made.end) == (datetime(2026, 12, 1, 15, tzinfo=UTC), datetime(2026, 12, 1, 17, 30, tzinfo=UTC))
    assert (made.state, made.contact, made.at) == ("waiting", "ann@example.org", NOON)
    assert "127.0.0.1" not in made.sender
    event = Event.objects.get()
    assert (event.name, event.payload) == ("suggestion.made", {"suggestion": made.pk, "kind": "contest"})
    assert version("ops") == 1


def test_address_may_begin_in_capitals(client: Client) -> None:
    client.post(URL, given(url="HTTPS://open.example/A"))
    assert Suggestion.objects.get().url == "https://open.example/A"


def test_source_needs_no_times(client: Client) -> None:
    assert client.post(URL, given(kind="source", start="", length="")).status_code == 302
    made = Suggestion.objects.get()
    assert (made.kind, made.start, made.end) == ("source", None, None)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"url": "nonsense"}, "Enter a valid URL."),
        ({"url": "ftp://open.example/"}, "Give an address that begins with https:// or http://."),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"title": ""}, "This field is required."),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
        ({"start": ""}, "When does it start?"),
        ({"start": "soon"}, "Enter a valid date/time."),
        ({"start": "2026-11-01T10:00"}, "Give a start that is still to come, within two years."),
        ({"start": "2031-11-01T10:00"}, "Give a start that is still to come, within two years."),
        ({"length": ""}, "Give its length, such as 90m, 2h 30m or 3d: a minute to 120 days."),
        ({"length": "400d"}, "Give its length, such as 90m, 2h 30m or 3d: a minute to 120 days."),
        ({"contact": "ann"}, "Enter a valid email address."),
        ({"kind": "else"}, "Select a valid choice."),
        ({"shown": ""}, "This form is too old. Please send it again."),
        ({"shown": "forged"}, "This form is too old. Please send it again."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_bad_field_is_refused_by_name(client: Client, changes: dict[str, str], complaint: str) -> None:
    answer = client.post(URL, given(**changes))
    assert answer.status_code == 422
    assert complaint in text_of(answer)
    assert not Suggestion.objects.exists()


def test_what_was_typed_stays_in_the_refused_form(client: Client) -> None:
    text = text_of(client.post(URL, given(start="")))
    assert 'value="The Open"' in text
    assert 'value="https://open.example/2026"' in text


def test_form_sent_at_once_is_refused(client: Client) -> None:
    shown = signing.dumps(timezone.now().timestamp(), salt=SALT)
    assert "That was very quick. Please send it again." in text_of(client.post(URL, given(shown=shown)))


def test_robot_is_thanked_and_forgotten(client: Client) -> None:
    answer = client.post(URL, given(website="https://spam.example/"))
    assert (answer.status_code, answer["Location"]) == (302, "/suggest/thanks/")
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("address", ["https://open.example/2026", "http://www.open.example/2026/"])
def test_listed_contest_is_not_taken_again(client: Client, address: str) -> None:
    ContestFactory(title="Open 2026", url=address, start=NOON + timedelta(days=1))
    answer = client.post(URL, given())
    assert answer.status_code == 409
    assert "It is listed already: Open 2026." in text_of(answer)


def test_site_that_is_read_is_not_taken_again(client: Client) -> None:
    ResourceFactory(host="codeforces.com", title="Codeforces")
    answer = client.post(URL, given(kind="source", url="https://www.codeforces.com/contests"))
    assert answer.status_code == 409
    assert "We read codeforces.com already." in text_of(answer)


def test_sender_of_many_waits_and_others_do_not(client: Client, noon: Any) -> None:
    for number in range(MOST_OF_A_SENDER):
        assert client.post(URL, given(title=f"Round {number}")).status_code == 302
    refused = client.post(URL, given())
    assert (refused.status_code, Suggestion.objects.count()) == (409, MOST_OF_A_SENDER)
    assert "You have sent several within the hour." in text_of(refused)
    assert client.post(URL, given(), REMOTE_ADDR="198.51.100.7").status_code == 302
    noon.shift(3700)
    assert client.post(URL, given()).status_code == 302


def test_forged_forwarding_does_not_make_another_sender(client: Client) -> None:
    for number in range(MOST_OF_A_SENDER):
        client.post(URL, given(), REMOTE_ADDR="9.9.9.9", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    refused = client.post(URL, given(), REMOTE_ADDR="9.9.9.9", headers={"X-Forwarded-For": "198.51.100.77"})
    assert refused.status_code == 409


def test_form_needs_the_csrf_token() -> None:
    assert Client(enforce_csrf_checks=True).post(URL, given()).status_code == 403


def test_address_may_come_with_the_link(client: Client) -> None:
    assert 'value="https://x.example/"' in text_of(client.get(f"{URL}?url=https://x.example/&kind=source"))
    assert client.get("/suggest/thanks/").status_code == 200
