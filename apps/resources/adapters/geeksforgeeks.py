"""GeeksforGeeks: the contests of its practice site, and its people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters import _geeksforgeeks_people
from apps.resources.adapters._geeksforgeeks_people import INDIA
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean, from_iso, reading
from apps.resources.rows import ContestRow, ProfileRow, RatingRow

EVENTS = "https://practiceapi.geeksforgeeks.org/api/vr/events/"
MAX_PAGES = 10
MAX_PAST_PAGES = 40
LONGEST = timedelta(days=30)


class _Event(msgspec.Struct):
    slug: str
    start_time: str
    end_time: str
    name: str | None = None
    title: str | None = None


class _Lists(msgspec.Struct):
    upcoming: list[_Event] | None = None
    ongoing: list[_Event] | None = None
    past: list[_Event] | None = None
    next_upcoming: bool | int | None = None
    next_past: bool | int | None = None


class _Page(msgspec.Struct):
    results: _Lists
    next_upcoming: bool | int | None = None
    next_past: bool | int | None = None


class GeeksForGeeks(Adapter):
    """Reads the events of the kind contest."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="geeksforgeeks.org",
            title="GeeksforGeeks",
            url="https://practice.geeksforgeeks.org/events/rec/gfg-weekly-coding-contest",
            short="GfG",
            color="#2f8d46",
            timezone="Asia/Kolkata",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=1),
        "profiles": timedelta(days=2),
        "ratings": timedelta(days=2),
    }
    profile_url: ClassVar[str] = "https://www.geeksforgeeks.org/user/{handle}/"
    profiles_at: ClassVar[tuple[str, ...]] = (r"(?:\w+\.)?geeksforgeeks\.org/(?:user|profile)/(?P<handle>[\w.-]+)",)
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "India time (+05:30) without a mark. Entries that last over 30 days carry a made-up end and are left out. "
        "The steps of a rating have no times: the lists of past contests tell them."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every upcoming and running contest, and the past ones that come on the same pages."""
        for number in range(1, MAX_PAGES + 1):
            reply = self.web.get(EVENTS, params={"page_number": number, "sub_type": "all", "type": "contest"})
            page = reply.json(_Page)
            lists = {"upcoming": page.results.upcoming, "ongoing": page.results.ongoing, "past": page.results.past}
            if all(events is None for events in lists.values()):
                raise AdapterError("neither upcoming nor ongoing nor past contests", place="$.results")
            for name, events in lists.items():
                yield from each_row(f"$.results.{name}", events or (), _row)
            if not (page.next_upcoming or page.results.next_upcoming):
                return
        raise AdapterError(f"more than {MAX_PAGES} pages of upcoming contests", place="$.next_upcoming")

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield people; who was renamed has the present name as key.

        Raises:
            AdapterError: an answer cannot be read.
        """
        for handle in handles:
            yield _geeksforgeeks_people.profile(self.web, handle)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of a rating.

        Raises:
            AdapterError: the account is unknown (MISSING), a contest has no time, or an answer cannot be read.
        """
        return _geeksforgeeks_people.ratings(self.web, handle, self._ends)

    def _ends(self, wanted: set[str]) -> dict[str, datetime]:
        """Return when these contests ended, from as many pages of past contests as that takes."""
        ends: dict[str, datetime] = {}
        for number in range(1, MAX_PAST_PAGES + 1):
            if wanted <= ends.keys():
                break
            page = self.web.get(EVENTS, params={"page_number": number, "sub_type": "past", "type": "contest"}).json(
                _Page
            )
            for place, event in enumerate(page.results.past or ()):
                with reading(f"$.results.past[{place}]"):
                    ends[event.slug] = from_iso(event.end_time, zone=INDIA)
            more = page.results.next_past if page.next_past is None else page.next_past
            if not page.results.past or (more is not None and not more):
                break
        return ends


def _row(event: _Event) -> ContestRow | None:
    start, end = from_iso(event.start_time, zone=INDIA), from_iso(event.end_time, zone=INDIA)
    if end - start > LONGEST:
        return None
    return ContestRow(
        key=event.slug,
        title=clean(event.name or event.title or ""),
        url=f"https://practice.geeksforgeeks.org/contest/{event.slug}",
        start=start,
        end=end,
    )
