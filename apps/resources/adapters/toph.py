"""Toph: the newest contests of its list, each read from its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from apps.resources.adapters._clocks import duration_in_words
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Page, Site, Verified, clean, from_epoch, reading
from apps.resources.rows import ContestRow

HOME = "https://toph.co"
MAX_CONTESTS = 12
CONTEST_PATH = re.compile(rf"(?:{re.escape(HOME)})?/c/([\w.-]+)/?")
STARTS = re.compile(r"(?:will start|started) on\b[^<]*(?:<[^>]*>\s*){0,3}?<[^>]*\bdata-time(?:stamp)?=[\"']?(\d+)")
RUNS = re.compile(r"(?:will run|ran) for\b[^<]*(?:<[^>]*>\s*){1,3}([^<]+)<")
PRIVATE = "collect your credential from the contest organizer"


class Toph(Adapter):
    """Reads the contest list and, because it has no times, the pages of its first contests."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="toph.co", title="Toph", url=f"{HOME}/contests", short="TP", color="#2b72b9"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=3)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "The start is an epoch in seconds inside the sentence of a contest's page, the duration stands there in words. "
        "Only the first twelve contests of the list are read, newest first."
    )
    lists_all_upcoming: ClassVar[bool] = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the newest contests: upcoming, running and the last past ones."""
        for slug, title in list(self._listed().items())[:MAX_CONTESTS]:
            reply = self.web.get(f"{HOME}/c/{slug}")
            reply.refuse_challenge()
            with reading(f"/c/{slug}"):
                row = _row(slug, title, reply.text)
            yield row

    def _listed(self) -> dict[str, str]:
        """Return the titles of the listed contests by slug, in the list's order, which is newest first."""
        page = self.web.get(f"{HOME}/contests/all").page()
        titles: dict[str, str] = {}
        for link in page.all("a[href*='/c/']"):
            path = CONTEST_PATH.fullmatch(link.attributes.get("href") or "")
            if path:
                titles[path[1]] = titles.get(path[1]) or clean(link.text())
        if not titles:  # the list of all contests of all time is never empty
            raise _no_contest(page)
        return titles


def _no_contest(page: Page) -> AdapterError:
    return AdapterError(f"no link to a contest (the title is {page.title[:80]!r})", place="a[href*='/c/']")


def _row(slug: str, title: str, html: str) -> ContestRow:
    starts, runs = STARTS.search(html), RUNS.search(html)
    if starts is None or runs is None:
        raise AdapterError("no sentence that says when it starts and how long it runs")
    start = from_epoch(int(starts[1]))
    return ContestRow(
        key=slug,
        title=title,
        url=f"{HOME}/c/{slug}",
        start=start,
        end=start + duration_in_words(runs[1]),
        standings_url=f"{HOME}/c/{slug}/standings",
        facts={"private": True} if PRIVATE in html else {},
    )
