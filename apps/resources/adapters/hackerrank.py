"""HackerRank: its open and college contests, company competitions and the events of its community pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean, from_epoch, reading
from apps.resources.rows import ContestRow

HOME = "https://www.hackerrank.com"
EVENTS = f"{HOME}/community/engage/events"
PAGE_SIZE = 50
MAX_PAGES = 20
LONGEST = timedelta(days=366)


class _Track(msgspec.Struct):
    name: str | None = None


class _Contest(msgspec.Struct):
    id: int
    slug: str
    name: str
    epoch_starttime: int | float | None
    epoch_endtime: int | float | None  # null: its maker chose "no end time"
    track: _Track | None = None
    rated: bool | int | None = None


class _ContestPage(msgspec.Struct):
    models: list[_Contest] | None = None
    total: int = 0
    message: str | None = None


class _CompetitionFields(msgspec.Struct):
    name: str
    slug: str
    starts_at: Instant
    ends_at: Instant


class _Competition(msgspec.Struct):
    id: int | str
    attributes: _CompetitionFields


class _Links(msgspec.Struct):
    next: str | None = None


class _CompetitionPage(msgspec.Struct):
    data: list[_Competition]
    links: _Links = msgspec.field(default_factory=_Links)


class _EventFields(msgspec.Struct):
    name: str
    start_time: Instant
    end_time: Instant
    registration_end_time: Instant | None = None
    microsite_url: str | None = None


class _Event(msgspec.Struct):
    id: int | str
    attributes: _EventFields


class _Events(msgspec.Struct):
    ongoing_events: list[_Event]  # upcoming and past ones too, whatever the name says


class _EventLists(msgspec.Struct):
    events: _Events


class _EventPage(msgspec.Struct):
    data: _EventLists


class HackerRank(Adapter):
    """Reads the lists that hackerrank.com shows to everybody."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="hackerrank.com", title="HackerRank", url=f"{HOME}/contests", short="HR", color="#2ec866"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(minutes=30)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Epoch seconds, or ISO 8601 in UTC for competitions and events. Most contests are made by users: those without "
        "an end, ending before they start or open for more than a year are left out. Wants a browser's User-Agent."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every upcoming and running contest, the newest past ones, the competitions and the events."""
        yield from self._whole("upcoming")
        # A side list may be switched off, as some were before; the main one is still good then.
        yield from self._whole("college", allow=(404,))
        yield from each_row("$.models", self._page("archived", offset=0, allow=(404,))[0], _contest_row)
        yield from self._competitions()
        yield from self._events()

    def _whole(self, name: str, *, allow: Sequence[int] = ()) -> Iterator[ContestRow]:
        for offset in range(0, MAX_PAGES * PAGE_SIZE, PAGE_SIZE):
            contests, total = self._page(name, offset=offset, allow=allow)
            yield from each_row("$.models", contests, _contest_row)
            if not contests or offset + PAGE_SIZE >= total:
                return
        raise AdapterError(f"more than {MAX_PAGES * PAGE_SIZE} contests in the list {name}", place="$.total")

    def _page(self, name: str, *, offset: int, allow: Sequence[int]) -> tuple[list[_Contest], int]:
        """Return a page's contests and how many its list has; none where the site has no such list."""
        params = {"limit": PAGE_SIZE, "offset": offset}
        reply = self.web.get(f"{HOME}/rest/contests/{name}", params=params, allow=allow)
        if reply.status == 404:
            return [], 0
        answer = reply.json(_ContestPage)
        if answer.models is None:
            raise AdapterError(f"no list of contests; the site says {answer.message!r}", place="$.models")
        return answer.models, answer.total

    def _competitions(self) -> Iterator[ContestRow]:
        url = f"{HOME}/api/hrw/resources/competitions?filter%5Bstatus%5D=published"
        for _ in range(MAX_PAGES):
            reply = self.web.get(url, allow=(404,))
            if reply.status == 404:
                return
            answer = reply.json(_CompetitionPage)
            yield from each_row("$.data", answer.data, _competition_row)
            if not answer.links.next:
                return
            with reading("$.links.next"):
                url = urljoin(url, answer.links.next)
        raise AdapterError(f"more than {MAX_PAGES} pages of competitions", place="$.links.next")

    def _events(self) -> Iterator[ContestRow]:
        reply = self.web.get(EVENTS, headers={"accept": "application/json"}, allow=(404,))
        if reply.status != 404:
            events = reply.json(_EventPage).data.events.ongoing_events
            yield from each_row("$.data.events.ongoing_events", events, _event_row)


def _is_meant(start: datetime, end: datetime) -> bool:
    """Tell contests from what users leave here: exercises open for years, and an end typed before the start."""
    return timedelta(0) < end - start <= LONGEST


def _contest_row(contest: _Contest) -> ContestRow | None:
    if contest.epoch_starttime is None or contest.epoch_endtime is None:
        return None
    start, end = from_epoch(contest.epoch_starttime), from_epoch(contest.epoch_endtime)
    if not _is_meant(start, end):
        return None
    url = f"{HOME}/contests/{contest.slug}"
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=url,
        start=start,
        end=end,
        kind=(contest.track and contest.track.name) or "",
        rated=None if contest.rated is None else bool(contest.rated),
        standings_url=f"{url}/leaderboard",
    )


def _competition_row(competition: _Competition) -> ContestRow | None:
    fields = competition.attributes
    start, end = fields.starts_at.astimezone(UTC), fields.ends_at.astimezone(UTC)
    if not _is_meant(start, end):
        return None
    return ContestRow(
        key=f"competitions/{competition.id}",
        title=clean(fields.name),
        url=f"{HOME}/competitions/{fields.slug}",
        start=start,
        end=end,
    )


def _event_row(event: _Event) -> ContestRow | None:
    fields = event.attributes
    start, end = fields.start_time.astimezone(UTC), fields.end_time.astimezone(UTC)
    if not _is_meant(start, end):
        return None
    closes = fields.registration_end_time
    return ContestRow(
        key=f"events/{event.id}",
        title=clean(fields.name),
        url=fields.microsite_url or EVENTS,
        start=start,
        end=end,
        registration_closes=closes and closes.astimezone(UTC),
    )
