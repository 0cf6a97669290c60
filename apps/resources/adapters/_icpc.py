"""ICPC boards from judged tries: cells, penalties, first solvers, ties and places, by the rules a system states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

import msgspec

from apps.resources.rows import Cell, Member, Scalar, StandingRow

Outcome = Literal["right", "wrong", "ignored", "pending"]
Medal = Literal["", "gold", "silver", "bronze", "honorable"]
Key = TypeVar("Key")


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One submission within a contest. "ignored" is what never counts, such as a compile error without penalty."""

    team: str
    problem: str  # ProblemRow.short
    time: float  # seconds from the start
    outcome: Outcome
    verdict: str = ""
    language: str = ""
    submission: str = ""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How tries become a table; all in seconds.

    Each accepted time is floored to `step`, a row's total to `total_step`; the table shows penalties in `unit`.
    """

    penalty: float = 1200  # for each rejected try of a solved problem
    step: int = 60
    total_step: int = 1
    unit: int = 60
    end: float | None = None  # a try from here on is upsolving
    hidden_from: float | None = None  # pending tries from here on are frozen, not slow
    last_breaks_ties: bool = False  # among equals the earlier last accepted try is ahead


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands in a row, and what the row shows besides results."""

    account: str
    name: str = ""
    organization: str = ""
    country: str = ""
    members: tuple[Member, ...] = ()
    is_team: bool = True
    is_official: bool = True  # False: shown, but not ranked
    medal: Medal = ""
    columns: Mapping[str, Scalar] = {}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What one team reached. `penalty` and `last` (the latest accepted time) are in seconds, floored by the rules."""

    cells: Mapping[str, Cell] = {}
    solved: int = 0
    penalty: float = 0
    last: float = 0


def board(teams: Sequence[Team], tries: Iterable[Try], rules: Rules) -> list[StandingRow]:
    """Return the rows of a board in its order; tries of teams that do not stand there are passed over."""
    shown = {team.account for team in teams}
    results = score((one for one in tries if one.team in shown), rules)
    nothing = Result()
    keys = {team.account: _rank_key(results.get(team.account, nothing), rules) for team in teams}
    ranked = places({team.account: keys[team.account] for team in teams if team.is_official})
    ordered = sorted(teams, key=lambda team: keys[team.account])
    return [
        _row(team, results.get(team.account, nothing), place=ranked.get(team.account), rules=rules) for team in ordered
    ]


def score(tries: Iterable[Try], rules: Rules) -> dict[str, Result]:
    """Return what each team that tried anything reached."""
    by_cell: dict[str, dict[str, list[Try]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(tries, key=lambda one: one.time):
        by_cell[one.team][one.problem].append(one)
    firsts = _first_times((one for problems in by_cell.values() for own in problems.values() for one in own), rules)
    return {team: _result(problems, firsts, rules) for team, problems in by_cell.items()}


def places(keys: Mapping[str, Key]) -> dict[str, int]:
    """Return the place of each account by its key, the least first; equals share a place."""
    ordered = sorted(keys, key=lambda account: keys[account])  # type: ignore[arg-type,return-value]
    found: dict[str, int] = {}
    for number, account in enumerate(ordered, 1):
        before = ordered[number - 2] if number > 1 else account
        found[account] = found[before] if number > 1 and keys[before] == keys[account] else number
    return found


def _rank_key(result: Result, rules: Rules) -> tuple[float, ...]:
    return (-result.solved, result.penalty, result.last if rules.last_breaks_ties else 0)


def _row(team: Team, result: Result, *, place: int | None, rules: Rules) -> StandingRow:
    return StandingRow(
        account=team.account,
        name=team.name,
        place=place,
        score=result.solved,
        penalty=_in_unit(result.penalty, rules),
        cells=result.cells,
        participation="official" if team.is_official else "unofficial",
        is_team=team.is_team,
        members=team.members,
        country=team.country,
        organization=team.organization,
        medal=team.medal,
        columns=team.columns,
    )


def _result(problems: Mapping[str, Sequence[Try]], firsts: Mapping[str, float], rules: Rules) -> Result:
    found = {problem: _cell(own, firsts.get(problem), rules) for problem, own in problems.items()}
    cells = {problem: cell for problem, cell in found.items() if cell is not None}
    solved = [cell for cell in cells.values() if cell.state == "solved"]
    total = sum((cell.penalty or 0) * rules.unit for cell in solved)
    return Result(
        cells=cells,
        solved=len(solved),
        penalty=_floored(round(total), rules.total_step),
        last=max((_floored(cell.time or 0, rules.step) for cell in solved), default=0),
    )


def _cell(tries: Sequence[Try], first: float | None, rules: Rules) -> Cell | None:
    """Return what a team's tries on one problem, in the order of time, amount to; None for nothing that counts."""
    counted = [one for one in tries if rules.end is None or one.time < rules.end]
    own = _within(counted, rules)
    late = _within(tries[len(counted) :], rules)
    if own is not None and own.state == "solved":
        return msgspec.structs.replace(own, first=own.time == first)
    if late is not None:
        late = msgspec.structs.replace(late, penalty=None, frozen=False)
        return msgspec.structs.replace(own or Cell(state="wrong", wrong=0), upsolved=late)
    return own


def _within(tries: Sequence[Try], rules: Rules) -> Cell | None:
    right = next((number for number, one in enumerate(tries) if one.outcome == "right"), None)
    before = tries if right is None else tries[:right]
    wrong = sum(one.outcome == "wrong" for one in before)
    waiting = [one for one in before if one.outcome == "pending"]
    telling = tries[right] if right is not None else next(_telling(tries), None)
    if telling is None:
        return None
    return Cell(
        state="solved" if right is not None else "pending" if waiting else "wrong",
        wrong=wrong,
        pending=len(waiting) or None,
        time=telling.time,
        penalty=None if right is None else penalty_of(telling.time, wrong, rules),
        frozen=right is None and any(_is_hidden(one, rules) for one in waiting),
        verdict=telling.verdict,
        language=telling.language,
        submission=telling.submission,
    )


def _telling(tries: Sequence[Try]) -> Iterator[Try]:
    """Yield the tries that say how an unsolved problem stands: the last pending one, else the last rejected one."""
    for outcome in ("pending", "wrong"):
        yield from (one for one in reversed(tries) if one.outcome == outcome)


def penalty_of(time: float, wrong: int, rules: Rules) -> float:
    """Return what a problem solved at this time after so many rejected tries adds to a row, in the table's unit."""
    return _in_unit(_floored(time, rules.step) + wrong * rules.penalty, rules)


def _is_hidden(one: Try, rules: Rules) -> bool:
    return rules.hidden_from is not None and one.time >= rules.hidden_from


def _first_times(tries: Iterable[Try], rules: Rules) -> dict[str, float]:
    """Return when each problem was solved first; a problem with an earlier try that is not judged yet is left out."""
    right: dict[str, float] = {}
    waiting: dict[str, float] = {}
    for one in tries:
        times = {"right": right, "pending": waiting}.get(one.outcome)
        if times is not None and (rules.end is None or one.time < rules.end):
            times[one.problem] = min(one.time, times.get(one.problem, one.time))
    return {problem: time for problem, time in right.items() if time <= waiting.get(problem, time)}


def _floored(seconds: float, step: int) -> float:
    return seconds // step * step


def _in_unit(seconds: float, rules: Rules) -> float:
    amount = seconds / rules.unit
    return int(amount) if amount == int(amount) else amount
