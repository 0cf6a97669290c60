"""Codeforces and its gym: the documented JSON API, and ghost files of the gym."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters import _codeforces_people as people
from apps.resources.adapters._bands import Band
from apps.resources.adapters._codeforces_api import (
    FIRST_GYM,
    Answer,
    Contest,
    Problem,
    ask,
    contest_row,
    contest_url,
    problem_row,
)
from apps.resources.adapters._codeforces_ghosts import ghost_standings, read_ghosts
from apps.resources.adapters._codeforces_standings import Ranklist, RatingChange, Table
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Trouble, Verified, reading
from apps.resources.rows import (
    Column,
    ContestRef,
    ContestRow,
    ProblemRow,
    ProfileRow,
    RatingRow,
    Standings,
    SubmissionRow,
)

ROWS_AT_ONCE = 10_000  # of a gym's ranklist
MOST_PAGES = 50
TEN_MINUTES_EACH = ("Educational", "Div. 3", "Div. 4")  # rounds of the type ICPC with a lighter penalty


class Statistics(msgspec.Struct, kw_only=True):
    """How many people solved a problem."""

    index: str
    solvedCount: int  # noqa: N815
    contestId: int | None = None  # noqa: N815


class Archive(msgspec.Struct):
    """The result of problemset.problems."""

    problems: list[Problem]
    problemStatistics: list[Statistics]  # noqa: N815


class Codeforces(Adapter):
    """Reads whole archives and whole ranklists in one call each; the gym is the same API with other parameters."""

    sites: ClassVar = (
        Site(
            host="codeforces.com",
            title="Codeforces",
            url="https://codeforces.com/",
            short="cf",
            color="#1f8acb",
            timezone="Europe/Moscow",
        ),
        Site(
            host="codeforces.com/gym",
            title="Codeforces Gym",
            url="https://codeforces.com/gyms",
            short="gym",
            color="#5f8dd3",
            timezone="Europe/Moscow",
            options={"gym": "true"},
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {
        "contests": timedelta(minutes=15),
        "problems": timedelta(days=1),
        "standings": timedelta(minutes=10),
        "profiles": timedelta(days=1),
        "ratings": timedelta(days=7),
        "submissions": timedelta(hours=6),
    }
    verified: ClassVar = Verified(
        against="recording", dated="2026-09", note="the gym's ranklists and teams in standings from notes"
    )
    traps: ClassVar = (
        "Times are epoch seconds. Most gym entries have no date and are passed over. "
        "Names change while the id stays, and two rounds of 2020 never leave PENDING_SYSTEM_TEST. "
        "Whether a round is rated, only its name says; FINISHED comes before open hacking and ratings are over. "
        "Standings of a round come whole (15 MB) or, with any further parameter, not at all. "
        "An old rating of 0 says that it was the first contest."
    )
    has_archive: ClassVar = True
    profiles_at_once: ClassVar = 300
    profile_url: ClassVar = "https://codeforces.com/profile/{handle}"
    profiles_at: ClassVar = (
        r"(?:[\w-]+\.)*codeforces\.(?:com|net|ml|es)(?:/[a-z]{2})?/profile/(?P<handle>[\w.-]{1,24})",
    )
    bands = (
        Band(0, "grey", "Newbie"),
        Band(1200, "green", "Pupil"),
        Band(1400, "cyan", "Specialist"),
        Band(1600, "blue", "Expert"),
        Band(1900, "violet", "Candidate Master"),
        Band(2100, "orange", "Master"),
        Band(2300, "orange", "International Master"),
        Band(2400, "red", "Grandmaster"),
        Band(2600, "red", "International Grandmaster"),
        Band(3000, "red", "Legendary Grandmaster"),
        Band(4000, "black", "Tourist"),
    )

    @property
    def is_gym(self) -> bool:
        """True for the gym."""
        return self.site.options.get("gym") == "true" or self.site.host.endswith("/gym")

    def contests(self) -> Iterator[ContestRow]:
        """Yield every dated entry of contest.list.

        Raises:
            AdapterError: the API refused or limited the call, or the answer cannot be read.
        """
        listed = ask(self.web, "contest.list", Answer[list[Contest]], gym="true" if self.is_gym else "false")
        dated = 0
        for place, contest in enumerate(listed):
            with reading(f"$.result[{place}]"):
                if contest.startTimeSeconds is None and (self.is_gym or contest.phase == "BEFORE"):
                    continue
                yield contest_row(contest)
                dated += 1
        if not dated:
            raise AdapterError(f"none of {len(listed)} contests has a start", place="$.result")

    def standings(self, contest: ContestRef) -> Standings:
        """Return the whole ranklist; with old and new ratings when a round is over and has changed them.

        A ghost file is read where the contest's `standings_url`, or the site's option "ghosts" with {key} in it, names
        one.

        Raises:
            AdapterError: there is none yet (MISSING), or the answer cannot be read.
        """
        if ghosts := self._ghost_file(contest):
            return ghost_standings(read_ghosts(self.web.get(ghosts).text), contest, url=ghosts)
        number = _number(contest)
        ranklist = self._gym(number) if number >= FIRST_GYM else self._round(number)
        if ranklist.contest.phase == "BEFORE":
            raise AdapterError("it has not begun", place="$.result.contest.phase", trouble=Trouble.MISSING)
        with reading("$.result"):
            return self._standings(ranklist, contest)

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the archive with how many solved each problem, or the problems of one contest.

        Raises:
            AdapterError: the contest's are not there yet, or the gym's archive was asked for, which there is none of
                (MISSING).
        """
        if contest is not None and _number(contest) >= FIRST_GYM:
            params = {"contestId": _number(contest), "from": 1, "count": 1}
            for problem in ask(self.web, "contest.standings", Answer[Ranklist], **params).problems:
                with reading(f"$.result.problems {problem.index[:20]}"):
                    yield problem_row(problem)
            return
        if contest is None and self.is_gym:
            raise AdapterError("the gym has no archive of problems", place="site", trouble=Trouble.MISSING)
        yield from self._archive(None if contest is None else _number(contest))

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield the profile of each handle, asked for in one batch; see `_codeforces_people.profiles`."""
        yield from people.profiles(self.web, handles)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield each step of a handle's rating; the gym is never rated."""
        if not self.is_gym:
            yield from people.ratings(self.web, handle)

    def submissions(self, handle: str, *, since: datetime | None = None) -> Iterator[SubmissionRow]:
        """Yield a handle's submissions, newest first: to rounds and the archive, or to the gym."""
        yield from people.submissions(self.web, handle, since=since, gym=self.is_gym)

    def _ghost_file(self, contest: ContestRef) -> str:
        if contest.standings_url.partition("?")[0].endswith(".dat"):
            return contest.standings_url
        return self.site.options.get("ghosts", "").replace("{key}", contest.key)

    def _round(self, number: int) -> Ranklist:
        """Return a round's ranklist; any further parameter is refused since 2026."""
        return ask(self.web, "contest.standings", Answer[Ranklist], contestId=number)

    def _gym(self, number: int) -> Ranklist:
        """Return the ranklist of an entry of the gym, page by page."""
        params: dict[str, str | int] = {"contestId": number, "from": 1, "count": ROWS_AT_ONCE, "showUnofficial": "true"}
        whole = page = ask(self.web, "contest.standings", Answer[Ranklist], **params)
        for _ in range(MOST_PAGES):
            if len(page.rows) < ROWS_AT_ONCE:
                return whole
            params["from"] = len(whole.rows) + 1
            page = ask(self.web, "contest.standings", Answer[Ranklist], **params)
            whole.rows.extend(page.rows)
        raise AdapterError(f"more than {MOST_PAGES} pages", place="from")

    def _standings(self, ranklist: Ranklist, contest: ContestRef) -> Standings:
        about = ranklist.contest
        changes = self._rating_changes(about) if about.id < FIRST_GYM else {}
        table = Table(ranklist, start=contest.start, changes=changes)
        has_rooms = any(row.party.room is not None for row in ranklist.rows)
        freeze = about.freezeDurationSeconds
        return Standings(
            rows=table,
            problems=tuple(problem_row(problem) for problem in ranklist.problems),
            columns=(Column(key="room", title="Room", kind="integer"),) if has_rooms else (),
            kind=table.kind,
            penalty_unit="minutes" if table.kind == "icpc" else "",
            penalty_per_wrong=_penalty(about) if table.kind == "icpc" else None,
            freeze=timedelta(seconds=about.durationSeconds - freeze) if freeze is not None else None,
            is_frozen=about.frozen,
            is_final=table.is_final,
            url=f"{contest_url(about.id)}/standings",
            contest=contest_row(about) if about.startTimeSeconds is not None else None,
        )

    def _rating_changes(self, contest: Contest) -> dict[str, RatingChange]:
        """Return the rating changes of a finished round by handle, none where it is unrated or they are to come."""
        if contest.phase != "FINISHED":
            return {}
        try:
            found = ask(self.web, "contest.ratingChanges", Answer[list[RatingChange]], contestId=contest.id)
        except AdapterError as error:
            if error.trouble is Trouble.MISSING:
                return {}
            raise
        return {change.handle: change for change in found if change.contestId == contest.id}

    def _archive(self, contest: int | None) -> Iterator[ProblemRow]:
        archive = ask(self.web, "problemset.problems", Answer[Archive])
        solved = {(one.contestId, one.index): one.solvedCount for one in archive.problemStatistics}
        found = 0
        for number, problem in enumerate(archive.problems):
            if contest is None or problem.contestId == contest:
                with reading(f"$.result.problems[{number}]"):
                    yield problem_row(problem, n_solved=solved.get((problem.contestId, problem.index)))
                found += 1
        if not found:
            raise AdapterError("no problems there", place="$.result.problems", trouble=Trouble.MISSING)


def _number(contest: ContestRef) -> int:
    if not (contest.key.isascii() and contest.key.isdecimal() and len(contest.key) < 10):
        raise AdapterError(f"{contest.key[:60]!r} is no number of a contest", place="key")
    return int(contest.key)


def _penalty(contest: Contest) -> int | None:
    """Return the minutes that a wrong try costs, where the round's name tells it."""
    return 10 if contest.id < FIRST_GYM and any(word in contest.name for word in TEN_MINUTES_EACH) else None
