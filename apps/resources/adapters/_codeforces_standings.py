"""The ranklists of Codeforces: which party is which account, and what a result of each kind of contest means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from apps.resources.adapters._codeforces_api import FIRST_GYM, SITE, Contest, Party, Problem
from apps.resources.adapters.base import AdapterError, clean, from_epoch, reading
from apps.resources.rows import Cell, Member, Participation, Scalar, StandingRow, State

Kind = Literal["icpc", "scoring", "cf"]

KINDS: dict[str, Kind] = {"CF": "cf", "ICPC": "icpc", "IOI": "scoring"}
PARTICIPATIONS: dict[str, Participation] = {
    "CONTESTANT": "official",
    "OUT_OF_COMPETITION": "unofficial",
    "VIRTUAL": "virtual",
    "PRACTICE": "unofficial",
    "MANAGER": "unofficial",
}
WEIGHTIEST_FIRST = tuple(PARTICIPATIONS)  # which of several rows of one account is its result
LEAVING_IT_OPEN = timedelta(days=7)  # two rounds of 2020 never leave their system test
SETTLING = timedelta(days=2)  # open hacking takes half a day, rating changes come within hours


class Result(msgspec.Struct, kw_only=True):
    """What a party did on one problem."""

    points: float
    rejectedAttemptCount: int  # noqa: N815
    type: str = "FINAL"
    bestSubmissionTimeSeconds: int | float | None = None  # noqa: N815
    pointsInfo: str | None = None  # noqa: N815


class Row(msgspec.Struct, kw_only=True):
    """One row of a ranklist."""

    party: Party
    rank: int
    points: float
    penalty: int | float
    problemResults: list[Result]  # noqa: N815
    successfulHackCount: int = 0  # noqa: N815
    unsuccessfulHackCount: int = 0  # noqa: N815


class Ranklist(msgspec.Struct):
    """The result of contest.standings."""

    contest: Contest
    problems: list[Problem]
    rows: list[Row]


class RatingChange(msgspec.Struct, kw_only=True):
    """One line of contest.ratingChanges and of user.rating; `oldRating` 0 says that it was the first."""

    contestId: int  # noqa: N815
    contestName: str  # noqa: N815
    handle: str
    rank: int
    ratingUpdateTimeSeconds: int | float  # noqa: N815
    oldRating: int  # noqa: N815
    newRating: int  # noqa: N815


def kind_of(contest: Contest) -> Kind:
    """Return how a contest is scored.

    Raises:
        AdapterError: its type is none that is known.
    """
    kind = KINDS.get(contest.type)
    if kind is None:
        raise AdapterError(f"a contest of the type {contest.type!r}", place="$.result.contest.type")
    return kind


def is_in_system_test(contest: Contest) -> bool:
    """True while results are preliminary; a test that takes longer than a week has been forgotten."""
    ago = contest.relativeTimeSeconds
    forgotten = ago is not None and ago > contest.durationSeconds + LEAVING_IT_OPEN.total_seconds()
    return contest.phase == "SYSTEM_TEST" and not forgotten


def is_final(contest: Contest, *, has_changes: bool) -> bool:
    """True when no result will change any more.

    A round is called FINISHED before its open hacking is over and its ratings are told; who waits in vain for ratings
    to change is in an unrated one.
    """
    ago = contest.relativeTimeSeconds
    if contest.phase != "FINISHED":
        return ago is not None and ago > contest.durationSeconds + LEAVING_IT_OPEN.total_seconds()
    is_settled = ago is None or ago > contest.durationSeconds + SETTLING.total_seconds()
    return contest.id >= FIRST_GYM or has_changes or is_settled


class Table:
    """Makes rows of one contest's ranklist."""

    def __init__(self, ranklist: Ranklist, *, start: datetime | None, changes: Mapping[str, RatingChange]) -> None:
        self.contest = ranklist.contest
        self.kind = kind_of(ranklist.contest)
        self.problems = ranklist.problems
        self.rows = ranklist.rows
        self.shorts = [clean(problem.index) for problem in ranklist.problems]
        self.full = [problem.points for problem in ranklist.problems]
        self.changes = changes
        self.has_hacks = ranklist.contest.id < FIRST_GYM
        self.is_final = is_final(ranklist.contest, has_changes=bool(changes))
        self.testing = is_in_system_test(ranklist.contest)
        self.season = season_of(ranklist.contest, start)

    def __iter__(self) -> Iterator[StandingRow]:
        """Yield a row an account: of several the weightiest, with what was done in practice as upsolved."""
        accounts: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows):
            accounts.setdefault(self.account(row.party, number), []).append(number)
        for account, numbers in accounts.items():
            if len(numbers) > 1:
                numbers.sort(key=lambda number: WEIGHTIEST_FIRST.index(self.rows[number].party.participantType))
            with reading(f"$.result.rows[{numbers[0]}]"):
                yield self.row(account, self.rows[numbers[0]], [self.rows[number] for number in numbers[1:]])

    def account(self, party: Party, number: int) -> str:
        """Return the account of a row's party: a handle, "team:<id>", or the name and season of a ghost."""
        place = f"$.result.rows[{number}].party"
        if party.participantType not in PARTICIPATIONS:
            raise AdapterError(f"{party.participantType!r} is no kind of participant", place=place)
        if party.teamId is not None:
            return f"team:{party.teamId}"
        if party.members and not party.ghost:
            return clean(party.members[0].handle)
        name = clean(party.teamName or (party.members[0].name or party.members[0].handle if party.members else ""))
        if not name:
            raise AdapterError("a party without members and name", place=place)
        return f"{name} {self.season}"

    def row(self, account: str, row: Row, others: Iterable[Row]) -> StandingRow:
        """Return the row of an account, whose other rows are practice, or second tries outside of the contest."""
        party = row.party
        if len(row.problemResults) != len(self.shorts):
            raise AdapterError(
                f"{len(row.problemResults)} results of {len(self.shorts)} problems", place="problemResults"
            )
        cells = self.cells(row)
        for other in others:
            if other.party.participantType == "PRACTICE":
                add_practice(cells, self.cells(other))
        is_team = party.teamId is not None or party.ghost or len(party.members) != 1
        counts = party.participantType != "PRACTICE"
        change = None if is_team else self.changes.get(account)
        columns: Mapping[str, Scalar] = {"room": party.room} if party.room is not None else {}
        return StandingRow(
            account=account,
            name=self.name(party, is_team=is_team),
            place=row.rank if counts and row.rank > 0 else None,
            score=row.points if counts else None,
            penalty=row.penalty if counts and self.kind == "icpc" else None,
            cells=cells,
            participation="ghost" if party.ghost else PARTICIPATIONS[party.participantType],
            is_team=is_team,
            members=tuple(Member(account=clean(one.handle), name=clean(one.name or "")) for one in party.members)
            if is_team
            else (),
            hacks=row.successfulHackCount if self.has_hacks else None,
            failed_hacks=row.unsuccessfulHackCount if self.has_hacks else None,
            rated=change is not None if self.changes else None,
            old_rating=(change.oldRating or None) if change else None,
            new_rating=change.newRating if change else None,
            url=f"{SITE}/team/{party.teamId}" if party.teamId is not None else "",
            columns=columns,
        )

    @staticmethod
    def name(party: Party, *, is_team: bool) -> str:
        """Return a party's name where that is more than its account."""
        name = party.teamName if is_team else party.members[0].name
        return clean(name) if name else ""

    def cells(self, row: Row) -> dict[str, Cell]:
        """Return the cells of the problems that a row's party tried."""
        practice = row.party.participantType == "PRACTICE"
        found: dict[str, Cell] = {}
        for short, full, result in zip(self.shorts, self.full, row.problemResults, strict=True):
            if result.points or result.rejectedAttemptCount or result.bestSubmissionTimeSeconds is not None:
                cell = self.cell(result, full)
                late = (result.bestSubmissionTimeSeconds or 0) > self.contest.durationSeconds
                found[short] = after_the_end(cell) if practice or late else cell
        return found

    def cell(self, result: Result, full: float | None) -> Cell:
        """Return what a result says, by the kind of the contest."""
        solved = result.points > 0 or (self.kind == "icpc" and result.bestSubmissionTimeSeconds is not None)
        scored = self.kind != "icpc" and solved
        preliminary = self.testing and solved and result.type == "PRELIMINARY"
        state: State = "wrong"
        if preliminary:
            state = "pending"
        elif solved:
            state = "partial" if self.kind == "scoring" and not is_full(result, full) else "solved"
        return Cell(
            state=state,
            wrong=result.rejectedAttemptCount,
            pending=1 if preliminary else None,
            points=result.points if scored else None,
            time=result.bestSubmissionTimeSeconds if solved else None,
        )


