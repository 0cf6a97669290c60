"""The departure board: contests sorted into running, days to come, long ones and recently ended, and put in words.

Everything a row shows is worked out here once, so that the template only prints.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

from django.utils.dateformat import format as format_date
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.core.durations import countdown, rough_duration, short_duration

LONG = timedelta(days=7)
SOON = timedelta(hours=1)
WEEK = timedelta(days=6)
RUNNING, COMING, OVER = "running", "coming", "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: a contest in the viewer's words."""

    contest: Contest
    state: str  # RUNNING, COMING or OVER
    turn: datetime  # the next instant that matters, or the last: its start, or its end, in the viewer's zone
    instant: str  # the same for machines, in UTC
    clock: str  # that instant for a reader: "22:30", "Sun 04:30", "25 Nov"
    left: str  # the time until then, or since: "36:12"
    soon: bool
    share: int  # how much of it has passed, in thousandths
    duration: str
    window: str  # how long it stays open, where that is longer than what a participant has
    moved_from: str
    off: str  # "cancelled", "gone" or ""
    ace: SafeString  # JSON that scripts made for the incumbent read


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The contests that start on one day of the viewer."""

    day: date
    name: str  # "Today", "Tomorrow" or ""
    entries: list[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that a list page shows, and until when it stays true."""

    running: list[Entry]
    days: list[Day]
    long: list[Entry]
    over: list[Entry]
    until: datetime | None

    @property
    def n_coming(self) -> int:
        """How many contests are still to start."""
        return sum(len(day.entries) for day in self.days)

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to show."""
        return not (self.running or self.days or self.long or self.over)


def build_board(
    contests: Sequence[Contest], *, now: datetime, zone: tzinfo, moves: Mapping[int, datetime] | None = None
) -> Board:
    """Sort contests, given by start, into a board for a viewer's zone. `moves`: contest id → start before its move."""
    entries = [entry_of(contest, now=now, zone=zone, moved_from=(moves or {}).get(contest.pk)) for contest in contests]
    running = [entry for entry in entries if entry.state == RUNNING]
    coming = [entry for entry in entries if entry.state == COMING]
    turns = [entry.turn for entry in entries if entry.state != OVER]
    return Board(
        running=sorted((entry for entry in running if not _is_long(entry)), key=_turn),
        days=_days(coming, today=now.astimezone(zone).date()),
        long=sorted((entry for entry in running if _is_long(entry)), key=_turn),
        over=sorted((entry for entry in entries if entry.state == OVER), key=_turn, reverse=True),
        until=min(turns, default=None),
    )


def entry_of(contest: Contest, *, now: datetime, zone: tzinfo, moved_from: datetime | None = None) -> Entry:
    """Put one contest in words."""
    state = COMING if contest.start > now else RUNNING if contest.end > now else OVER
    turn = (contest.start if state == COMING else contest.end).astimezone(zone)
    ahead = turn - now
    return Entry(
        contest=contest,
        state=state,
        turn=turn,
        instant=f"{turn.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        clock=f"{turn:%H:%M}" if state == COMING else short_clock(turn, near=now.astimezone(zone)),
        left=rough_duration(-ahead) if state == OVER else countdown(ahead, exact=state == RUNNING),
        soon=state == COMING and ahead <= SOON,
        share=min(1000, max(0, int(1000 * ((now - contest.start) / (contest.end - contest.start))))),
        duration=short_duration(contest.duration),
        window=short_duration(contest.end - contest.start) if contest.is_window else "",
        moved_from=short_clock(moved_from.astimezone(zone), near=contest.start.astimezone(zone)) if moved_from else "",
        off=_("cancelled") if contest.cancelled else _("gone") if contest.gone else "",
        ace=ace_json(contest),
    )


def short_clock(when: datetime, *, near: datetime) -> str:
    """Return a time in as few signs as tell it apart near another one: "13:00", "Sun 13:00", "25 Nov"."""
    if when.date() == near.date():
        return f"{when:%H:%M}"
    return format_date(when, "D H:i" if abs(when - near) < WEEK else "j M")


def ace_json(contest: Contest) -> SafeString:
    """Return what scripts read from `a[data-ace]`: title, place and times in UTC, safe between single quotes."""
    times = {name: f"{getattr(contest, name):%B %d, %Y %H:%M:%S}" for name in ("start", "end")}
    facts = {
        "title": contest.title,
        "desc": contest.url,
        "location": contest.host,
        "time": {**times, "zone": "UTC"},
    }
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.translate({ord(sign): escape(sign) for sign in "&<>'"}))


def _days(coming: Sequence[Entry], *, today: date) -> list[Day]:
    names = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    return [
        Day(day=day, name=names.get(day, ""), entries=list(entries))
        for day, entries in groupby(coming, key=lambda entry: entry.turn.date())
    ]


def _is_long(entry: Entry) -> bool:
    return entry.contest.end - entry.contest.start >= LONG


def _turn(entry: Entry) -> datetime:
    return entry.turn
