"""The heads of problems in a table of results, read without what their pages need."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from apps.contests.models import ContestProblem
from apps.standings.board.cells import in_number


class TableProblem(NamedTuple):
    """The head of a problem's column, and what its cells need. Counts are None where nothing is known of it."""

    problem: int
    short: str
    name: str
    full: float | None
    n_solved: int | None
    n_tried: int | None
    firsts: frozenset[int]  # the accounts that solved it first

    @property
    def points(self) -> str:
        """The full score as it is shown."""
        return "" if self.full is None else in_number(self.full)

    @property
    def percent(self) -> int | None:
        """How many of those who tried it solved it, in hundredths."""
        return round(100 * (self.n_solved or 0) / self.n_tried) if self.n_tried else None


PROBLEMS = """
SELECT problem.id, listed.short, problem.name, listed.points, listed.n_solved, listed.n_tried, listed.first_accounts
FROM contests_contestproblem AS listed JOIN contests_problem AS problem ON problem.id = listed.problem_id
WHERE listed.contest_id = %s AND (%s = '' OR listed.division IN ('', %s))
ORDER BY listed.position, listed.id
"""


def problems_of(contest: int, *, division: str = "") -> list[TableProblem]:
    """Return the problems of a contest, or of one of its divisions, in their order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(PROBLEMS, [contest, division, division])
        return [TableProblem._make([*listed[:-1], frozenset(listed[-1])]) for listed in cursor.fetchall()]


def problem_of(listed: ContestProblem) -> TableProblem:
    """Return a head of what was read as a whole, with its problem."""
    return TableProblem(
        problem=listed.problem_id,
        short=listed.short,
        name=listed.problem.name,
        full=listed.points,
        n_solved=listed.n_solved,
        n_tried=listed.n_tried,
        firsts=frozenset(listed.first_accounts),
    )
