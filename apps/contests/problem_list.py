"""The lists of problems: one page of them in an order, what their rows show, and the groups by tag and by site."""

from __future__ import annotations

import array
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Avg, Case, Count, F, Func, Q, QuerySet, Sum, Value, When
from django.utils.functional import cached_property

from apps.contests.models import Problem
from apps.contests.problem_filters import SORTS, ProblemFilter
from apps.core.staff import MOST_COUNTED, CappedPaginator
from apps.live.nearby import Nearby
from apps.resources.models import Resource

MOST_GROUPS = 300
IDS = "q"  # 8 bytes each
KEPT_FOR = 60  # seconds for which a list is not counted and sorted again; no longer than tags are counted for
large, short = Nearby(room=2**16), Nearby(room=4 * 2**20)  # the names of lists too long for that; the ids of others

# By hand: every list and the search ask it, and composing it in Django takes longer than answering it.
PLACES = """
SELECT DISTINCT ON (link.problem_id) link.problem_id, contest.id, contest.title, link.short,
       coalesce(contest.n_statistics, 0) > 0, contest.parsed_at, count(*) OVER (PARTITION BY link.problem_id)
FROM contests_contestproblem AS link JOIN contests_contest AS contest ON contest.id = link.contest_id
WHERE link.problem_id = ANY(%s) AND NOT contest.hidden
ORDER BY link.problem_id, contest.start DESC, contest.id DESC, link.position
"""

# The first part is not told what for, so that it does not walk along an order in the hope of soon finding enough.
GATHER = """
WITH found (id, is_known, by) AS MATERIALIZED ({found}), counted AS (SELECT count(*) AS number FROM found)
SELECT number, (
    SELECT array_agg(id ORDER BY is_known DESC, CASE WHEN is_known THEN by END {way},
        CASE WHEN is_known THEN id END {way}, id DESC) FROM found WHERE number < %s
) FROM counted
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

    One that is short enough to count is sorted as a whole, once for some pages of it. Of another each page is asked
    for along an index, the two parts one by one: no index of PostgreSQL serves both directions with nulls last.
    """

    def __init__(self, problems: QuerySet[Problem], wanted: ProblemFilter, *, usable: QuerySet[Problem]) -> None:
        """Take those that pass a filter, and the `usable` ones, as which alone any is shown that was found before."""
        self.problems, self.sort, self.is_rising = problems, SORTS[wanted.sort], wanted.is_rising
        self.usable = usable
        self.name = wanted.query_string()

    @cached_property
    def ids(self) -> Sequence[int] | None:
        """All of them in order; None where there are MOST_COUNTED or more."""
        kept = short.get(self.name)
        if kept is not None:
            ids = array.array(IDS)
            ids.frombytes(kept)
            return ids
        found = None if large.get(self.name) else self._gather()
        where, answer = (large, b"1") if found is None else (short, array.array(IDS, found).tobytes())
        where.keep(self.name, answer, until=time.time() + min(KEPT_FOR, settings.TAGS_EVERY))
        return found

    def _gather(self) -> list[int] | None:
        marked = self.problems.annotate(is_known=_truth_of(self.sort.known), by=self.sort.by(True)[0].expression)
        found = marked.order_by().values_list("pk", "is_known", "by")[:MOST_COUNTED]
        try:
            statement, given = found.query.sql_with_params()
        except EmptyResultSet:  # nothing can pass, as the conditions are
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                GATHER.format(found=statement, way="ASC" if self.is_rising else "DESC"), [*given, MOST_COUNTED]
            )
            ((number, ids),) = cursor.fetchall()
        return None if number == MOST_COUNTED else ids or []

    def __len__(self) -> int:
        return MOST_COUNTED if self.ids is None else len(self.ids)

    def __getitem__(self, cut: slice) -> list[Listed]:
        start, stop = cut.start or 0, cut.stop
        if self.ids is not None:
            wanted = list(self.ids[start:stop])
            rows = {row.pk: row for row in _rows_of(self.usable.filter(pk__in=wanted))}
            return [rows[pk] for pk in wanted if pk in rows]
        known = self.problems.filter(self.sort.known)
        rows_of_known = _rows_of(known.order_by(*self.sort.by(self.is_rising))[start:stop])
        if not self.sort.known or len(rows_of_known) == stop - start:
            return rows_of_known
        n_known = known.order_by()[:MOST_COUNTED].count()
        unknown = self.problems.exclude(self.sort.known).order_by("-id")
        return rows_of_known + _rows_of(unknown[max(0, start - n_known) : stop - n_known])


def _truth_of(condition: Q) -> Case | Value:
    return Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)


def _rows_of(problems: QuerySet[Problem]) -> list[Listed]:
    return [Listed._make(row) for row in problems.values_list(*Listed._fields)]


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
