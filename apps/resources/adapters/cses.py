"""CSES: the few contests that cses.fi hosts, each read from its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from apps.resources.adapters._clocks import from_wall_clock
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Page, Site, Verified, clean, reading
from apps.resources.rows import ContestRow

HOME = "https://cses.fi"
MAX_CONTESTS = 20
CONTEST_PATH = re.compile(rf"(?:{re.escape(HOME)})?/([\w-]+)/.*")
NO_TIME = "N/A"
TIME_FORMS = {16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S"}  # by the length of the text


class Cses(Adapter):
    """Reads the contest list and, because it has no times, the pages of its first contests."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="cses.fi",
            title="CSES",
            url=f"{HOME}/contests",
            short="CS",
            color="#f26f21",
            timezone="Europe/Helsinki",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=6)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Helsinki time without a mark. Contests whose start or end is N/A are open without a time and left out. Only "
        "the first twenty of the list are read."
    )
    lists_all_upcoming: ClassVar[bool] = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the first contests of the list."""
        page = self.web.get(f"{HOME}/contests").page()
        heading = clean(page.one("h1").text())
        links = (
            CONTEST_PATH.fullmatch(link.attributes.get("href") or "")
            for link in page.all("a")
            if clean(link.text()).lower() == "go to contest"
        )
        keys = list(dict.fromkeys(link[1] for link in links if link))
        if not keys and "contest" not in heading.lower():
            raise AdapterError(f"the page is headed {heading[:80]!r} and lists no contest", place="h1")
        for key in keys[:MAX_CONTESTS]:
            contest = self.web.get(f"{HOME}/{key}/list/").page()
            with reading(f"/{key}/list/"):
                row = _row(key, contest)
            if row is not None:
                yield row


def _row(key: str, page: Page) -> ContestRow | None:
    printed: dict[str, str] = {}
    for label in page.all("b"):
        value = label.next
        if value is not None and value.is_text_node:
            value = value.next
        if value is not None and value.tag == "span":
            printed.setdefault(clean(label.text()).rstrip(":"), clean(value.text()))
    for name in ("Start", "End"):
        if name not in printed:
            raise AdapterError(f"no {name}", place="b + span")
    if NO_TIME in (printed["Start"].upper(), printed["End"].upper()):
        return None
    start, end = (_moment(printed[name]) for name in ("Start", "End"))
    return ContestRow(
        key=key,
        title=clean(page.one("h1").text()),
        url=f"{HOME}/{key}/list/",
        start=start,
        end=end,
        standings_url=f"{HOME}/{key}/scores/",
    )


def _moment(text: str) -> datetime:
    form = TIME_FORMS.get(len(text))
    if form is None:
        raise AdapterError(f"{text[:60]!r} is no time of a known form")
    return from_wall_clock(text, form, zone="Europe/Helsinki")