def is_full(result: Result, full: float | None) -> bool:
    """Tell whether a result has all points; `pointsInfo` says "got/full" where the problem does not."""
    if result.pointsInfo:
        most = result.pointsInfo.rpartition("/")[2]
        full = float(most) if most.replace(".", "", 1).isdecimal() else full
    return full is not None and result.points >= full


def after_the_end(cell: Cell) -> Cell:
    """Return the cell of a problem that was tried after the end only."""
    return Cell(state="wrong", wrong=0, upsolved=cell)


def add_practice(cells: dict[str, Cell], practised: Mapping[str, Cell]) -> None:
    """Put what was done in practice beside what was done in the contest, where that was no success."""
    for short, cell in practised.items():
        done = cells.get(short)
        if done is None:
            cells[short] = cell
        elif done.state != "solved" and done.upsolved is None:
            cells[short] = msgspec.structs.replace(done, upsolved=cell.upsolved)


def season_of(contest: Contest, start: datetime | None) -> str:
    """Return the season that tells people without accounts apart: the gym's own, else that of the start."""
    if contest.season:
        return clean(contest.season)
    if start is None and contest.startTimeSeconds is not None:
        start = from_epoch(contest.startTimeSeconds)
    return season_at(start) if start is not None else f"({contest.id})"


def season_at(time: datetime) -> str:
    """Return the season of a time, which turns in September: "2022-2023"."""
    first = time.astimezone(UTC).year - (time.astimezone(UTC).month < 9)
    return f"{first}-{first + 1}"
