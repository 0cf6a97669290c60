"""CodeChef: the JSON behind its pages of contests and rankings, and its profile pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters import _codechef_people, _codechef_problems, _codechef_table
from apps.resources.adapters._bands import Band
from apps.resources.adapters._codechef_table import SITE
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
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow, Standings

LISTS = f"{SITE}/api/list/contests"
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
    """Reads running, upcoming and recent contests; skill tests and practice are no contests.

    A contest with divisions is one contest: its table, its problems and the steps of a rating name the parent.
    """

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
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {
        "contests": timedelta(minutes=30),
        "problems": timedelta(days=1),
        "standings": timedelta(minutes=20),
        "profiles": timedelta(days=2),
        "ratings": timedelta(days=1),
    }
    profile_url: ClassVar = f"{SITE}/users/{{handle}}"
    profiles_at: ClassVar = (r"(?:\w+\.)?codechef\.com/(?:users|teams/view)/(?P<handle>\w+)",)
    verified: ClassVar = Verified(
        against="recording", dated="2026-05", note="rankings against notes: no real answer of theirs was at hand"
    )
    traps: ClassVar = (
        "Times without a mark are India time (+05:30), durations are minutes as text. A duration shorter than the "
        "window means a virtual start. Titles gain the rated range after the end. Rankings want the token of a page "
        "and come by 150 rows: a large contest takes longer than one reading may, and is told as a part then."
    )
    bands = (
        Band(0, "grey", "1★"),
        Band(1400, "green", "2★"),
        Band(1600, "blue", "3★"),
        Band(1800, "violet", "4★"),
        Band(2000, "yellow", "5★"),
        Band(2200, "orange", "6★"),
        Band(2500, "red", "7★"),
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

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest and of its divisions; one that several have belongs to none of them.

        Raises:
            AdapterError: no contest was named, the site knows none of that code (MISSING), or an answer cannot be read.
        """
        if contest is None:
            raise AdapterError("problems are read by contest", place="contest")
        yield from _codechef_problems.read_problems_of(self.web, contest.key)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the table of a contest, its divisions one after the other, each with places of its own.

        Raises:
            AdapterError: the contest has not begun or is unknown (MISSING), the site refuses (LIMITED), or an answer
                cannot be read.
        """
        return _codechef_table.read_table(self.web, contest.key)

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield what each profile page says.

        Raises:
            AdapterError: a page cannot be read.
        """
        for handle in handles:
            yield _codechef_people.profile(self.web, handle)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps that a profile page draws.

        Raises:
            AdapterError: the account is unknown (MISSING), or the page cannot be read.
        """
        yield from _codechef_people.ratings(self.web, handle)

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
