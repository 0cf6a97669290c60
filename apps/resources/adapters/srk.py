"""Standard ranklists (srk), the files in which RankLand keeps boards of ICPC and CCPC contests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters import _icpc
from apps.resources.adapters._files import ListedFile, file_of, listed_files
from apps.resources.adapters._srk_forms import Length, Ranklist, Row, Status, said, span
from apps.resources.adapters._teams import is_official, team_account, unstarred
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Verified, from_iso, reading
from apps.resources.rows import Cell, ContestRef, ContestRow, Member, ProblemRow, StandingRow, Standings, State

USUAL_PENALTY = timedelta(minutes=20)
LARGEST_PENALTY = timedelta(days=1)
SOLVED = ("AC", "FB")
MEDALS: tuple[_icpc.Medal, ...] = ("gold", "silver", "bronze")


class Srk(Adapter):
    """Reads ranklists, each of which is one contest.

    Site.url is the file, or where people go when the option `files` lists several addresses with blanks between.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=6), "standings": timedelta(minutes=5)}
    verified: ClassVar = Verified(against="notes", note="the format's description")
    traps: ClassVar = (
        "Every time carries its unit. Rows are sorted, but tell no place: equals share one, and teams that are not "
        "official get none. Medals are given only where the file counts them."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contest of each file.

        Raises:
            AdapterError: a file cannot be read.
        """
        for file in listed_files(self.site):
            with reading(file.url):
                yield _contest(self._read(file), file)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings of a contest's file.

        Raises:
            AdapterError: no such file is listed (MISSING), or it cannot be read.
        """
        file = file_of(self.site, contest)
        return ranklist_standings(self._read(file), file, alone="files" not in self.site.options)

    def _read(self, file: ListedFile) -> Ranklist:
        ranklist = self.web.get(file.url).json(Ranklist)
        if ranklist.type != "general":
            raise AdapterError(f"a ranklist of the unknown type {ranklist.type[:60]!r}", place="$.type")
        return ranklist


def ranklist_standings(ranklist: Ranklist, file: ListedFile, *, alone: bool) -> Standings:
    """Return the standings of a file; `alone` says that the site has no other.

    Raises:
        AdapterError: a length of time has an unknown unit, or a row not as many cells as there are problems.
    """
    with reading("$.contest"):
        told = _contest(ranklist, file)
        frozen = span(ranklist.contest.frozen_duration or (0, "s"))
        freeze = told.end - told.start - frozen if frozen else None
    with reading("$.sorter"):
        rules = _rules(ranklist)
    problems = tuple(_problems(ranklist, file.key))
    is_icpc = ranklist.sorter is None or ranklist.sorter.algorithm.upper() == "ICPC"
    return Standings(
        rows=_ranked(ranklist, [problem.short for problem in problems], rules, prefix="" if alone else file.key),
        problems=problems,
        kind="icpc" if is_icpc else "scoring",
        penalty_unit="minutes",
        penalty_per_wrong=round(rules.penalty / rules.unit) if is_icpc else None,
        freeze=freeze,
        is_frozen=any(status.result == "?" for row in ranklist.rows for status in row.statuses),
        url=file.url,
        contest=told,
    )


def _contest(ranklist: Ranklist, file: ListedFile) -> ContestRow:
    start = from_iso(ranklist.contest.start_at)
    return ContestRow(
        key=file.key,
        title=said(ranklist.contest.title),
        url=file.url,
        standings_url=file.url,
        start=start,
        end=start + span(ranklist.contest.duration),
    )


def _rules(ranklist: Ranklist) -> _icpc.Rules:
    config = ranklist.sorter.config if ranklist.sorter else {}
    told = config.get("penalty")
    penalty = USUAL_PENALTY if told is None else span(_length(told))
    if not timedelta(0) <= penalty <= LARGEST_PENALTY:
        raise AdapterError(f"{told!r} is no penalty", place="config.penalty")
    return _icpc.Rules(
        penalty=penalty.total_seconds(),
        step=60 if config.get("timePrecision") == "min" else 1,
        total_step=60 if "min" in (config.get("timePrecision"), config.get("rankingTimePrecision")) else 1,
    )


def _length(told: object) -> Length:
    match told:
        case [int() | float() as amount, str() as unit]:
            return amount, unit
    raise AdapterError(f"{told!r} is no length of time", place="config.penalty")


def _problems(ranklist: Ranklist, contest: str) -> Iterator[ProblemRow]:
    for number, problem in enumerate(ranklist.problems):
        with reading(f"$.problems[{number}]"):
            letter = chr(ord("A") + number) if number < 26 else str(number + 1)
            short = said(problem.alias) or letter
            yield ProblemRow(key=f"{contest}/{short}", name=said(problem.title) or short, short=short, contest=contest)


def _ranked(ranklist: Ranklist, shorts: Sequence[str], rules: _icpc.Rules, *, prefix: str) -> Iterator[StandingRow]:
    """Yield the rows in the order of the file, with places and medals among the official ones."""
    totals = {}
    for number, row in enumerate(ranklist.rows):
        with reading(f"$.rows[{number}]"):
            if _is_official(row):
                totals[str(number)] = (-row.score.value, _total(row, rules) or 0)
    places = _icpc.places(totals)
    limits = _limits(ranklist)
    for number, row in enumerate(ranklist.rows):
        with reading(f"$.rows[{number}]"):
            place = places.get(str(number))
            medal = next((one for one, last in limits if place and row.score.value > 0 and place <= last), "")
            told = _row(row, _cells(row, shorts, rules), prefix=prefix, penalty=_total(row, rules))
            yield msgspec.structs.replace(told, place=place, medal=medal)


def _row(row: Row, cells: Mapping[str, Cell], *, prefix: str, penalty: float | None) -> StandingRow:
    name = said(row.user.name)
    organization = said(row.user.organization)
    key = said(str(row.user.id)) if row.user.id is not None else f"{organization}: {name}".removeprefix(": ")
    value = row.score.value
    return StandingRow(
        account=team_account(prefix, key, alone=not prefix),
        name=unstarred(name),
        score=int(value) if value == int(value) else value,
        penalty=penalty,
        cells=cells,
        participation="official" if _is_official(row) else "unofficial",
        is_team=bool(row.user.team_members),
        members=tuple(Member(name=said(one.name)) for one in row.user.team_members or () if said(one.name)),
        organization=organization,
    )


def _is_official(row: Row) -> bool:
    return row.user.official is not False and is_official(said(row.user.name))


def _total(row: Row, rules: _icpc.Rules) -> float | None:
    """Return a row's penalty in minutes, floored as far as the board does."""
    if row.score.time is None:
        return None
    seconds = span(row.score.time).total_seconds() // rules.total_step * rules.total_step
    minutes = seconds / 60
    return int(minutes) if minutes == int(minutes) else minutes


def _cells(row: Row, shorts: Sequence[str], rules: _icpc.Rules) -> dict[str, Cell]:
    if len(row.statuses) != len(shorts):
        raise AdapterError(f"{len(row.statuses)} cells for {len(shorts)} problems", place="statuses")
    found = {}
    for short, status in zip(shorts, row.statuses, strict=True):
        with reading(f"statuses {short}"):
            if status.result is not None or status.tries or status.score:
                found[short] = _cell(status, rules)
    return found


def _cell(status: Status, rules: _icpc.Rules) -> Cell:
    state = _state(status)
    solutions = status.solutions or []
    waiting = sum(one.result in ("?", None) for one in solutions) or int(state == "pending")
    pending = waiting if state == "pending" else 0
    wrong = None if status.tries is None else max(status.tries - (state == "solved") - pending, 0)
    time = None if status.time is None else span(status.time).total_seconds()
    is_counted = state == "solved" and time is not None and wrong is not None and status.score is None
    return Cell(
        state=state,
        wrong=wrong,
        pending=pending or None,
        points=status.score,
        time=time,
        penalty=_icpc.penalty_of(time or 0, wrong or 0, rules) if is_counted else None,
        first=status.result == "FB",
        frozen=state == "pending",
        verdict=said(status.result) if status.result not in (*SOLVED, "?", "RJ") else "",
    )


def _state(status: Status) -> State:
    if status.result in SOLVED:
        return "solved"
    if status.result == "?":
        return "pending"
    return "partial" if status.score else "wrong"


def _limits(ranklist: Ranklist) -> list[tuple[_icpc.Medal, int]]:
    """Return the last place of each medal, where the first column of ranks counts them."""
    rule = (ranklist.series[0].rule if ranklist.series else None) or {}
    match rule:
        case {"preset": "ICPC", "options": {"count": {"value": [*counts]}}} if all(type(one) is int for one in counts):
            return [(medal, sum(counts[: number + 1])) for number, medal in enumerate(MEDALS[: len(counts)])]
    segments = (ranklist.series[0].segments if ranklist.series else None) or []
    told = {one.style: one.count for one in segments if one.style in MEDALS and one.count is not None}
    return [(medal, sum(told.get(one, 0) for one in MEDALS[: number + 1])) for number, medal in enumerate(MEDALS)]
