"""Contests that belong beside one: its other divisions, its neighbours in the series, at the site, and in time.

All of them come by one statement, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Greatest

from apps.contests.models import Contest
from apps.contests.queries import visible
from apps.contests.series import division

MOST_AT_ONCE = 8
LONGEST_AT_ONCE = timedelta(days=7)  # what runs for longer runs beside everything
DIVISION, EARLIER, LATER, BEFORE, AFTER, AT_ONCE = "division", "earlier", "later", "before", "after", "at-once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What stands beside a contest; None or empty where there is nothing."""

    divisions: list[Contest] = field(default_factory=list)
    earlier: Contest | None = None  # in its series
    later: Contest | None = None
    before: Contest | None = None  # at its site
    after: Contest | None = None
    at_once: list[Contest] = field(default_factory=list)  # elsewhere, at a time that overlaps

    @property
    def resources(self) -> list[object]:
        """The other sites that are named."""
        return list({contest.resource_id: contest.resource for contest in self.at_once}.values())


def related(contest: Contest) -> Related:
    """Return what belongs beside a contest. One statement."""
    first, *others = list(_wanted(contest))
    found: dict[str, list[Contest]] = {}
    for other in first.union(*others, all=True):
        found.setdefault(other.relation, []).append(other)  # type: ignore[attr-defined] # annotated in _named
    return Related(
        divisions=sorted(_divisions(contest, found.get(DIVISION, [])), key=lambda other: other.title),
        earlier=_only(found.get(EARLIER, [])),
        later=_only(found.get(LATER, [])),
        before=_only(found.get(BEFORE, [])),
        after=_only(found.get(AFTER, [])),
        at_once=sorted(found.get(AT_ONCE, []), key=lambda other: (other.start, other.pk)),
    )


def _wanted(contest: Contest) -> Iterable[QuerySet[Contest]]:
    others = visible().exclude(pk=contest.pk)
    at_site = others.filter(resource=contest.resource_id)
    yield _named(DIVISION, at_site.filter(start=contest.start).order_by("pk")[:MOST_AT_ONCE])
    if contest.series:
        in_series = others.filter(series=contest.series)
        yield _named(EARLIER, in_series.filter(start__lt=contest.start).order_by("-start", "-pk")[:1])
        yield _named(LATER, in_series.filter(start__gt=contest.start).order_by("start", "pk")[:1])
    yield _named(BEFORE, at_site.filter(start__lt=contest.start).order_by("-start", "-pk")[:1])
    yield _named(AFTER, at_site.filter(start__gt=contest.start).order_by("start", "pk")[:1])
    # The first condition is there for the index on `start`.
    near = others.filter(start__gt=contest.start - LONGEST_AT_ONCE, start__lt=contest.end, end__gt=contest.start)
    elsewhere = near.exclude(resource=contest.resource_id).filter(cancelled=None, gone=None)
    distance = Greatest(F("start") - Value(contest.start), Value(contest.start) - F("start"))
    if contest.end - contest.start < LONGEST_AT_ONCE:
        yield _named(AT_ONCE, elsewhere.order_by(distance, "pk")[:MOST_AT_ONCE])


def _named(relation: str, contests: QuerySet[Contest]) -> QuerySet[Contest]:
    return contests.annotate(relation=Value(relation, output_field=CharField()))


def _divisions(contest: Contest, others: Iterable[Contest]) -> list[Contest]:
    """Return those that are the same event for others: the same number of the series, or a division each."""
    is_divided = bool(division(contest.title))
    return [
        other
        for other in others
        if (other.series == contest.series and contest.series and other.series_number == contest.series_number)
        or (is_divided and division(other.title))
    ]


def _only(contests: list[Contest]) -> Contest | None:
    return contests[0] if contests else None
