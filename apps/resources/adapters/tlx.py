"""TLX: the public contests of tlx.toki.id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import from_millis
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean
from apps.resources.rows import ContestRow

API = "https://api.tlx.toki.id/v2/contests"
HOME = "https://tlx.toki.id/contests"
MAX_PAGES = 10
LONGEST = timedelta(days=31)


class _Contest(msgspec.Struct, rename="camel"):
    id: int
    slug: str
    name: str
    begin_time: int  # epoch in milliseconds
    duration: int  # milliseconds
    style: str | None = None


class _Data(msgspec.Struct):
    page: list[_Contest]


class _Answer(msgspec.Struct):
    data: _Data


class Tlx(Adapter):
    """Reads the list of contests, newest first."""

    sites: ClassVar[tuple[Site, ...]] = (Site(host="tlx.toki.id", title="TLX", url=HOME, short="TLX", color="#137cbd"),)
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=1)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Epoch and duration in milliseconds. Contests of more than a month are trainings left open, and left out. "
        "Pages are read until one holds a contest that began before now."
    )
    profile_url: ClassVar[str] = "https://tlx.toki.id/profiles/{handle}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"tlx\.toki\.id/profiles/(?P<handle>[\w.]+)(?:/.*)?",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of every page up to the first that reaches the present."""
        for number in range(1, MAX_PAGES + 1):
            contests = self.web.get(API, params={"page": number}).json(_Answer).data.page
            yield from each_row("$.data.page", contests, _row)
            if not contests or contests[-1].begin_time / 1000 < self.web.now.timestamp():
                return
        raise AdapterError(f"more than {MAX_PAGES} pages before the present", place="$.data.page")


def _row(contest: _Contest) -> ContestRow | None:
    start, duration = from_millis(contest.begin_time), timedelta(milliseconds=contest.duration)
    if duration > LONGEST:
        return None
    url = f"{HOME}/{contest.slug}"
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=url,
        start=start,
        end=start + duration,
        kind=contest.style or "",
        standings_url=f"{url}/scoreboard",
    )
