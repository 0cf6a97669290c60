"""The public log of every change that sites made to their contests: read by place, put in words, bursts folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import groupby
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from apps.contests.filter_values import Reader
from apps.contests.filters import ContestFilter
from apps.contests.history import KINDS, Line, history
from apps.contests.models import Contest, ContestChange
from apps.contests.queries import visible
from apps.resources.models import Resource

MANY = 4  # announcements of one site at one moment that fold into a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the log: of which contests, `change=moved` of which kinds, `before=<number>` how far back."""

    contests: ContestFilter
    kinds: tuple[str, ...] = ()
    before: int | None = None
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> Wanted:
        """Read a URL's query."""
        read = Reader(query)
        kinds = read.some_of("change", tuple(KINDS))
        before = query.get("before", "")
        contests = ContestFilter.from_query(query)
        return cls(
            contests=contests,
            kinds=kinds,
            before=int(before) if before.isdecimal() and before.isascii() and len(before) <= 18 else None,
            warnings=(*contests.warnings, *read.warnings),
        )

    def query_string(self, *, with_place: bool = True) -> str:
        """Return it as a URL's query in its one canonical spelling, "" for the newest of everything."""
        pairs = [("change", kind) for kind in self.kinds]
        if with_place and self.before is not None:
            pairs.append(("before", str(self.before)))
        return "&".join(filter(None, [self.contests.query_string(), urlencode(pairs)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One change of one contest, in words."""

    contest: Contest
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Changes that stand in one line: one, or all that a site announced at one moment."""

    resource: Resource
    at: datetime
    moves: Sequence[Move]

    @property
    def is_folded(self) -> bool:
        """True when there are so many that they fold away."""
        return len(self.moves) >= MANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What changed on one day of the viewer."""

    day: date
    bursts: Sequence[Burst]


def read_changes(wanted: Wanted, *, now: datetime, zone: tzinfo, most: int) -> list[ContestChange]:
    """Return changes with contest and site, the newest first, one more than `most` where there are. One query."""
    contests = wanted.contests.apply(visible(), now=now, zone=zone)
    changes = ContestChange.objects.filter(contest__in=contests.order_by().values("pk"))
    if wanted.kinds:
        changes = changes.filter(kind__in=wanted.kinds)
    if wanted.before is not None:
        changes = changes.filter(pk__lt=wanted.before)
    return list(changes.select_related("contest__resource").order_by("-pk")[: most + 1])


def by_day(changes: Iterable[ContestChange]) -> list[Day]:
    """Put changes in words under the days of Django's current zone on which they were seen, in the order given."""
    days = groupby(_bursts(changes), key=lambda burst: timezone.localtime(burst.at).date())
    return [Day(day=day, bursts=list(bursts)) for day, bursts in days]


def _bursts(changes: Iterable[ContestChange]) -> Iterator[Burst]:
    for _key, group in groupby(changes, key=_together):
        together = list(group)
        moves = [
            Move(contest=change.contest, line=line) for change, line in zip(together, history(together), strict=True)
        ]
        first = together[0]
        yield from _folded(Burst(resource=first.contest.resource, at=first.at, moves=moves))


def _together(change: ContestChange) -> tuple[object, ...]:
    alone = None if change.kind == ContestChange.ADDED else change.pk
    return change.kind, change.contest.resource_id, change.at, alone


def _folded(burst: Burst) -> Iterator[Burst]:
    if burst.is_folded:
        yield burst
        return
    for move in burst.moves:
        yield Burst(resource=burst.resource, at=burst.at, moves=[move])
