"""Reads of the list of contests that have results: the contests of a page, who won them, and their problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from apps.contests.models import Contest

NAMED = 2  # winners of a contest that are named; of more it is said that there are
MOST_MINIS = 60  # problems of a contest that are shown in its line


class Found(NamedTuple):
    """A contest with results as far as the list shows it, in the words of Contest and Standings."""

    pk: int
    resource_id: int
    title: str
    start: datetime
    end: datetime
    rated: bool | None
    n_problems: int | None
    kind: str
    n_rows: int
    version: int
    is_frozen: bool | None
    is_final: bool | None
    read_at: datetime | None
    trouble: str


class Winner(NamedTuple):
    """Who holds the first place of a contest."""

    contest: int
    name: str
    key: str
    country: str
    is_team: bool
    rating: int | None


class Mini(NamedTuple):
    """A problem of a contest, in small. Counts and rating are None where unknown; `is_ours` says whose that is."""

    contest: int
    problem: int
    short: str
    name: str
    n_solved: int | None
    n_tried: int | None
    rating: int | None
    is_ours: bool


COLUMNS = (
    "pk", "resource_id", "title", "start", "end", "rated", "n_problems", "standings__kind", "standings__n_rows",
    "standings__version", "standings__is_frozen", "standings__is_final", "standings__read_at", "standings__trouble",
)  # fmt: skip

# One look into the index of places for each contest. By plain ids a planner that takes the table for a small one would
# walk through all rows to come upon the first.
WINNERS = """
SELECT first.contest_id, coalesce(nullif(first.name, ''), account.name), account.key,
       coalesce(nullif(first.country, ''), account.country), first.is_team,
       coalesce(first.old_rating, account.rating)
FROM unnest(%s::bigint[]) AS asked (contest)
CROSS JOIN LATERAL (
    SELECT row.contest_id, row.account_id, row.name, row.country, row.is_team, row.old_rating, row.id
    FROM standings_standing AS row
    WHERE row.contest_id = asked.contest AND row.place = 1 AND row.participation = 'official'
    ORDER BY row.id + 0 LIMIT %s
) AS first
JOIN accounts_account AS account ON account.id = first.account_id
ORDER BY first.id
"""

MINIS = """
SELECT here.contest_id, problem.id, here.short, problem.name, here.n_solved, here.n_tried,
       coalesce(problem.rating, problem.own_rating), problem.rating IS NULL
FROM contests_contestproblem AS here JOIN contests_problem AS problem ON problem.id = here.problem_id
WHERE here.contest_id = ANY(%s) ORDER BY here.contest_id, here.position
"""


def contests_with_results() -> QuerySet[Contest]:
    """Return the contests with results that anybody may see, the newest end first; without their sites."""
    found = Contest.objects.filter(hidden=False, merged_into=None, resource__enabled=True, standings__n_rows__gt=0)
    return found.order_by("-end", "-start", "-id")


def found(contests: QuerySet[Contest]) -> list[Found]:
    """Return contests for the list. One query."""
    return [Found._make(row) for row in contests.values_list(*COLUMNS)]


def winners(contests: Sequence[int]) -> dict[int, list[Winner]]:
    """Return contest → who holds the first place; at most one more than are named. One query."""
    return _by_contest(map(Winner._make, _rows(WINNERS, [list(contests), NAMED + 1])))


def minis(contests: Sequence[int]) -> dict[int, list[Mini]]:
    """Return contest → its problems in their order. One query."""
    return _by_contest(map(Mini._make, _rows(MINIS, [list(contests)])))


def _rows(statement: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _by_contest(rows: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.contest].append(row)
    return grouped
