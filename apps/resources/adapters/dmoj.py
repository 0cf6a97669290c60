"""DMOJ and the judges that run its code: API version 2, or version 1 where a judge has no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Reply, Site, Verified, clean, own_time, reading
from apps.resources.rows import ContestRow

MAX_PAGES = 20
OLD_TIME_LIMIT = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")  # days, hours, minutes


class _Error(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Contest(msgspec.Struct):
    key: str
    name: str
    start_time: Instant
    end_time: Instant
    time_limit: float | None = None  # seconds that one participant has inside the window
    is_rated: bool | None = None
    tags: list[str] | None = None


class _Page(msgspec.Struct):
    objects: list[_Contest]
    has_more: bool = False


class _Answer(msgspec.Struct):
    data: _Page | None = None
    error: _Error | None = None


class _OldContest(msgspec.Struct):
    name: str
    start_time: Instant
    end_time: Instant
    time_limit: float | str | None = None
    labels: list[str] | None = None


class Dmoj(Adapter):
    """Reads the whole list of public contests, which is ordered by id and not by date."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="dmoj.ca", title="DMOJ", url="https://dmoj.ca", short="DM", color="#c8a92c"),
        Site(host="oj.vnoi.info", title="VNOJ", url="https://oj.vnoi.info", short="VN", color="#2563a8"),
        Site(host="lqdoj.edu.vn", title="LQDOJ", url="https://lqdoj.edu.vn", short="LQ", color="#b03a2e"),
    )
    family: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=1)}
    verified: ClassVar[Verified] = Verified(against="notes", note="the API's fields stand in the server's own code")
    traps: ClassVar[str] = (
        "ISO 8601 with an offset. A time limit makes it a window in which everybody has that long: seconds in version "
        "2, days:hours:minutes as text in version 1. Over 90 calls a minute dmoj.ca bans for days."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every public contest of the judge."""
        base = self.site.url.rstrip("/")
        for page in range(1, MAX_PAGES + 1):
            reply = self.web.get(f"{base}/api/v2/contests", params={"page": page}, allow=(404,) if page == 1 else ())
            if reply.status == 404:
                yield from self._old_rows(base)
                return
            contests = _page_of(reply)
            yield from each_row("$.data.objects", contests.objects, lambda contest: _row(base, contest))
            if not contests.has_more:
                return
        raise AdapterError(f"more than {MAX_PAGES} pages of contests", place="$.data.has_more")

    def _old_rows(self, base: str) -> Iterator[ContestRow]:
        for key, old in self.web.get(f"{base}/api/contest/list").json(dict[str, _OldContest]).items():
            with reading(f"$[{key!r}]"):
                contest = _Contest(
                    key=key,
                    name=old.name,
                    start_time=old.start_time,
                    end_time=old.end_time,
                    time_limit=_old_seconds(old.time_limit),
                    tags=old.labels,
                )
                row = _row(base, contest)
            yield row


def _page_of(reply: Reply) -> _Page:
    answer = reply.json(_Answer)
    if answer.error is not None:
        raise AdapterError(f"the site refuses: {answer.error.code} {answer.error.message!r}", place="$.error")
    if answer.data is None:
        raise AdapterError("no list", place="$.data")
    return answer.data


def _old_seconds(time_limit: float | str | None) -> float | None:
    if not isinstance(time_limit, str):
        return time_limit
    match = OLD_TIME_LIMIT.fullmatch(time_limit)
    if match is None:
        raise AdapterError(f"{time_limit!r} is no time limit of the form days:hours:minutes", place="time_limit")
    return timedelta(days=int(match[1]), hours=int(match[2]), minutes=int(match[3])).total_seconds()


def _row(base: str, contest: _Contest) -> ContestRow:
    start, end = contest.start_time.astimezone(UTC), contest.end_time.astimezone(UTC)
    limit = timedelta(seconds=contest.time_limit) if contest.time_limit else None
    url = f"{base}/contest/{contest.key}"
    return ContestRow(
        key=contest.key,
        title=clean(contest.name),
        url=url,
        start=start,
        end=end,
        duration=own_time(limit, start=start, end=end),
        rated=contest.is_rated,
        standings_url=f"{url}/ranking/",
        facts={"tags": ", ".join(contest.tags)} if contest.tags else {},
    )
