"""Topcoder: the marathon matches and algorithm rounds among its challenges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from typing import ClassVar
from urllib.parse import quote

import msgspec

from apps.resources.adapters._bands import Band
from apps.resources.adapters._boards import accounts_once, members_only
from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters._topcoder_results import (
    MATCH_COLUMNS,
    ROUND_COLUMNS,
    Competitor,
    History,
    Member,
    Round,
    Winner,
    has_finals,
    match_rows,
    profile_row,
    rating_rows,
    winner_rows,
)
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Trouble, Verified, clean, reading
from apps.resources.rows import ContestRef, ContestRow, ProfileRow, RatingRow, Standings

API = "https://api.topcoder.com/v6/challenges"
SUBMISSIONS = "https://api.topcoder.com/v6/submissions"
MEMBERS = "https://api.topcoder.com/v6/members"
FEEDS = "https://www.topcoder.com/tc"
ROUND = re.compile(r"(?:^|\brd=)(\d{1,9})$")
FEWEST = 3  # a match with fewer results is still being tested
PAGE_SIZE = 100
MAX_PAGES = 20
CONTEST_TAGS = {"Algorithm", "Marathon Match", "Puzzle"}
CONTEST_TYPES = {"Marathon Match"}


class _Named(msgspec.Struct):
    name: str = ""


class _Challenge(msgspec.Struct, rename="camel"):
    id: str
    name: str
    type: str | _Named = ""
    tags: list[str] | None = None
    registration_start_date: Instant | None = None
    registration_end_date: Instant | None = None
    start_date: Instant | None = None
    submission_end_date: Instant | None = None
    end_date: Instant | None = None
    winners: list[Winner] | None = None
    bands = (
        Band(0, "grey"),
        Band(900, "green"),
        Band(1200, "blue"),
        Band(1500, "yellow"),
        Band(2200, "red"),
    )

    @property
    def kind(self) -> str:
        """Its type's name, which the API spells as a text or as an object."""
        return clean(self.type if isinstance(self.type, str) else self.type.name)

    @property
    def is_contest(self) -> bool:
        """Whether people compete in solving; most challenges are paid development work."""
        return self.kind in CONTEST_TYPES or not CONTEST_TAGS.isdisjoint(self.tags or ())


class Topcoder(Adapter):
    """Reads the public challenges and keeps those that are contests."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="topcoder.com",
            title="Topcoder",
            url="https://www.topcoder.com/challenges",
            short="TC",
            color="#0ab88a",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=2),
        "standings": timedelta(hours=1),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=7),
    }
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 in UTC. Only marathon matches and challenges tagged as algorithmic count; the match is open from the "
        "start of its registration to the end of submissions. SRMs ended, so an empty list is normal. "
        "Where the scores of a match are is not certain: without them the winners alone are read."
    )
    profile_url: ClassVar[str] = "https://www.topcoder.com/members/{handle}"
    profiles_at: ClassVar[tuple[str, ...]] = (
        r"topcoder\.com/members/(?P<handle>[\w.\[\]{}|-]+)(?:/.*)?",
        r"profiles\.topcoder\.com/(?P<handle>[\w.\[\]{}|-]+)(?:/.*)?",
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests among all active challenges and among the newest completed ones."""
        for page in range(1, MAX_PAGES + 1):
            challenges, pages = self._page("ACTIVE", page)
            yield from each_row("$", challenges, _row)
            if page >= pages:
                break
        else:
            raise AdapterError(f"more than {MAX_PAGES} pages of active challenges", place="x-total-pages")
        yield from each_row("$", self._page("COMPLETED", 1)[0], _row)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the results of a marathon match, or of a single round match (`rd=` and its number).

        Only the winners of a match are told where the scores are closed; then the table is not whole.
        """
        if found := ROUND.search(contest.key):
            return self._round(found[1], contest)
        challenge = self.web.get(f"{API}/{quote(_challenge_id(contest), safe='')}").json(_Challenge)
        with reading("$"):
            told = _row(challenge)
        reply = self.web.get(SUBMISSIONS, params={"challengeId": challenge.id}, allow=(401, 403, 404))
        competitors = reply.json(list[Competitor]) if reply.status == 200 else []
        if reply.status != 200 and not challenge.winners:
            raise members_only("api.topcoder.com", place=reply.url, why=f"HTTP {reply.status}, and no winners yet")
        if reply.status == 200 and len(competitors) < FEWEST:
            raise AdapterError(f"only {len(competitors)} have results yet", place="$", trouble=Trouble.MISSING)
        return Standings(
            rows=accounts_once(match_rows(competitors) if competitors else winner_rows(challenge.winners or ())),
            columns=MATCH_COLUMNS if competitors else (),
            is_final=has_finals(competitors) if competitors else None,
            is_whole=bool(competitors),
            url=f"https://www.topcoder.com/challenges/{challenge.id}?tab=submissions",
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each member, with the rating in algorithms."""
        for handle in handles:
            reply = self.web.get(f"{MEMBERS}/{quote(handle, safe='')}", allow=(404,))
            if reply.status == 404:
                yield ProfileRow(asked=handle)
                continue
            member = reply.json(Member)
            with reading("$"):
                yield profile_row(handle, member)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of a member's two ratings: algorithms and marathon matches."""
        reply = self.web.get(f"{MEMBERS}/{quote(handle, safe='')}/stats/history")
        for history in reply.json(list[History]) if reply.body.lstrip()[:1] == b"[" else [reply.json(History)]:
            science = history.science
            yield from rating_rows([("Algorithm", science.srm), ("Marathon Match", science.marathon)])

    def _round(self, number: str, contest: ContestRef) -> Standings:
        found = Round(self.web.get(FEEDS, params={"module": "BasicData", "c": "dd_round_results", "rd": number}))
        if not found.coders:
            raise AdapterError("nobody took part", place="dd_round_results row", trouble=Trouble.MISSING)
        problems = found.problems(contest=contest.key)
        return Standings(
            rows=accounts_once(found.rows(problems)),
            problems=tuple(problems.values()),
            columns=ROUND_COLUMNS,
            kind="cf",
            url=f"https://www.topcoder.com/stat?c=round_overview&er=5&rd={number}",
        )

    def _page(self, status: str, page: int) -> tuple[list[_Challenge], int]:
        reply = self.web.get(
            API,
            params={"status": status, "perPage": PAGE_SIZE, "page": page, "sortBy": "startDate", "sortOrder": "desc"},
        )
        pages = reply.headers.get("x-total-pages", "")
        return reply.json(list[_Challenge]), int(pages) if pages.isdecimal() and len(pages) < 8 else 1


def _challenge_id(contest: ContestRef) -> str:
    return contest.key.removeprefix("challenge=")


def _row(challenge: _Challenge) -> ContestRow | None:
    if not challenge.is_contest:
        return None
    opens, closes = challenge.registration_start_date, challenge.registration_end_date
    start, end = opens or challenge.start_date, challenge.submission_end_date or challenge.end_date
    if start is None or end is None:
        raise AdapterError("a contest without a start or an end of submissions")
    url = f"https://www.topcoder.com/challenges/{challenge.id}"
    return ContestRow(
        key=f"challenge={challenge.id}",
        title=clean(challenge.name),
        url=url,
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        kind=challenge.kind,
        standings_url=f"{url}?tab=submissions",
        registration_opens=opens and opens.astimezone(UTC),
        registration_closes=closes and closes.astimezone(UTC),
    )
