"""A contest of the make-believe world: what its site says of it at one moment, and how its plan changes over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a jury does to results: it judges a task anew, or puts somebody out of the contest."""

    kind: Literal["rejudge", "disqualify"]
    at: datetime
    subject: int  # the number of the task, or of the participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One contest at one moment. Times are aware UTC; `key` never changes, everything else may."""

    key: str
    title: str
    url: str
    start: datetime
    end: datetime
    planned: datetime  # the start it was announced with
    series: str
    number: int  # its place in the series
    changed: datetime
    id: int = 0  # for the sites that number their contests through
    kind: str = ""
    rated: bool = False
    limit: timedelta | None = None  # what one participant has, when less than the window
    cancelled: bool = False
    sequence: int = 0  # how often it was changed
    span: timedelta | None = None  # the length it was announced with, which never changes
    deeds: tuple[Deed, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def length(self) -> timedelta:
        """How long it is open."""
        return self.end - self.start

    def __hash__(self) -> int:
        """Find what was kept of a contest; its facts do not take part."""
        return hash((self.key, self.start, self.end, self.sequence, self.deeds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From `at` on, these parts of the plan are as given; None leaves a part as it was."""

    at: datetime
    title: str | None = None
    shift: timedelta | None = None  # of the start, from the one announced
    longer: timedelta | None = None  # than announced
    cancelled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A contest as announced and everything that will ever be changed about it, soonest first."""

    contest: Contest
    announced: datetime
    changes: tuple[Change, ...] = ()

    def at(self, now: datetime) -> Contest | None:
        """Return the contest as its site has it at `now`; None before it is announced."""
        if now < self.announced:
            return None
        past = self.changes[: bisect_right(self.changes, now, key=lambda change: change.at)]
        if not past:
            return self.contest
        title, cancelled = self.contest.title, False
        shift = longer = timedelta(0)
        for change in past:
            title = change.title if change.title is not None else title
            shift = change.shift if change.shift is not None else shift
            longer = change.longer if change.longer is not None else longer
            cancelled = change.cancelled if change.cancelled is not None else cancelled
        return replace(
            self.contest,
            title=title,
            start=self.contest.start + shift,
            end=self.contest.end + shift + longer,
            cancelled=cancelled,
            changed=past[-1].at,
            sequence=len(past),
        )
