"""LightOJ: the contests of lightoj.com."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean
from apps.resources.rows import ContestRow

HOME = "https://lightoj.com"
MAX_PAGES = 20


class _Contest(msgspec.Struct):
    id: int | str = msgspec.field(name="contestId")
    handle: str = msgspec.field(name="contestHandleStr")
    title: str = msgspec.field(name="contestTitleStr")
    start: Instant = msgspec.field(name="contestStartTimestamp")
    end: Instant = msgspec.field(name="contestEndTimestamp")
    kind: str | None = msgspec.field(default=None, name="contestTypeStr")
    visibility: str | None = msgspec.field(default=None, name="contestVisibilityStr")
    participation: str | None = msgspec.field(default=None, name="contestParticipationTypeStr")


class _Page(msgspec.Struct, rename="camel"):
    last_page: int
    data: list[_Contest]


class _Data(msgspec.Struct):
    contests: _Page


class _Answer(msgspec.Struct):
    data: _Data


class LightOj(Adapter):
    """Reads all current and upcoming contests and the newest past ones."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="lightoj.com", title="LightOJ", url=f"{HOME}/contests", short="LOJ", color="#f59e0b"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=2)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = "ISO 8601 in UTC. Of the past contests only the first page is read."
    profile_url: ClassVar[str] = f"{HOME}/user/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (
        r"lightoj\.com/user/(?P<handle>[\w-]+)",
        r"lightoj\.com/(?P<handle>team/[\w-]+)",
    )

    @classmethod
    def profile_address(cls, handle: str) -> str:
        """Return where a person finds an account; a team's handle says that it is one."""
        return f"{HOME}/{handle}" if handle.startswith("team/") else super().profile_address(handle)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the current and upcoming contests and the first page of past ones."""
        for number in range(1, MAX_PAGES + 1):
            page = self._page("currentOrUpcoming", number)
            yield from each_row("$.data.contests.data", page.data, _row)
            if number >= page.last_page:
                break
        else:
            raise AdapterError(f"more than {MAX_PAGES} pages of upcoming contests", place="$.data.contests.lastPage")
        yield from each_row("$.data.contests.data", self._page("past", 1).data, _row)

    def _page(self, when: str, number: int) -> _Page:
        params: dict[str, str | int] = {"page": number, "contestType": when}
        return self.web.get(f"{HOME}/api/v1/contests", params=params).json(_Answer).data.contests


def _row(contest: _Contest) -> ContestRow:
    url = f"{HOME}/contest/{contest.handle}"
    facts = {"visibility": contest.visibility, "participation": contest.participation}
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.title),
        url=url,
        start=contest.start.astimezone(UTC),
        end=contest.end.astimezone(UTC),
        kind=contest.kind or "",
        facts={name: value for name, value in facts.items() if value},
    )
