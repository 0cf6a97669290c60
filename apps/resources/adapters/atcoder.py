"""AtCoder: HTML lists and pages, JSON of standings and ratings, and kenkoooo for submissions and the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from apps.resources.adapters import _atcoder_people as people
from apps.resources.adapters import _atcoder_standings as boards
from apps.resources.adapters._atcoder_lists import contest_rows, series_of
from apps.resources.adapters._atcoder_submissions import kenkoooo_rows, page_rows
from apps.resources.adapters._bands import Band
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, reading
from apps.resources.rows import (
    ContestRef,
    ContestRow,
    ProblemRow,
    ProfileRow,
    RatingRow,
    Standings,
    SubmissionRow,
)

LISTS = (
    ("https://atcoder.jp/contests/", {"lang": "en"}),
    ("https://atcoder.jp/contests/", {"lang": "ja"}),  # some contests stand in this one only
    ("https://atcoder.jp/contests/archive", {"lang": "en", "page": "1"}),
)
MOST_CONTESTS = 20  # whose pages are walked for one account's submissions


class AtCoder(Adapter):
    """Reads the tables of contests, the standings with a member's session, and what is public of people."""

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
    intervals: ClassVar = {
        "contests": timedelta(minutes=30),
        "problems": timedelta(days=1),
        "standings": timedelta(minutes=5),
        "profiles": timedelta(days=2),
        "ratings": timedelta(days=7),
        "submissions": timedelta(hours=6),
    }
    verified: ClassVar = Verified(
        against="recording", dated="2026-10", note="profile pages and kenkoooo from notes; standings of 2019"
    )
    traps: ClassVar = (
        "Times are text with +0900, durations are HH:MM with hours above 24. Permanent contests have no time and are "
        "passed over. Whoever should log in may get the front page, whose tables have no durations: it is refused. "
        "Standings need FETCH_COOKIES with a member's REVEL_SESSION. Submissions come from kenkoooo.com, or, with the "
        "option submissions=pages, from the pages of the account's newest rated contests. "
        "Rating in standings and results is today's, not that after the contest."
    )
    has_archive: ClassVar = True
    profile_url: ClassVar = "https://atcoder.jp/users/{handle}"
    profiles_at: ClassVar = (r"(?:[\w-]+\.)*atcoder\.jp/users?/(?P<handle>\w{1,32})(?:/history(?:/.*)?)?",)
    bands = (
        Band(0, "grey"),
        Band(400, "brown"),
        Band(800, "green"),
        Band(1200, "cyan"),
        Band(1600, "blue"),
        Band(2000, "yellow"),
        Band(2400, "orange"),
        Band(2800, "red"),
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
                for row in contest_rows(reply.page()):
                    yield row
                    found += 1
        if not found:
            raise AdapterError("no contest with a start in any list", place="table")

    def standings(self, contest: ContestRef) -> Standings:
        """Return the whole standings, of persons or of teams; with ratings once they are final.

        Raises:
            AdapterError: there are none (MISSING), they are for members (LOGIN), or cannot be read.
        """
        board, _ = boards.read_board(self.web, contest.key)
        rated = board.fixed and any(row.is_rated for row in board.standings_data or ())
        outcomes = boards.read_results(self.web, contest.key) if rated else {}
        about = None
        if contest.start is None:
            about = people.contest_row(self.web, contest, kind=series_of(contest.key))
        return Standings(
            rows=boards.standing_rows(board, outcomes),
            problems=boards.problem_rows(board, contest.key),
            kind="scoring",
            penalty_unit="seconds",
            penalty_per_wrong=boards.penalty_per_wrong(board),
            is_frozen=any(row.total_result.frozen for row in board.standings_data or ()),
            is_final=board.fixed,
            url=f"{boards.SITE}/contests/{contest.key}/standings",
            contest=about,
        )

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield a contest's tasks, or kenkoooo's archive with the difficulties that it estimates."""
        yield from people.archive_rows(self.web) if contest is None else people.task_rows(self.web, contest.key)

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield the profile of each handle, from its page."""
        for handle in handles:
            yield people.profile_row(self.web, handle)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield each step of both ratings, "algorithm" and "heuristic"."""
        yield from people.rating_rows(self.web, handle)

    def submissions(self, handle: str, *, since: datetime | None = None) -> Iterator[SubmissionRow]:
        """Yield an account's submissions, newest first: kenkoooo's, or those on the pages of its newest contests."""
        if self.site.options.get("submissions") != "pages":
            yield from kenkoooo_rows(self.web, handle, since=since)
            return
        for key in people.newest_contests(self.web, handle, since=since)[:MOST_CONTESTS]:
            yield from page_rows(self.web, key, handle, since=since)
