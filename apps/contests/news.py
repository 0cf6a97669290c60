"""What is new about listed contests: which were just announced, moved, made longer or shorter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils.dateparse import parse_datetime

from apps.contests.models import Contest, ContestChange
from apps.contests.queries import Listed

NEW_FOR = timedelta(days=1)  # so long a row says that its contest is new
CHANGED_FOR = timedelta(days=7)  # so long it says that it was moved, or lasts longer
KNOWN_BEFORE = """
SELECT site FROM unnest(%s::bigint[]) AS site
WHERE EXISTS (SELECT FROM contests_contest WHERE resource_id = site AND created <= %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a list tells of its contests, by their ids; a contest of which there is nothing to tell is missing."""

    added: frozenset[int] = frozenset()
    moved_from: dict[int, datetime] = field(default_factory=dict)  # the start before the last move
    length_before: dict[int, timedelta] = field(default_factory=dict)  # start to end, before the first change of it


def read_news(contests: Sequence[Contest | Listed], now: datetime) -> News:
    """Return the news of contests. One query, and one more where some contest is new."""
    shown = {contest.pk for contest in contests}
    moved_from: dict[int, datetime] = {}
    length_before: dict[int, timedelta] = {}
    kinds = (ContestChange.MOVED, ContestChange.EXTENDED, ContestChange.SHORTENED)
    # All of them are read: there are few, and a statement that names hundreds of contests takes longer.
    changes = ContestChange.objects.filter(at__gt=now - CHANGED_FOR, kind__in=kinds).order_by("at", "id")
    for contest_id, kind, was in changes.values_list("contest_id", "kind", "was"):
        if contest_id not in shown:
            continue
        start, end = (parse_datetime(was.get(name, "")) for name in ("start", "end"))
        if kind == ContestChange.MOVED and start:
            moved_from[contest_id] = start
        elif start and end:
            length_before.setdefault(contest_id, end - start)
    return News(added=_added(contests, now - NEW_FOR), moved_from=moved_from, length_before=length_before)


def _added(contests: Sequence[Contest | Listed], since: datetime) -> frozenset[int]:
    """Return the contests added since then to sites that were known before: of a new site, everything would be new."""
    added = [contest for contest in contests if contest.created > since]
    if not added:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_BEFORE, [list({contest.resource_id for contest in added}), since])
        known = {resource_id for (resource_id,) in cursor.fetchall()}
    return frozenset(contest.pk for contest in added if contest.resource_id in known)
