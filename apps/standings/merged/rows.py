"""The rows of several contests in one table: whose they are, which of them a page shows, and what they have in common.

Contests that share problems, such as divisions and mirrors, share their columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from apps.contests.models import Contest
from apps.standings.board.heads import TableProblem
from apps.standings.board.rows import SELECTED, PageRow
from apps.standings.queries import joined_header

MOST = 10  # contests in one table
PAGE = 100
# How rows of different contests compare; what is unknown comes last, then the place in the own contest decides.
ORDERS = {
    "score": "row.score DESC NULLS LAST, row.penalty ASC NULLS LAST",
    "share": "row.score / nullif(top.score, 0) DESC NULLS LAST, row.penalty ASC NULLS LAST",
    "place": "row.place ASC NULLS LAST, row.score DESC NULLS LAST",
}
TIES = "row.place ASC NULLS LAST, row.score DESC NULLS LAST, asked.number, row.id"
ROWS = """
WITH asked AS MATERIALIZED (
    SELECT contest, number FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (contest, number)
), top AS MATERIALIZED (
    SELECT row.contest_id, max(row.score) AS score FROM standings_standing AS row
    WHERE row.contest_id = ANY(%s) GROUP BY row.contest_id
), cut AS MATERIALIZED (
    SELECT row.id, row_number() OVER (ORDER BY {order}) AS position
    FROM standings_standing AS row JOIN asked ON asked.contest = row.contest_id
    LEFT JOIN top ON top.contest_id = row.contest_id
    {official} ORDER BY position LIMIT %s OFFSET %s
)
SELECT cut.position, row.contest_id, {selected}
FROM cut JOIN standings_standing AS row ON row.id = cut.id
JOIN accounts_account AS account ON account.id = row.account_id ORDER BY cut.position
"""
PROBLEMS = """
SELECT listed.contest_id, problem.id, listed.short, problem.name, listed.points, listed.n_solved, listed.n_tried,
       listed.first_accounts
FROM contests_contestproblem AS listed JOIN contests_problem AS problem ON problem.id = listed.problem_id
WHERE listed.contest_id = ANY(%s) ORDER BY listed.position, listed.id
"""


class MergedRow(NamedTuple):
    """A row of one of the contests, and its number among the rows of all."""

    position: int
    contest: int
    row: PageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One problem, in every contest that has it: contest → its head there."""

    problem: int
    name: str
    heads: Mapping[int, TableProblem]

    @property
    def n_solved(self) -> int | None:
        """How many solved it in all contests that tell, None where none does."""
        return _sum(head.n_solved for head in self.heads.values())

    @property
    def n_tried(self) -> int | None:
        """How many tried it, likewise."""
        return _sum(head.n_tried for head in self.heads.values())

    @property
    def shorts(self) -> Sequence[str]:
        """Its marks, once each, in the order of the contests."""
        return list(dict.fromkeys(head.short for head in self.heads.values()))


def contests_asked(ids: Sequence[int]) -> list[Contest]:
    """Return those of the contests that anybody may see, in this order, with sites and headers. One query."""
    contests = Contest.objects.filter(pk__in=ids, hidden=False, resource__enabled=True)
    found = {contest.pk: contest for contest in contests.select_related("resource", "standings")}
    return [found[number] for number in ids if number in found]


def usual_order(contests: Sequence[Contest]) -> str:
    """Return how rows of contests are ordered unasked: points of different kinds of tables do not compare."""
    return "score" if len({joined_header(contest).kind for contest in contests}) == 1 else "share"


def columns_of(contests: Sequence[Contest]) -> list[Column]:
    """Return the problems of contests, those of the first one first, each once. One query."""
    with connection.cursor() as cursor:
        cursor.execute(PROBLEMS, [[contest.pk for contest in contests]])
        rows = cursor.fetchall()
    numbers = {contest.pk: number for number, contest in enumerate(contests)}
    heads: dict[int, dict[int, TableProblem]] = {}
    for contest, *told, firsts in sorted(rows, key=lambda row: numbers[row[0]]):
        head = TableProblem._make([*told, frozenset(firsts)])
        heads.setdefault(head.problem, {}).setdefault(contest, head)
    return [
        Column(problem=problem, name=next(iter(found.values())).name, heads=found) for problem, found in heads.items()
    ]


def rows_of(contests: Sequence[Contest], *, order: str, official: bool, start: int) -> list[MergedRow]:
    """Return a page of the rows of contests from one on, counted from 0; `order` is one of ORDERS. One query."""
    statement = ROWS.format(
        order=f"{ORDERS[order]}, {TIES}",
        official="WHERE row.participation = 'official'" if official else "",
        selected=SELECTED,
    )
    ids: list[Any] = [contest.pk for contest in contests]
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, ids, PAGE, start])
        return [MergedRow(row[0], row[1], PageRow._make(row[2:])) for row in cursor.fetchall()]


def n_official(contests: Sequence[Contest]) -> int:
    """Return how many of the rows of contests are official. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM standings_standing WHERE contest_id = ANY(%s) AND participation = 'official'",
            [[contest.pk for contest in contests]],
        )
        (number,) = cursor.fetchone()
    return int(number)


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
