"""The HTML lists of AtCoder's contests: running, upcoming, recent, and the newest page of the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from selectolax.lexbor import LexborNode

from apps.resources.adapters.base import AdapterError, Page, Trouble, attribute, clean, from_iso, reading
from apps.resources.rows import ContestRow

SERIES = re.compile(r"(abc|arc|agc|ahc|awc)\d+", re.IGNORECASE)
LINK = re.compile(r"(?:https?://atcoder\.jp)?/contests/([\w.-]+)/?(?:\?.*)?")
DURATION = re.compile(r"(\d{1,5}):([0-5]\d)")


def series_of(key: str) -> str:
    """Return the series that a contest's key names, "ABC" for "abc399", else ""."""
    match = SERIES.fullmatch(key)
    return match.group(1).upper() if match else ""


def contest_rows(page: Page) -> Iterator[ContestRow]:
    """Yield the contests of a page's tables.

    Raises:
        AdapterError: it is another page, or a line cannot be read.
    """
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
    rated = cells[3] if len(cells) > 3 else ""
    facts = {"type": genre, "rated_range": rated}
    return ContestRow(
        key=key,
        title=clean(link.text()),
        url=f"https://atcoder.jp/contests/{key}",
        start=start,
        end=start + _duration(cells),
        kind=series_of(key) or genre,
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
