"""CSES: the problem set, and the few contests that cses.fi hosts, each read from its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from apps.resources.adapters._clocks import from_wall_clock
from apps.resources.adapters._cses_results import HOME, Scoreboard, archive_rows, task_row, task_rows
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Page, Site, Trouble, Verified, clean, reading
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, Standings

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
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=6),
        "problems": timedelta(hours=12),
        "standings": timedelta(minutes=10),
    }
    verified: ClassVar[Verified] = Verified(
        against="recording", dated="2025-10", note="The problem set; contests and scoreboards by notes."
    )
    traps: ClassVar[str] = (
        "Helsinki time without a mark. Contests whose start or end is N/A are open without a time and left out. Only "
        "the first twenty of the list are read. Scoreboards may be Finnish: columns count by order."
    )
    has_archive: ClassVar[bool] = True
    profile_url: ClassVar[str] = f"{HOME}/user/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"cses\.fi/(?:problemset/)?user/(?P<handle>\d+)",)
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

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the tasks of the problem set, or those of a contest."""
        if contest is None:
            yield from archive_rows(self.web.get(f"{HOME}/problemset").page())
            return
        page = self.web.get(f"{HOME}/{_path(contest)}/list/").page()
        page.one("h1")
        tasks = list(task_rows(page, contest=contest.key))
        if not tasks:
            raise AdapterError("the contest shows no task yet", place=".task", trouble=Trouble.MISSING)
        yield from tasks

    def standings(self, contest: ContestRef) -> Standings:
        """Return the scoreboard of a contest; a page that is there without one is MISSING."""
        key = _path(contest)
        url = f"{HOME}/{key}/scores/"
        board = Scoreboard(self.web.get(url).page())
        listed = self.web.get(f"{HOME}/{key}/list/").page()
        with reading(f"/{key}/list/"):
            told = _row(key, listed)
        tasks = {task.short: task for task in task_rows(listed, contest=key)}
        with reading("table.scoreboard th"):
            shown = tuple(tasks.get(short) or task_row(short, short, contest=key) for short in board.shorts)
        return Standings(
            rows=board.rows(contest.start or (told.start if told else None)),
            problems=shown,
            kind="icpc" if board.is_icpc else "scoring",
            penalty_unit="minutes" if board.is_icpc else "",
            url=url,
            contest=told,
        )


def _path(contest: ContestRef) -> str:
    if not re.fullmatch(r"[\w-]+", contest.key):
        raise AdapterError(f"{contest.key[:60]!r} is no contest of the site", place="key")
    return contest.key


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
