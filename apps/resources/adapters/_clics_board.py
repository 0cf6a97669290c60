"""Standings of a CLICS contest, from its scoreboard or, without one, from its submissions and judgements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

import msgspec

from apps.resources.adapters import _icpc
from apps.resources.adapters._clics_contests import contest_row, length_of
from apps.resources.adapters._clics_forms import BoardProblem, BoardRow, Book, Problem, minutes_of, relative_time
from apps.resources.adapters._clics_judging import judged_tries
from apps.resources.adapters._clics_teams import COLUMNS, first_solvers, shown_teams
from apps.resources.adapters.base import AdapterError, clean, reading
from apps.resources.rows import Cell, ProblemRow, StandingRow, Standings, State

USUAL_PENALTY = 20
LARGEST_PENALTY = 100_000  # minutes


def standings_of(
    book: Book, *, account: Callable[[str], str], problem: Callable[[str], str], page: str, url: str
) -> Standings:
    """Return the standings that a book tells; `account` and `problem` give the lasting keys of a team and a problem.

    Raises:
        AdapterError: it tells of things that it does not name, or in a form that no version has.
    """
    teams = shown_teams(book, account=account)
    with reading("contest"):
        told_penalty = minutes_of(book.contest.penalty_time)
        penalty = USUAL_PENALTY if told_penalty is None else told_penalty
        if not 0 <= penalty <= LARGEST_PENALTY:
            raise AdapterError(f"{penalty} are no minutes for a rejected try", place="penalty_time")
        length = length_of(book.contest)
        freeze = relative_time(book.contest.scoreboard_freeze_duration or "0:00:00")
        told = contest_row(book.contest, page=page) if book.contest.start_time is not None else None
    rules = _rules(book, penalty=penalty, length=length, freeze=freeze)
    rows = list(_judged(book, teams, rules) if book.scoreboard is None else _told(book, teams, rules))
    state = book.state
    is_hidden = is_frozen(book) and (state is None or state.finalized is None or _has_pending(rows))
    return Standings(
        rows=rows,
        problems=_problem_rows(book, key=problem),
        columns=tuple(one for one in COLUMNS if any(one.key in team.columns for team in teams.values())),
        kind="scoring" if _is_scored(book) else "icpc",
        penalty_unit="minutes",
        penalty_per_wrong=round(rules.penalty / 60),
        freeze=length - freeze if freeze and length else None,
        is_frozen=is_hidden if state else None,
        is_final=state.finalized is not None and not is_hidden if state else None,
        url=url,
        contest=told,
    )


def is_frozen(book: Book) -> bool:
    """Return True while results are hidden: from the freeze on until they are thawed."""
    return book.state is not None and book.state.frozen is not None and book.state.thawed is None


def _has_pending(rows: Sequence[StandingRow]) -> bool:
    """Return True while a table hides something: systems that have shown everything may never say that they thawed."""
    return any(cell.state == "pending" for row in rows for cell in row.cells.values())


def marks(book: Book) -> dict[str, str]:
    """Return the mark of each problem by its id."""
    return {key: clean(one.label or one.short_name or one.name) for key, one in book.problems.items()}


def _is_scored(book: Book) -> bool:
    return book.contest.scoreboard_type == "score"


def _rules(book: Book, *, penalty: float, length: timedelta | None, freeze: timedelta) -> _icpc.Rules:
    end = length.total_seconds() if length else None
    frozen = is_frozen(book) and end is not None
    return _icpc.Rules(
        penalty=penalty * 60,
        end=end,
        hidden_from=end - freeze.total_seconds() if frozen and end is not None else None,
        last_breaks_ties=True,
    )


def _problem_rows(book: Book, *, key: Callable[[str], str]) -> tuple[ProblemRow, ...]:
    found = sorted(book.problems.items(), key=lambda item: (item[1].ordinal is None, item[1].ordinal or 0))
    short = marks(book)
    rows = []
    for identity, one in found:
        with reading(f"problems {identity}"):
            rows.append(_problem_row(one, key=key(identity), short=short[identity], contest=str(book.contest.id)))
    return tuple(rows)


def _problem_row(problem: Problem, *, key: str, short: str, contest: str) -> ProblemRow:
    facts = {"rgb": problem.rgb, "time_limit": problem.time_limit}
    return ProblemRow(
        key=key,
        name=clean(problem.name) or short,
        short=short,
        contest=contest,
        points=problem.max_score,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _judged(book: Book, teams: Mapping[str, _icpc.Team], rules: _icpc.Rules) -> Iterator[StandingRow]:
    if _is_scored(book):
        raise AdapterError("a contest scored by points, of which no scoreboard is told", place="contest")
    tries = list(judged_tries(book, teams, marks(book), rules=rules))
    with reading("teams"):
        rows = _icpc.board(list(teams.values()), tries, rules)
    yield from rows if (firsts := _firsts(book, teams)) is None else (_with_firsts(row, firsts) for row in rows)


def _firsts(book: Book, teams: Mapping[str, _icpc.Team]) -> dict[str, set[str]] | None:
    """Return the accounts of the first solvers by a problem's mark, where awards name them."""
    by_id = first_solvers(book)
    short = marks(book)
    return by_id and {
        short[identity]: {teams[team].account for team in winners if team in teams}
        for identity, winners in by_id.items()
        if identity in short
    }


