"""Luogu: the JSON that its contest pages are made from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar, TypeVar
from urllib.parse import quote, unquote

import msgspec

from apps.resources.adapters._boards import each_once, members_only
from apps.resources.adapters._luogu_results import (
    HOME,
    Elo,
    InContest,
    Line,
    PersonPage,
    Scoreboard,
    Steps,
    problem_rows,
    profile_row,
    rating_rows,
    standing_rows,
    unlisted,
)
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Site,
    Trouble,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow, Standings

LIST = f"{HOME}/contest/list"
BOARD = f"{HOME}/fe/api/contest/scoreboard"
ELO = f"{HOME}/api/rating/elo"
CONTENT_ONLY = {"x-lentille-request": "content-only", "x-luogu-type": "content-only"}
COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=\s*[\"'](C3VK=[0-9A-Za-z]+)")
INJECTED = re.compile(rb"_feInjection\s*=\s*JSON\.parse\(decodeURIComponent\(\"([!-~]+?)\"\)")
METHODS = {1: "OI", 2: "ICPC", 3: "Ledo", 4: "IOI", 5: "CF"}
RATED: dict[int | None, bool] = {0: False, 3: True}  # what 1 means is not known
TOO_OFTEN = "请求频繁"
TOO_OFTEN_ESCAPED = json.dumps(TOO_OFTEN)[1:-1].encode()
PAUSE = timedelta(seconds=50)
MOST_PAGES = 10
MOST_BOARD_PAGES = 2000
MOST_RATING_PAGES = 100
T = TypeVar("T")
NULL = msgspec.Raw(b"null")


class Host(msgspec.Struct):
    """The team or user that holds a contest."""

    name: str | None = None


class Contest(msgspec.Struct, kw_only=True):
    """One contest; `method` was `ruleType` before 2025."""

    id: int
    name: str
    startTime: int | float  # noqa: N815
    endTime: int | float  # noqa: N815
    method: int | None = None
    ruleType: int | None = None  # noqa: N815
    rated: bool | int | None = None
    visibility: int | None = None
    host: Host | None = None


class Contests(msgspec.Struct):
    """One page of contests, latest start first."""

    result: list[Contest]


class Listed(msgspec.Struct):
    """What the page is about."""

    contests: Contests


class ContestPage(msgspec.Struct):
    """The page of a contest; its problems are hidden before the start."""

    contest: Contest
    contestProblems: list[InContest] | None = None  # noqa: N815


class Frame(msgspec.Struct, kw_only=True):
    """The root: new pages have `data`, `status` and `template`, older ones `currentData`, `code`, `currentTemplate`."""

    instance: str | None = None
    template: str | None = None
    currentTemplate: str | None = None  # noqa: N815
    status: int | None = None
    code: int | None = None
    data: msgspec.Raw = NULL
    currentData: msgspec.Raw = NULL  # noqa: N815


class Luogu(Adapter):
    """Reads the first page of the list, and further ones while all of a page is still to end."""

    sites: ClassVar = (
        Site(
            host="luogu.com.cn",
            title="洛谷 Luogu",
            url=LIST,
            short="lg",
            color="#3498db",
            timezone="Asia/Shanghai",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {
        "contests": timedelta(hours=1),
        "problems": timedelta(hours=6),
        "standings": timedelta(minutes=10),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=7),
    }
    verified: ClassVar = Verified(
        against="recording", dated="2026-06", note="The list; scoreboards, problems and people by notes."
    )
    traps: ClassVar = (
        "Times are epoch seconds; the page itself shows Beijing time. The first answer may be a script that sets a "
        "cookie, and a wall for guests answers 200 with the template login. "
        "Scoreboards give no places; times are seconds in ICPC contests, elsewhere milliseconds that programs ran."
    )
    profile_url: ClassVar = f"{HOME}/user/{{handle}}"
    profiles_at: ClassVar = (r"luogu\.(?:com\.cn|com|org)/user/(?P<handle>\d+)",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of the first pages, until a page has one that is over.

        Raises:
            AdapterError: a login wall, or no contest list in the answer.
        """
        seen: set[int] = set()
        for page in range(1, MOST_PAGES + 1):
            reply = self._ask(LIST, params={"page": page} if page > 1 else None)
            listed = _content(reply, Listed, wall=Trouble.BLOCKED).contests.result
            for place, contest in enumerate(listed):
                with reading(f"$.data.contests.result[{place}]"):
                    yield _row(contest)
            fresh = {contest.id for contest in listed} - seen
            seen |= fresh
            if not fresh or any(contest.endTime <= self.web.now.timestamp() for contest in listed):
                return

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest, which are hidden before its start.

        Raises:
            AdapterError: no contest is named, it is not there or for members, or its page cannot be read.
        """
        if contest is None:
            raise AdapterError("the site's archive is not read, only the problems of a contest", place="contest")
        yield from problem_rows(self._about(contest.key).contestProblems or (), contest=contest.key)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the scoreboard of a contest, whole."""
        about = self._about(contest.key)
        lines = list(each_once(self._lines(contest.key), lambda line: line.user.uid))
        if not lines:
            raise AdapterError("nobody is on the board yet", place="$.scoreboard.result", trouble=Trouble.MISSING)
        problems = tuple(problem_rows(about.contestProblems or (), contest=contest.key))
        problems += tuple(unlisted(lines, problems, contest=contest.key))
        with reading("$.data.contest"):
            told = _row(about.contest)
        if told.kind not in METHODS.values():
            raise AdapterError(f"rules {about.contest.method} are not known", place="$.data.contest.method")
        return Standings(
            rows=standing_rows(lines, problems, is_icpc=told.kind == "ICPC"),
            problems=problems,
            kind="icpc" if told.kind == "ICPC" else "scoring",
            penalty_unit="seconds",
            url=told.standings_url,
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each account with its Elo rating; a handle is the number of an account."""
        for handle in handles:
            page = _unless_missing(partial(self._person, handle))
            if page is None:
                yield ProfileRow(asked=handle)
                continue
            elo = _unless_missing(partial(self._steps, page.user.uid, 1))
            with reading("$.data.user"):
                yield profile_row(handle, page.user, elo.result if elo else ())

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of an account's Elo rating; contests that did not count are left out."""
        seen: set[int] = set()
        for page in range(1, MOST_RATING_PAGES + 1):
            records = self._steps(handle, page)
            fresh = [step for step in records.result if step.contest.id not in seen]
            seen.update(step.contest.id for step in fresh)
            yield from rating_rows(fresh)
            if not fresh or len(seen) >= (records.count or 0):
                return

    def _person(self, handle: str) -> PersonPage:
        return _content(self._ask(f"{HOME}/user/{quote(handle, safe='')}"), PersonPage)

    def _steps(self, uid: int | str, page: int) -> Steps:
        return self._ask(ELO, params={"user": uid, "page": page}).json(Elo).records

    def _about(self, key: str) -> ContestPage:
        return _content(self._ask(f"{HOME}/contest/{quote(key, safe='')}"), ContestPage)

    def _lines(self, key: str) -> Iterator[Line]:
        """Yield the lines of every page; who moves meanwhile may stand on two."""
        shown: set[int] = set()
        for page in range(1, MOST_BOARD_PAGES + 1):
            reply = self._ask(f"{BOARD}/{quote(key, safe='')}", params={"page": page} if page > 1 else None)
            board = _json_in(reply, Scoreboard).scoreboard or _content(reply, Scoreboard).scoreboard
            if board is None:
                raise AdapterError("no scoreboard", place="$.scoreboard")
            yield from board.result
            known = len(shown)
            shown.update(line.user.uid for line in board.result)
            if len(shown) == known or len(shown) >= (board.count or 0):
                return
        raise AdapterError(f"more than {MOST_BOARD_PAGES} pages", place="$.scoreboard.count")

    def _ask(self, url: str, *, params: Mapping[str, str | int] | None = None) -> Reply:
        reply = self.web.get(url, params=params, headers=CONTENT_ONLY, allow=(403,))
        cookie = COOKIE_SCRIPT.search(reply.body[:2048])
        if cookie is not None:
            headers = {**CONTENT_ONLY, "Cookie": cookie.group(1).decode()}
            reply = self.web.get(url, params=params, headers=headers, allow=(403,))
        if reply.status == 403:
            is_limit = TOO_OFTEN.encode() in reply.body or TOO_OFTEN_ESCAPED in reply.body
            trouble = Trouble.LIMITED if is_limit else Trouble.BLOCKED
            raise AdapterError("HTTP 403", place=reply.url, trouble=trouble, retry_after=PAUSE if is_limit else None)
        return reply


def _unless_missing(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except AdapterError as error:
        if error.trouble != Trouble.MISSING:
            raise
        return None


def _json_in(reply: Reply, form: type[T]) -> T:
    """Return an answer read as JSON, or the JSON within the page that it is."""
    if reply.body.lstrip().startswith(b"<"):
        reply = Reply(url=reply.url, body=_in_page(reply).encode())
    return reply.json(form)


def _content(reply: Reply, form: type[T], *, wall: Trouble = Trouble.LOGIN) -> T:
    """Return what a page is about, out of its frame; `wall` is the trouble when only members are let in."""
    frame = _json_in(reply, Frame)
    template = frame.template or frame.currentTemplate
    if frame.instance == "auth" or template == "login":
        if wall == Trouble.LOGIN:
            raise members_only("www.luogu.com.cn", place="$.template", why="a login page")
        raise AdapterError("a login page", place="$.template", trouble=wall)
    status = frame.status if frame.status is not None else frame.code
    if status not in (None, 200):
        trouble = Trouble.MISSING if status == 404 else Trouble.FORMAT
        raise AdapterError(f"status {status} inside", place="$.status", trouble=trouble)
    for name, root in (("data", frame.data), ("currentData", frame.currentData)):
        if bytes(root) != b"null":
            with reading(f"$.{name}"):
                return Reply(url=reply.url, body=bytes(root)).json(form)
    raise AdapterError("neither data nor currentData is there", place="$")


def _in_page(reply: Reply) -> str:
    """Return the JSON within a page: a script of its own, before 2025 percent-encoded in one that sets a variable."""
    older = INJECTED.search(reply.body)
    if older is not None:
        with reading("_feInjection"):
            return unquote(older.group(1).decode("ascii"), errors="strict")
    return reply.page().one("script#lentille-context").text()


def _row(contest: Contest) -> ContestRow:
    method = contest.method if contest.method is not None else contest.ruleType
    url = f"{HOME}/contest/{contest.id}"
    facts: dict[str, str | int | float | bool] = {}
    if contest.visibility is not None:
        facts["visibility"] = contest.visibility
    if contest.rated is not None:
        facts["rated"] = contest.rated
    if contest.host is not None and contest.host.name:
        facts["host"] = clean(contest.host.name)
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=url,
        start=from_epoch(contest.startTime),
        end=from_epoch(contest.endTime),
        kind=METHODS.get(method or 0, ""),
        rated=contest.rated if isinstance(contest.rated, bool) else RATED.get(contest.rated),
        standings_url=f"{url}#scoreboard",
        facts=facts,
    )
