"""What a make-believe site is asked and what it answers, before either touches a socket."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from contestweb.contest import Contest

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request for https://<host><path>. Header names are in lower case; the last of equal parameters counts."""

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, and how it misbehaves on the wire: see contestweb/faults.py."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0  # seconds before it is sent
    missing: int = 0  # bytes that Content-Length promises and that never come
    filler: int = 0  # bytes of blanks that follow the body, in chunks
    silent: bool = False  # the connection stays open and nothing is said
    reset: bool = False  # the connection is reset


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a format may see: the time, and the contests of a site as they shall be listed, by start."""

    now: datetime
    all_contests: Callable[[str], tuple[Contest, ...]]

    def contests(self, site: str) -> tuple[Contest, ...]:
        """Return a site's contests without the cancelled ones, for the many sites that drop them from their lists."""
        return tuple(contest for contest in self.all_contests(site) if not contest.cancelled)

    def is_over(self, contest: Contest) -> bool:
        """True when it has ended."""
        return contest.end <= self.now

    def is_running(self, contest: Contest) -> bool:
        """True while it is open."""
        return contest.start <= self.now < contest.end

    def is_upcoming(self, contest: Contest) -> bool:
        """True when it has not begun."""
        return self.now < contest.start


def json_answer(value: Any, *, status: int = 200, ascii_only: bool = False) -> Answer:
    """Return a value as JSON."""
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    return Answer(status=status, headers={"content-type": JSON}, body=body)


def page_answer(html: str, *, status: int = 200) -> Answer:
    """Return an HTML page."""
    return Answer(status=status, headers={"content-type": HTML}, body=html.encode())


def not_found(request: Request) -> Answer:
    """Return the page of a site that has no such address."""
    return page_answer(f"<html><head><title>404 Not Found</title></head><body>{request.host}</body></html>", status=404)


def if_changed(request: Request, answer: Answer, contests: Iterable[Contest]) -> Answer:
    """Return the answer with validators, or 304 when the client has it already."""
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:24]}"'
    headers = {**answer.headers, "etag": etag}
    if changed := max((contest.changed for contest in contests), default=None):
        headers["last-modified"] = format_datetime(changed.replace(microsecond=0), usegmt=True)
    asked = request.headers.get("if-none-match")
    if (
        etag in asked.split(", ")
        if asked
        else request.headers.get("if-modified-since") == headers.get("last-modified", 0)
    ):
        return Answer(status=304, headers={name: headers[name] for name in headers if name != "content-type"})
    return Answer(status=answer.status, headers=headers, body=answer.body)


def page_of(items: Iterable[Contest], number: str | None, size: int) -> list[Contest]:
    """Return one page, counted from 1, of a list; a number that is none is page 1."""
    page = max(int(number), 1) if number and number.isdecimal() else 1
    return list(items)[(page - 1) * size : page * size]
