"""A row of a list: one contest in the viewer's words.

Everything a row shows is worked out here once, so that the template only prints.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache, partial
from typing import NamedTuple

from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from apps.contests.links import contest_addresses
from apps.contests.models import Contest
from apps.contests.news import News
from apps.contests.queries import Listed
from apps.core.durations import countdown, rough_duration, short_duration

RUNNING, COMING, OVER = "running", "coming", "over"
SOON = timedelta(hours=1)
CLOSING = timedelta(days=1)  # so long before it closes, or opens, a row speaks of the registration
LONG = timedelta(days=7)
WEEK = timedelta(days=6)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
HARMLESS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#x27;"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word behind a title, and what kind of word it is: bad, moved, soon, open, new or plain."""

    kind: str
    words: str


class Entry(NamedTuple):
    """One row; templates/jinja2/board.html unpacks it in this order."""

    contest: Contest | Listed
    address: str  # of its page here
    state: str  # RUNNING, COMING or OVER
    turn: datetime  # the next instant that matters, or the last: its start, or its end, in the viewer's zone
    instant: str  # the same for machines, in UTC
    clock: str  # that instant for a reader: "22:30", "Sun 04:30", "25 Nov"
    left: str  # the time until then, or since: "36:12"
    soon: bool
    share: int  # how much of it has passed, in thousandths
    duration: str
    window: str  # how long it stays open, where that is longer than what a participant has
    off: str  # "cancelled", "gone" or ""
    tags: list[Tag]
    ace: SafeString  # JSON that scripts made for the incumbent read

    @property
    def is_long(self) -> bool:
        """True for a contest that runs so long that it would stand in the way of the others."""
        return self.contest.end - self.contest.start >= LONG


class Writer:
    """Puts contests in words for a viewer at one moment; what many rows say alike is worded once.

    `dated` is for rows that stand under no heading with their day.
    """

    def __init__(self, *, now: datetime, zone: tzinfo, news: News | None = None, dated: bool = False) -> None:
        self.now = now.astimezone(UTC)
        self.zone = zone
        self.here = now.astimezone(zone)
        self.news = news or News()
        self.dated = dated
        self.address = contest_addresses()
        self.say = cache(gettext)
        self.length = cache(partial(short_duration, _=self.say))
        self.within_week, self.day = get_format("WEEKDAY_TIME"), get_format("MONTH_DAY_FORMAT")

    def entry(self, contest: Contest | Listed) -> Entry:
        """Put one contest in words."""
        _ = self.say
        start, end = contest.start, contest.end
        state = COMING if start > self.now else RUNNING if end > self.now else OVER
        ahead = (start if state == COMING else end) - self.now
        turn = (start if state == COMING else end).astimezone(self.zone)
        off = _("cancelled") if contest.cancelled else _("gone") if contest.gone else ""
        whole = end - start
        return Entry(
            contest=contest,
            address=self.address(contest.pk),
            state=state,
            turn=turn,
            instant=machine_time(turn),
            clock=self._clock(turn, state, is_dated=self.dated or whole >= LONG),
            left=rough_duration(-ahead, _=_) if state == OVER else countdown(ahead, exact=state == RUNNING, _=_),
            soon=state == COMING and ahead <= SOON,
            share=min(1000, max(0, int(1000 * ((self.now - start) / whole)))),
            duration=self.length(contest.duration),
            window=self.length(whole) if contest.duration < whole else "",
            off=off,
            tags=self.tags(contest, state, off),
            ace=ace_json(contest.title, contest.url, contest.host, start, end),
        )

    def _clock(self, turn: datetime, state: str, *, is_dated: bool) -> str:
        if state != COMING:
            return self.near(turn, self.here)
        if not is_dated:
            return _on_the_wall(turn)
        is_far = abs(turn - self.here) >= WEEK
        return f"{format_date(turn, self.day)} {_on_the_wall(turn)}" if is_far else self.near(turn, self.here)

    def near(self, when: datetime, other: datetime) -> str:
        """Return a local time in as few signs as tell it apart near another one: "13:00", "Sun 13:00", "25 Nov"."""
        if when.date() == other.date():
            return _on_the_wall(when)
        return format_date(when, self.within_week if abs(when - other) < WEEK else self.day)

    def tags(self, contest: Contest | Listed, state: str, off: str) -> list[Tag]:
        """Return the words behind a contest's title, the most pressing first."""
        _ = self.say
        found = [Tag("bad", off)] if off else []
        if before := self.news.moved_from.get(contest.pk):
            moved = self.near(before.astimezone(self.zone), contest.start.astimezone(self.zone))
            found.append(Tag("moved", _("moved from %(time)s") % {"time": moved}))
        if length := self.news.length_before.get(contest.pk):
            found += self._stretched(contest.end - contest.start - length)
        if state == COMING and not off:
            found += self._registration(contest.registration_opens, contest.registration_closes)
        if state != OVER and contest.pk in self.news.added:
            found.append(Tag("new", _("new")))
        if contest.rated:
            found.append(Tag("plain", _("rated")))
        return found

    def _stretched(self, by: timedelta) -> list[Tag]:
        if not by:
            return []
        _ = self.say
        words = _("extended by %(length)s") if by > timedelta() else _("shortened by %(length)s")
        return [Tag("moved", words % {"length": self.length(abs(by))})]

    def _registration(self, opens: datetime | None, closes: datetime | None) -> list[Tag]:
        _ = self.say
        if opens and opens > self.now:
            words, when = _("registration opens in %(length)s"), opens
        elif closes and closes > self.now:
            words, when = _("registration closes in %(length)s"), closes
        else:
            return []
        if when - self.now > CLOSING:
            return [Tag("open", _("registration open"))] if when is closes else []
        return [Tag("soon", words % {"length": rough_duration(when - self.now, _=_)})]


def entry_of(contest: Contest, *, now: datetime, zone: tzinfo, news: News | None = None) -> Entry:
    """Put a single contest in words."""
    return Writer(now=now, zone=zone, news=news).entry(contest)


def _on_the_wall(when: datetime) -> str:
    return "%02d:%02d" % (when.hour, when.minute)  # noqa: UP031 - strftime takes five times as long


def machine_time(when: datetime) -> str:
    """Return an instant as `<time datetime>` takes it: "2026-11-21T18:54:00Z"."""
    when = when.astimezone(UTC)
    parts = (when.year, when.month, when.day, when.hour, when.minute, when.second)
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % parts  # noqa: UP031 - in half the time of an f-string


@lru_cache(maxsize=5000)  # every page that shows the contest says the same
def ace_json(title: str, url: str, host: str, start: datetime, end: datetime) -> SafeString:  # noqa: PLR0917
    """Return what scripts read from `a[data-ace]`: title, place and times in UTC, safe between single quotes."""
    times = {"start": _in_full(start), "end": _in_full(end), "zone": "UTC"}
    facts = {"title": title, "desc": url, "location": host, "time": times}
    return SafeString(ENCODER.encode(facts).translate(HARMLESS))


def _in_full(when: datetime) -> str:
    """Return an instant as "November 21, 2026 18:54:00", in UTC and English whatever the reader's language."""
    when = when.astimezone(UTC)
    return f"{MONTHS[when.month - 1]} {when:%d, %Y %H:%M:%S}"
