"""NowCoder's results: the pages of a rank list, problems, the steps of a rating, and the page of a profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from apps.resources.adapters._boards import in_seconds, letter, scored_cell
from apps.resources.adapters._clocks import from_millis
from apps.resources.adapters.base import Page, clean, reading
from apps.resources.rows import Cell, ProblemRow, ProfileRow, RatingRow, StandingRow, State

HOME = "https://ac.nowcoder.com"
TEAM = "team/"  # before the number of a team: people have the same numbers
WHOLE = re.compile(r"(\d{1,9})(?:名|场|题)?")


class Answer(msgspec.Struct):
    """The root of every answer; a code other than 0 is a refusal, with HTTP 200."""

    code: int = 0
    msg: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


class Pages(msgspec.Struct, rename="camel"):
    """How many pages there are, and on a rank list what it says of the contest; times are epoch milliseconds."""

    page_count: int | None = None
    contest_begin_time: float | None = None
    type: int | None = None


class Tried(msgspec.Struct, kw_only=True, rename="camel"):
    """What one did on one problem; `acceptedTime` is an epoch in milliseconds."""

    accepted: bool | None = None
    accepted_time: float | None = None
    failed_count: int | None = None
    score: float | None = None
    first_blood: bool | None = None
    submission_id: int | str | None = None
    waiting_judge_count: int | None = None
    submit: bool | None = None


class Line(msgspec.Struct, kw_only=True, rename="camel"):
    """One line of a rank list; `penaltyTime` is milliseconds."""

    uid: int
    user_name: str | None = None
    ranking: int | None = None
    accepted_count: int | None = None
    penalty_time: float | None = None
    total_score: float | None = None
    team: bool | None = None
    school: str | None = None
    score_list: list[Tried] | None = None

    @property
    def key(self) -> str:
        """What tells participants apart."""
        return f"{TEAM}{self.uid}" if self.team else str(self.uid)


class Shown(msgspec.Struct, rename="camel"):
    """A problem as the rank list has it."""

    name: str | None = None
    problem_id: int | None = None


class Ranks(msgspec.Struct, rename="camel"):
    """One page of a rank list."""

    rank_data: list[Line]
    basic_info: Pages = msgspec.field(default_factory=Pages)
    problem_data: list[Shown] | None = None


class Problem(msgspec.Struct, kw_only=True, rename="camel"):
    """A problem as the contest lists it."""

    index: str
    title: str
    problem_id: int | None = None
    accepted_count: int | None = None
    submit_count: int | None = None
    score: float | None = None


class Problems(msgspec.Struct, rename="camel"):
    """One page of problems."""

    data: list[Problem]
    basic_info: Pages = msgspec.field(default_factory=Pages)


class Step(msgspec.Struct, kw_only=True, rename="camel"):
    """One step of a rating."""

    contest_id: int
    rating: float
    time: float
    contest_name: str | None = None
    rank: int | None = None
    change_value: float | None = None


def problem_rows(listed: Iterable[Problem], *, contest: str) -> Iterator[ProblemRow]:
    """Yield the problems of a contest."""
    for place, problem in enumerate(listed):
        with reading(f"$.data.data[{place}]"):
            short = clean(problem.index)
            yield ProblemRow(
                key=str(problem.problem_id) if problem.problem_id is not None else f"{contest}/{short}",
                name=clean(problem.title),
                short=short,
                url=f"{HOME}/acm/contest/{contest}/{short}",
                contest=contest,
                points=problem.score or None,
                n_accepted=problem.accepted_count,
                n_submissions=problem.submit_count,
            )


def columns_of(board: Ranks, listed: Sequence[ProblemRow], *, contest: str) -> list[ProblemRow]:
    """Return the problems in the order of the cells: as listed, else as the board shows them, else by letters alone."""
    if listed:
        return list(listed)
    width = max((len(line.score_list or ()) for line in board.rank_data), default=0)
    shown = board.problem_data or [Shown()] * width
    found: list[ProblemRow] = []
    for place, one in enumerate(shown):
        with reading(f"$.data.problemData[{place}]"):
            short = clean(one.name or "") or letter(place)
            bare = Problem(index=short, title=short, problem_id=one.problem_id)
            found += problem_rows([bare], contest=contest)
    return found


def standing_rows(
    lines: Iterable[Line], problems: Sequence[ProblemRow], *, is_icpc: bool, start: datetime | None
) -> Iterator[StandingRow]:
    """Yield the rows of a rank list; times are counted from `start`, without which they are not known."""
    for place, line in enumerate(lines):
        with reading(f"$.data.rankData[{place}]"):
            cells = zip(problems, line.score_list or (), strict=False)
            tried = {problem.short: _cell(one, problem, is_icpc=is_icpc, start=start) for problem, one in cells}
            yield StandingRow(
                account=line.key,
                name=clean(line.user_name or ""),
                place=line.ranking or None,
                score=line.accepted_count if is_icpc else line.total_score,
                penalty=line.penalty_time / 1000 if line.penalty_time is not None else None,
                cells={short: cell for short, cell in tried.items() if cell is not None},
                is_team=bool(line.team),
                organization=clean(line.school or ""),
                url=f"{HOME}/acm/team/{line.uid}" if line.team else f"{HOME}/acm/contest/profile/{line.uid}",
            )


def _cell(one: Tried, problem: ProblemRow, *, is_icpc: bool, start: datetime | None) -> Cell | None:
    if not one.accepted and not one.failed_count and not one.waiting_judge_count:
        return scored_cell(one.score, problem.points) if not is_icpc and one.submit and one.score is not None else None
    points = None if is_icpc else one.score
    outcome = None if points is None else scored_cell(points, problem.points).state
    in_vain: State = "pending" if one.waiting_judge_count else "wrong"
    return Cell(
        state="solved" if one.accepted else outcome if outcome == "partial" else in_vain,
        wrong=one.failed_count,
        pending=one.waiting_judge_count or None,
        points=points,
        time=_since(start, one.accepted_time) if one.accepted else None,
        first=bool(one.first_blood),
        submission=str(one.submission_id) if one.submission_id else "",
    )


def _since(start: datetime | None, milliseconds: float | None) -> float | None:
    return (from_millis(milliseconds) - start).total_seconds() if start and milliseconds else None


def rating_rows(steps: Iterable[Step]) -> Iterator[RatingRow]:
    """Yield the steps of a rating, which the site keeps with fractions."""
    for place, step in enumerate(steps):
        with reading(f"$.data[{place}]"):
            yield RatingRow(
                contest=str(step.contest_id),
                at=in_seconds(step.time),
                new_rating=round(step.rating),
                old_rating=round(step.rating - step.change_value) if step.change_value is not None else None,
                title=clean(step.contest_name or ""),
                place=step.rank or None,
                url=f"{HOME}/acm/contest/{step.contest_id}",
            )


def profile_row(asked: str, page: Page, *, url: str) -> ProfileRow:
    """Return a profile from the numbers of its page and the words beside them."""
    page.one(".state-num")
    told = {}
    for node in page.all(".state-num"):
        value = clean(node.text())
        beside = clean(node.parent.text()) if node.parent is not None else ""
        told[beside.replace(value, "", 1).strip()] = value
    names = page.all(".coder-name")
    return ProfileRow(
        asked=asked,
        key=asked,
        name=clean(names[0].text()) if names else "",
        url=url,
        rating=_whole(told.get("Rating", "")),
        place=_whole(told.get("Rating排名", "")),
        facts={name: value for name, value in told.items() if name and not name.startswith("Rating")},
    )


def _whole(text: str) -> int | None:
    match = WHOLE.fullmatch(text)
    return int(match[1]) or None if match else None
