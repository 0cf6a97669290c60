"""Timus Online Judge: the scheduled contests, each read from its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar

from apps.resources.adapters.base import Adapter, AdapterError, Pace, Page, Site, Verified, clean, reading
from apps.resources.rows import ContestRow

HOME = "https://acm.timus.ru"
MAX_CONTESTS = 20
CONTEST_LINK = re.compile(r"(?:^|/)contest\.aspx\?(?:\w+=\w+&)*id=(\d+)")
MOMENT = r"(\d{1,2} [A-Z][a-z]+ \d{4},? \d{1,2}:\d\d)\b[^()]{0,60}\(UTC([+-]\d{1,2})(?::(\d\d))?\)"
STARTS = re.compile(rf"Contest start(?:s|ed) at {MOMENT}")
AUTHOR = re.compile(
    r"(?:https?://)?acm\.timus\.ru/author\.aspx\?(?:[^#]*&)?id=(?P<handle>\d{1,9})(?:[&#].*)?", re.IGNORECASE | re.ASCII
)
FINISHES = re.compile(rf"Contest finishe[sd] at {MOMENT}")


class Timus(Adapter):
    """Reads the schedule and, because it has days only, the pages of its contests."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="acm.timus.ru",
            title="Timus Online Judge",
            url=f"{HOME}/schedule.aspx",
            short="TM",
            color="#1a5cc8",
            timezone="Asia/Yekaterinburg",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=3)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Yekaterinburg time with the offset printed beside it, which is used as printed: it was UTC+6 in 2013 and is "
        "UTC+5 now. The schedule is empty for months; past contests are not read."
    )
    profile_url: ClassVar[str] = f"{HOME}/author.aspx?id={{handle}}"

    @classmethod
    def handle_of(cls, text: str) -> str:
        """Return the number that a profile's address names in its query, or ""."""
        match = AUTHOR.fullmatch(text.strip())
        return match["handle"] if match else ""

    def contests(self) -> Iterator[ContestRow]:
        """Yield the scheduled contests."""
        page = self.web.get(f"{HOME}/schedule.aspx", params={"locale": "en"}).page()
        title = clean(page.one("h2.title").text())
        if "contests" not in title.lower():
            raise AdapterError(f"the page is headed {title[:80]!r}, not the schedule of contests", place="h2.title")
        links = (CONTEST_LINK.search(link.attributes.get("href") or "") for link in page.all("li a"))
        numbers = dict.fromkeys(link[1] for link in links if link)
        if len(numbers) > MAX_CONTESTS:
            raise AdapterError(f"{len(numbers)} scheduled contests, more than {MAX_CONTESTS}", place="li a")
        for number in numbers:
            contest = self.web.get(f"{HOME}/contest.aspx", params={"id": number, "locale": "en"}).page()
            with reading(f"contest {number}"):
                row = _row(number, contest)
            yield row


def _row(number: str, page: Page) -> ContestRow:
    text = clean(page.one("body").text())
    return ContestRow(
        key=number,
        title=clean(page.one("h2.title").text()),
        url=f"{HOME}/contest.aspx?id={number}",
        start=_moment(STARTS, text, "starts"),
        end=_moment(FINISHES, text, "finishes"),
        standings_url=f"{HOME}/monitor.aspx?id={number}",
    )


def _moment(pattern: re.Pattern[str], text: str, verb: str) -> datetime:
    match = pattern.search(text)
    if match is None:
        raise AdapterError(f'no sentence "Contest {verb} at …" with its offset from UTC', place="body")
    time, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(f"{hours[0]}{minutes or 0}"))
    naive = datetime.strptime(time.replace(",", ""), "%d %B %Y %H:%M")  # noqa: DTZ007 - its zone follows
    return naive.replace(tzinfo=timezone(offset)).astimezone(UTC)
