"""What staff do with suggestions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.contests.models import Contest, ContestChange
from apps.core.errors import Refused
from apps.core.models import AuditEntry
from apps.live.queries import version
from apps.suggestions import actions
from apps.suggestions.models import Suggestion
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db


def suggested(**changes: object) -> Suggestion:
    start = timezone.now().replace(microsecond=0) + timedelta(days=3)
    wish = {
        "kind": "contest",
        "url": "https://open.example/2026",
        "title": "The Open",
        "start": start,
        "end": start + timedelta(hours=3),
    }
    return actions.suggest(actions.Wish(**(wish | changes)), sender="one")  # type: ignore[arg-type]


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("staff")


def test_accepted_contest_is_listed_for_all(staff: User) -> None:
    suggestion, twin = suggested(), suggested()
    before = version("contests")
    contest = actions.accept_contest(suggestion, actions.row_of(suggestion), by=staff, answer="Thanks.")
    assert (contest.title, contest.host, contest.resource.host) == ("The Open", "open.example", "suggested")
    assert (contest.start, contest.end) == (suggestion.start, suggestion.end)
    assert [change.kind for change in contest.changes.all()] == [ContestChange.ADDED]
    assert version("contests") > before
    states = Suggestion.objects.values_list("pk", "state", "contest", "answer", "answered_by").order_by("pk")
    assert list(states) == [
        (one.pk, "accepted", contest.pk, "Thanks.", staff.pk) for one in (suggestion, twin)
    ]  # fmt: skip
    entries = AuditEntry.objects.order_by("object_id").values_list("action", "object_id", "by_name", "note")
    assert list(entries) == [("suggestion.accepted", str(one.pk), "staff", "Thanks.") for one in (suggestion, twin)]


def test_second_accepted_contest_does_not_count_the_first_as_missing(staff: User) -> None:
    first, second = suggested(), suggested(url="https://other.example/", title="Other")
    for suggestion in (first, second):
        actions.accept_contest(suggestion, actions.row_of(suggestion), by=staff)
    assert list(Contest.objects.order_by("pk").values_list("title", "missed")) == [("The Open", 0), ("Other", 0)]


def test_answered_suggestion_is_not_answered_again(staff: User) -> None:
    suggestion = suggested()
    actions.refuse(suggestion, by=staff, answer="It was last year.")
    with pytest.raises(Refused, match="Somebody has answered it already"):
        actions.accept_contest(suggestion, actions.row_of(suggestion), by=staff)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.answer) == ("refused", "It was last year.")
    assert not Contest.objects.exists()


def test_contest_that_was_listed_in_the_meantime_is_refused(staff: User) -> None:
    suggestion = suggested()
    ContestFactory(title="Open", url=suggestion.url, start=timezone.now() + timedelta(days=3))
    with pytest.raises(Refused, match="It is listed already: Open"):
        actions.accept_contest(suggestion, actions.row_of(suggestion), by=staff)


def test_accepted_source_names_its_site(staff: User) -> None:
    suggestion = suggested(kind="source", start=None, end=None)
    resource = ResourceFactory(host="open.example")
    actions.accept_source(suggestion, resource, by=staff)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.resource) == ("accepted", resource)
    with pytest.raises(Refused, match="A source has no times"):
        actions.row_of(suggestion)


@pytest.mark.django_db(transaction=True)
def test_wishes_sent_at_once_do_not_pass_the_limit_together() -> None:
    for number in range(actions.MOST_OF_A_SENDER - 1):
        suggested(title=f"Round {number}")
    together = Barrier(4, timeout=60)

    def send(number: int) -> str:
        try:
            connection.ensure_connection()
            together.wait()
            return suggested(title=f"At once {number}").state
        except Refused:
            return "too many"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == ["too many", "too many", "too many", "waiting"]
    assert Suggestion.objects.count() == actions.MOST_OF_A_SENDER
