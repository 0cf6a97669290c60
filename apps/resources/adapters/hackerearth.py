"""HackerEarth: the JSON list made for its browser extension, else the cards of its challenges page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

import msgspec
from selectolax.lexbor import LexborNode

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Site,
    Verified,
    attribute,
    clean,
    from_epoch,
    from_iso,
    reading,
)
from apps.resources.rows import ContestRow

HOME = "https://www.hackerearth.com/"
EVENTS = f"{HOME}chrome-extension/events/"
CARDS = f"{HOME}AJAX/filter-challenges/"
INDIA = timedelta(hours=5, minutes=30)
LANGUAGE = re.compile(r"^/[a-z]{2}(-[a-z]{2})?/")
COUNTDOWN = re.compile(r"seconds_left = (\d+) - (\d+);\s*var countdown_elem = \$\('#countdown-(\d+)'\)")
CLOCK = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}), (\d{2}:\d{2} [AP]M) IST")
UNKNOWN_LENGTH = timedelta(days=1)
UNKNOWN_RUN = timedelta(days=30)


class Event(msgspec.Struct, kw_only=True):
    """One event of the extension's list."""

    title: str
    url: str
    challenge_type: str | None = None
    start_utc_tz: str | None = None
    end_utc_tz: str | None = None
    start_tz: str | None = None
    end_tz: str | None = None


class Events(msgspec.Struct):
    """The extension's list."""

    response: list[Event]


class Cards(msgspec.Struct):
    """The cards, as HTML inside JSON."""

    status: str
    data: str


class HackerEarth(Adapter):
    """Reads running and upcoming challenges; hiring challenges are job tests and are passed over."""

    sites: ClassVar = (
        Site(
            host="hackerearth.com",
            title="HackerEarth",
            url="https://www.hackerearth.com/challenges/",
            short="he",
            color="#2c3454",
            timezone="Asia/Kolkata",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=3))
    intervals: ClassVar = {"contests": timedelta(hours=1)}
    verified: ClassVar = Verified(against="recording", dated="2018-12", note="cards; the JSON list from notes")
    traps: ClassVar = (
        "Card times are India time without a year. A running card has no start and an upcoming one no end: stand-ins, "
        "marked by the facts start_known and end_known. Past cards have a day only and are passed over."
    )
    reads_clock: ClassVar = True
    profile_url: ClassVar = f"{HOME}@{{handle}}"
    profiles_at: ClassVar = (r"hackerearth\.com/(?:@|users/)(?P<handle>[\w.-]+)(?:/.*)?",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the events of the JSON list, and where that is gone, the challenges on the cards.

        Raises:
            AdapterError: neither list can be read.
        """
        reply = self.web.get(EVENTS, allow=(404,))
        if reply.status != 404:
            for place, event in enumerate(reply.json(Events).response):
                with reading(f"$.response[{place}]"):
                    if not _is_hiring(event.url, event.challenge_type or ""):
                        yield _event_row(event)
            return
        reply = self.web.get(CARDS, params={"modern": "true"}, headers={"X-Requested-With": "XMLHttpRequest"})
        cards = reply.json(Cards)
        if cards.status != "OK":
            raise AdapterError(f"status {cards.status!r}", place="$.status")
        yield from _card_rows(cards.data, self.web.now)


def _is_hiring(url: str, kind: str) -> bool:
    return "/hiring/" in url or kind.lower() == "hiring"


def _row(*, url: str, title: str, kind: str, start: datetime, end: datetime, **unknown: bool) -> ContestRow:
    address = urljoin(HOME, url)
    parts = urlsplit(address)
    slug = LANGUAGE.sub("/", parts.path).rstrip("/").rpartition("/")[2]
    host = parts.hostname or ""
    return ContestRow(
        key=slug or host.split(".")[0],  # some hackathons live at <slug>.hackerearth.com/
        title=clean(title),
        url=address,
        start=start,
        end=end,
        kind=clean(kind),
        rated=True if kind.lower() == "rated" else None,
        facts=unknown,
    )


def _event_row(event: Event) -> ContestRow:
    return _row(
        url=event.url,
        title=event.title,
        kind=event.challenge_type or "",
        start=_time(event.start_utc_tz, event.start_tz),
        end=_time(event.end_utc_tz, event.end_tz),
    )


def _time(universal: str | None, indian: str | None) -> datetime:
    if universal:
        return from_iso(universal, zone=timedelta(0))
    if not indian:
        raise AdapterError("an event without start or end")
    return from_iso(indian, zone=INDIA)


def _card_rows(html: str, now: datetime) -> Iterator[ContestRow]:
    page = Page(html)
    countdowns = {number: (int(until), int(at)) for until, at, number in COUNTDOWN.findall(html)}
    if countdowns:
        now = from_epoch(max(at for _, at in countdowns.values()))  # the site's own clock, right in a replay too
    for name in ("ongoing", "upcoming"):
        for card in page.all(".challenge-card-modern", within=page.one(f".{name}.challenge-list")):
            url = attribute(page.one("a.challenge-card-link", within=card), "href")
            kind = clean(page.one(".challenge-type", within=card).text())
            if "/codearena/" in url or _is_hiring(url, kind):  # the former is a permanent game
                continue
            with reading(f".{name} {url}"):
                title = page.one(".challenge-list-title", within=card).text()
                time = _card_time(page, card, {number: until for number, (until, _) in countdowns.items()}, now=now)
                yield _card_row(url, title, kind, time=time, now=now if name == "ongoing" else None)


def _card_row(url: str, title: str, kind: str, *, time: datetime, now: datetime | None) -> ContestRow:
    """Return the row of a card with one time: the end of a running challenge, where `now` is given, else the start."""
    if now is None:
        return _row(url=url, title=title, kind=kind, start=time, end=time + UNKNOWN_LENGTH, end_known=False)
    return _row(url=url, title=title, kind=kind, start=_assumed_start(time, now), end=time, start_known=False)


def _card_time(page: Page, card: LexborNode, countdowns: Mapping[str, int], *, now: datetime) -> datetime:
    """Return what a card counts down to, else its date."""
    countdown = card.css_first("[id^=countdown-]")
    if countdown is None:
        return _coming(clean(page.one(".date", within=card).text()), now)
    number = attribute(countdown, "id").removeprefix("countdown-")
    if number not in countdowns:
        raise AdapterError("no script counts it down", place=f"#countdown-{number}")
    return from_epoch(countdowns[number])


def _coming(text: str, now: datetime) -> datetime:
    """Return the first time from yesterday on that a text like "Dec 14, 06:00 PM IST" can mean."""
    match = CLOCK.fullmatch(text)
    if match is None:
        raise AdapterError(f"{text!r} is no time", place=".date")
    month, day, clock = match.groups()
    for year in range(now.year - 1, now.year + 9):  # 29 February may be eight years off
        try:
            naive = datetime.strptime(f"{month} {day} {year} {clock}", "%b %d %Y %I:%M %p")  # noqa: DTZ007 - India time
        except ValueError:
            continue
        time = from_iso(naive.isoformat(), zone=INDIA)
        if time >= now - timedelta(days=1):
            return time
    raise AdapterError(f"{text!r} is no time", place=".date")


def _assumed_start(end: datetime, now: datetime) -> datetime:
    """Return a start before now that stays the same for weeks: whole runs of thirty days before the end."""
    return end - UNKNOWN_RUN * max(1, -((now - end) // UNKNOWN_RUN))