def _with_firsts(row: StandingRow, firsts: Mapping[str, set[str]]) -> StandingRow:
    cells = {
        short: msgspec.structs.replace(cell, first=row.account in firsts.get(short, ()))
        for short, cell in row.cells.items()
    }
    return msgspec.structs.replace(row, cells=cells)


def _told(book: Book, teams: Mapping[str, _icpc.Team], rules: _icpc.Rules) -> Iterator[StandingRow]:
    """Yield the rows of a scoreboard; where some are not ranked, the others move up."""
    rows = book.scoreboard.rows if book.scoreboard else []
    found = [(number, row, teams[str(row.team_id)]) for number, row in enumerate(rows) if str(row.team_id) in teams]
    if unknown := {str(row.team_id) for row in rows} - book.teams.keys():
        raise AdapterError(f"teams {sorted(unknown)[:5]} are not told", place="scoreboard")
    ranks = {team.account: (row.rank,) for _, row, team in found if team.is_official and row.rank is not None}
    places = _icpc.places(ranks)
    frame = _Frame(book, teams, rules)
    for number, row, team in found:
        with reading(f"$.rows[{number}]"):
            yield _told_row(row, team, frame.cells(row, team), place=places.get(team.account))


def _told_row(row: BoardRow, team: _icpc.Team, cells: Mapping[str, Cell], *, place: int | None) -> StandingRow:
    return StandingRow(
        account=team.account,
        name=team.name,
        place=place,
        score=row.score.num_solved if row.score.score is None else row.score.score,
        penalty=minutes_of(row.score.total_time),
        cells=cells,
        participation="official" if team.is_official else "unofficial",
        is_team=True,
        members=team.members,
        country=team.country,
        organization=team.organization,
        medal=team.medal,
        columns=team.columns,
    )


class _Frame:
    """What the cells of a scoreboard have in common."""

    def __init__(self, book: Book, teams: Mapping[str, _icpc.Team], rules: _icpc.Rules) -> None:
        self.short = marks(book)
        self.known = set(self.short.values())
        self.firsts = _firsts(book, teams)
        self.frozen = is_frozen(book)
        self.rules = rules

    def cells(self, row: BoardRow, team: _icpc.Team) -> dict[str, Cell]:
        """Return the cells of a row by the marks of their problems.

        Raises:
            AdapterError: one is of a problem that is not told.
        """
        found = {}
        for one in row.problems:
            mark = self.short.get(str(one.problem_id), one.label or "")
            if mark not in self.known:
                raise AdapterError(f"a cell of the unknown problem {one.problem_id or one.label!r}", place="problems")
            if one.num_judged or one.num_pending or one.solved or one.score:
                told = self.firsts
                first = one.first_to_solve if told is None else team.account in told.get(mark, ())
                found[mark] = self._cell(one, first=first)
        return found

    def _cell(self, one: BoardProblem, *, first: bool) -> Cell:
        minutes = minutes_of(one.time)
        state = _state(one)
        seconds = None if minutes is None else minutes * 60
        is_solved = state == "solved"
        wrong = max(one.num_judged - 1, 0) if is_solved else one.num_judged
        return Cell(
            state=state,
            wrong=wrong,
            pending=one.num_pending or None,
            points=one.score,
            time=seconds,
            penalty=_icpc.penalty_of(seconds, wrong, self.rules) if is_solved and seconds is not None else None,
            first=first,
            frozen=self.frozen and state == "pending",
        )


def _state(one: BoardProblem) -> State:
    if one.solved:
        return "solved"
    if one.num_pending:
        return "pending"
    return "partial" if one.score else "wrong"
