"""Writes on suggestions: take one in, and accept or refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.contests.upsert import upsert
from apps.core import audit, events
from apps.core.errors import Refused
from apps.live.actions import publish
from apps.resources.models import Resource
from apps.resources.rows import ContestRow
from apps.suggestions.models import Suggestion
from apps.suggestions.queries import listed_contest, read_resource

TOPIC = "ops"
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MOST_OF_A_SENDER = 5  # in an hour
MOST_OF_ALL = 300  # in a day: what a person can look through
BY_HAND = {"title": "Suggested by visitors", "adapter": "", "short": "more", "color": "#5b6570"}
BY_HAND_HOST = "suggested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a visitor asks for. A contest has both times, a source none."""

    kind: str
    url: str
    title: str
    start: datetime | None = None
    end: datetime | None = None
    note: str = ""
    contact: str = ""


@transaction.atomic
def suggest(wish: Wish, *, sender: str) -> Suggestion:
    """Put a wish into the queue of the staff.

    Raises:
        Refused: it is listed already, or too many came from this sender, or from everybody.
    """
    now = timezone.now()
    _refuse_known(wish, now)
    _refuse_too_many(sender, now)
    made = Suggestion.objects.create(
        kind=wish.kind, url=wish.url, title=wish.title, start=wish.start, end=wish.end, note=wish.note,
        contact=wish.contact, sender=sender, at=now,
    )  # fmt: skip
    events.record("suggestion.made", {"suggestion": made.pk, "kind": made.kind})
    publish(TOPIC)
    return made


@transaction.atomic
def accept_contest(suggestion: Suggestion, row: ContestRow, *, by: AbstractBaseUser, answer: str = "") -> Contest:
    """List a suggested contest, as staff have put it right in `row`, under the site of what visitors suggest.

    Raises:
        Refused: it is answered already, or listed.
    """
    held = _hold(suggestion)
    if known := listed_contest(row.url, now=timezone.now()):
        raise Refused(_("It is listed already: %(title)s.") % {"title": known.title})
    resource, _made = Resource.objects.get_or_create(host=BY_HAND_HOST, defaults=BY_HAND | {"url": row.url})
    upsert(resource, [row], now=timezone.now(), complete=False)
    contest = Contest.objects.get(resource=resource, key=row.key)
    _answer(_alike(held), Suggestion.ACCEPTED, by=by, answer=answer, contest=contest)
    return contest


@transaction.atomic
def accept_source(suggestion: Suggestion, resource: Resource, *, by: AbstractBaseUser, answer: str = "") -> None:
    """Mark a suggested source as read from now on by a site of ours.

    Raises:
        Refused: it is answered already.
    """
    _answer(_alike(_hold(suggestion)), Suggestion.ACCEPTED, by=by, answer=answer, resource=resource)


@transaction.atomic
def refuse(suggestion: Suggestion, *, by: AbstractBaseUser, answer: str = "") -> None:
    """Decline a suggestion.

    Raises:
        Refused: it is answered already.
    """
    held = _hold(suggestion)
    _answer(Suggestion.objects.filter(pk=held.pk), Suggestion.REFUSED, by=by, answer=answer)


def row_of(suggestion: Suggestion) -> ContestRow:
    """Return a suggested contest as a row of a list."""
    if suggestion.start is None or suggestion.end is None:
        raise Refused(_("A source has no times: it cannot be listed as a contest."))
    return ContestRow(
        key=f"suggestion-{suggestion.pk}",
        title=suggestion.title,
        url=suggestion.url,
        start=suggestion.start,
        end=suggestion.end,
        host=urlsplit(suggestion.url).hostname or "",
    )


def _refuse_known(wish: Wish, now: datetime) -> None:
    if wish.kind == Suggestion.CONTEST and (contest := listed_contest(wish.url, now=now)):
        raise Refused(_("It is listed already: %(title)s.") % {"title": contest.title})
    if wish.kind == Suggestion.SOURCE and (resource := read_resource(wish.url)):
        raise Refused(_("We read %(title)s already. Tell us which contest of it is missing.") % {"title": resource})


def _refuse_too_many(sender: str, now: datetime) -> None:
    """Count what came, one wish after the other: of two at once, the second counts the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('suggestions'), 0)")
    if Suggestion.objects.filter(sender=sender, at__gt=now - AN_HOUR).count() >= MOST_OF_A_SENDER:
        raise Refused(_("You have sent several within the hour. Please come back later with the next."))
    if Suggestion.objects.filter(at__gt=now - A_DAY).count() >= MOST_OF_ALL:
        raise Refused(_("So many suggestions came today that nobody could look at one more. Please try tomorrow."))


def _hold(suggestion: Suggestion) -> Suggestion:
    held = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if held.state != Suggestion.WAITING:
        raise Refused(_("Somebody has answered it already."))
    return held


def _alike(suggestion: Suggestion) -> QuerySet[Suggestion]:
    """Return what waits and asks for the same."""
    return Suggestion.objects.filter(state=Suggestion.WAITING, kind=suggestion.kind, url=suggestion.url)


def _answer(suggestions: QuerySet[Suggestion], state: str, *, by: AbstractBaseUser, answer: str, **result: Any) -> None:
    held = list(suggestions)
    now = {"state": state, **{name: made.pk for name, made in result.items()}}
    audit.record(f"suggestion.{state}", held, by=by, was={"state": Suggestion.WAITING}, now=now, note=answer)
    answered = {"answered": timezone.now(), "answered_by": by, "answer": answer}
    Suggestion.objects.filter(pk__in=[one.pk for one in held]).update(state=state, **answered, **result)
    publish(TOPIC)
