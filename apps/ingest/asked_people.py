"""Accounts that somebody asks for by name: read at once, whether they are known or were never seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.accounts.models import Account
from apps.accounts.queries import topic_of
from apps.ingest.models import Plan
from apps.ingest.past import GOOD
from apps.ingest.people import OF_LINKED, known_account
from apps.ingest.queries import public_reason
from apps.live.actions import publish_later
from apps.resources.models import Resource

PROFILE = "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReading:
    """How a reading goes: it waits or runs, or the site knows no such account, or it cannot be read, for a reason."""

    is_waiting: bool = False
    is_unknown: bool = False
    reason: str = ""


@transaction.atomic
def plan_asked(resource: Resource, handle: str, *, now: datetime) -> None:
    """Plan the profile of a handle now, and what else the site tells of an account that is known already."""
    _plan(resource, handle, (PROFILE,), now=now)
    if known_account(resource, handle) is not None:
        plan_rest(resource, handle, now=now)


def plan_rest(resource: Resource, handle: str, *, now: datetime) -> None:
    """Plan the rating and the submissions of an account whose profile was asked for."""
    _plan(resource, handle, [ability for ability in OF_LINKED if resource.has_ability(ability)], now=now)


def _plan(resource: Resource, handle: str, abilities: tuple[str, ...] | list[str], *, now: datetime) -> None:
    plans = [Plan(resource=resource, ability=ability, subject=handle, due=now) for ability in abilities]
    Plan.objects.bulk_create(plans, ignore_conflicts=True)
    Plan.objects.filter(resource=resource, ability__in=abilities, subject=handle).update(due=now, failures=0)


def reading_asked(resource: Resource, handle: str) -> AskedReading:
    """Return how the reading of a handle goes that was asked for and has not led to an account. One query."""
    plan = Plan.objects.filter(resource=resource, ability=PROFILE, subject=handle).first()
    is_due = plan is None or plan.tried is None or (plan.due is not None and plan.due <= timezone.now())
    if plan is None or is_due or plan.held_until is not None:
        return AskedReading(is_waiting=True)  # the engine has not heard of it yet, or is at it
    if plan.status in GOOD or plan.status == "missing":
        return AskedReading(is_unknown=True)
    return AskedReading(reason=public_reason(resource.host, PROFILE, status=plan.status, error=plan.error))


def tell_readers(plan: Plan) -> None:
    """Raise the topic of the account whose plan was tried, for those who have its page open."""
    account = known_account(plan.resource, plan.subject)
    if account is not None:
        publish_later(topic_of(account.pk))


def asked_plans() -> Q:
    """Return the condition of plans that are there because somebody asked: they wait behind no batch."""
    return Q(ability=PROFILE) & ~Q(subject="")


def is_asked(plan: Plan) -> bool:
    """Return whether a plan is there because somebody asked."""
    return plan.ability == PROFILE and bool(plan.subject)


def forget_unknown(*, before: datetime) -> int:
    """Delete the plans of handles that were asked for and no site knew, tried last before a moment; return how many."""
    known = Account.objects.filter(resource=OuterRef("resource"), key=OuterRef("subject"))
    old = Plan.objects.filter(asked_plans(), ~Exists(known), tried__lt=before, held_until=None)
    deleted, _by_model = old.delete()
    return deleted
