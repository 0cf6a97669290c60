"""CTFtime: the documented JSON API of events, results and teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters import _ctftime_results
from apps.resources.adapters.base import Adapter, Pace, Site, Verified, clean, from_iso, reading
from apps.resources.rows import ContestRef, ContestRow, ProfileRow, RatingRow, Standings

EVENTS = "https://ctftime.org/api/v1/events/"
PAGE = 100
MOST_PAGES = 8
PAST = timedelta(days=60)
FUTURE = timedelta(days=400)


class Organizer(msgspec.Struct):
    """A team that runs an event."""

    name: str | None = None


class Event(msgspec.Struct, kw_only=True):
    """One event; `url` is its own site, `ctftime_url` its page here."""

    id: int
    title: str
    start: str
    finish: str
    ctftime_url: str | None = None
    url: str | None = None
    format: str | None = None
    weight: float | str | None = None  # text in some answers
    restrictions: str | None = None
    location: str | None = None
    onsite: bool | None = None
    organizers: list[Organizer] | None = None


class CTFtime(Adapter):
    """Reads the events from two months ago to a year ahead; who takes part are teams, whose number is their account."""

    sites: ClassVar = (
        Site(host="ctftime.org", title="CTFtime", url="https://ctftime.org/", short="ctf", color="#e3000f"),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar = {
        "contests": timedelta(hours=1),
        "standings": timedelta(hours=6),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=7),
    }
    profile_url: ClassVar = "https://ctftime.org/team/{handle}"
    profiles_at: ClassVar = (r"ctftime\.org/team/(?P<handle>\d+)", r"ctftime\.org/(?P<handle>user/\d+)")
    verified: ClassVar = Verified(
        against="recording", dated="2022-12", note="teams against notes: no real answer of theirs was at hand"
    )
    traps: ClassVar = (
        "Times carry their offset; the field duration drops minutes, so start and finish count. Weights are set weeks "
        "after the end, and an event's own site is often dead later: its page here is the link. "
        "Results come by years, points as text; equal points keep different places."
    )

    @classmethod
    def profile_address(cls, handle: str) -> str:
        """Return where a person finds an account; a person's handle says that it is no team."""
        return f"https://ctftime.org/{handle}" if handle.startswith("user/") else super().profile_address(handle)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the events, page by page: a full answer is followed by one that begins at its last start.

        Raises:
            AdapterError: an answer is no list of events.
        """
        # Whole days keep the address the same for a day, so that an unchanged answer is known as such.
        today = self.web.now.replace(hour=0, minute=0, second=0, microsecond=0)
        begin, finish = today - PAST, today + FUTURE
        seen: set[int] = set()
        for _ in range(MOST_PAGES):
            events = self._ask(begin, finish)
            for place, event in enumerate(events):
                with reading(f"$[{place}]"):
                    yield _row(event)
            starts = [from_iso(event.start) for event in events if event.id not in seen]
            seen.update(event.id for event in events)
            if len(events) < PAGE or not starts:
                return
            begin = max(starts)

    def standings(self, contest: ContestRef) -> Standings:
        """Return an event's scoreboard, which organisers hand in after the end; it names no problems.

        Raises:
            AdapterError: there is none yet (MISSING), or an answer cannot be read.
        """
        row, start, end = None, contest.start, contest.end
        if start is None or end is None:
            event = self.web.get(f"{EVENTS}{contest.key}/").json(Event)
            with reading("$"):
                row = _row(event)
            start, end = row.start, row.end
        years = sorted({start.year, end.year}, reverse=True)
        return Standings(
            rows=_ctftime_results.scoreboard(self.web, contest.key, years),
            url=f"https://ctftime.org/event/{contest.key}/",
            contest=row,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield teams, and users by their pages where the handle is "user/<number>".

        Raises:
            AdapterError: an answer cannot be read.
        """
        for handle in handles:
            read = _ctftime_results.user_profile if handle.startswith("user/") else _ctftime_results.team_profile
            yield read(self.web, handle)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield a team's rating points by year.

        Raises:
            AdapterError: the team is unknown (MISSING), or the answer cannot be read.
        """
        return _ctftime_results.yearly_points(self.web, handle)

    def _ask(self, begin: datetime, finish: datetime) -> list[Event]:
        params = {"limit": PAGE, "start": int(begin.timestamp()), "finish": int(finish.timestamp())}
        return self.web.get(EVENTS, params=params).json(list[Event])


def _row(event: Event) -> ContestRow:
    return ContestRow(
        key=str(event.id),
        title=clean(event.title),
        url=event.ctftime_url or f"https://ctftime.org/event/{event.id}/",
        start=from_iso(event.start),
        end=from_iso(event.finish),
        kind=clean(event.format or ""),
        facts=_facts(event),
    )


def _facts(event: Event) -> dict[str, str | int | float | bool]:
    facts: dict[str, str | int | float | bool] = {}
    if event.weight is not None:
        facts["weight"] = float(event.weight)
    if event.onsite is not None:
        facts["onsite"] = event.onsite
    texts = {
        "format": event.format,
        "restrictions": event.restrictions,
        "location": event.location,
        "url": event.url,
        "organizers": ", ".join(organizer.name for organizer in event.organizers or () if organizer.name),
    }
    return facts | {name: clean(text) for name, text in texts.items() if text and clean(text)}
