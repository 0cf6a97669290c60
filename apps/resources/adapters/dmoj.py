"""DMOJ and the judges that run its code: API version 2, or version 1 where a judge has no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters import _dmoj_people
from apps.resources.adapters._bands import Band
from apps.resources.adapters._dmoj_api import MAX_PAGES, Contest, Listed, contest_row, data_of, each_page
from apps.resources.adapters._dmoj_table import detail_of, problem_rows, read_table
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Verified, clean, reading
from apps.resources.rows import (
    ContestRef,
    ContestRow,
    ProblemRow,
    ProfileRow,
    RatingRow,
    Standings,
    SubmissionRow,
)


class _Problem(msgspec.Struct):
    code: str
    name: str
    types: list[str] | None = None
    group: str | None = None
    points: float | None = None
    partial: bool | None = None


class Dmoj(Adapter):
    """Reads the whole list of public contests, which is ordered by id and not by date, and what belongs to them."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="dmoj.ca", title="DMOJ", url="https://dmoj.ca", short="DM", color="#c8a92c"),
        Site(host="oj.vnoi.info", title="VNOJ", url="https://oj.vnoi.info", short="VN", color="#2563a8"),
        Site(host="lqdoj.edu.vn", title="LQDOJ", url="https://lqdoj.edu.vn", short="LQ", color="#b03a2e"),
    )
    family: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=1),
        "problems": timedelta(days=1),
        "standings": timedelta(minutes=5),
        "profiles": timedelta(days=2),
        "ratings": timedelta(days=2),
        "submissions": timedelta(hours=6),
    }
    has_archive: ClassVar[bool] = True
    profiles_at_once: ClassVar[int] = 50
    profiles_at: ClassVar[tuple[str, ...]] = (r"[\w.-]+(?::\d+)?/user/(?P<handle>\w{1,30})",)
    verified: ClassVar[Verified] = Verified(against="notes", note="the API's fields stand in the server's own code")
    traps: ClassVar[str] = (
        "ISO 8601 with an offset. A time limit makes it a window in which everybody has that long: seconds in version "
        "2, days:hours:minutes as text in version 1. Over 90 calls a minute dmoj.ca bans for days. Problems are not "
        "named to strangers while a contest runs, so its table has no cells then; submissions are listed oldest first."
    )
    bands = (
        Band(0, "grey", "Newbie"),
        Band(1000, "green", "Amateur"),
        Band(1300, "blue", "Expert"),
        Band(1600, "violet", "Candidate Master"),
        Band(1900, "yellow", "Master"),
        Band(2400, "red", "Grandmaster"),
        Band(3000, "black", "Target"),
    )

    @property
    def base(self) -> str:
        """The judge's address without a slash at the end."""
        return self.site.url.rstrip("/")

    def contests(self) -> Iterator[ContestRow]:
        """Yield every public contest of the judge."""
        address = f"{self.base}/api/v2/contests"
        for page in range(1, MAX_PAGES + 1):
            reply = self.web.get(address, params={"page": page}, allow=(404,) if page == 1 else ())
            if reply.status == 404:
                yield from self._old_rows()
                return
            contests = data_of(reply, Listed[Contest])
            yield from each_row("$.data.objects", contests.objects, self._contest)
            if contests.is_last:
                return
        raise AdapterError(f"more than {MAX_PAGES} pages of contests", place="$.data.has_more")

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest, or all public ones of the judge.

        Raises:
            AdapterError: there is no such contest (MISSING), it is for members (LOGIN), or an answer cannot be read.
        """
        if contest is not None:
            yield from problem_rows(self.base, detail_of(self.web, self.base, contest.key))
            return
        for number, problem in enumerate(each_page(self.web, f"{self.base}/api/v2/problems", _Problem)):
            with reading(f"$.data.objects[{number}]"):
                yield self._problem(problem)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the ranking of those who took part live.

        Raises:
            AdapterError: it has not begun or is hidden (MISSING), is for members (LOGIN), or cannot be read.
        """
        return read_table(self.web, self.base, contest.key)

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield profiles, of which one call brings many.

        Raises:
            AdapterError: an answer cannot be read.
        """
        return _dmoj_people.profiles(self.web, self.base, handles)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the rated contests of an account.

        Raises:
            AdapterError: the account is unknown (MISSING), or an answer cannot be read.
        """
        return _dmoj_people.ratings(self.web, self.base, handle)

    def submissions(self, handle: str, *, since: datetime | None = None) -> Iterator[SubmissionRow]:
        """Yield submissions to public problems.

        Raises:
            AdapterError: the account is unknown (MISSING), or an answer cannot be read.
        """
        return _dmoj_people.submissions(self.web, self.base, handle, since=since)

    def _contest(self, contest: Contest) -> ContestRow:
        return contest_row(self.base, contest)

    def _old_rows(self) -> Iterator[ContestRow]:
        for key, contest in self.web.get(f"{self.base}/api/contest/list").json(dict[str, Contest]).items():
            with reading(f"$[{key!r}]"):
                contest.key = key
                row = self._contest(contest)
            yield row

    def _problem(self, problem: _Problem) -> ProblemRow:
        facts = {"group": clean(problem.group or ""), "partial": problem.partial}
        return ProblemRow(
            key=problem.code,
            name=clean(problem.name),
            url=f"{self.base}/problem/{problem.code}",
            points=problem.points,
            tags=tuple(tag for tag in map(clean, problem.types or ()) if tag),
            facts={name: value for name, value in facts.items() if value not in ("", None)},
        )
