"""Universal Cup: the stages of the running season."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from apps.resources.adapters._clocks import from_wall_clock
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Page, Site, Verified, clean
from apps.resources.rows import ContestRow

HOME = "https://ucup.ac/"
SEASON = re.compile(r"season\s+(\d+)", re.IGNORECASE)
STAGE = re.compile(r"(extra )?(\d+)", re.IGNORECASE)
DATE_FORMS = (("%d.%m.%Y", re.compile(r"\d\d?\.\d\d?\.\d{4}")), ("%Y.%m.%d", re.compile(r"\d{4}\.\d\d?\.\d\d?")))
OPENS, CLOSES = timedelta(hours=5), timedelta(hours=23)
OWN_TIME = timedelta(hours=5)


class UniversalCup(Adapter):
    """Reads the schedule on the front page."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="ucup.ac", title="Universal Cup", url=HOME, short="UC", color="#0b5394"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=6)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "The schedule has days only: on each a team starts when it likes between 05:00 and 23:00 UTC and has five "
        "hours. Stages without a day and the finals, which are on site, are left out."
    )
    profile_url: ClassVar[str] = "https://contest.ucup.ac/user/profile/{handle}"
    profiles_at: ClassVar[tuple[str, ...]] = (
        r"(?:contest\.ucup\.ac|(?:ucup-legacy\.)?qoj\.ac)/user/profile/(?P<handle>[\w-]+)",
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the stages that have a day."""
        page = self.web.get(HOME).page()
        season = next((match[1] for node in page.all("h1, h2") if (match := SEASON.search(node.text()))), "")
        if not season:
            raise AdapterError(f"no heading names the season (the title is {page.title[:80]!r})", place="h1, h2")
        header, rows = _schedule(page)

        def read(row: LexborNode) -> ContestRow | None:
            cells = page.all("td", within=row)
            return _row(season, dict(zip(header, cells, strict=False))) if cells else None

        yield from each_row("table tr", rows, read)


def _schedule(page: Page) -> tuple[list[str], list[LexborNode]]:
    for table in page.all("table"):
        header = [clean(cell.text()).lower() for cell in page.all("th", within=table)]
        if {"stage", "contest", "date"} <= set(header):
            return header, page.all("tr", within=table)
    raise AdapterError(f"no table has Stage, Contest and Date (the title is {page.title[:80]!r})", place="table th")


def _row(season: str, cells: dict[str, LexborNode]) -> ContestRow | None:
    missing = {"stage", "contest", "date"} - set(cells)
    if missing:
        raise AdapterError(f"no {', '.join(sorted(missing))}")
    stage, date = STAGE.fullmatch(clean(cells["stage"].text())), clean(cells["date"].text())
    if stage is None or "TBD" in date:
        return None
    extra = "extra-" if stage[1] else ""
    day = _day(date)
    return ContestRow(
        key=f"ucup-{season}-{extra}stage-{stage[2]}",
        title=f"Universal Cup, season {season}, {'extra ' if extra else ''}stage {stage[2]}: "
        + clean(cells["contest"].text()),
        url=_link(cells.get("announcement")) or HOME,
        start=day + OPENS,
        end=day + CLOSES,
        duration=OWN_TIME,
        kind="extra stage" if extra else "stage",
        standings_url=_link(cells.get("scoreboard")),
    )


def _day(text: str) -> datetime:
    """Return the midnight of a date, the first one where two are given with "to" between."""
    first = text.partition(" to ")[0]
    for form, pattern in DATE_FORMS:
        if pattern.fullmatch(first):
            return from_wall_clock(first, form, zone="UTC")
    raise AdapterError(f"{text[:60]!r} is no date")


def _link(cell: LexborNode | None) -> str:
    link = cell.css_first("a[href]") if cell is not None else None
    return urljoin(HOME, link.attributes.get("href") or "") if link is not None else ""
