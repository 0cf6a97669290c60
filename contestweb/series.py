"""A series of contests: its rhythm over the weeks, its names, and how it is announced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_DAY = date(2026, 1, 5)  # a Monday, from which days are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Contests of one name in a steady rhythm.

    `title`, `draft` and `key` may hold {n} (the number of the contest), {id} (unique in the site), {word} and {year}.
    Two series of one name share their fate: Div. 1 is moved with Div. 2.
    """

    name: str
    title: str
    first: int  # days after FIRST_DAY, so that 0 … 6 is Monday … Sunday of the first week
    every: int  # days
    at: str  # local time "HH:MM" in `zone`
    minutes: int
    zone: str = "UTC"
    key: str = "{id}"
    page: str = ""  # what stands for the key in the address, where all its contests share one
    number: int = 1
    numbers: int = 1  # how far the number goes on from one contest to the next
    lead: int = 21  # days between announcement and start
    kept: int = 120  # days that a past contest stays listed
    draft: str = ""  # the title until a few days before the start
    words: tuple[str, ...] = ("",)
    kind: str = ""
    rated: bool = False
    limit: int | None = None  # minutes that one participant has
    restless: bool = False  # the organisers change their mind all day
    steady: bool = False  # nothing ever befalls it …
    prolonged: float = 0.0  # … but that a share of them gets longer while it runs
    facts: Mapping[str, str] = field(default_factory=dict)

    def starts(self, since: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
        """Yield the place in the series and the planned UTC start of each contest planned from `since` to `until`."""
        offset = (since.date() - FIRST_DAY).days - self.first
        for place in range((offset - 1) // self.every, (offset + (until - since).days) // self.every + 2):
            day = FIRST_DAY + timedelta(days=self.first + place * self.every)
            start = datetime.combine(day, time.fromisoformat(self.at), ZoneInfo(self.zone)).astimezone(UTC)
            if since <= start <= until:
                yield place, start
