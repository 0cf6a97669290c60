"""Luogu: the JSON that its contest pages are made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from urllib.parse import unquote

import msgspec

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
from apps.resources.rows import ContestRow

LIST = "https://www.luogu.com.cn/contest/list"
CONTENT_ONLY = {"x-lentille-request": "content-only", "x-luogu-type": "content-only"}
COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=\s*[\"'](C3VK=[0-9A-Za-z]+)")
INJECTED = re.compile(rb"_feInjection\s*=\s*JSON\.parse\(decodeURIComponent\(\"([!-~]+?)\"\)")
METHODS = {1: "OI", 2: "ICPC", 3: "Ledo", 4: "IOI", 5: "CF"}
RATED: dict[int | None, bool] = {0: False, 3: True}  # what 1 means is not known
MOST_PAGES = 10
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
            url="https://www.luogu.com.cn/contest/list",
            short="lg",
            color="#3498db",
            timezone="Asia/Shanghai",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=1)}
    verified: ClassVar = Verified(against="recording", dated="2026-06")
    traps: ClassVar = (
        "Times are epoch seconds; the page itself shows Beijing time. The first answer may be a script that sets a "
        "cookie, and a wall for guests answers 200 with the template login."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of the first pages, until a page has one that is over.

        Raises:
            AdapterError: a login wall, or no contest list in the answer.
        """
        seen: set[int] = set()
        for page in range(1, MOST_PAGES + 1):
            listed = _read(self._ask(page))
            for place, contest in enumerate(listed):
                with reading(f"$.data.contests.result[{place}]"):
                    yield _row(contest)
            fresh = {contest.id for contest in listed} - seen
            seen |= fresh
            if not fresh or any(contest.endTime <= self.web.now.timestamp() for contest in listed):
                return

    def _ask(self, page: int) -> Reply:
        params = {"page": page} if page > 1 else None
        reply = self.web.get(LIST, params=params, headers=CONTENT_ONLY)
        cookie = COOKIE_SCRIPT.search(reply.body[:2048])
        if cookie is not None:
            reply = self.web.get(LIST, params=params, headers={**CONTENT_ONLY, "Cookie": cookie.group(1).decode()})
        return reply


def _read(reply: Reply) -> list[Contest]:
    if reply.body.lstrip().startswith(b"<"):
        reply = Reply(url=reply.url, body=_in_page(reply).encode())
    frame = reply.json(Frame)
    template = frame.template or frame.currentTemplate
    if frame.instance == "auth" or template == "login":
        raise AdapterError("a login page", place="$.template", trouble=Trouble.BLOCKED)
    status = frame.status if frame.status is not None else frame.code
    if status not in (None, 200):
        raise AdapterError(f"status {status} inside", place="$.status")
    for name, root in (("data", frame.data), ("currentData", frame.currentData)):
        if bytes(root) != b"null":
            with reading(f"$.{name}"):
                return Reply(url=reply.url, body=bytes(root)).json(Listed).contests.result
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
    url = f"https://www.luogu.com.cn/contest/{contest.id}"
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
