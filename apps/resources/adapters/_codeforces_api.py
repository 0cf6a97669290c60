"""What every call of the Codeforces API shares: the envelope, the ways it refuses, contests, problems and parties."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Generic, TypeVar

import msgspec

from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web, clean, from_epoch
from apps.resources.rows import ContestRow, ProblemRow

T = TypeVar("T")

API = "https://codeforces.com/api"
SITE = "https://codeforces.com"
FIRST_GYM = 100_001  # ids of the gym begin here
TEXT_FACTS = ("preparedBy", "country", "city", "season", "icpcRegion", "websiteUrl")
ABSENT = re.compile(r"not found|has not started|ratings? changes are unavailable|no such", re.IGNORECASE)
UNRATED = re.compile(r"\bunrated\b", re.IGNORECASE)
RATED = re.compile(r"\brated\b|\bDiv\. ?[1-4]\b|\bCodeforces (Global )?Round\b", re.IGNORECASE)
UNSAID = re.compile(r"\bmirror\b|^Testing Round\b", re.IGNORECASE)  # these have divisions without being rated
PRIVATE = re.compile(r"authenticat|authori[sz]|not allowed|permission|private", re.IGNORECASE)


class Contest(msgspec.Struct, kw_only=True):
    """One entry of contest.list; what stands after `phase` is on gym entries or on some rounds only."""

    id: int
    name: str
    type: str
    phase: str
    durationSeconds: int | float  # noqa: N815
    frozen: bool | None = None
    startTimeSeconds: int | float | None = None  # noqa: N815
    relativeTimeSeconds: int | float | None = None  # noqa: N815
    freezeDurationSeconds: int | float | None = None  # noqa: N815
    kind: str | None = None
    difficulty: int | float | None = None
    preparedBy: str | None = None  # noqa: N815
    country: str | None = None
    city: str | None = None
    season: str | None = None
    icpcRegion: str | None = None  # noqa: N815
    websiteUrl: str | None = None  # noqa: N815


class Problem(msgspec.Struct, kw_only=True):
    """One problem; those of the problem set acm.sgu.ru have its name in place of a contest."""

    index: str
    name: str
    contestId: int | None = None  # noqa: N815
    problemsetName: str | None = None  # noqa: N815
    points: float | None = None
    rating: int | None = None
    tags: list[str] = []


class Person(msgspec.Struct):
    """One member of a party; `name` is there for some of the gym."""

    handle: str
    name: str | None = None


class Party(msgspec.Struct, kw_only=True):
    """Who takes part: one person, a team, or a ghost, which is a name without members."""

    participantType: str  # noqa: N815
    members: list[Person] = []
    teamId: int | None = None  # noqa: N815
    teamName: str | None = None  # noqa: N815
    ghost: bool = False
    room: int | None = None


class Answer(msgspec.Struct, Generic[T]):
    """The envelope of every call; `result` is there when `status` is "OK"."""

    status: str
    comment: str = ""
    result: T | msgspec.UnsetType = msgspec.UNSET


def ask(web: Web, method: str, form: type[Answer[T]], **params: str | int) -> T:
    """Call a method of the API and return its result.

    Raises:
        AdapterError: the API refused (MISSING, LIMITED, BLOCKED), or the answer has another form.
    """
    return result_of(web.get(f"{API}/{method}", params=params, allow=(400, 403)), form)


def result_of(reply: Reply, form: type[Answer[T]]) -> T:
    """Return what an answer brings; a refusal comes with 400 and an envelope, the limiter's with 403 and text.

    Raises:
        AdapterError: see `ask`.
    """
    if reply.status == 403:
        is_page = reply.body.lstrip().startswith(b"<")
        raise AdapterError(
            f"HTTP 403: {clean(reply.body[:80].decode('utf-8', 'replace'))!r}",
            place=reply.url,
            trouble=Trouble.BLOCKED if is_page else Trouble.LIMITED,
        )
    answer = reply.json(form)
    if answer.status != "OK":
        comment = clean(answer.comment)[:300]
        raise AdapterError(f"status {answer.status!r}: {comment!r}", place="$.status", trouble=_trouble(comment))
    if isinstance(answer.result, msgspec.UnsetType):
        raise AdapterError("an answer without a result", place="$.result")
    return answer.result


def _trouble(comment: str) -> Trouble:
    if "limit exceeded" in comment.lower():
        return Trouble.LIMITED
    if ABSENT.search(comment):
        return Trouble.MISSING
    return Trouble.BLOCKED if PRIVATE.search(comment) else Trouble.FORMAT


def contest_url(contest: int) -> str:
    """Return the page of a round or of an entry of the gym."""
    return f"{SITE}/{'gym' if contest >= FIRST_GYM else 'contest'}/{contest}"


def rated_of(contest: Contest) -> bool | None:
    """Tell whether a contest is rated: the gym never is; a round says so by its divisions, or takes it back.

    None where the name says neither, as those of mirrors, of Kotlin Heroes and of the oldest rounds do.
    """
    if contest.id >= FIRST_GYM or UNRATED.search(contest.name):
        return False
    return True if RATED.search(contest.name) and not UNSAID.search(contest.name) else None


def contest_row(contest: Contest) -> ContestRow:
    """Return the row of a contest.

    Raises:
        AdapterError: it has no start.
    """
    if contest.startTimeSeconds is None:
        raise AdapterError("a contest without a start", place="startTimeSeconds")
    start = from_epoch(contest.startTimeSeconds)
    url, is_gym = contest_url(contest.id), contest.id >= FIRST_GYM
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=url,
        start=start,
        end=start + timedelta(seconds=contest.durationSeconds),
        kind=clean(contest.kind or contest.type),
        rated=rated_of(contest),
        standings_url=f"{url}/standings",
        registration_url="" if is_gym else f"{SITE}/contestRegistration/{contest.id}",
        facts=_facts(contest),
    )


def problem_key(problem: Problem) -> str:
    """Return what tells a problem from all others: "1474A", "acmsguru/100"."""
    home = problem.contestId if problem.contestId is not None else f"{problem.problemsetName or 'problemset'}/"
    return f"{home}{clean(problem.index)}"


def problem_row(problem: Problem, *, n_solved: int | None = None) -> ProblemRow:
    """Return the row of a problem."""
    key, contest, short = problem_key(problem), problem.contestId, clean(problem.index)
    if contest is None:
        url = f"{SITE}/problemsets/{key.replace('/', '/problem/99999/', 1)}"
    else:
        url = f"{contest_url(contest)}/problem/{short}"
    return ProblemRow(
        key=key,
        name=clean(problem.name) or key,
        short=short,
        url=url,
        contest="" if contest is None else str(contest),
        points=problem.points,
        rating=problem.rating,
        tags=tuple(tag for text in problem.tags if (tag := clean(text))),
        n_solved=n_solved,
    )


def _facts(contest: Contest) -> dict[str, str | int | float | bool]:
    facts: dict[str, str | int | float | bool] = {"type": clean(contest.type), "phase": clean(contest.phase)}
    if contest.freezeDurationSeconds is not None:
        facts["freezeDurationSeconds"] = contest.freezeDurationSeconds
    if contest.difficulty is not None:
        facts["difficulty"] = contest.difficulty
    texts = {name: clean(getattr(contest, name) or "") for name in TEXT_FACTS}
    return facts | {name: text for name, text in texts.items() if text}
