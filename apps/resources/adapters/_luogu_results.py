"""Luogu's results: the scoreboard under each of its rules, problems, profiles and the steps of the Elo rating."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from apps.resources.adapters._boards import letter, scored_cell, shared_places
from apps.resources.adapters.base import AdapterError, clean, from_epoch, reading
from apps.resources.rows import Cell, ProblemRow, ProfileRow, RatingRow, StandingRow

HOME = "https://www.luogu.com.cn"


class Statement(msgspec.Struct):
    """A problem of the archive."""

    pid: str
    title: str | None = None


class InContest(msgspec.Struct):
    """A problem with its full score in a contest."""

    problem: Statement
    score: float | None = None


class Result(msgspec.Struct, rename="camel"):
    """What one did on one problem; ICPC: `score` is the rejected tries, negative while unsolved, time in seconds."""

    score: float | None = None
    running_time: float | None = None  # other rules: milliseconds that the programs ran


class User(msgspec.Struct):
    """Who stands on a board."""

    uid: int
    name: str | None = None


class Line(msgspec.Struct, rename="camel"):
    """One line of a scoreboard, without a place."""

    user: User
    score: float | None = None
    running_time: float | None = None
    details: dict[str, Result | None] | list[Result] | None = None  # an empty one is written as a list


class Board(msgspec.Struct, rename="camel"):
    """One page of a scoreboard."""

    result: list[Line]
    count: int | None = None


class Scoreboard(msgspec.Struct):
    """The root of a scoreboard, or what stands within the frame of a page."""

    scoreboard: Board | None = None


class Person(msgspec.Struct, kw_only=True, rename="camel"):
    """One account."""

    uid: int
    name: str
    color: str | None = None
    ccf_level: int | None = None
    xcpc_level: int | None = None
    ranking: int | None = None
    passed_problem_count: int | None = None
    register_time: float | None = None
    avatar: str | None = None


class PersonPage(msgspec.Struct):
    """What the page of an account is about."""

    user: Person


class Rated(msgspec.Struct):
    """The contest that moved a rating."""

    id: int
    name: str | None = None


class Step(msgspec.Struct, kw_only=True, rename="camel"):
    """One step of a rating; `rating` is null where the contest did not count."""

    time: float
    contest: Rated
    rating: float | None = None
    prev_diff: float | None = None
    latest: bool | None = None


class Steps(msgspec.Struct):
    """One page of steps."""

    result: list[Step]
    count: int | None = None


class Elo(msgspec.Struct):
    """The root of the steps."""

    records: Steps


def problem_rows(listed: Iterable[InContest], *, contest: str) -> Iterator[ProblemRow]:
    """Yield the problems of a contest, lettered by their order."""
    for place, one in enumerate(listed):
        with reading(f"$.data.contestProblems[{place}]"):
            pid = clean(one.problem.pid)
            yield ProblemRow(
                key=pid,
                name=clean(one.problem.title or "") or pid,
                short=letter(place),
                url=f"{HOME}/problem/{pid}?contestId={contest}",
                contest=contest,
                points=one.score,
            )


def unlisted(lines: Iterable[Line], known: Sequence[ProblemRow], *, contest: str) -> Iterator[ProblemRow]:
    """Yield the problems that only the board names, lettered after the known ones."""
    told = {pid for line in lines for pid in _details(line)} - {problem.key for problem in known}
    for place, pid in enumerate(sorted(told), len(known)):
        with reading("$.scoreboard.result details"):
            yield ProblemRow(key=pid, name=pid, short=letter(place), contest=contest)


def standing_rows(lines: Sequence[Line], problems: Sequence[ProblemRow], *, is_icpc: bool) -> Iterator[StandingRow]:
    """Yield the rows of a whole board, which is sorted; equal results share a place."""
    known = {problem.key: problem for problem in problems}
    places = shared_places([(line.score, line.running_time) for line in lines])
    for number, (place, line) in enumerate(zip(places, lines, strict=True)):
        with reading(f"$.scoreboard.result[{number}]"):
            yield StandingRow(
                account=str(line.user.uid),
                name=clean(line.user.name or ""),
                place=place if line.score is not None else None,
                score=line.score,
                penalty=_seconds(line.running_time, is_icpc=is_icpc),
                cells={
                    known[pid].short: _cell(result, known[pid].points, is_icpc=is_icpc)
                    for pid, result in _details(line).items()
                },
                url=f"{HOME}/user/{line.user.uid}",
            )


def _details(line: Line) -> dict[str, Result]:
    if isinstance(line.details, list):
        if line.details:
            raise AdapterError("results without the problems they belong to", place="$.scoreboard.result details")
        return {}
    return {pid: one for pid, one in (line.details or {}).items() if one is not None and one.score is not None}


def _seconds(time: float | None, *, is_icpc: bool) -> float | None:
    return time if is_icpc or time is None else time / 1000


def _cell(result: Result, full: float | None, *, is_icpc: bool) -> Cell:
    score = result.score or 0
    if not is_icpc:
        return scored_cell(score, full, penalty=_seconds(result.running_time, is_icpc=False))
    if score < 0:
        return Cell(state="wrong", wrong=int(-score))
    return Cell(state="solved", wrong=int(score), time=result.running_time)


def profile_row(asked: str, person: Person, steps: Iterable[Step]) -> ProfileRow:
    """Return a profile with the rating of the latest step."""
    rated = [step for step in steps if step.rating is not None]
    latest = max(rated, key=lambda step: (bool(step.latest), step.time), default=None)
    facts = {"color": clean(person.color or "") or None, "ccfLevel": person.ccf_level, "xcpcLevel": person.xcpc_level}
    avatar = person.avatar or ""
    return ProfileRow(
        asked=asked,
        key=str(person.uid),
        name=clean(person.name),
        url=f"{HOME}/user/{person.uid}",
        avatar=avatar if avatar.startswith("https://") else "",
        rating=round(latest.rating) if latest is not None and latest.rating is not None else None,
        place=person.ranking or None,
        n_solved=person.passed_problem_count,
        registered=from_epoch(person.register_time) if person.register_time else None,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def rating_rows(steps: Iterable[Step]) -> Iterator[RatingRow]:
    """Yield the steps that counted."""
    for place, step in enumerate(steps):
        if step.rating is None:
            continue
        with reading(f"$.records.result[{place}]"):
            yield RatingRow(
                contest=str(step.contest.id),
                at=from_epoch(step.time),
                new_rating=round(step.rating),
                old_rating=round(step.rating - step.prev_diff) if step.prev_diff is not None else None,
                title=clean(step.contest.name or ""),
                url=f"{HOME}/contest/{step.contest.id}",
            )
