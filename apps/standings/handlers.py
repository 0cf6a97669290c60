"""What results do about their own changes: they are predicted while a contest runs, and settled when it is over."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.locks import hold_accounts
from apps.contests.models import Contest
from apps.contests.problems_upsert import hold_problems
from apps.core.events import on
from apps.core.models import Event
from apps.standings import jobs
from apps.standings.history.renewal import tables_of_merged, tables_of_renamed
from apps.standings.predictions import is_predictable
from apps.standings.storing.recount import move_firsts, recount_accounts


@on("standings.updated")
def predict(event: Event) -> None:
    """Rows of a contest changed: payload {"contest": id, …}."""
    contest = Contest.objects.select_related("resource").filter(pk=event.payload["contest"]).first()
    if contest is not None and is_predictable(contest, now=timezone.now()):
        jobs.later("predict", contest.pk)


@on("standings.final")
def settle(event: Event) -> None:
    """No result of a contest will change any more: payload {"contest": id, …}."""
    jobs.later("settle", event.payload["contest"])


@on("account.merged")
def count_anew(event: Event) -> None:
    """Accounts took others over, and so their rows: payload {"resource": id, "accounts": [ids], "taken": [ids]}."""
    accounts, taken = event.payload["accounts"], event.payload.get("taken", [])  # of old, events did not say whom
    hold_accounts(event.payload["resource"])
    hold_problems(event.payload["resource"])
    for one, other in zip(accounts, taken, strict=False):
        move_firsts(taken=other, kept=one)
    recount_accounts(sorted(set(accounts)))
    tables_of_merged(accounts, now=timezone.now())


@on("account.renamed")
def show_handles(event: Event) -> None:
    """Accounts have new handles: payload {"resource": id, "accounts": [ids]}."""
    tables_of_renamed(event.payload["accounts"], now=timezone.now())
