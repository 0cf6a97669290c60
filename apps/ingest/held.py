"""What a list that is held back would do to the table: rows added, changed and missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from apps.contests.models import Contest
from apps.ingest.models import Plan, Run
from apps.ingest.rereading import read_again
from apps.resources.rows import ContestRow

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


def held_plans() -> QuerySet[Plan]:
    """Return the plans whose last list is held back, the longest waiting first."""
    return Plan.objects.filter(status=Run.HELD).select_related("resource").order_by("succeeded", "pk")


def difference(plan: Plan, *, now: datetime) -> Difference | None:
    """Return what accepting the held list of a plan would do; None where it holds none back.

    Raises:
        Refused: its bodies are no longer in the archive, or its adapter is gone.
        AdapterError: today's adapter cannot read them.
    """
    attempt = plan.runs.filter(status=Run.HELD).select_related("plan__resource").first()
    if plan.status != Run.HELD or attempt is None:
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
