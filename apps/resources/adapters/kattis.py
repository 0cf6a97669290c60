"""Kattis: the contests of open.kattis.com and of the subdomains that host regional contests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import quote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from apps.resources.adapters._boards import accounts_once, listed, members_only, refuse_members_only, without_page
from apps.resources.adapters._clocks import duration_on_clock
from apps.resources.adapters._kattis_results import (
    Board,
    Origin,
    problem_row,
    problem_rows,
    profile_row,
    ranked_together,
)
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Reply,
    Site,
    Trouble,
    Verified,
    attribute,
    clean,
    from_iso,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, StandingRow, Standings

SECTIONS = ("ongoing", "upcoming", "past")
PRINTED_TIME = re.compile(r"(?:(\d{4}-\d\d-\d\d) )?(\d\d?:\d\d)(:\d\d)? ([A-Z]{3,4})")
ZONES = {"UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}  # hours from UTC
CLOCKS_APART = timedelta(minutes=15)  # how far the site's clock, or a page it cached, may be from ours
REHEARSAL = re.compile(r"\b(practice|warm-?up|test|hidden)\b", re.IGNORECASE)


class Kattis(Adapter):
    """Reads the tables of the contest pages."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="open.kattis.com", title="Kattis", url="https://open.kattis.com", short="KT", color="#f0b034"),
    )
    family: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=1),
        "problems": timedelta(hours=6),
        "standings": timedelta(minutes=5),
        "profiles": timedelta(days=7),
    }
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Times carry an abbreviated zone (UTC, CET, CEST). Within a day of now the page prints the clock alone, so the "
        "day follows from the time of the fetch. Past contests give their end, the others their start. "
        "Standings with filters for divisions are read filter by filter. The score of a profile is no rating."
    )
    profile_url: ClassVar[str] = "https://open.kattis.com/users/{handle}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"(?:[\w-]+\.)?kattis\.com/users/(?P<handle>[\w-]+)",)
    reads_clock: ClassVar[bool] = True

    def contests(self) -> Iterator[ContestRow]:
        """Yield what the contest page lists, and on open.kattis.com the newest past contests."""
        base = self._base
        if self._subdomain:
            yield from self._rows(self.web.get(f"{base}/contests/").page())
            return
        params = {"kattis_original": "on", "kattis_recycled": "on", "user_created": "off"}
        yield from self._rows(self.web.get(f"{base}/contests", params=params).page())
        yield from self._rows(self.web.get(f"{base}/past-contests", params={"user_created": "off"}).page())

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest.

        Raises:
            AdapterError: no contest is named, its problems are hidden (MISSING), or the page cannot be read.
        """
        if contest is None:
            raise AdapterError("the site's archive is not read, only the problems of a contest", place="contest")
        reply = self.web.get(f"{self._address(contest)}/problems")
        rows = list(self._problem_rows(reply, contest))
        if not rows:
            raise AdapterError(
                "the page lists no problem", place="table a[href*='/problems/']", trouble=Trouble.MISSING
            )
        yield from rows

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings of a contest, its divisions ranked together."""
        url = f"{self._address(contest)}/standings"
        board = Board(self._page(url), url=url)
        told = listed(contest, self.contests())
        start = told.start if told else contest.start
        rows: Iterable[StandingRow] = board.rows(start)
        if board.filters:
            rows = ranked_together(accounts_once(self._divisions(board, start)))
        return Standings(
            rows=rows,
            problems=tuple(self._marked(board, contest)),
            kind="scoring" if board.is_scored else "icpc",
            penalty_unit="minutes",
            url=url,
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each user of the host."""
        for handle in handles:
            if not re.fullmatch(r"[\w-]+", handle):
                yield without_page(handle)
                continue
            reply = self.web.get(f"{self._base}/users/{quote(handle, safe='')}", allow=(404,))
            if reply.status == 404:
                yield ProfileRow(asked=handle)
                continue
            with reading(f"/users/{handle}"):
                yield profile_row(handle, reply.page(), url=reply.url)

    @property
    def _base(self) -> str:
        return self.site.url.rstrip("/")

    def _origin(self, url: str, contest: ContestRef) -> Origin:
        """Return where a problem is listed; keys of another host than open.kattis.com begin with its name."""
        return Origin(url, f"{self._subdomain}:" if self._subdomain else "", contest.key)

    def _address(self, contest: ContestRef) -> str:
        """Return the address of a contest, whose key begins with the name of a regional host."""
        own = contest.key.removeprefix(f"{self._subdomain}.") if self._subdomain else contest.key
        return f"{self._base}/contests/{quote(own, safe='')}"

    def _page(self, url: str) -> Page:
        """Return a page that may be for members."""
        host = urlsplit(url).hostname or ""
        reply = refuse_members_only(self.web.get(url, allow=(401, 403)), host)
        if urlsplit(reply.url).path.startswith("/login"):
            raise members_only(host, place="url", why="a login page")
        return reply.page()

    def _divisions(self, board: Board, start: datetime | None) -> Iterator[StandingRow]:
        for filter_id, division in board.filters.items():
            page = self._page(f"{board.url}?filter={filter_id}")
            with reading(f"filter={filter_id}"):
                yield from Board(page, url=board.url).rows(start, division=division)

    def _marked(self, board: Board, contest: ContestRef) -> Iterator[ProblemRow]:
        """Yield the problems of a board, with the names that the contest's other page gives them."""
        reply = self.web.get(f"{self._address(contest)}/problems", allow=(403, 404))
        listed = self._problem_rows(reply, contest) if reply.status == 200 else ()
        known = {problem.short: problem for problem in listed}
        for column in board.problems:
            with reading("table.standings-table th"):
                bare = problem_row(column.short, "", column.link, origin=self._origin(board.url, contest))
                yield replace(known.get(column.short, bare), points=column.full)

    def _problem_rows(self, reply: Reply, contest: ContestRef) -> Iterator[ProblemRow]:
        yield from problem_rows(reply.page(), self._origin(reply.url, contest))

    @property
    def _subdomain(self) -> str:
        """The name of a regional contest's host, "" for open.kattis.com."""
        name = (urlsplit(self.site.url).hostname or "").partition(".")[0]
        return "" if name == "open" else name

    def _rows(self, page: Page) -> Iterator[ContestRow]:
        found = False
        section = ""
        for node in page.all("h2, table"):
            if node.tag == "h2":
                words = clean(node.text()).lower().split()
                section = words[0] if words and words[0] in SECTIONS else ""
                found = found or bool(section)
            elif section:
                yield from self._table_rows(page, node, section)
                section = ""
        if not found:
            raise AdapterError(f"no heading of {', '.join(SECTIONS)} (the title is {page.title[:80]!r})", place="h2")

    def _table_rows(self, page: Page, table: LexborNode, section: str) -> Iterator[ContestRow]:
        header = [clean(cell.text()).lower() for cell in page.all("th", within=table)]
        moment = "end" if section == "past" else "start"
        columns = {
            name: next((index for index, text in enumerate(header) if text.startswith(name)), -1)
            for name in ("name", "length", moment)
        }
        place = f"h2 {section} + table"
        missing = ", ".join(name for name, index in columns.items() if index < 0)
        if missing:
            raise AdapterError(f"the header is {header}, without {missing}", place=f"{place} th")

        def read(row: LexborNode) -> ContestRow | None:
            cells = page.all("td", within=row)
            if len(cells) < 2:
                return None  # the header's row, or the one cell that says that there is none
            if len(cells) <= max(columns.values()):
                raise AdapterError(f"only {len(cells)} cells")
            return self._row(
                page,
                cells[columns["name"]],
                length=clean(cells[columns["length"]].text()),
                time=clean(cells[columns[moment]].text()),
                section=section,
            )

        yield from each_row(f"{place} tr", page.all("tr", within=table), read)

    def _row(self, page: Page, name: LexborNode, *, length: str, time: str, section: str) -> ContestRow | None:
        link = page.one("a[href*='/contests/']", within=name)
        title = clean(link.text())
        if self._subdomain and REHEARSAL.search(title):
            return None  # a host of one regional contest holds its rehearsals too
        url = urljoin(self.site.url, attribute(link, "href"))
        contest = urlsplit(url).path.rstrip("/").rpartition("/")[2]
        moment = read_time(time, now=self.web.now, is_ahead=section == "upcoming")
        duration = duration_on_clock(length)
        start = moment - duration if section == "past" else moment
        return ContestRow(
            key=f"{self._subdomain}.{contest}" if self._subdomain else contest,
            title=title,
            url=url,
            start=start,
            end=start + duration,
            standings_url=f"{url.rstrip('/')}/standings",
        )


def read_time(text: str, *, now: datetime, is_ahead: bool) -> datetime:
    """Return the UTC time of "2025-10-04 10:00:00 CEST", or of "18:00:00 CEST" within a day of `now`.

    A clock alone is the next such moment when it `is_ahead`, else the last one.

    Raises:
        AdapterError: the text has another form, names a zone that is not one of ZONES, or a time that no clock shows.
    """
    match = PRINTED_TIME.fullmatch(text)
    if match is None or match[4] not in ZONES:
        raise AdapterError(f"{text[:60]!r} is no time with a known zone")
    zone = timedelta(hours=ZONES[match[4]])
    clock = f"{match[2].zfill(5)}{match[3] or ''}"
    if match[1]:
        return from_iso(f"{match[1]} {clock}", zone=zone)
    today = (now + zone).date()
    days = (today + timedelta(days=shift) for shift in ((-1, 0, 1) if is_ahead else (1, 0, -1)))
    times = (from_iso(f"{day} {clock}", zone=zone) for day in days)
    if is_ahead:
        return next(time for time in times if time >= now - CLOCKS_APART)
    return next(time for time in times if time <= now + CLOCKS_APART)
