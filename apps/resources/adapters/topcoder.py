"""Topcoder: the marathon matches and algorithm rounds among its challenges."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean
from apps.resources.rows import ContestRow

API = "https://api.topcoder.com/v6/challenges"
PAGE_SIZE = 100
MAX_PAGES = 20
CONTEST_TAGS = {"Algorithm", "Marathon Match", "Puzzle"}
CONTEST_TYPES = {"Marathon Match"}


class _Named(msgspec.Struct):
    name: str = ""


class _Challenge(msgspec.Struct, rename="camel"):
    id: str
    name: str
    type: str | _Named = ""
    tags: list[str] | None = None
    registration_start_date: Instant | None = None
    registration_end_date: Instant | None = None
    start_date: Instant | None = None
    submission_end_date: Instant | None = None
    end_date: Instant | None = None

    @property
    def kind(self) -> str:
        """Its type's name, which the API spells as a text or as an object."""
        return clean(self.type if isinstance(self.type, str) else self.type.name)

    @property
    def is_contest(self) -> bool:
        """Whether people compete in solving; most challenges are paid development work."""
        return self.kind in CONTEST_TYPES or not CONTEST_TAGS.isdisjoint(self.tags or ())


class Topcoder(Adapter):
    """Reads the public challenges and keeps those that are contests."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="topcoder.com",
            title="Topcoder",
            url="https://www.topcoder.com/challenges",
            short="TC",
            color="#0ab88a",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=2)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 in UTC. Only marathon matches and challenges tagged as algorithmic count; the match is open from the "
        "start of its registration to the end of submissions. SRMs ended, so an empty list is normal."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests among all active challenges and among the newest completed ones."""
        for page in range(1, MAX_PAGES + 1):
            challenges, pages = self._page("ACTIVE", page)
            yield from each_row("$", challenges, _row)
            if page >= pages:
                break
        else:
            raise AdapterError(f"more than {MAX_PAGES} pages of active challenges", place="x-total-pages")
        yield from each_row("$", self._page("COMPLETED", 1)[0], _row)

    def _page(self, status: str, page: int) -> tuple[list[_Challenge], int]:
        reply = self.web.get(
            API,
            params={"status": status, "perPage": PAGE_SIZE, "page": page, "sortBy": "startDate", "sortOrder": "desc"},
        )
        pages = reply.headers.get("x-total-pages", "")
        return reply.json(list[_Challenge]), int(pages) if pages.isdecimal() and len(pages) < 8 else 1


def _row(challenge: _Challenge) -> ContestRow | None:
    if not challenge.is_contest:
        return None
    opens, closes = challenge.registration_start_date, challenge.registration_end_date
    start, end = opens or challenge.start_date, challenge.submission_end_date or challenge.end_date
    if start is None or end is None:
        raise AdapterError("a contest without a start or an end of submissions")
    url = f"https://www.topcoder.com/challenges/{challenge.id}"
    return ContestRow(
        key=f"challenge={challenge.id}",
        title=clean(challenge.name),
        url=url,
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        kind=challenge.kind,
        standings_url=f"{url}?tab=submissions",
        registration_opens=opens and opens.astimezone(UTC),
        registration_closes=closes and closes.astimezone(UTC),
    )
