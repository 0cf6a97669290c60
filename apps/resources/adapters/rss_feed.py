"""RSS and Atom: any feed whose entries say when something takes place is a source.

An entry is a contest when it carries event times: the RSS event module (`ev:startdate`, `ev:enddate`) or xCal
(`dtstart`, `dtend`), whatever prefixes the feed gives them. Feeds of news carry none; for those the resource's
options may say that an entry's own date is the start: `start` = `published` or `updated`, with `minutes` as the length.
Limits: a feed shows its newest entries only, so a contest that vanishes from it may well take place; dates written in
an entry's title or text are not read; a malformed feed is refused, never guessed at.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zoneinfo import ZoneInfo

import feedparser
from feedparser.exceptions import CharacterEncodingOverride

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Reply,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ContestRow

MODULES = {
    "http://purl.org/rss/1.0/modules/event/": ("startdate", "enddate"),
    "urn:ietf:params:xml:ns:xcal": ("dtstart", "dtend"),
}
MAX_BYTES = 2_000_000
MAX_ENTRIES = 5_000
MAX_DEPTH = 100
MAX_ELEMENTS = 100_000


class RssFeed(Adapter):
    """Reads the address in the site's option `feed`, else the site's own."""

    family = True
    pace = Pace(calls=1, period=timedelta(seconds=5))
    intervals = {"contests": timedelta(hours=1)}
    verified = Verified(against="notes", note="RSS 2.0, RSS 1.0, Atom, the RSS event module and xCal")
    traps = (
        "Event times without an offset are read in the resource's time zone; an end that is a bare date is inclusive. "
        "An event without an end lasts the resource's option `minutes`, else an hour, or a day for a bare date."
    )
    lists_all_upcoming = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the entries that say when they take place.

        Raises:
            AdapterError: it is no feed, it is malformed, or it has entries and none of them says when.
        """
        feed = parse_feed(self.web.get(self.site.options.get("feed") or self.site.url))
        prefixes = [
            (prefix.lower(), *MODULES[address.lower()])
            for prefix, address in feed.namespaces.items()
            if address.lower() in MODULES
        ]
        timed = 0
        for number, entry in enumerate(feed.entries, 1):
            with reading(f"entry {number}"):
                span = self._event_span(entry, prefixes) or self._dated_span(entry)
                if span:
                    timed += 1
                    yield self._row(entry, *span)
        if feed.entries and not timed:
            raise AdapterError("no entry says when it takes place", place="entry")

    def _event_span(self, entry: Any, prefixes: list[tuple[str, str, str]]) -> tuple[datetime, datetime] | None:
        for prefix, first, last in prefixes:
            start, end = (str(entry.get(f"{prefix}_{name}", "")).strip() for name in (first, last))
            if start:
                began = self._moment(start)
                if end:
                    return began, self._moment(end) + (timedelta(days=1) if _is_date(end) else timedelta(0))
                return began, began + (timedelta(days=1) if _is_date(start) else self._minutes())
        return None

    def _dated_span(self, entry: Any) -> tuple[datetime, datetime] | None:
        name = self.site.options.get("start", "")
        if not name:
            return None
        if name not in ("published", "updated"):
            raise AdapterError(f"{name!r} is neither published nor updated", place="options.start")
        # dict.get, because feedparser's own answers for "updated" with what was published.
        parsed = dict.get(entry, f"{name}_parsed")
        if parsed is None:
            raise AdapterError("it has no such date", place=name)
        start = from_epoch(calendar.timegm(parsed))
        return start, start + self._minutes()

    def _moment(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone())).astimezone(UTC)

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.site.timezone)
        except (LookupError, ValueError, OSError) as error:
            raise AdapterError(f"{self.site.timezone!r} is no time zone", place="timezone") from error

    def _minutes(self) -> timedelta:
        with reading("options.minutes"):
            return timedelta(minutes=int(self.site.options.get("minutes", 60)))

    def _row(self, entry: Any, start: datetime, end: datetime) -> ContestRow:
        link = clean(entry.get("link", ""))
        return ContestRow(
            key=clean(entry.get("id", "")) or link,
            title=_title(entry) or self.site.title,
            url=link if link.startswith(("https://", "http://")) else self.site.url,
            start=start,
            end=end,
        )


def parse_feed(reply: Reply) -> Any:
    """Return a feed as feedparser reads it.

    Raises:
        AdapterError: it is no feed, or none that an XML parser reads to its end.
    """
    reply.refuse_challenge()
    if len(reply.body) > MAX_BYTES:
        raise AdapterError(f"larger than {MAX_BYTES} bytes", place="body")
    text = reply.text.strip()
    _check_markup(text)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": reply.url}
    # A stream, because feedparser opens the file or the address that mere bytes or text might name.
    feed = feedparser.parse(BytesIO(text.encode()), response_headers=headers, sanitize_html=False)
    if feed.bozo and not isinstance(feed.get("bozo_exception"), CharacterEncodingOverride):
        raise AdapterError(f"malformed: {feed.get('bozo_exception')}", place="body")
    if not feed.get("version"):
        raise AdapterError(f"no feed: it begins {text[:60]!r}", place="body")
    if len(feed.entries) > MAX_ENTRIES:
        raise AdapterError(f"more than {MAX_ENTRIES} entries", place="body")
    return feed


def _check_markup(text: str) -> None:
    """Refuse what feedparser would hand to its slow reader of tag soup, and what outgrows any feed."""
    depth = elements = 0

    def went_in(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise AdapterError(
                f"nested deeper than {MAX_DEPTH}, or over {MAX_ELEMENTS} elements", place=f"<{name[:60]}>"
            )

    def came_out(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = went_in, came_out
    try:
        parser.Parse(text.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise AdapterError(f"malformed: {error}; it begins {text[:60]!r}", place="body") from error


def _title(entry: Any) -> str:
    title = str(entry.get("title", ""))
    if "html" in str(entry.get("title_detail", {}).get("type", "")):
        title = Page(title).tree.text()
    return clean(title)


def _is_date(text: str) -> bool:
    return "T" not in text and " " not in text
