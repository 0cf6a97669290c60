"""AtCoder's standings and results as JSON: scores in hundredths, times in nanoseconds, ratings from another answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web, clean, reading
from apps.resources.rows import Cell, Member, ProblemRow, StandingRow, State

SITE = "https://atcoder.jp"
ACCEPTED = 1  # of `Status`; other numbers are verdicts
HUNDREDTHS = 100
NANOSECONDS = 1_000_000_000
LOGIN_HINT = "put the cookie REVEL_SESSION of a session into FETCH_COOKIES for atcoder.jp"


class Task(msgspec.Struct, rename="pascal"):
    """One problem."""

    assignment: str
    task_name: str
    task_screen_name: str


class TaskResult(msgspec.Struct, rename="pascal", kw_only=True):
    """What one participant did on one problem; `failure` is of use for what is not solved only."""

    count: int = 0
    failure: int = 0
    penalty: int = 0
    score: int = 0
    elapsed: int = 0
    status: int = 0
    pending: bool = False
    frozen: bool = False


class TotalResult(msgspec.Struct, rename="pascal", kw_only=True):
    """What one participant did in all; `elapsed` has the penalties in it."""

    count: int = 0
    penalty: int = 0
    score: int = 0
    elapsed: int = 0
    frozen: bool = False


class Participant(msgspec.Struct, rename="pascal", kw_only=True):
    """One row; `Rating` is not read, for it is today's."""

    rank: int
    user_screen_name: str
    task_results: dict[str, TaskResult] | None
    total_result: TotalResult
    user_name: str | None = None
    affiliation: str | None = None
    country: str | None = None
    old_rating: int | None = None
    is_rated: bool = False
    is_team: bool = False


class Board(msgspec.Struct, rename="pascal", kw_only=True):
    """The whole answer."""

    task_info: list[Task] | None
    standings_data: list[Participant] | None
    fixed: bool = False


class Outcome(msgspec.Struct, rename="pascal", kw_only=True):
    """One line of the results, and of a rating's history."""

    is_rated: bool
    place: int
    old_rating: int
    new_rating: int
    performance: int
    contest_screen_name: str
    contest_name: str
    end_time: str
    contest_name_en: str = ""
    user_screen_name: str = ""


def json_for_members(reply: Reply) -> Reply:
    """Return an answer that only who is logged in gets.

    Raises:
        AdapterError: it is the page to log in on, or the front page, to which AtCoder sends everybody else (LOGIN).
    """
    sent_away = "/login" in reply.url
    is_page = reply.body[:200].lstrip().startswith(b"<")
    if sent_away or (
        is_page and (b'content="https://atcoder.jp/home"' in reply.body or b'name="password"' in reply.body)
    ):
        raise AdapterError(f"this is for members: {LOGIN_HINT}", place=reply.url, trouble=Trouble.LOGIN)
    return reply


def read_board(web: Web, key: str) -> tuple[Board, str]:
    """Return a contest's standings, and where they were read: of persons, else of teams, else the extended ones.

    Extended standings, of some heuristic contests, go on after the end.

    Raises:
        AdapterError: there are none (MISSING), they are for members (LOGIN), or cannot be read.
    """
    for kind in ("standings", "standings/team", "standings/extended"):
        url = f"{SITE}/contests/{key}/{kind}/json"
        reply = web.get(url, allow=(404,))
        if reply.status == 404:
            continue
        board = json_for_members(reply).json(Board)
        if board.standings_data and board.task_info:
            return board, url
    raise AdapterError("no standings, of persons or of teams", place=f"{SITE}/contests/{key}", trouble=Trouble.MISSING)


def read_results(web: Web, key: str) -> dict[str, Outcome]:
    """Return what a contest did to ratings, by handle; nothing where that is not published."""
    reply = web.get(f"{SITE}/contests/{key}/results/json", allow=(404,))
    found = [] if reply.status == 404 else json_for_members(reply).json(list[Outcome])
    return {outcome.user_screen_name: outcome for outcome in found}


def problem_rows(board: Board, key: str) -> tuple[ProblemRow, ...]:
    """Return the problems of a contest."""
    rows = []
    for number, task in enumerate(board.task_info or ()):
        with reading(f"$.TaskInfo[{number}]"):
            rows.append(
                ProblemRow(
                    key=clean(task.task_screen_name),
                    name=clean(task.task_name) or clean(task.assignment),
                    short=clean(task.assignment),
                    url=f"{SITE}/contests/{key}/tasks/{clean(task.task_screen_name)}",
                    contest=key,
                )
            )
    return tuple(rows)


def standing_rows(board: Board, outcomes: Mapping[str, Outcome]) -> Iterator[StandingRow]:
    """Yield the rows, without those who were registered and stayed away."""
    shorts = {task.task_screen_name: clean(task.assignment) for task in board.task_info or ()}
    for number, row in enumerate(board.standings_data or ()):
        if row.task_results or row.is_rated:
            with reading(f"$.StandingsData[{number}]"):
                yield _row(row, shorts, outcomes.get(row.user_screen_name))


def penalty_per_wrong(board: Board) -> int | None:
    """Return the seconds that a wrong try costs, which the answer does not say but has counted."""
    for row in board.standings_data or ():
        last = max((result.elapsed for result in (row.task_results or {}).values()), default=0)
        if row.total_result.penalty > 0 and last and row.total_result.elapsed:
            added = row.total_result.elapsed - last
            each, rest = divmod(added, row.total_result.penalty * NANOSECONDS)
            return each if not rest and each >= 0 else None
    return None


def _row(row: Participant, shorts: Mapping[str, str], outcome: Outcome | None) -> StandingRow:
    affiliation = clean(row.affiliation or "")
    cells = {}
    for task, result in (row.task_results or {}).items():
        if (cell := _cell(result)) is not None:
            short = shorts.get(task)
            if short is None:
                raise AdapterError(f"a result of {task[:60]!r}, which is no problem", place="TaskResults")
            cells[short] = cell
    name = clean(row.user_name or "")
    old = outcome.old_rating if outcome else row.old_rating
    return StandingRow(
        account=row.user_screen_name,
        name="" if name == row.user_screen_name else name,
        place=row.rank if row.rank > 0 else None,
        score=row.total_result.score / HUNDREDTHS,
        penalty=row.total_result.elapsed / NANOSECONDS if row.total_result.elapsed else None,
        cells=cells,
        is_team=row.is_team,
        members=tuple(Member(account=one) for part in affiliation.split(",") if (one := part.strip()))
        if row.is_team
        else (),
        country=country_code(row.country),
        organization="" if row.is_team else affiliation,
        rated=outcome.is_rated if outcome else row.is_rated,
        old_rating=old or None,
        new_rating=outcome.new_rating if outcome and outcome.is_rated else None,
        performance=outcome.performance if outcome and outcome.is_rated else None,
    )


def _cell(result: TaskResult) -> Cell | None:
    scored = result.status == ACCEPTED or result.score > 0
    if not (scored or result.count or result.pending or result.frozen):
        return None
    state: State = "wrong"
    if result.pending or result.frozen:
        state = "pending"
    elif scored:
        state = "solved" if result.status == ACCEPTED else "partial"
    return Cell(
        state=state,
        wrong=result.penalty if scored else result.failure,
        points=result.score / HUNDREDTHS if scored else None,
        time=result.elapsed / NANOSECONDS if scored else None,
        frozen=result.frozen,
    )
