"""The queue of what visitors miss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.contests.models import Contest
from apps.suggestions.actions import Wish, suggest
from apps.suggestions.models import Suggestion
from tests.factories import ResourceFactory

START = (timezone.now() + timedelta(days=9)).replace(hour=15, minute=0, second=0, microsecond=0)


@pytest.fixture
def wish(db: None) -> Suggestion:
    given = Wish(kind="contest", url="https://open.example/", title="Open", start=START, end=START + timedelta(hours=2))
    suggest(given, sender="another")
    return suggest(given, sender="one")


def told(client: Client, address: str, **fields: str) -> list[str]:
    answer = client.post(address, fields, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_queue_shows_what_waits_and_how_often(reader: Client, wish: Suggestion) -> None:
    text = reader.get("/staff/suggestions/").content.decode()
    assert text.count("suggested 2 times") == 2
    assert "Accept" not in text, "who may only look has no buttons"
    assert "2 suggestions of visitors" in reader.get("/staff/").content.decode()


def test_reader_may_not_answer(reader: Client, wish: Suggestion) -> None:
    assert reader.post(f"/staff/suggestions/{wish.pk}/accept/").status_code == 403
    assert reader.post(f"/staff/suggestions/{wish.pk}/refuse/").status_code == 403
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"waiting"}


def test_contest_is_put_right_and_listed(operator: Client, wish: Suggestion) -> None:
    operator.cookies["timezone"] = "Europe/Minsk"
    page = operator.get("/staff/suggestions/").content.decode()
    assert f'value="{START:%Y-%m-%d}T18:00"' in page
    assert 'value="2h"' in page
    day = f"{START:%Y-%m-%d}"
    fields = {"title": "The Open", "url": wish.url, "start": f"{day}T19:00", "length": "3h", "note": "Thank you."}
    assert told(operator, f"/staff/suggestions/{wish.pk}/accept/", **fields) == ["The Open is listed now."]
    contest = Contest.objects.get()
    assert (contest.title, contest.start) == ("The Open", START + timedelta(hours=1))
    assert contest.end - contest.start == timedelta(hours=3)
    assert set(Suggestion.objects.values_list("state", "answer")) == {("accepted", "Thank you.")}


@pytest.mark.parametrize("missing", ["title", "url", "start", "length"])
def test_incomplete_contest_is_refused(operator: Client, wish: Suggestion, missing: str) -> None:
    fields = {"title": "Open", "url": wish.url, "start": "2030-01-01T10:00", "length": "2h"} | {missing: ""}
    assert told(operator, f"/staff/suggestions/{wish.pk}/accept/", **fields) == [
        "Title, address, start and length are all needed to list a contest."
    ]
    assert not Contest.objects.exists()


def test_source_needs_a_site_that_is_there(operator: Client) -> None:
    source = suggest(Wish(kind="source", url="https://league.example/", title="League"), sender="one")
    address = f"/staff/suggestions/{source.pk}/accept/"
    assert told(operator, address, host="league.example") == ["Add the site first, then give its host here."]
    ResourceFactory(host="league.example")
    assert told(operator, address, host="league.example") == ["League is answered: we read league.example."]


def test_refused_one_stays_readable(operator: Client, wish: Suggestion) -> None:
    address = f"/staff/suggestions/{wish.pk}/refuse/"
    assert told(operator, address, note="Too old.") == ["Open is refused."]
    assert told(operator, address) == ["Somebody has answered it already."]
    assert "Too old." in operator.get("/staff/suggestions/").content.decode()
    assert datetime.now(UTC) - Suggestion.objects.get(pk=wish.pk).answered < timedelta(minutes=1)  # type: ignore[operator]


def test_unknown_deed_is_not_found(operator: Client, wish: Suggestion) -> None:
    assert operator.post(f"/staff/suggestions/{wish.pk}/burn/").status_code == 404
