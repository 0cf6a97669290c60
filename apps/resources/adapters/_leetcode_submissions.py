"""Submissions to LeetCode: the newest twenty of everybody, and the whole history of whose session is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from apps.resources.adapters._leetcode_graphql import Answer, ask, slug_of, split_handle
from apps.resources.adapters._leetcode_people import CHINA, CHINESE_RATINGS, MatchedUser
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, from_epoch, reading
from apps.resources.rows import State, SubmissionRow

AT_ONCE = 20
MOST_PAGES = 500
DETAIL = re.compile(r"/submissions/detail/(\d+)")
AGO = re.compile(r"(\d{1,4})\s*(year|month|week|day|hour|minute)s?")
SPANS = {
    "year": timedelta(days=365),
    "month": timedelta(days=30),
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
WORLD = """query recentSubmissions($username: String!, $limit: Int!) {
  matchedUser(username: $username) { username }
  recentSubmissionList(username: $username, limit: $limit) { id title titleSlug timestamp statusDisplay lang }
  recentAcSubmissionList(username: $username, limit: $limit) { id title titleSlug timestamp statusDisplay lang }
}"""
CHINESE = """query recentAcSubmissions($userSlug: String!) {
  recentACSubmissions(userSlug: $userSlug) {
    submissionId submitTime question { title translatedTitle titleSlug questionFrontendId }
  }
}"""


class Recent(msgspec.Struct, kw_only=True):
    """One of the newest submissions; the time is an epoch in seconds, as text."""

    title: str
    titleSlug: str  # noqa: N815
    timestamp: str | int
    statusDisplay: str = ""  # noqa: N815
    lang: str = ""
    id: str | int | None = None


class WorldRecent(msgspec.Struct, kw_only=True):
    """The data of WORLD."""

    recentSubmissionList: list[Recent] | None = None  # noqa: N815
    recentAcSubmissionList: list[Recent] | None = None  # noqa: N815
    matchedUser: MatchedUser | msgspec.UnsetType | None = msgspec.UNSET  # noqa: N815


class SolvedQuestion(msgspec.Struct, kw_only=True):
    """A problem, with its title in English."""

    title: str
    titleSlug: str  # noqa: N815


class Solved(msgspec.Struct):
    """One accepted submission on leetcode.cn."""

    submissionId: str | int  # noqa: N815
    submitTime: int | float  # noqa: N815
    question: SolvedQuestion


class ChinaRecent(msgspec.Struct):
    """The data of CHINESE."""

    recentACSubmissions: list[Solved] | None  # noqa: N815


class Own(msgspec.Struct, kw_only=True):
    """One submission of one's own; of old, without id, slug and instant, but with an address and "1 month, 3 weeks"."""

    title: str
    status_display: str
    lang: str = ""
    runtime: str = ""
    id: int | str | None = None
    url: str = ""
    title_slug: str | None = None
    timestamp: int | str | None = None
    time: str = ""
    is_pending: bool | str | None = None


class OwnPage(msgspec.Struct):
    """One page of one's own history."""

    submissions_dump: list[Own]
    has_next: bool


def recent_rows(web: Web, host: str, handle: str) -> Iterator[SubmissionRow]:
    """Yield the newest submissions of a handle: the last twenty, and the last twenty that were accepted.

    Raises:
        AdapterError: the handle is unknown (MISSING), or the answer cannot be read.
    """
    slug, home = split_handle(handle, host)
    if home == CHINA:
        yield from _china_rows(web, slug)
        return
    recent = ask(web, home, Answer[WorldRecent], query=WORLD, username=slug, limit=AT_ONCE)
    if recent.matchedUser is None:
        raise AdapterError(f"no user {slug!r}", place="$.data.matchedUser", trouble=Trouble.MISSING)
    if recent.recentSubmissionList is None and recent.recentAcSubmissionList is None:
        raise AdapterError("no list of submissions", place="$.data.recentSubmissionList")
    rows = []
    for name in ("recentSubmissionList", "recentAcSubmissionList"):
        for number, one in enumerate(getattr(recent, name) or ()):
            with reading(f"$.data.{name}[{number}]"):
                rows.append(_recent_row(one, slug, home))
    yield from sorted(rows, key=lambda row: row.at, reverse=True)


