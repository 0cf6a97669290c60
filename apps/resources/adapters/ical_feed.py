"""iCalendar: any .ics address is a source, such as a public Google calendar, and each of its events a contest.

Format: RFC 5545. A file that would cost more than a few seconds is refused before the library sees it.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from apps.resources.adapters.base import Adapter, AdapterError, Pace, Reply, Site, Verified, clean, reading
from apps.resources.rows import EARLIEST, MAX_TITLE, MAX_URL, ContestRow

BEFORE, AFTER = timedelta(days=31), timedelta(days=365)  # recurring events are worked out this far around now
MAX_BYTES = 8_000_000
MAX_LINES = 150_000
MAX_LINE = 200_000  # signs, unfolded
MAX_EVENTS = 5_000  # in the file, and again after recurrence
MAX_DEPTH = 3  # VCALENDAR > VEVENT > VALARM
MAX_TIMES_A_DAY = 24
MAX_ZONE_RULES = 200
EXPANSION_SECONDS = 4.0  # of processor time, over all series

FOLD = re.compile(r"(?:\r?\n)+[ \t]")
NEWLINE = re.compile(r"\r?\n")
LINK = re.compile(r"https?://[^\W_][^\s<>\"'\\]*", re.IGNORECASE)
RULE = re.compile(r"RRULE[^:]*:(.*)", re.IGNORECASE)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TIMED = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
RECURRING = ("RRULE", "RDATE", "RECURRENCE-ID")


class ICalFeed(Adapter):
    """Reads the address in the site's option `feed`, else the site's own.

    An event without an end lasts the option `minutes` (60 where there is none), an all-day one a day.
    """

    family = True
    sites = (
        Site(
            host="battlecode.org",
            title="Battlecode",
            url="https://battlecode.org/",
            short="battlecode",
            color="#b3202a",
            timezone="America/New_York",
            options={"feed": "https://calendar.google.com/calendar/ical/mitbattlecode%40gmail.com/public/basic.ics"},
        ),
    )
    pace = Pace(calls=1, period=timedelta(seconds=5))
    intervals = {"contests": timedelta(hours=1)}
    verified = Verified(against="notes", note="RFC 5545, its own examples and the properties that Google exports")
    traps = (
        "Floating times and all-day dates are read in the resource's time zone, not in X-WR-TIMEZONE; the end of an "
        "all-day event is exclusive. Events recur from 31 days ago to 365 days ahead; an event that names no end "
        "gets the resource's option `minutes`, else an hour. What took place once before 1970 is passed over."
    )
    reads_clock = True

    def contests(self) -> Iterator[ContestRow]:
        """Yield every event, recurring ones as often as they fall in the window around now."""
        zone = read_zone(self.site)
        address = self.site.options.get("feed") or self.site.url
        events = read_events(self.web.get(re.sub("^webcals?://", "https://", address)))
        series: dict[str, list[icalendar.Event]] = defaultdict(list)
        for number, event in enumerate(events, 1):
            with reading(f"VEVENT {number}"):
                uid = _text(event, "UID")
                if not uid:
                    raise AdapterError("it has no UID")
                _refuse_broken(event)
                if _is_ancient(event):
                    continue
                self._span(event, zone)
                series[uid].append(event)
        yield from self._rows(series, zone)

    def _rows(self, series: dict[str, list[icalendar.Event]], zone: ZoneInfo) -> Iterator[ContestRow]:
        began, count = time.thread_time(), 0
        for uid, events in series.items():
            with reading(uid):
                if not any(name in event for event in events for name in RECURRING):
                    yield self._row(events[0], uid, zone)
                    continue
                found = [
                    self._row(occurrence, f"{uid}/{_recurrence(occurrence, zone)}", zone)
                    for occurrence in self._occurrences(events)
                ]
                yield from sorted(found, key=lambda row: row.key)
                count += len(found)
                if count > MAX_EVENTS:
                    raise AdapterError(f"more than {MAX_EVENTS} recurrences", place="RRULE")
                if time.thread_time() - began > EXPANSION_SECONDS:
                    raise AdapterError("the recurrences take too long to work out", place="RRULE")

    def _occurrences(self, events: list[icalendar.Event]) -> list[icalendar.Component]:
        calendar = icalendar.Calendar()
        calendar.subcomponents = list(events)
        window = (self.web.now - BEFORE, self.web.now + AFTER)
        try:
            return list(recurring_ical_events.of(calendar).between(*window))
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            # The library takes a well-formed event for granted.
            raise AdapterError(f"its recurrence cannot be worked out: {error}", place="RRULE") from error

    def _row(self, event: icalendar.Component, key: str, zone: ZoneInfo) -> ContestRow:
        start, end = self._span(event, zone)
        location = _text(event, "LOCATION")
        return ContestRow(
            key=key,
            title=_text(event, "SUMMARY")[:MAX_TITLE].strip() or self.site.title,
            url=_link(event) or self.site.url,
            start=start,
            end=end,
            cancelled=_text(event, "STATUS").upper() == "CANCELLED",
            facts={"location": location} if location and not LINK.search(location) else {},
        )

    def _span(self, event: icalendar.Component, zone: ZoneInfo) -> tuple[datetime, datetime]:
        first, last = _moment(event, "DTSTART"), _moment(event, "DTEND")
        if first is None:
            raise AdapterError("it has no start", place="DTSTART")
        start = _in_utc(first, zone)
        end = _in_utc(last, zone) if last is not None else start + _duration(event)
        if end < start:
            raise AdapterError("it ends before it starts", place="DTEND")
        if end > start:
            return start, end
        return start, start + self._open_end() if isinstance(first, datetime) else _in_utc(_next_day(first), zone)

    def _open_end(self) -> timedelta:
        with reading("options.minutes"):
            return timedelta(minutes=int(self.site.options.get("minutes", 60)))


def read_zone(site: Site) -> ZoneInfo:
    """Return the time zone of a site.

    Raises:
        AdapterError: there is none of that name.
    """
    try:
        return ZoneInfo(site.timezone)
    except (LookupError, ValueError, OSError) as error:
        raise AdapterError(f"{site.timezone!r} is no time zone", place="timezone") from error


def read_events(reply: Reply) -> list[icalendar.Event]:
    """Return all events of an iCalendar file, which may hold several calendars.

    Raises:
        AdapterError: it is no such file, is cut off, or would take too long to read.
    """
    reply.refuse_challenge()
    if len(reply.body) > MAX_BYTES:
        raise AdapterError(f"larger than {MAX_BYTES} bytes", place="body")
    text = reply.text.strip().replace("\x00", "")
    if not re.match(r"BEGIN:VCALENDAR\s", text, re.IGNORECASE):
        raise AdapterError(f"no calendar: it begins {text[:60]!r}", place="body")
    _check_structure(NEWLINE.split(FOLD.sub("", text)))
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise AdapterError(f"not iCalendar: {error}", place="body") from error
    walked = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    return [event for event in walked if isinstance(event, icalendar.Event)]


def _check_structure(lines: list[str]) -> None:
    """Refuse what is cut off, nested too deep, too long, or recurs too often for anybody to work out."""
    if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines):
        raise AdapterError(f"more than {MAX_LINES} lines, or a line of more than {MAX_LINE} signs", place="body")
    open_parts: list[str] = []
    events = zone_rules = 0
    for number, line in enumerate(lines, 1):
        word, _, name = line.strip().upper().partition(":")
        if word == "BEGIN":
            open_parts.append(name)
            events += name == "VEVENT"
        elif word == "END" and (not open_parts or open_parts.pop() != name):
            raise AdapterError(f"END:{name[:60]} closes nothing", place=f"line {number}")
        elif rule := RULE.match(line):
            zone_rules += "VTIMEZONE" in open_parts
            with reading(f"line {number} RRULE"):
                _check_rule(rule.group(1), of_zone="VTIMEZONE" in open_parts)
        if len(open_parts) > MAX_DEPTH or events > MAX_EVENTS or zone_rules > MAX_ZONE_RULES:
            raise AdapterError(f"nested too deep, or more than {MAX_EVENTS} events", place=f"line {number}")
    if open_parts:
        raise AdapterError(f"cut off: {open_parts[-1][:60]} has no end", place=f"line {len(lines)}")


def _check_rule(rule: str, *, of_zone: bool) -> None:
    parts = dict(part.partition("=")[::2] for part in rule.upper().replace(" ", "").split(";"))
    allowed = ("YEARLY",) if of_zone else FREQUENCIES
    if parts.get("FREQ") not in allowed:
        raise AdapterError(f"it recurs {parts.get('FREQ', 'without FREQ')[:20]}, not {' or '.join(allowed)}")
    if int(parts.get("INTERVAL", "1")) < 1:
        raise AdapterError("INTERVAL is not positive")
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= 1 + parts.get(name, "").count(",")
    if times > MAX_TIMES_A_DAY or (of_zone and rule.count(",") > 10):
        raise AdapterError(f"it recurs more than {MAX_TIMES_A_DAY} times a day")


def _refuse_broken(event: icalendar.Event) -> None:
    broken = [f"{name}: {why}" for name, why in event.errors if name in TIMED]
    if broken:
        raise AdapterError(broken[0])


def _is_ancient(event: icalendar.Event) -> bool:
    """Return whether an event took place once, before 1970: people's calendars have some, and no contest is so old."""
    first = _moment(event, "DTSTART")
    if first is None or any(name in event for name in RECURRING):
        return False
    return (first.date() if isinstance(first, datetime) else first) <= EARLIEST.date()


