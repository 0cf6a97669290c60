"""CS Academy: its rounds and the contests of its users."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean, from_epoch
from apps.resources.rows import ContestRow

HOME = "https://csacademy.com"
VIRTUAL = re.compile(r"\bvirtual\b.*\bcontest\b", re.IGNORECASE)


class _Contest(msgspec.Struct, rename="camel"):
    id: int
    name: str
    long_name: str
    start_time: float | None = None  # epoch in seconds
    end_time: float | None = None
    system_generated: bool | int | None = None
    rated: bool | None = None


class _State(msgspec.Struct):
    contest: list[_Contest] | None = None
    old_contest: list[_Contest] | None = msgspec.field(default=None, name="Contest")


class _Error(msgspec.Struct):
    message: str = ""


class _Answer(msgspec.Struct):
    state: _State | None = None
    error: _Error | None = None


class CsAcademy(Adapter):
    """Reads the list of all contests, which comes in one answer."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="csacademy.com", title="CS Academy", url=f"{HOME}/contests/", short="CSA", color="#3c4a5a"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=6)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Epoch seconds, sometimes with a fraction, null while a contest is being prepared. Interviews and virtual "
        "contests that the site makes by itself are left out. The site's own rounds stopped in 2020."
    )
    profile_url: ClassVar[str] = f"{HOME}/user/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"csacademy\.com/user/(?P<handle>\w+)",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield every contest that has a start and an end."""
        reply = self.web.get(f"{HOME}/contests/", headers={"x-requested-with": "XMLHttpRequest"})
        answer = reply.json(_Answer)
        if answer.error is not None:
            raise AdapterError(f"the site refuses: {answer.error.message!r}", place="$.error")
        state = answer.state or _State()
        contests = state.old_contest if state.contest is None else state.contest
        if contests is None:
            raise AdapterError("no list of contests", place="$.state.contest")
        yield from each_row("$.state.contest", contests, _row)


def _row(contest: _Contest) -> ContestRow | None:
    if contest.start_time is None or contest.end_time is None:
        return None
    if contest.system_generated or VIRTUAL.search(contest.long_name):
        return None
    url = f"{HOME}/contest/{contest.name}/"
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.long_name),
        url=url,
        start=from_epoch(round(contest.start_time)),
        end=from_epoch(round(contest.end_time)),
        rated=contest.rated,
        standings_url=f"{url}scoreboard/",
    )