def own_rows(web: Web, host: str, *, since: datetime | None) -> Iterator[SubmissionRow]:
    """Yield the whole history of who is logged in, newest first.

    Raises:
        AdapterError: nobody is logged in (LOGIN), or a page cannot be read.
    """
    read = 0
    for _ in range(MOST_PAGES):
        url = f"https://{host}/api/submissions/"
        reply = web.get(url, params={"offset": read, "limit": AT_ONCE}, allow=(401, 403))
        if reply.status in (401, 403):
            why = f"own submissions need the cookie LEETCODE_SESSION in FETCH_COOKIES for {host}"
            raise AdapterError(why, place=url, trouble=Trouble.LOGIN)
        page = reply.json(OwnPage)
        at = None
        for number, one in enumerate(page.submissions_dump):
            with reading(f"$.submissions_dump[{number}]"):
                row = _own_row(one, host, now=web.now)
            at = row.at
            yield row
        read += len(page.submissions_dump)
        if not page.has_next or at is None or (since is not None and at <= since):
            return


def state_of(status: str) -> State:
    """Return what LeetCode's words for an outcome mean."""
    if status == "Accepted":
        return "solved"
    return "pending" if status in ("", "Pending", "Judging") else "wrong"


def _recent_row(one: Recent, slug: str, home: str) -> SubmissionRow:
    problem, known = clean(one.titleSlug), one.id is not None
    return SubmissionRow(
        key=str(one.id) if known else f"{slug} {one.timestamp} {problem}",
        problem=problem,
        problem_name=clean(one.title),
        at=from_epoch(int(one.timestamp)),
        verdict=clean(one.statusDisplay),
        state=state_of(clean(one.statusDisplay)),
        language=clean(one.lang),
        url=f"https://{home}/submissions/detail/{one.id}/" if known else "",
    )


def _china_rows(web: Web, slug: str) -> Iterator[SubmissionRow]:
    found = ask(web, CHINA, Answer[ChinaRecent], path=CHINESE_RATINGS, query=CHINESE, userSlug=slug).recentACSubmissions
    if found is None:
        raise AdapterError(f"no user {slug!r}", place="$.data.recentACSubmissions", trouble=Trouble.MISSING)
    for number, one in enumerate(found):
        with reading(f"$.data.recentACSubmissions[{number}]"):
            yield SubmissionRow(
                key=str(one.submissionId),
                problem=clean(one.question.titleSlug),
                problem_name=clean(one.question.title),
                at=from_epoch(one.submitTime),
                verdict="Accepted",
                state="solved",
                url=f"https://{CHINA}/submissions/detail/{one.submissionId}/",
            )


def _own_row(one: Own, host: str, *, now: datetime) -> SubmissionRow:
    named = DETAIL.search(one.url)
    key = str(one.id) if one.id is not None else named.group(1) if named else ""
    number, _, unit = one.runtime.partition(" ")
    return SubmissionRow(
        key=key,
        problem=clean(one.title_slug or "") or slug_of(one.title),
        problem_name=clean(one.title),
        at=from_epoch(int(one.timestamp)) if one.timestamp is not None else now - _span(one.time),
        verdict=clean(one.status_display),
        state=state_of(clean(one.status_display)),
        language=clean(one.lang),
        run_time=int(number) / 1000 if number.isdecimal() and unit == "ms" else None,
        url=f"https://{host}/submissions/detail/{key}/",
    )


def _span(words: str) -> timedelta:
    """Return how long ago words say, as nearly as they do."""
    parts = AGO.findall(words.replace("\xa0", " "))
    if not parts:
        raise AdapterError(f"{words[:60]!r} is no time gone by", place="time")
    return sum((int(number) * SPANS[unit] for number, unit in parts), timedelta())
