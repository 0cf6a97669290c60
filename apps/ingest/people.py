"""Whose profile, rating and submissions are read when: those of our own people first, the others little by little."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from apps.accounts.locks import hold_accounts
from apps.accounts.models import Account, AccountRenaming
from apps.contests.models import Contest
from apps.ingest.limits import limits_of
from apps.ingest.models import Plan
from apps.resources.models import Resource

CALLS = 30  # that one try makes for profiles at most; fewer where the site's pace is slow
MOST_HANDLES = 1000
OF_LINKED = ("ratings", "submissions")  # read of those accounts alone that somebody here says are theirs
UNREAD_AGAIN = timedelta(days=1)
SOON = timedelta(minutes=10)  # our own people's profiles, ratings and submissions after a contest

PARTICIPANTS = """
UPDATE accounts_account AS account SET due = wanted.due
FROM (
    SELECT row.account_id AS id, %(now)s::timestamptz + CASE
        WHEN EXISTS (SELECT FROM accounts_accountlink AS link WHERE link.account_id = row.account_id)
        THEN %(soon)s::interval ELSE %(within)s::interval * (0.5 + 0.5 * random()) END AS due
    FROM standings_standing AS row WHERE row.contest_id = %(contest)s
) AS wanted
WHERE account.id = wanted.id AND account.gone IS NULL AND (account.due IS NULL OR account.due > wanted.due)
"""
THEIR_PLANS = """
UPDATE ingest_plan AS plan SET due = %(now)s::timestamptz + %(soon)s::interval
FROM standings_standing AS row
JOIN accounts_account AS account ON account.id = row.account_id
JOIN accounts_accountlink AS link ON link.account_id = account.id
WHERE row.contest_id = %(contest)s AND plan.resource_id = account.resource_id AND plan.subject = account.key
  AND plan.ability = ANY(%(abilities)s) AND plan.due > %(now)s::timestamptz + %(soon)s::interval
"""
READ = """
UPDATE accounts_account AS account SET trouble = '', due = %(now)s::timestamptz + (0.9 + 0.2 * random()) * CASE
    WHEN EXISTS (SELECT FROM accounts_accountlink AS link WHERE link.account_id = account.id)
    THEN interval '7 days' ELSE interval '365 days' END
WHERE resource_id = %(resource)s AND key = ANY(%(keys)s)
"""
LINKED_PLANS = """
INSERT INTO ingest_plan AS known (resource_id, ability, subject, due, ticket, failures, status, error, trace)
SELECT DISTINCT account.resource_id, wanted.ability, account.key, %(now)s::timestamptz, 0, 0, '', '', '{}'::jsonb
FROM unnest(%(resources)s::bigint[], %(abilities)s::text[]) AS wanted (resource_id, ability)
JOIN accounts_account AS account USING (resource_id)
JOIN accounts_accountlink AS link ON link.account_id = account.id
WHERE account.gone IS NULL
ON CONFLICT (resource_id, ability, subject) DO UPDATE SET due = EXCLUDED.due
WHERE known.due IS NULL AND known.failures = 0
"""
UNLINKED_PLANS = """
UPDATE ingest_plan AS plan SET due = NULL, trace = '{}'
WHERE ability = ANY(%(abilities)s) AND due IS NOT NULL AND held_until IS NULL AND tried IS NOT NULL AND NOT EXISTS (
    SELECT FROM accounts_account AS account JOIN accounts_accountlink AS link ON link.account_id = account.id
    WHERE account.resource_id = plan.resource_id AND account.key = plan.subject)
