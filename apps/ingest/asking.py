"""What a plan asks its site about, and what its adapter found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.ingest.models import Plan
from apps.ingest.people import due_handles, known_account
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Trouble,
    read_contests,
    read_problems,
    read_profiles,
    read_ratings,
    read_standings,
    read_submissions,
)
from apps.resources.rows import ContestRef, ProfileRow, Standings

OF_CONTEST = ("standings", "problems")  # abilities whose subject, if any, is the key of a contest
OF_PERSON = ("profiles", "ratings", "submissions")  # … is a handle
OVERLAP = timedelta(hours=1)  # submissions that were being judged last time are asked for again
ITS_OWN = (Trouble.FORMAT, Trouble.MISSING)  # faults of one batch of handles: the next may well be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about: a contest, people, or neither for whole lists."""

    contest: ContestRef | None = None
    handles: Sequence[str] = ()
    since: datetime | None = None  # for submissions: of when the last is known

    def as_json(self) -> dict[str, Any]:
        """Return what cannot be told from the plan later, when its answer is read again."""
        told: dict[str, Any] = {"handles": list(self.handles)} if self.handles else {}
        return {**told, "since": self.since.isoformat()} if self.since else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an adapter made of the answers: rows, and of standings the table that they are in.

    Profiles come in batches: `fault` is why some were not read, which are `unread`; the rows of the others count.
    """

    rows: Sequence[Any] = ()
    table: Standings | None = None
    fault: AdapterError | None = None
    unread: Sequence[str] = ()


def question_of(plan: Plan, *, now: datetime, asked: Mapping[str, Any] | None = None) -> Question:
    """Return what a plan asks now, or, with what a run has `asked`, what it asked then."""
    if plan.ability in OF_CONTEST and plan.subject:
        contest = Contest.objects.filter(resource=plan.resource_id, key=plan.subject).first()
        return Question(contest=reference(contest) if contest else ContestRef(key=plan.subject))
    if plan.ability == "profiles" and not plan.subject:
        return Question(handles=asked["handles"] if asked else due_handles(plan.resource, now=now))
    if plan.ability in OF_PERSON:
        return Question(handles=(plan.subject,), since=_since(plan, asked))
    return Question()


def _since(plan: Plan, asked: Mapping[str, Any] | None) -> datetime | None:
    if plan.ability != "submissions":
        return None
    if asked is not None:
        return datetime.fromisoformat(asked["since"]) if "since" in asked else None
    account = known_account(plan.resource, plan.subject)
    last = account.submissions.order_by("-at").values_list("at", flat=True).first() if account else None
    return last - OVERLAP if last else None


def reference(contest: Contest) -> ContestRef:
    """Return a contest as adapters are asked about it."""
    return ContestRef(
        key=contest.key,
        title=contest.title,
        url=contest.url,
        standings_url=contest.standings_url,
        kind=contest.kind,
        start=contest.start,
        end=contest.end,
        duration=contest.duration,
        facts=contest.facts,
    )


def find(adapter: Adapter, ability: str, question: Question) -> Found:
    """Return what an adapter finds about a question.

    Raises:
        AdapterError: it cannot be read; of profiles only where none can.
    """
    match ability:
        case "contests":
            return Found(rows=read_contests(adapter))
        case "problems":
            return Found(rows=read_problems(adapter, question.contest))
        case "standings":
            table = read_standings(adapter, cast("ContestRef", question.contest))
            return Found(rows=cast("Sequence[Any]", table.rows), table=table)
        case "profiles":
            return _find_profiles(adapter, question.handles)
        case "ratings":
            return Found(rows=read_ratings(adapter, question.handles[0]))
        case _:
            return Found(rows=read_submissions(adapter, question.handles[0], since=question.since))


def _find_profiles(adapter: Adapter, handles: Sequence[str]) -> Found:
    """Read batch by batch. A fault of the site ends it, a fault of one batch only costs that batch."""
    rows: list[ProfileRow] = []
    unread: list[str] = []
    fault = None
    for start in range(0, len(handles), adapter.profiles_at_once):
        batch = handles[start : start + adapter.profiles_at_once]
        try:
            rows += read_profiles(adapter, batch)
        except AdapterError as error:
            fault = error
            unread += batch
            if error.trouble not in ITS_OWN:
                break
    if fault is not None and not rows and len(handles) == 1:
        raise fault
    return Found(rows=rows, fault=fault, unread=unread)


def account_of(plan: Plan, *, now: datetime) -> Account:
    """Return the account that a plan is about, made where it is not known yet."""
    known = known_account(plan.resource, plan.subject)
    if known is not None:
        return known
    fresh = {"created": now, "modified": now}
    return Account.objects.get_or_create(resource=plan.resource, key=plan.subject, defaults=fresh)[0]
