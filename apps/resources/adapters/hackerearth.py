"""HackerEarth: the JSON list made for its browser extension, else the cards of its challenges page."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
STARTS = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}), (\d{2}:\d{2} [AP]M) IST")
UNKNOWN_LENGTH = timedelta(days=1)
UNKNOWN_RUN = timedelta(days=30)


class Event(msgspec.Struct, kw_only=True):
    """One event of the extension's list."""

    title: str
    url: str
    challenge_type: str | None = None
    status: str | None = None
    start_utc_tz: str | None = None
    end_utc_tz: str | None = None
    start_tz: str | None = None
    end_tz: str | None = None
    college: bool | None = None


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
    start, end = event.start_utc_tz or event.start_tz, event.end_utc_tz or event.end_tz
    if not start or not end:
        raise AdapterError("an event without start or end")
    return _row(
        url=event.url,
        title=event.title,
        kind=event.challenge_type or "",
        start=from_iso(start),
        end=from_iso(end),
    )


def _card_rows(html: str, now: datetime) -> Iterator[ContestRow]:
    page = Page(html)
    countdowns = {number: (int(end), int(at)) for end, at, number in COUNTDOWN.findall(html)}
    if countdowns:
        now = from_epoch(max(at for _, at in countdowns.values()))  # the site's own clock, right in a replay too
    for card in _cards(page, "ongoing"):
        link = attribute(page.one("a.challenge-card-link", within=card), "href")
        if "/codearena/" in link:  # a permanent game among the challenges
            continue
        with reading(f".ongoing {link}"):
            number = attribute(page.one("[id^=countdown-]", within=card), "id").removeprefix("countdown-")
            if number not in countdowns:
                raise AdapterError("no script counts down to its end", place=f"#countdown-{number}")
            end = from_epoch(countdowns[number][0])
            yield from _card_row(page, card, start=_assumed_start(end, now), end=end, start_known=False)
    for card in _cards(page, "upcoming"):
        link = attribute(page.one("a.challenge-card-link", within=card), "href")
        with reading(f".upcoming {link}"):
            start = _card_start(clean(page.one(".date", within=card).text()), now)
            yield from _card_row(page, card, start=start, end=start + UNKNOWN_LENGTH, end_known=False)


def _cards(page: Page, name: str) -> list[LexborNode]:
    return page.all(".challenge-card-modern", within=page.one(f".{name}.challenge-list"))


def _card_row(page: Page, card: LexborNode, *, start: datetime, end: datetime, **unknown: bool) -> Iterator[ContestRow]:
    url = attribute(page.one("a.challenge-card-link", within=card), "href")
    kind = clean(page.one(".challenge-type", within=card).text())
    title = page.one(".challenge-list-title", within=card).text()
    if not _is_hiring(url, kind):
        yield _row(url=url, title=title, kind=kind, start=start, end=end, **unknown)


def _card_start(text: str, now: datetime) -> datetime:
    """Return the first time from yesterday on that a text like "Dec 14, 06:00 PM IST" can mean."""
    match = STARTS.fullmatch(text)
    if match is None:
        raise AdapterError(f"{text!r} is no start", place=".date")
    month, day, clock = match.groups()
    for year in range(now.year - 1, now.year + 9):  # 29 February may be eight years off
        try:
            naive = datetime.strptime(f"{month} {day} {year} {clock}", "%b %d %Y %I:%M %p")  # noqa: DTZ007 - India time
        except ValueError:
            continue
        start = from_iso(naive.isoformat(), zone=INDIA)
        if start >= now - timedelta(days=1):
            return start
    raise AdapterError(f"{text!r} is no start", place=".date")


def _assumed_start(end: datetime, now: datetime) -> datetime:
    """Return a start before now that stays the same for weeks: whole runs of thirty days before the end."""
    return end - UNKNOWN_RUN * max(1, -((now - end) // UNKNOWN_RUN))