"""


def known_account(resource: Resource, handle: str) -> Account | None:
    """Return the account of a handle, or of what it was called before; None where there is none."""
    account = Account.objects.filter(resource=resource, key=handle).first()
    if account is None:
        renamed = AccountRenaming.objects.filter(resource=resource, old_key=handle).select_related("account").first()
        account = renamed.account if renamed else None
    return account


def due_handles(resource: Resource, *, now: datetime) -> list[str]:
    """Return the handles whose profiles one try reads now, at most as many as fit into half of its time.

    First come those that belong to our people, then whoever has waited longest. Two queries.
    """
    adapter = resource.adapter_class
    in_time = limits_of("profiles").budget / 2 / (adapter.pace.period / adapter.pace.calls)
    most = min(max(1, min(CALLS, int(in_time))) * adapter.profiles_at_once, MOST_HANDLES)
    waiting = Account.objects.filter(resource=resource, due__lte=now).order_by("due")
    ours = list(waiting.filter(links__isnull=False).values_list("key", flat=True).distinct()[:most])
    others = waiting.values_list("key", flat=True)[:most]
    return list(dict.fromkeys((*ours, *others)))[:most]


def next_profile(resource: Resource) -> datetime | None:
    """Return when the next profile of a site is due; None where none is."""
    waiting = Account.objects.filter(resource=resource, due__isnull=False)
    return waiting.order_by("due").values_list("due", flat=True).first()


@transaction.atomic
def settle_profiles(resource: Resource, *, read: Sequence[str], unread: Sequence[str], why: str, now: datetime) -> None:
    """Say when profiles are due again, by their keys: those that were read, and those that could not be."""
    hold_accounts(resource.pk, alone=True)
    with connection.cursor() as cursor:
        cursor.execute(READ, {"resource": resource.pk, "keys": list(read), "now": now})
    failed = Account.objects.filter(resource=resource, key__in=unread)
    failed.update(trouble=why[:255], due=now + UNREAD_AGAIN)


@transaction.atomic
def want_participants(contest: Contest, *, now: datetime) -> int:
    """Make the profiles of a contest's participants due, whose ratings have come: our people's within minutes.

    Those of everybody else follow within FETCH_PEOPLE_WITHIN. Return how many profiles are due sooner than they were.
    """
    resource = contest.resource
    within = timedelta(seconds=settings.FETCH_PEOPLE_WITHIN)
    soon = min(SOON, within)
    asked: dict[str, Any] = {
        "contest": contest.pk, "now": now, "soon": soon, "within": within, "abilities": list(OF_LINKED),
    }  # fmt: skip
    sooner = 0
    with connection.cursor() as cursor:
        if resource.has_ability("profiles"):
            hold_accounts(resource.pk, alone=True)
            cursor.execute(PARTICIPANTS, asked)
            sooner = int(cursor.rowcount)
        cursor.execute(THEIR_PLANS, asked)
    late = Q(due__gt=now + soon) | Q(due=None)
    Plan.objects.filter(late, resource=resource, ability="profiles", subject="").update(due=now + soon)
    return sooner


def plan_people(now: datetime) -> int:
    """Plan ratings and submissions of accounts that somebody says are theirs, and end those of whom nobody does.

    Return how many were planned.
    """
    pairs = [
        (resource.pk, ability)
        for resource in Resource.objects.filter(enabled=True)
        for ability in OF_LINKED
        if resource.has_ability(ability)
    ]
    resources, abilities = [pk for pk, _ in pairs], [ability for _, ability in pairs]
    with connection.cursor() as cursor:
        cursor.execute(UNLINKED_PLANS, {"abilities": list(OF_LINKED)})
        cursor.execute(LINKED_PLANS, {"resources": resources, "abilities": abilities, "now": now})
        return int(cursor.rowcount)


def last_submission(plan: Plan) -> datetime | None:
    """Return when the account of a plan last submitted anything, as far as we know."""
    account = known_account(plan.resource, plan.subject)
    return account.submissions.order_by(F("at").desc()).values_list("at", flat=True).first() if account else None


def is_linked(plan: Plan) -> bool:
    """True when somebody says that the account of a plan is theirs."""
    account = known_account(plan.resource, plan.subject)
    return account is not None and account.links.exists()
