"""NowCoder: the HTML list whose items carry JSON in an attribute."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Site,
    Verified,
    attribute,
    clean,
    from_epoch,
    own_time,
    reading,
)
from apps.resources.rows import ContestRow

LIST = "https://ac.nowcoder.com/acm/contest/vip-index"
TYPES = {0: "ACM", 2: "OI", 3: "IOI"}  # 4 is every weekly round; the site has no word for it


class Settings(msgspec.Struct, kw_only=True):
    """The settings of a contest that we keep."""

    ratingStatus: str | None = None  # noqa: N815
    ratingUpperLimit: int | float | str | None = None  # noqa: N815
    organizerName: str | None = None  # noqa: N815


class Contest(msgspec.Struct, kw_only=True):
    """One contest; times and duration are milliseconds."""

    contestId: int  # noqa: N815
    contestName: str  # noqa: N815
    contestStartTime: int | float  # noqa: N815
    contestEndTime: int | float  # noqa: N815
    contestDuration: int | float | None = None  # noqa: N815
    contestSignUpStartTime: int | float | None = None  # noqa: N815
    contestSignUpEndTime: int | float | None = None  # noqa: N815
    type: int | None = None
    settingInfo: Settings | None = None  # noqa: N815


class NowCoder(Adapter):
    """Reads the site's own contests: running, upcoming and the latest past ones."""

    sites: ClassVar = (
        Site(
            host="ac.nowcoder.com",
            title="牛客 NowCoder",
            url=LIST,
            short="nc",
            color="#25bb9b",
            timezone="Asia/Shanghai",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=1)}
    verified: ClassVar = Verified(against="recording", dated="2026-06")
    traps: ClassVar = (
        "Times are epoch milliseconds in a JSON attribute that is HTML-escaped twice; the visible text is Beijing time."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of the list.

        Raises:
            AdapterError: the page has no such list, or an item cannot be read.
        """
        page = self.web.get(LIST).page()
        page.one(".platform-mod")
        items = page.all(".platform-item")
        if not items:
            raise AdapterError("the list has no items", place=".platform-mod .platform-item")
        for place, item in enumerate(items, 1):
            with reading(f".platform-item {place} data-json"):
                text = html.unescape(attribute(item, "data-json"))
                yield _row(Reply(url=LIST, body=text.encode()).json(Contest))


def _row(contest: Contest) -> ContestRow:
    settings = contest.settingInfo or Settings()
    start, end = from_epoch(contest.contestStartTime / 1000), from_epoch(contest.contestEndTime / 1000)
    duration = timedelta(milliseconds=contest.contestDuration) if contest.contestDuration is not None else None
    url = f"https://ac.nowcoder.com/acm/contest/{contest.contestId}"
    facts = {
        "type": contest.type,
        "ratingUpperLimit": settings.ratingUpperLimit,
        "organizer": clean(settings.organizerName or "") or None,
    }
    return ContestRow(
        key=str(contest.contestId),
        title=clean(contest.contestName),
        url=url,
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        kind=TYPES.get(contest.type, "") if contest.type is not None else "",
        rated=settings.ratingStatus != "No" if settings.ratingStatus else None,
        standings_url=f"{url}#rank",
        registration_url=url,
        registration_opens=_instant(contest.contestSignUpStartTime),
        registration_closes=_instant(contest.contestSignUpEndTime),
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _instant(milliseconds: float | None) -> datetime | None:
    return from_epoch(milliseconds / 1000) if milliseconds else None
