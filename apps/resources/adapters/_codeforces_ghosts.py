"""Ghost files of Codeforces' gym: a contest that took place elsewhere, as lines of problems, teams and submissions."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from apps.resources.adapters._codeforces_standings import season_at
from apps.resources.adapters.base import AdapterError, clean, reading
from apps.resources.rows import Cell, ContestRef, ContestRow, ProblemRow, StandingRow, Standings

LINE = re.compile(r"@(\w+)\s+(.*)")
UNIVERSITY = re.compile(r"(.*\S)\s*\(([^()]+(?:\([^()]*\)[^()]*)*)\)")
NOT_COUNTED = {"CE", "SK"}  # compilation errors, skipped
PENDING = {"??", "FZ", "PD", "QU", ""}


@dataclass(slots=True)
class Tries:
    """What one team did on one problem, as its submissions go by."""

    wrong: int = 0
    pending: int = 0
    solved_at: int | None = None
    late: Cell | None = None

    def add(self, verdict: str, seconds: int, *, is_late: bool) -> None:
        """Take in the next submission."""
        if self.solved_at is not None or verdict in NOT_COUNTED:
            return
        if is_late:
            self.late = Cell(state="solved", time=seconds) if verdict == "OK" else self.late
        elif verdict == "OK":
            self.solved_at = seconds
        elif verdict in PENDING:
            self.pending += 1
        else:
            self.wrong += 1

    def cell(self, penalty_of_wrong: int) -> Cell | None:
        """Return the cell, None where nothing counts."""
        if self.solved_at is not None:
            penalty = self.solved_at // 60 + penalty_of_wrong * self.wrong
            return Cell(state="solved", wrong=self.wrong, time=self.solved_at, penalty=penalty)
        if self.pending:
            return Cell(state="pending", wrong=self.wrong, pending=self.pending)
        if self.wrong or self.late is not None:
            return Cell(state="wrong", wrong=self.wrong, upsolved=self.late)
        return None


@dataclass(slots=True)
class Ghosts:
    """A file, read."""

    title: str = ""
    minutes: int = 0
    problems: dict[str, str] = field(default_factory=dict)  # names by letter
    penalties: dict[str, int] = field(default_factory=dict)  # of a wrong try, in minutes, by letter
    teams: dict[str, str] = field(default_factory=dict)  # names by number
    submissions: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # what the file says that it holds


def read_ghosts(text: str) -> Ghosts:
    """Return what a file says.

    Raises:
        AdapterError: a line is none of the format, or the file holds less or more than it says.
    """
    found = Ghosts()
    for number, line in enumerate(text.replace("\x1a", "").lstrip("\ufeff").split("\n"), 1):
        if line.strip():
            with reading(f"line {number}"):
                _take(found, line.strip())
    for name, held in (("problems", found.problems), ("teams", found.teams), ("submissions", found.submissions)):
        if found.counts.get(name, len(held)) != len(held):
            raise AdapterError(f"{len(held)} {name} of {found.counts[name]}", place=f"@{name}")
    if not found.problems or not found.teams or found.minutes <= 0:
        raise AdapterError("no problems, no teams or no length", place="@problems")
    return found


def ghost_standings(found: Ghosts, contest: ContestRef, *, url: str) -> Standings:
    """Return the results that a file gives: solved and penalty in minutes, wrong tries as each problem counts them."""
    with reading("@contest"):
        row = _contest_row(found, contest)
    penalties = set(found.penalties.values())
    with reading("@p"):
        problems = tuple(
            ProblemRow(key=f"{contest.key}{letter}", name=name or letter, short=letter, contest=contest.key)
            for letter, name in found.problems.items()
        )
    return Standings(
        rows=_rows(found, contest),
        problems=problems,
        kind="icpc",
        penalty_unit="minutes",
        penalty_per_wrong=penalties.pop() if len(penalties) == 1 else None,
        is_final=True,
        url=url,
        contest=row,
    )


def _contest_row(found: Ghosts, contest: ContestRef) -> ContestRow | None:
    """Return what the file says of the contest, None where nobody knows when it began."""
    if contest.start is None:
        return None
    return ContestRow(
        key=contest.key,
        title=contest.title or found.title or contest.key,
        url=contest.url or f"https://codeforces.com/gym/{contest.key}",
        start=contest.start,
        end=contest.start + timedelta(minutes=found.minutes),
        kind="ICPC",
    )


def _take(found: Ghosts, line: str) -> None:
    match = LINE.fullmatch(line)
    if match is None:
        raise AdapterError(f"{line[:60]!r} is no line of a ghost file")
    word, rest = match.groups()
    parts = _parts(rest)
    match word:
        case "contest":
            found.title = clean(rest.strip().strip('"'))
        case "contlen":
            found.minutes = int(rest)
        case "problems" | "teams" | "submissions":
            found.counts[word] = int(rest)
        case "p":
            letter = parts[0]
            found.problems[letter] = parts[1] if len(parts) > 1 else ""
            found.penalties[letter] = int(parts[2]) if len(parts) > 2 else 20
        case "t":
            found.teams[parts[0]] = parts[-1]
        case "s":
            team, letter, attempt, seconds, verdict = parts
            if team not in found.teams or letter not in found.problems:
                raise AdapterError(f"a submission of {team!r} for {letter!r}, which are not there")
            found.submissions.append((int(seconds), int(attempt), team, letter, verdict.upper()))


def _parts(rest: str) -> list[str]:
    try:
        return [clean(part) for part in next(csv.reader([rest], skipinitialspace=True))]
    except csv.Error as error:
        raise AdapterError(f"{rest[:60]!r}: {error}") from error


def _rows(found: Ghosts, contest: ContestRef) -> Iterator[StandingRow]:
    season = season_at(contest.start) if contest.start is not None else f"({contest.key})"
    results = sorted(_results(found).items(), key=lambda one: _weight(one[1]))
    taken: dict[str, int] = {}
    place, before = 0, None
    for number, (team, cells) in enumerate(results, 1):
        weight = _weight(cells)
        place, before = (place, before) if weight == before else (number, weight)
        name = found.teams[team]
        taken[name] = taken.get(name, 0) + 1
        match = UNIVERSITY.fullmatch(name)
        again = f" {team}" if taken[name] > 1 else ""
        with reading(f"@t {team}"):
            yield StandingRow(
                account=f"{name}{again} {season}",
                name=match.group(1) if match else name,
                place=place,
                score=-weight[0],
                penalty=weight[1],
                cells=cells,
                participation="ghost",
                is_team=True,
                organization=match.group(2) if match else "",
            )


def _results(found: Ghosts) -> dict[str, dict[str, Cell]]:
    tries: dict[tuple[str, str], Tries] = {}
    for seconds, _attempt, team, letter, verdict in sorted(found.submissions):
        one = tries.setdefault((team, letter), Tries())
        one.add(verdict, seconds, is_late=seconds >= found.minutes * 60)
    results: dict[str, dict[str, Cell]] = {team: {} for team in found.teams}
    for (team, letter), one in tries.items():
        if (cell := one.cell(found.penalties[letter])) is not None:
            results[team][letter] = cell
    return results


def _weight(cells: dict[str, Cell]) -> tuple[int, float]:
    solved = [cell for cell in cells.values() if cell.state == "solved"]
    return -len(solved), sum(cell.penalty or 0 for cell in solved)
