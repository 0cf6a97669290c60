"""What was read into the tables: one way for each ability, and what had better be looked at first held back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from apps.accounts.locks import hold_accounts
from apps.accounts.upsert import upsert_profiles
from apps.contests.models import Contest
from apps.contests.problems_upsert import upsert_problems
from apps.contests.upsert import upsert
from apps.core import events
from apps.core.outcome import Outcome
from apps.ingest import asked_people, people
from apps.ingest.asking import account_of, question_of
from apps.ingest.models import Plan, Run
from apps.ingest.queries import public_reason
from apps.ingest.reading import Reading
from apps.ingest.suspicion import doubt_about
from apps.ingest.trace import TracedCall, from_json
from apps.resources.adapters.base import Trouble
from apps.standings.actions import note_reading, note_trouble
from apps.standings.models import Standing
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.submissions_upsert import upsert_submissions
from apps.standings.upsert import upsert_standings

UNKNOWN_CONTEST = "the answer does not say when the contest is: fetch the list of contests first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """How far an answer is believed: `complete` lists and tables say what is missing, `accepted` ones without doubt."""

    complete: bool
    accepted: bool = False


def take_in(plan: Plan, reading: Reading, *, now: datetime, consent: Consent) -> tuple[Reading, Outcome]:
    """Write what was read, within the caller's transaction; return it with its status as it became, and the counts."""
    if reading.status not in (Run.OK, Run.UNCHANGED):
        _note_trouble(plan, reading)
    if plan.ability == "profiles":
        return _profiles(plan, reading, now=now)
    if reading.status == Run.OK:
        return WAYS[plan.ability](plan, reading, now=now, consent=consent)
    if reading.status == Run.UNCHANGED and (contest := _contest_of(plan)):
        note_reading(contest, now=now)
    return reading, Outcome(rows=(plan.rows or 0) if reading.status == Run.UNCHANGED else 0)


def _contests(plan: Plan, reading: Reading, *, now: datetime, consent: Consent) -> tuple[Reading, Outcome]:
    """Write a list of contests, unless it shrank so much that it had better be looked at first."""
    if not consent.accepted and (why := doubt_about(plan, reading.rows, now=now)):
        held = _hold_back(plan, reading, f"{why}; it is held back until somebody accepts it")
        return held, Outcome(rows=len(reading.rows))
    return reading, upsert(plan.resource, reading.rows, now=now, complete=consent.complete)


def _standings(plan: Plan, reading: Reading, *, now: datetime, consent: Consent) -> tuple[Reading, Outcome]:
    """Write a table, and first the contest that it tells of, where that is not known yet."""
    table = reading.found.table
    if table is None:
        raise TypeError("standings were read without a table")
    contest = _contest_of(plan)
    if contest is None and table.contest is not None:
        hold_accounts(plan.resource_id, alone=True)  # before the site's row, which who stores results locks last
        upsert(plan.resource, [replace(table.contest, key=plan.subject)], now=now, complete=False)
        contest = _contest_of(plan)
        reading = replace(reading, question=question_of(plan, now=now))  # of which this answer knew all
    if contest is None:
        error = f"{plan.resource.host} standings: {UNKNOWN_CONTEST}"
        return replace(reading, status=str(Trouble.MISSING), error=error), Outcome(rows=0)
    was_rated = _is_rated(contest)
    stored = upsert_standings(contest, table, now=now, accepted=consent.accepted)
    if not was_rated and _is_rated(contest):
        events.record("standings.rated", {"contest": contest.pk})
    return (_hold_back(plan, reading, stored.held) if stored.held else reading), stored


def _problems(plan: Plan, reading: Reading, *, now: datetime, consent: Consent) -> tuple[Reading, Outcome]:
    """Write a contest's problems, or an archive, of which more than a tenth does not vanish before somebody looked."""
    complete = consent.complete and not plan.subject
    outcome = upsert_problems(plan.resource, reading.rows, now=now, complete=complete, accepted=consent.accepted)
    why = f"the archive leaves out {outcome.absent} problems; they are kept until that is accepted"
    return (_hold_back(plan, reading, why) if outcome.absent else reading), outcome


def _ratings(plan: Plan, reading: Reading, *, now: datetime, consent: Consent) -> tuple[Reading, Outcome]:
    return reading, upsert_ratings(account_of(plan, now=now), reading.rows, now=now)


def _submissions(plan: Plan, reading: Reading, *, now: datetime, consent: Consent) -> tuple[Reading, Outcome]:
    return reading, upsert_submissions(account_of(plan, now=now), reading.rows, now=now)


WAYS = {
    "contests": _contests,
    "problems": _problems,
    "standings": _standings,
    "ratings": _ratings,
    "submissions": _submissions,
}


def _profiles(plan: Plan, reading: Reading, *, now: datetime) -> tuple[Reading, Outcome]:
    """Write the profiles that were read, also where others could not be, and say when each is due again."""
    found = reading.found
    if not found.rows and not found.unread:
        return reading, Outcome(rows=0)
    outcome = upsert_profiles(plan.resource, found.rows, now=now)
    read = {handle for row in found.rows for handle in (row.asked, row.key) if handle}
    is_theirs = found.fault is not None and found.fault.trouble in (Trouble.FORMAT, Trouble.MISSING)
    unread = found.unread if is_theirs else ()
    people.settle_profiles(plan.resource, read=sorted(read), unread=unread, why=reading.error, now=now)
    for row in found.rows if plan.subject else ():
        if not row.is_missing:
            asked_people.plan_rest(plan.resource, row.key, now=now)
    return reading, outcome


def _contest_of(plan: Plan) -> Contest | None:
    """Return the contest whose table a plan reads."""
    if plan.ability != "standings":
        return None
    return Contest.objects.select_related("resource").filter(resource=plan.resource_id, key=plan.subject).first()


def _is_rated(contest: Contest) -> bool:
    return Standing.objects.filter(contest=contest, new_rating__isnull=False).exists()


def _note_trouble(plan: Plan, reading: Reading) -> None:
    """Have the table itself say why it is not newer."""
    if contest := _contest_of(plan):
        said = public_reason(plan.resource.host, plan.ability, status=reading.status, error=reading.error)
        note_trouble(contest, trouble=reading.status, said=said)


def _hold_back(plan: Plan, reading: Reading, why: str) -> Reading:
    """Return a reading as held: staff look at it, unless they have refused the same before."""
    status = Run.HELD
    last = plan.runs.filter(status__in=(Run.HELD, Run.REFUSED)).first()
    if last and last.status == Run.REFUSED and digests(from_json(last.trace)) == digests(reading.calls):
        status, why = Run.REFUSED, f"the same short list as that of run {last.pk}, which staff refused"
    return replace(reading, status=status, error=why)


def digests(calls: Iterable[TracedCall]) -> list[str]:
    """Return what tells the answers of one try from those of another."""
    return [call.digest for call in calls]


def consent_of(plan: Plan, *, accepted: bool = False) -> Consent:
    """Return how far an answer of a plan is believed by itself, or once somebody has `accepted` it."""
    lists_all = plan.ability != "contests" or plan.resource.adapter_class.lists_all_upcoming
    return Consent(complete=lists_all, accepted=accepted)
