"""AtCoder: the HTML lists of contests, in English and then in Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from selectolax.lexbor import LexborNode

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Site,
    Trouble,
    Verified,
    attribute,
    clean,
    from_iso,
    reading,
)
from apps.resources.rows import ContestRow

SERIES = re.compile(r"(abc|arc|agc|ahc|awc)\d+", re.IGNORECASE)
LINK = re.compile(r"(?:https?://atcoder\.jp)?/contests/([\w.-]+)/?(?:\?.*)?")
DURATION = re.compile(r"(\d{1,5}):([0-5]\d)")
LISTS = (
    ("https://atcoder.jp/contests/", {"lang": "en"}),
    ("https://atcoder.jp/contests/", {"lang": "ja"}),  # some contests stand in this one only
    ("https://atcoder.jp/contests/archive", {"lang": "en", "page": "1"}),
)


class AtCoder(Adapter):
    """Reads the tables of running, upcoming, daily and recent contests, and the newest page of the archive."""

    sites: ClassVar = (
        Site(
            host="atcoder.jp",
            title="AtCoder",
            url="https://atcoder.jp/",
            short="ac",
            color="#222222",
            timezone="Asia/Tokyo",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(minutes=30)}
    verified: ClassVar = Verified(against="recording", dated="2026-10")
    traps: ClassVar = (
        "Times are text with +0900, durations are HH:MM with hours above 24. Permanent contests have no time and are "
        "passed over. Whoever should log in may get the front page, whose tables have no durations: it is refused."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of every list, the English ones first.

        Raises:
            AdapterError: the English list is missing, or a list is not the page it should be.
        """
        found = 0
        for number, (url, params) in enumerate(LISTS):
            reply = self.web.get(url, params=params, allow=(404,) if number else ())
            if reply.status == 404:
                continue
            with reading(reply.url):
                for row in _rows(reply.page()):
                    yield row
                    found += 1
        if not found:
            raise AdapterError("no contest with a start in any list", place="table")


def _rows(page: Page) -> Iterator[ContestRow]:
    if page.all("meta[property='og:url'][content$='/home']"):
        raise AdapterError("the front page in place of the list", place="meta og:url", trouble=Trouble.BLOCKED)
    tables = page.all("div[id^=contest-table-]:not(#contest-table-permanent) table")
    if not tables and not page.all("#contest-table-permanent"):
        tables = [table for table in page.all("table") if _is_archive(table)]
        if not tables:
            page.one("#contest-table-upcoming")
    for table in tables:
        for place, line in enumerate(table.css("tbody tr"), 1):
            with reading(f"{_name(table)} tr {place}"):
                yield _row(page, line)


def _is_archive(table: LexborNode) -> bool:
    head = table.css_first("thead")
    return head is not None and any(words in head.text() for words in ("Start Time", "開始時刻"))


def _name(table: LexborNode) -> str:
    node: LexborNode | None = table
    while node is not None and not (node.attributes.get("id") or "").startswith("contest-table-"):
        node = node.parent
    return f"#{node.attributes['id']}" if node is not None else "table"


def _row(page: Page, line: LexborNode) -> ContestRow:
    time = page.one("time", within=line)
    link = page.one("a[href*='/contests/']", within=line)
    address = attribute(link, "href")
    match = LINK.fullmatch(address)
    if match is None:
        raise AdapterError(f"{address!r} is no contest's address", place="a[href]")
    key = match.group(1)
    cells = [clean(cell.text()) for cell in line.css("td")]
    start = from_iso(clean(time.text()))
    genre = next((text for span in line.css("span[title]") if (text := clean(span.attributes["title"] or ""))), "")
    series = SERIES.fullmatch(key)
    rated = cells[3] if len(cells) > 3 else ""
    facts = {"type": genre, "rated_range": rated}
    return ContestRow(
        key=key,
        title=clean(link.text()),
        url=f"https://atcoder.jp/contests/{key}",
        start=start,
        end=start + _duration(cells),
        kind=series.group(1).upper() if series else genre,
        rated=rated != "-" if rated else None,
        standings_url=f"https://atcoder.jp/contests/{key}/standings",
        facts={name: value for name, value in facts.items() if value},
    )


def _duration(cells: list[str]) -> timedelta:
    text = cells[2] if len(cells) > 2 else ""
    match = DURATION.fullmatch(text)
    if match is None:
        raise AdapterError(f"{text!r} is no duration", place="td 3")
    return timedelta(hours=int(match.group(1)), minutes=int(match.group(2)))
