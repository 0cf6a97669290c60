"""CodeChef: the JSON list behind its contests page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Site,
    Verified,
    clean,
    from_iso,
    own_time,
    reading,
)
from apps.resources.rows import ContestRow

LISTS = "https://www.codechef.com/api/list/contests"
INDIA = timedelta(hours=5, minutes=30)
SERIES = re.compile(r"([A-Z]+)\d+[A-Z]?")
PAGE = 20
MOST_PAGES = 10


class Contest(msgspec.Struct, kw_only=True):
    """One item of a list; older answers have no ISO times."""

    contest_code: str
    contest_name: str
    contest_start_date: str | None = None
    contest_end_date: str | None = None
    contest_start_date_iso: str | None = None
    contest_end_date_iso: str | None = None
    contest_duration: str | int | float | None = None


class Lists(msgspec.Struct, kw_only=True):
    """The answer of `all`, and with `contests` alone that of one list."""

    status: str = "success"
    message: str = ""
    present_contests: list[Contest] | None = None
    future_contests: list[Contest] | None = None
    past_contests: list[Contest] | None = None
    contests: list[Contest] | None = None


class CodeChef(Adapter):
    """Reads running, upcoming and recent contests; skill tests and practice are no contests."""

    sites: ClassVar = (
        Site(
            host="codechef.com",
            title="CodeChef",
            url="https://www.codechef.com/",
            short="cc",
            color="#5b4638",
            timezone="Asia/Kolkata",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=3))
    intervals: ClassVar = {"contests": timedelta(minutes=30)}
    verified: ClassVar = Verified(against="recording", dated="2025-10")
    traps: ClassVar = (
        "Times without a mark are India time (+05:30), durations are minutes as text. A duration shorter than the "
        "window means a virtual start. Titles gain the rated range after the end."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of the lists present, future and past: from one answer, and further pages if it is full.

        Raises:
            AdapterError: the status is not success, no list is there, or an item cannot be read.
        """
        whole = self._ask("all", offset=0, allow=(404,))
        if whole is None:
            for name in ("present", "future"):
                yield from self._pages(name, pages=range(MOST_PAGES))
            yield from self._pages("past", pages=range(1))
            return
        yield from _rows(whole)
        for name, shown in (("present", whole.present_contests), ("future", whole.future_contests)):
            if shown is not None and len(shown) >= PAGE:
                yield from self._pages(name, pages=range(1, MOST_PAGES))

    def _pages(self, name: str, *, pages: range) -> Iterator[ContestRow]:
        """Yield the contests of one list, until a page is short, missing or the one before it again."""
        seen: set[str] = set()
        for page in pages:
            lists = self._ask(name, offset=page * PAGE, allow=(404,) if page else ())
            if lists is None:
                return
            yield from _rows(lists)
            codes = {contest.contest_code for contest in lists.contests or ()}
            if len(codes) < PAGE or codes <= seen:
                return
            seen |= codes

    def _ask(self, name: str, *, offset: int, allow: Sequence[int]) -> Lists | None:
        order = "desc" if name == "past" else "asc"
        reply = self.web.get(
            f"{LISTS}/{name}",
            params={"sort_by": "START", "sorting_order": order, "offset": offset, "mode": "all"},
            allow=allow,
        )
        if reply.status == 404:
            return None
        lists = reply.json(Lists)
        if lists.status != "success":
            raise AdapterError(f"status {lists.status!r}: {clean(lists.message)!r}", place="$.status")
        return lists


def _rows(lists: Lists) -> Iterator[ContestRow]:
    named = {
        "present_contests": lists.present_contests,
        "future_contests": lists.future_contests,
        "past_contests": lists.past_contests,
        "contests": lists.contests,
    }
    if all(listed is None for listed in named.values()):
        raise AdapterError("none of the lists is there: present_contests, future_contests, past_contests", place="$")
    for name, listed in named.items():
        for place, contest in enumerate(listed or ()):
            with reading(f"$.{name}[{place}]"):
                yield _row(contest)


def _row(contest: Contest) -> ContestRow:
    start = _time(contest.contest_start_date_iso, contest.contest_start_date)
    end = _time(contest.contest_end_date_iso, contest.contest_end_date)
    series = SERIES.fullmatch(contest.contest_code)
    return ContestRow(
        key=contest.contest_code,
        title=clean(contest.contest_name),
        url=f"https://www.codechef.com/{contest.contest_code}",
        start=start,
        end=end,
        duration=own_time(_duration(contest.contest_duration), start=start, end=end),
        kind=series.group(1) if series else "",
        rated=True if "(rated till" in contest.contest_name.lower() else None,
        standings_url=f"https://www.codechef.com/rankings/{contest.contest_code}",
    )


def _time(iso: str | None, local: str | None) -> datetime:
    if iso:
        return from_iso(iso, zone=INDIA)
    if not local:
        raise AdapterError("a contest without a time")
    naive = datetime.strptime(" ".join(local.split()), "%d %b %Y %H:%M:%S")  # noqa: DTZ007 - India time, made UTC below
    return from_iso(naive.isoformat(), zone=INDIA)


def _duration(minutes: str | float | None) -> timedelta | None:
    return timedelta(minutes=float(minutes)) if minutes not in (None, "") else None
