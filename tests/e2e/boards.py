"""Small boards of known times, for what is played, revealed, raced and drawn."""

from __future__ import annotations

from datetime import timedelta

from apps.contests.models import Contest
from apps.resources.rows import Cell, Member, ProblemRow, StandingRow, State
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

SOLVED, FAILED = Cell(state="solved", time=4000.0, wrong=1), Cell(state="wrong", time=5000.0, wrong=2)


def frozen_board() -> Contest:
    """Return a contest of two hours, frozen after one, whose last team wins by what it solved since."""
    contest = contest_of(title="Final")
    members = (Member(name="Ann"), Member(name="Bob"))
    teams = [
        _team(3, late={"B": SOLVED}, place=1, score=2.0, medal="gold", members=members),
        _team(1, late={"B": FAILED}, place=2, score=1.0),
        _team(2, late={}, place=3, score=1.0),
    ]
    made = table(teams, kind="icpc", penalty_unit="minutes", penalty_per_wrong=20, freeze=timedelta(hours=1))
    upsert_standings(contest, made, now=NOW)
    return contest


def _team(number: int, *, late: dict[str, Cell], **fields: object) -> StandingRow:
    cells = {"A": Cell(state="solved", time=600.0 * number, wrong=0)} | late
    solved = [cell for cell in cells.values() if cell.state == "solved"]
    penalty = sum((cell.time or 0) // 60 + 20 * (cell.wrong or 0) for cell in solved)
    return row(number, name=f"Team {number}", cells=cells, penalty=penalty, is_team=True, **fields)


def points_board(rows: int = 60) -> Contest:
    """Return a contest of two hours by points: the n-th of its rows got 100 · n at the n-th minute, the last leads."""
    contest = contest_of(title="Points")
    problems = (
        ProblemRow(key="1A", name="Sums", short="A", points=100.0 * rows),
        ProblemRow(key="1B", name="Sorts", short="B"),
    )
    people = [_person(number, rows) for number in range(1, rows + 1)]
    upsert_standings(contest, table(people, kind="scoring", problems=problems), now=NOW)
    return contest


def _person(number: int, rows: int) -> StandingRow:
    state: State = "solved" if number == rows else "partial"
    cells = {"A": Cell(state=state, points=100.0 * number, time=60.0 * number)}
    country = "LV" if number % 2 else "EE"
    return row(rows + 1 - number, account=f"user{number}", score=100.0 * number, country=country, cells=cells)
