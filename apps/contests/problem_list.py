"""The lists of problems: one page of them in an order, what their rows show, and the groups by tag and by site."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Avg, Count, F, Func, Q, QuerySet, Sum
from django.utils.functional import cached_property

from apps.contests.models import Problem
from apps.contests.problem_filters import SORTS, ProblemFilter
from apps.core.staff import MOST_COUNTED, CappedPaginator
from apps.live.nearby import Nearby
from apps.resources.models import Resource

MOST_GROUPS = 300
LARGE_FOR = 60  # seconds for which a list that was too long to count is not counted again
large = Nearby(room=2**16)  # the names of such lists

# By hand: every list and the search ask it, and composing it in Django takes longer than answering it.
PLACES = """
SELECT DISTINCT ON (link.problem_id) link.problem_id, contest.id, contest.title, link.short,
       coalesce(contest.n_statistics, 0) > 0, contest.parsed_at, count(*) OVER (PARTITION BY link.problem_id)
FROM contests_contestproblem AS link JOIN contests_contest AS contest ON contest.id = link.contest_id
WHERE link.problem_id = ANY(%s) AND NOT contest.hidden
ORDER BY link.problem_id, contest.start DESC, contest.id DESC, link.position
"""


class Listed(NamedTuple):
    """A problem as far as a row of a list shows it, in the words of Problem."""

    pk: int
    resource_id: int
    name: str
    url: str
    rating: int | None
    own_rating: int | None
    tags: Sequence[str]
    n_tried: int | None
    n_solved: int | None
    is_counted: bool
    is_archived: bool
    set_at: datetime | None


class Place(NamedTuple):
    """The newest contest of a problem, and in how many it stood."""

    contest: int
    title: str
    short: str
    has_results: bool
    read_at: datetime | None
    number: int


class Group(NamedTuple):
    """The problems of one tag, or of one site by its id. Averages are over those of which they are known."""

    key: str | int
    number: int
    rating: float | None
    n_solved: int | None
    n_tried: int | None


class KnownFirst:
    """A list sorted by something that is not known of every row: those without it come last, the newest first.

    The two parts are asked for one by one, because no index of PostgreSQL serves both directions with nulls last.
    """

    def __init__(self, known: QuerySet[Problem], unknown: QuerySet[Problem], *, name: str) -> None:
        self.known, self.unknown, self.name = known, unknown, name

    @cached_property
    def n_known(self) -> int:
        """How many there are whose place is known, or MOST_COUNTED."""
        return _number_of(self.known, name=self.name)

    def __len__(self) -> int:
        if self.n_known == MOST_COUNTED:
            return MOST_COUNTED
        return min(MOST_COUNTED, self.n_known + _number_of(self.unknown, name=f"{self.name}\nunknown"))

    def __getitem__(self, cut: slice) -> list[Listed]:
        start, stop = cut.start or 0, cut.stop
        found = self.known[start : min(stop, self.n_known)] if start < self.n_known else self.known.none()
        rows = [Listed._make(row) for row in found.values_list(*Listed._fields)]
        if stop > self.n_known:
            rest = self.unknown[max(0, start - self.n_known) : stop - self.n_known]
            rows += [Listed._make(row) for row in rest.values_list(*Listed._fields)]
        return rows


def _number_of(problems: QuerySet[Problem], *, name: str) -> int:
    """Return how many there are, or MOST_COUNTED: then they are not counted again for a while."""
    if large.get(name):
        return MOST_COUNTED
    number = problems.order_by()[:MOST_COUNTED].count()
    if number == MOST_COUNTED:
        large.keep(name, b"1", until=time.time() + LARGE_FOR)
    return number


class ProblemPaginator(CappedPaginator[Problem]):
    """Pages of a KnownFirst."""

    def __init__(self, problems: KnownFirst, size: int) -> None:
        super().__init__(problems, size)  # type: ignore[arg-type] # a sequence of rows, not of models

    @cached_property
    def count(self) -> int:
        """The number of rows, or MOST_COUNTED where there are more."""
        return len(self.object_list)


def in_use(resources: Iterable[Resource]) -> QuerySet[Problem]:
    """Return the problems of the sites in use, given all sites; no condition where all are."""
    off = [one.pk for one in resources if not one.enabled]
    return Problem.objects.exclude(resource__in=off) if off else Problem.objects.all()


def ordered(problems: QuerySet[Problem], wanted: ProblemFilter) -> KnownFirst:
    """Return problems in the order that is asked for."""
    sort = SORTS[wanted.sort]
    known = problems.filter(sort.known).order_by(*sort.by(wanted.is_rising))
    unknown = problems.exclude(sort.known).order_by("-id") if sort.known else problems.none()
    return KnownFirst(known, unknown, name=wanted.query_string())


def places_of(problems: Sequence[int]) -> dict[int, Place]:
    """Return problem → its newest contest that anybody may see. One query."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [list(problems)])
        return {problem: Place._make(row) for problem, *row in cursor.fetchall()}


def groups_of(problems: QuerySet[Problem], by: str) -> list[Group]:
    """Return the groups of some problems by "tag" or "resource", the largest first: at most 300. One query."""
    if by == "tag":
        problems = problems.filter(tags__len__gt=0)
    key = Func(F("tags"), function="unnest") if by == "tag" else F("resource_id")
    grouped = (
        problems.order_by()
        .values(group=key)
        .annotate(
            number=Count("pk"),
            rated=Avg("rating"),
            solved=Sum("n_solved", filter=Q(n_tried__gt=0)),
            tried=Sum("n_tried", filter=Q(n_solved__gte=0)),
        )
    )
    rows = grouped.order_by("-number", "group").values_list("group", "number", "rated", "solved", "tried")
    return [Group._make(row) for row in rows[:MOST_GROUPS]]