def _moment(event: icalendar.Component, name: str) -> date | None:
    """Return a date, a floating time (naive) or an aware time, as the event has it."""
    found = event.get(name)
    if found is None:
        return None
    with reading(name):
        moment = None if isinstance(found, list) else found.dt
        if not isinstance(moment, date):
            raise AdapterError(f"{found!r} is neither one date nor one time")
        if isinstance(moment, datetime) and moment.tzinfo is None and "TZID" in found.params:
            raise AdapterError(f"unknown time zone {found.params['TZID']!r}")
    return moment


def _in_utc(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _duration(event: icalendar.Component) -> timedelta:
    found = event.get("DURATION")
    if found is None:
        return timedelta(0)
    with reading("DURATION"):
        duration = None if isinstance(found, list) else found.dt
        if not isinstance(duration, timedelta):
            raise AdapterError("it is no single duration")
    return duration


def _recurrence(occurrence: icalendar.Component, zone: ZoneInfo) -> str:
    """Return when the rule meant an occurrence to start: it stays when that occurrence alone is moved."""
    ranged = "RANGE" in occurrence["RECURRENCE-ID"].params  # then all later ones carry the same RECURRENCE-ID
    moment = _moment(occurrence, "DTSTART" if ranged else "RECURRENCE-ID")
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    return f"{_in_utc(moment, zone):%Y%m%dT%H%M%SZ}"


def _text(event: icalendar.Component, name: str) -> str:
    found = event.get(name, "")
    return clean(str(found[0] if isinstance(found, list) else found))


def _link(event: icalendar.Component) -> str:
    """Return the event's own address: its URL, else the first link of its place, else the last of its description."""
    links = [
        *LINK.findall(_text(event, "URL"))[:1],
        *LINK.findall(_text(event, "LOCATION"))[:1],
        *LINK.findall(_text(event, "DESCRIPTION"))[-1:],
    ]
    for link in links:
        bare = link.rstrip(".,;:!?")
        bare = bare.rstrip(")") if "(" not in bare else bare
        if len(bare) <= MAX_URL:
            return str(bare)
    return ""
