"""What a site says of one contest, and how an adapter is asked about one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from apps.resources.rows.checks import (
    MAX_KEY,
    MAX_TITLE,
    RowError,
    check_fact,
    check_instant,
    check_text,
    check_url,
)

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestRow:
    """One contest as its site lists it.

    `start` and `end` are aware UTC times with start < end: the window in which the contest is open. `duration` is
    what one participant has; it is shorter than the window for contests with a virtual start and None where it equals
    the window.
    Unknown is None (`rated`, registration times) or "" (text), never a guess.
    """

    key: str  # the site's own lasting id of the contest, unique within the resource
    title: str
    url: str
    start: datetime
    end: datetime
    duration: timedelta | None = None
    kind: str = ""  # the site's own word: "ICPC", "Jeopardy", "ABC" …
    host: str = ""  # where it lives when that is not the resource's own host
    rated: bool | None = None
    cancelled: bool = False
    standings_url: str = ""
    registration_url: str = ""
    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)  # what else the site says, by its names

    def __post_init__(self) -> None:
        """Refuse what no contest can be.

        Raises:
            RowError: a field is empty, too long, no UTC time or no web address, or start is not before end.
        """
        check_text("key", self.key, MAX_KEY)
        check_text("title", self.title, MAX_TITLE)
        check_url("url", self.url)
        for name in ("standings_url", "registration_url"):
            if getattr(self, name):
                check_url(name, getattr(self, name))
        for name in ("kind", "host"):
            if getattr(self, name):
                check_text(name, getattr(self, name), MAX_KEY)
        for name, value in self.facts.items():
            check_fact(name, value)
        self._check_times()

    def _check_times(self) -> None:
        for name in ("start", "end", "registration_opens", "registration_closes"):
            value = getattr(self, name)
            if value is not None or name in ("start", "end"):
                check_instant(name, value)
        if not self.start < self.end:
            raise RowError(f"start {self.start.isoformat()} is not before end {self.end.isoformat()}")
        if self.start < EARLIEST or self.end > LATEST:
            raise RowError(f"{self.start.isoformat()} to {self.end.isoformat()} is no plausible time")
        if self.duration is not None and self.duration <= timedelta(0):
            raise RowError(f"duration {self.duration} is not positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestRef:
    """Which contest an adapter is asked about: what is known of it, at least its key."""

    key: str
    title: str = ""
    url: str = ""
    standings_url: str = ""
    kind: str = ""
    start: datetime | None = None
    end: datetime | None = None
    duration: timedelta | None = None
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    @classmethod
    def of(cls, row: ContestRow) -> Self:
        """Return the reference to a contest that a list named."""
        return cls(
            key=row.key,
            title=row.title,
            url=row.url,
            standings_url=row.standings_url,
            kind=row.kind,
            start=row.start,
            end=row.end,
            duration=row.duration,
            facts=row.facts,
        )
