"""Toph: the newest contests of its list, each read from its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar
from urllib.parse import quote

from apps.resources.adapters._boards import accounts_once, without_page
from apps.resources.adapters._clocks import duration_in_words
from apps.resources.adapters._toph_results import (
    COLUMNS,
    HOME,
    Board,
    marked,
    problem_rows,
    profile_row,
    steps_of,
)
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Site,
    Trouble,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow, Standings

MAX_CONTESTS = 12
MAX_PAGES = 300
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
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=3),
        "problems": timedelta(hours=12),
        "standings": timedelta(minutes=10),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=30),
    }
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "The start is an epoch in seconds inside the sentence of a contest's page, the duration stands there in words. "
        "Only the first twelve contests of the list are read, newest first. "
        "Ratings tell no day: each step is dated by the page of its contest."
    )
    profile_url: ClassVar[str] = f"{HOME}/u/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"toph\.co/u/(?P<handle>[\w.-]+)(?:/.*)?",)
    lists_all_upcoming: ClassVar[bool] = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the newest contests: upcoming, running and the last past ones."""
        for slug, title in list(self._listed().items())[:MAX_CONTESTS]:
            reply = self.web.get(f"{HOME}/c/{slug}")
            reply.refuse_challenge()
            with reading(f"/c/{slug}"):
                row = _row(slug, title, reply.text)
            yield row

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest.

        Raises:
            AdapterError: no contest is named, none is shown yet (MISSING), or the page cannot be read.
        """
        if contest is None:
            raise AdapterError("the site's archive is not read, only the problems of a contest", place="contest")
        page = self.web.get(f"{HOME}/problems/contests/{quote(contest.key, safe='')}").page()
        page.one("title")
        found = list(problem_rows(page, contest=contest.key))
        if not found:
            raise AdapterError("no problem is shown yet", place="table tr", trouble=Trouble.MISSING)
        yield from found

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings of a contest, all pages."""
        url = f"{HOME}/c/{quote(contest.key, safe='')}/standings"
        boards = list(self._boards(url))
        told = None if contest.start else self._about(contest.key, contest.title)
        start = contest.start or (told.start if told else None)
        marks = list(dict.fromkeys(mark for board in boards for mark in board.marks))
        reply = self.web.get(f"{HOME}/problems/contests/{quote(contest.key, safe='')}", allow=(403, 404))
        listed = problem_rows(reply.page(), contest=contest.key) if reply.status == 200 else ()
        known = {problem.short: problem for problem in listed}
        return Standings(
            rows=accounts_once(row for board in boards for row in board.rows(start)),
            problems=tuple(marked(marks, known, contest=contest.key)),
            columns=COLUMNS,
            kind="icpc",
            url=url,
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each person by the page of their ratings."""
        for handle in handles:
            if not re.fullmatch(r"[\w.-]+", handle):
                yield without_page(handle)
                continue
            reply = self.web.get(f"{HOME}/u/{quote(handle, safe='')}/ratings", allow=(404,))
            if reply.status == 404:
                yield ProfileRow(asked=handle)
                continue
            with reading(f"/u/{handle}/ratings"):
                yield profile_row(handle, reply.page(), url=reply.url)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of a person's rating, each at the end of its contest where the page tells no day."""
        steps = list(steps_of(self.web.get(f"{HOME}/u/{quote(handle, safe='')}/ratings").page()))
        before: int | None = None
        for step in reversed(steps):
            with reading(f"/u/{handle}/ratings {step.slug}"):
                yield RatingRow(
                    contest=step.slug,
                    at=step.at or self._about(step.slug, step.title).end,
                    new_rating=step.rating,
                    old_rating=before,
                    title=step.title,
                    url=f"{HOME}/c/{step.slug}",
                )
            before = step.rating

    def _boards(self, url: str) -> Iterator[Board]:
        """Yield the first page of standings and those that pagers lead to."""
        waiting, seen = [""], {""}
        while waiting:
            query = waiting.pop(0)
            with reading(f"standings?{query}" if query else "standings"):
                board = Board(self.web.get(f"{url}?{query}" if query else url).page())
            yield board
            fresh = [found for found in dict.fromkeys(board.pages()) if found not in seen]
            seen.update(fresh)
            waiting += fresh
            if len(seen) > MAX_PAGES:
                raise AdapterError(f"more than {MAX_PAGES} pages", place="a[href*='standings?']")

    def _about(self, slug: str, title: str) -> ContestRow:
        """Return what the page of a contest says."""
        reply = self.web.get(f"{HOME}/c/{quote(slug, safe='')}")
        page = reply.page()
        with reading(f"/c/{slug}"):
            return _row(slug, title or clean(page.one("h1").text()), reply.text)

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
