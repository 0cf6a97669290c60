"""What a list or a table that is held back would do to ours: rows added, changed and missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from apps.contests.models import Contest, Problem
from apps.ingest.models import Plan, Run
from apps.ingest.rereading import read_again
from apps.resources.rows import ContestRow
from apps.standings.models import Standing

MOST_NAMES = 200
COMPARED = (
    "title",
    "url",
    "kind",
    "start",
    "end",
    "duration",
    "rated",
    "standings_url",
    "registration_url",
    "registration_opens",
    "registration_closes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One field that a list says differently."""

    field: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A contest of which a list says something else."""

    contest: Contest
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A list against the table. `missing` are coming contests that it leaves out, where lists are complete."""

    attempt: Run
    added: Sequence[ContestRow]
    changed: Sequence[Changed]
    missing: Sequence[Contest]
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanishing:
    """What would go if results or an archive that are held back were accepted: names, of which the first are shown."""

    attempt: Run
    names: Sequence[str]
    number: int


def held_plans() -> QuerySet[Plan]:
    """Return the plans whose last list is held back, the longest waiting first."""
    return Plan.objects.filter(status=Run.HELD).select_related("resource").order_by("succeeded", "pk")


def difference(plan: Plan, *, now: datetime) -> Difference | None:
    """Return what accepting the held list of a plan would do; None where it holds none back.

    Raises:
        Refused: its bodies are no longer in the archive, or its adapter is gone.
        AdapterError: today's adapter cannot read them.
    """
    attempt = _held_of(plan)
    if attempt is None:
        return None
    rows = {row.key: row for row in read_again(attempt).rows}
    known = {one.key: one for one in Contest.objects.filter(resource=plan.resource, key__in=rows)}
    changed = list(_changed(rows, known))
    return Difference(
        attempt=attempt,
        added=[row for key, row in rows.items() if key not in known],
        changed=changed,
        missing=_missing(plan, rows, now=now),
        same=len(known) - len(changed),
    )


def vanishing(plan: Plan) -> Vanishing | None:
    """Return what accepting the held results or archive of a plan would delete; None where it holds nothing back.

    Raises:
        Refused: its bodies are no longer in the archive, or its adapter is gone.
        AdapterError: today's adapter cannot read them.
    """
    attempt = _held_of(plan)
    if attempt is None:
        return None
    rows = read_again(attempt).rows
    told = {row.account if plan.ability == "standings" else row.key for row in rows}
    gone = [name for name in _names(plan) if name not in told]
    return Vanishing(attempt=attempt, names=gone[:MOST_NAMES], number=len(gone))


def _names(plan: Plan) -> Iterable[str]:
    """Return what our table or archive holds, by the names that rows have."""
    if plan.ability == "standings":
        rows = Standing.objects.filter(contest__resource=plan.resource, contest__key=plan.subject)
        return rows.order_by("place", "pk").values_list("account__key", flat=True)
    archive = Problem.objects.filter(resource=plan.resource, is_archived=True)
    return archive.order_by("key").values_list("key", flat=True)


def _held_of(plan: Plan) -> Run | None:
    """Return the try whose answer a plan holds back."""
    if plan.status != Run.HELD:
        return None
    return plan.runs.filter(status=Run.HELD).select_related("plan__resource").first()


def _changed(rows: Mapping[str, ContestRow], known: Mapping[str, Contest]) -> Iterator[Changed]:
    for key, contest in known.items():
        steps = list(_steps(contest, rows[key]))
        if steps:
            yield Changed(contest=contest, steps=steps)


def _steps(contest: Contest, row: ContestRow) -> Iterator[Step]:
    for field in COMPARED:
        was, now = getattr(contest, field), getattr(row, field)
        if field == "duration" and now is None:
            now = row.end - row.start
        if was != now:
            yield Step(field=field, was=was, now=now)
    if (contest.cancelled is not None) != row.cancelled:
        yield Step(field="cancelled", was=contest.cancelled is not None, now=row.cancelled)


def _missing(plan: Plan, rows: Mapping[str, ContestRow], *, now: datetime) -> Sequence[Contest]:
    if not plan.resource.adapter_class.lists_all_upcoming:
        return []
    coming = Contest.objects.filter(resource=plan.resource, start__gt=now, cancelled=None, gone=None)
    return list(coming.exclude(key__in=rows).order_by("start", "pk"))
