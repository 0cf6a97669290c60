"""Hydro: the contests of hydro.ac and of private servers that run its code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Trouble, Verified, clean, own_time
from apps.resources.rows import ContestRow

MAX_PAGES = 10
HOMEWORK = "homework"


class _Contest(msgspec.Struct, rename="camel"):
    id: str = msgspec.field(name="_id")
    title: str
    rule: str
    begin_at: Instant
    end_at: Instant
    doc_id: str | None = None
    duration: float | None = None  # hours that one participant has inside the window
    rated: bool | None = None


class _Error(msgspec.Struct):
    message: str = ""


class _Answer(msgspec.Struct):
    tdocs: list[_Contest] | None = None
    url: str = ""
    error: _Error | None = None


class Hydro(Adapter):
    """Reads a server's, or one domain's, list of contests, newest first."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="hydro.ac", title="Hydro", url="https://hydro.ac", short="HY", color="#45b5aa"),
    )
    family: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=2)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 in UTC, durations in hours. Homework is no contest. Without the right to look, the JSON holds the "
        "address of a login or join page instead of the list. A domain's address ends in /d/ and its name."
    )
    profiles_at: ClassVar[tuple[str, ...]] = (r"[\w.-]+(?::\d+)?(?:/d/[\w-]+)?/user/(?P<handle>\d+)",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of every page up to the first that reaches the past."""
        base = self.site.url.rstrip("/")
        for number in range(1, MAX_PAGES + 1):
            contests = self._page(base, number)
            yield from each_row("$.tdocs", contests, lambda contest: _row(base, contest))
            if not contests or contests[-1].end_at < self.web.now:
                return
        raise AdapterError(f"more than {MAX_PAGES} pages before the past", place="$.tdocs")

    def _page(self, base: str, number: int) -> list[_Contest]:
        reply = self.web.get(f"{base}/contest", params={"page": number}, headers={"accept": "application/json"})
        answer = reply.json(_Answer)
        if answer.error is not None:
            raise AdapterError(f"the site refuses: {answer.error.message!r}", place="$.error")
        if answer.tdocs is None:
            if answer.url:
                raise AdapterError(f"sent on to {answer.url}", place="$.url", trouble=Trouble.BLOCKED)
            raise AdapterError("no list of contests", place="$.tdocs")
        return answer.tdocs


def _row(base: str, contest: _Contest) -> ContestRow | None:
    if contest.rule == HOMEWORK:
        return None
    start, end = contest.begin_at.astimezone(UTC), contest.end_at.astimezone(UTC)
    duration = timedelta(hours=contest.duration) if contest.duration else None
    key = contest.doc_id or contest.id
    url = f"{base}/contest/{key}"
    return ContestRow(
        key=key,
        title=clean(contest.title),
        url=url,
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        kind=contest.rule,
        rated=contest.rated,
        standings_url=f"{url}/scoreboard",
    )
