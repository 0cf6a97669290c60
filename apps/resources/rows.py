"""The rows that adapters yield: what one site says of one thing, checked and in one vocabulary."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

MAX_KEY = 255
MAX_TITLE = 500
MAX_URL = 2000
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
# Control characters, and half characters that no database keeps.
UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class RowError(ValueError):
    """A row breaks a rule of its own; the text says which field and why."""


def _text(name: str, value: object, longest: int) -> None:
    if not isinstance(value, str) or not value.strip():
        raise RowError(f"{name} is empty")
    if value != value.strip() or UNFIT.search(value):
        raise RowError(f"{name} has control characters or blanks at its ends: {value[:60]!r}")
    if len(value) > longest:
        raise RowError(f"{name} is longer than {longest} characters")


def _url(name: str, value: str) -> None:
    _text(name, value, MAX_URL)
    if not value.startswith(("https://", "http://")) or " " in value:
        raise RowError(f"{name} is no web address: {value[:60]!r}")


def _fact(name: str, value: object) -> None:
    if isinstance(value, str) and UNFIT.search(value):
        raise RowError(f"the fact {name} has control characters: {value[:60]!r}")
    if isinstance(value, float) and not math.isfinite(value):
        raise RowError(f"the fact {name} is {value}")


def _instant(name: str, value: object) -> None:
    if not isinstance(value, datetime) or value.utcoffset() != timedelta(0):
        raise RowError(f"{name} is no time in UTC: {value!r}")


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
        _text("key", self.key, MAX_KEY)
        _text("title", self.title, MAX_TITLE)
        _url("url", self.url)
        for name in ("standings_url", "registration_url"):
            if getattr(self, name):
                _url(name, getattr(self, name))
        for name in ("kind", "host"):
            if getattr(self, name):
                _text(name, getattr(self, name), MAX_KEY)
        for name, value in self.facts.items():
            _fact(name, value)
        self._check_times()

    def _check_times(self) -> None:
        for name in ("start", "end", "registration_opens", "registration_closes"):
            value = getattr(self, name)
            if value is not None or name in ("start", "end"):
                _instant(name, value)
        if not self.start < self.end:
            raise RowError(f"start {self.start.isoformat()} is not before end {self.end.isoformat()}")
        if self.start < EARLIEST or self.end > LATEST:
            raise RowError(f"{self.start.isoformat()} to {self.end.isoformat()} is no plausible time")
        if self.duration is not None and self.duration <= timedelta(0):
            raise RowError(f"duration {self.duration} is not positive")
