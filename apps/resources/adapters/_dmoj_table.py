"""DMOJ's rankings: one answer with problems and solutions, in the contest's own format of scoring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from apps.resources.adapters._boards import letter, refuse_members_only, shared_places
from apps.resources.adapters._dmoj_api import Contest, One, contest_row, data_of, speaks_json
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, reading
from apps.resources.rows import Cell, Column, ContestRow, ProblemRow, StandingRow, Standings

USUAL_PENALTY = {"icpc": 20, "atcoder": 5}  # minutes for a rejected try, where the format's config names none
DISQUALIFIED = Column(key="is_disqualified", title="Disqualified", kind="boolean")


class _Config(msgspec.Struct, frozen=True):
    penalty: float | None = None


class _Format(msgspec.Struct, frozen=True):
    name: str = "default"
    config: _Config | None = None


class _Problem(msgspec.Struct):
    code: str
    name: str
    points: float | None = None
    label: str | int | None = None


class _Solution(msgspec.Struct):
    points: float | None = None
    time: float | None = None
    penalty: float | None = None  # how many tries were rejected
    bonus: float | None = None  # ECOO's, beside the points


class _Entry(msgspec.Struct):
    user: str
    score: float | None = None
    points: float | None = None  # version 1
    cumulative_time: float | None = None
    cumtime: float | None = None  # version 1
    tiebreaker: float | None = None
    old_rating: int | None = None
    new_rating: int | None = None
    is_disqualified: bool = False
    solutions: list[_Solution | None] = []

    @property
    def result(self) -> tuple[float | None, ...]:
        """What decides the place: equal ones share it."""
        return (self.total, self.seconds, self.tiebreaker)

    @property
    def total(self) -> float | None:
        return self.score if self.score is not None else self.points

    @property
    def seconds(self) -> float | None:
        return self.cumulative_time if self.cumulative_time is not None else self.cumtime


class Detail(Contest, kw_only=True):
    """A contest with its ranking; the problems are missing while it runs, the ranking where it is hidden."""

    format: _Format = _Format()
    has_rating: bool | None = None
    hidden_scoreboard: bool | None = None
    scoreboard_visibility: str | None = None  # V visible, C after the contest, P after own participation, H hidden
    problems: list[_Problem] = []
    rankings: list[_Entry] = []

    @property
    def per_wrong(self) -> int | None:
        """The penalty of a rejected try in seconds, where the format has one."""
        told = self.format.config.penalty if self.format.config else None
        minutes = told if told is not None else USUAL_PENALTY.get(self.format.name)
        return None if minutes is None else int(minutes * 60)


def detail_of(web: Web, base: str, key: str) -> Detail:
    """Ask for a contest, by version 1 where the judge has no other.

    Raises:
        AdapterError: there is none of that key (MISSING), it is for members (LOGIN), or the answer cannot be read.
    """
    reply = web.get(f"{base}/api/v2/contest/{key}", allow=(401, 403, 404))
    refuse_members_only(reply, base.partition("://")[2])
    if reply.status == 404 and not speaks_json(reply):
        detail = web.get(f"{base}/api/contest/info/{key}").json(Detail)
    else:
        detail = data_of(reply, One[Detail]).object
    detail.key = key
    return detail


def read_table(web: Web, base: str, key: str) -> Standings:
    """Read the ranking of a contest.

    Raises:
        AdapterError: it has not begun or is hidden (MISSING), is for members (LOGIN), or cannot be read.
    """
    detail = detail_of(web, base, key)
    with reading("$.data.object"):
        row = contest_row(base, detail)
    _refuse_hidden(detail, row, web)
    problems = problem_rows(base, detail)
    is_disqualifying = any(entry.is_disqualified for entry in detail.rankings)
    return Standings(
        rows=_rows(detail, [problem.short for problem in problems]),
        problems=problems,
        columns=(DISQUALIFIED,) if is_disqualifying else (),
        kind="icpc" if detail.format.name == "icpc" else "scoring",
        penalty_unit="seconds",
        penalty_per_wrong=detail.per_wrong,
        is_final=True if detail.has_rating else None,
        url=row.standings_url,
        contest=row,
    )


def problem_rows(base: str, detail: Detail) -> tuple[ProblemRow, ...]:
    """Return the problems of a contest, which have letters or numbers where the judge gives no labels."""
    rows = []
    for number, problem in enumerate(detail.problems):
        with reading(f"$.data.object.problems[{number}]"):
            own = letter(number) if detail.format.name == "icpc" else str(number + 1)
            rows.append(
                ProblemRow(
                    key=problem.code,
                    name=clean(problem.name),
                    short=clean(str(problem.label)) if problem.label not in (None, "") else own,
                    url=f"{base}/problem/{problem.code}",
                    contest=detail.key,
                    points=problem.points,
                )
            )
    return tuple(rows)


def _refuse_hidden(detail: Detail, contest: ContestRow, web: Web) -> None:
    if web.now < contest.start:
        raise AdapterError("the contest has not begun", place="start_time", trouble=Trouble.MISSING)
    hides_now = web.now < contest.end and (detail.hidden_scoreboard or detail.scoreboard_visibility == "C")
    if not detail.rankings and (hides_now or detail.scoreboard_visibility in ("P", "H")):
        raise AdapterError("the ranking is hidden", place="$.data.object.rankings", trouble=Trouble.MISSING)


def _rows(detail: Detail, shorts: Sequence[str]) -> Iterator[StandingRow]:
    ranked = [entry for entry in detail.rankings if not entry.is_disqualified]
    ranked.sort(key=lambda entry: (-(entry.total or 0), entry.seconds or 0, entry.tiebreaker or 0))
    places = dict(zip((entry.user for entry in ranked), shared_places([entry.result for entry in ranked]), strict=True))
    ordered = [*ranked, *(entry for entry in detail.rankings if entry.is_disqualified)]
    for number, entry in enumerate(ordered):
        with reading(f"$.data.object.rankings[{number}] {entry.user!r}"):
            yield _row(entry, places.get(entry.user), _cells(entry, detail, shorts))


def _row(entry: _Entry, place: int | None, cells: Mapping[str, Cell]) -> StandingRow:
    out = entry.is_disqualified  # its score is a made-up -9999 or the like
    return StandingRow(
        account=entry.user,
        place=None if out else place,
        score=None if out else entry.total,
        penalty=None if out else entry.seconds,
        cells=cells,
        participation="unofficial" if out else "official",
        rated=True if entry.new_rating is not None else None,
        old_rating=entry.old_rating,
        new_rating=entry.new_rating,
        columns={DISQUALIFIED.key: True} if out else {},
    )


def _cells(entry: _Entry, detail: Detail, shorts: Sequence[str]) -> dict[str, Cell]:
    """Return the cells; none while the problems are not named, which is so for strangers while a contest runs."""
    if not detail.problems:
        return {}
    if entry.solutions and len(entry.solutions) != len(detail.problems):
        raise AdapterError(f"{len(entry.solutions)} solutions of {len(detail.problems)} problems", place="solutions")
    return {
        short: _cell(solution, problem.points, detail)
        for short, problem, solution in zip(shorts, detail.problems, entry.solutions, strict=False)
        if solution is not None
    }


def _cell(solution: _Solution, full: float | None, detail: Detail) -> Cell:
    points, wrong = solution.points or 0, None if solution.penalty is None else int(solution.penalty)
    is_icpc = detail.format.name == "icpc"
    is_solved = points > 0 and (full is None or points >= full)
    penalty = None
    if is_icpc and points > 0 and solution.time is not None:
        penalty = solution.time + (wrong or 0) * (detail.per_wrong or 0)
    return Cell(
        state="solved" if is_solved else "partial" if points > 0 else "wrong",
        wrong=wrong,
        points=None if is_icpc and full == 1 else points + (solution.bonus or 0),
        time=solution.time,
        penalty=penalty,
    )
