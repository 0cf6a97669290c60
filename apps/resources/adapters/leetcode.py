"""LeetCode, the world's and China's: GraphQL, and the contests' own rankings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from apps.resources.adapters import _leetcode_people as people
from apps.resources.adapters import _leetcode_standings as rankings
from apps.resources.adapters._bands import Band
from apps.resources.adapters._leetcode_lists import FIELDS, contest_lists, kind_of, listed_row
from apps.resources.adapters._leetcode_problems import listed_rows, question_rows
from apps.resources.adapters._leetcode_submissions import own_rows, recent_rows
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

SETTLING = timedelta(days=1)  # so long after the end the final ranking may still change
NO_PROFILES = (
    "accounts|api|assessment|bugbounty|circle|company|contest|discuss|explore|graphql|interview|jobs|list|notes|"
    "playground|points|privacy|problem-list|problems|problemset|profile|progress|quest|region|session|store|students|"
    "study-plan|studyplan|submissions|subscribe|support|tag|terms|u"
)


class LeetCode(Adapter):
    """Reads both sites by the same questions where they have the same answers; the ranking of China is its own."""

    sites: ClassVar = (
        Site(
            host="leetcode.com",
            title="LeetCode",
            url="https://leetcode.com/contest/",
            short="lc",
            color="#ffa116",
            options={"list": "allContests"},
        ),
        Site(
            host="leetcode.cn",
            title="力扣 LeetCode",
            url="https://leetcode.cn/contest/",
            short="lccn",
            color="#cf8a12",
            timezone="Asia/Shanghai",
            options={"list": "contestUpcomingContests"},
        ),
    )
    pace: ClassVar = Pace(calls=3, period=timedelta(seconds=1))
    intervals: ClassVar = {
        "contests": timedelta(hours=1),
        "problems": timedelta(days=1),
        "standings": timedelta(minutes=30),
        "profiles": timedelta(days=3),
        "ratings": timedelta(days=7),
        "submissions": timedelta(hours=12),
    }
    verified: ClassVar = Verified(
        against="recording",
        dated="2026-10",
        note="people of leetcode.cn, results beside the rows of rankings and GraphQL problems from notes",
    )
    traps: ClassVar = (
        "Times are epoch seconds. startTime moves for virtual contests, so originStartTime goes before it. "
        "Keys are the same on both sites while titles are in Chinese on leetcode.cn. "
        "A ranking has 25 rows a page and moves while it is read: who stands on two pages counts once, places are "
        "counted from score and time, and a ranking that outlasts the time budget is kept as far as it came. "
        "Accounts of leetcode.cn in the world's ranking are named with it, for names repeat across the sites. "
        "Histories of ratings tell when a contest began only; it is taken to last 90 minutes."
    )
    has_archive: ClassVar = True
    profile_url: ClassVar = "https://leetcode.com/u/{handle}/"
    profiles_at: ClassVar = (
        r"(?:m1\.)?leetcode(?:-cn)?\.(?:com|cn)/u/(?P<handle>[\w.-]+)",
        rf"(?:m1\.)?leetcode\.com/(?!(?:{NO_PROFILES})(?:/|$))(?P<handle>[\w.-]+)",
    )
    bands = (
        Band(0, "grey"),
        Band(1850, "blue", "Knight"),
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every contest of whichever lists the answer has.

        Raises:
            AdapterError: GraphQL errors, no list at all, or a contest that cannot be read.
        """
        host = self.site.host
        wanted = self.site.options.get("list") or ("contestUpcomingContests" if self._is_china else "allContests")
        reply = self.web.post(
            f"https://{host}/graphql",
            json={"query": f"{{{wanted}{{{FIELDS}}}}}"},
            headers={"Referer": f"https://{host}/contest/"},
            allow=(400,),
        )
        for name, contests in contest_lists(reply):
            for place, contest in enumerate(contests):
                with reading(f"$.data.{name}[{place}]"):
                    yield listed_row(contest, host)

    def standings(self, contest: ContestRef) -> Standings:
        """Return a contest's ranking: the final one without cheaters where there is such, else the running one.

        Raises:
            AdapterError: there is none yet (MISSING), or it cannot be read.
        """
        host, start, about = self.site.host, contest.start, None
        if start is None:
            detail = self._detail(contest.key)
            with reading("$.contest"):
                start, about = (
                    rankings.start_of(detail),
                    rankings.contest_row(detail, host=host, kind=kind_of(contest.key)),
                )
        ranking, is_final = self._ranking(contest)
        return Standings(
            rows=rankings.standing_rows(ranking, host=host, start=start),
            problems=rankings.problem_rows(
                ranking.questions, host=host, contest=contest.key, is_over=self._is_over(contest)
            ),
            columns=(Column(key="badge", title="Badge"),) if any(row.user_badge for row, _ in ranking.rows) else (),
            kind="scoring",
            penalty_unit="seconds",
            penalty_per_wrong=300,
            is_final=is_final,
            is_whole=ranking.is_whole,
            url=f"https://{host}/contest/{contest.key}/ranking/",
            contest=about,
        )

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield a contest's questions, or the archive: with tags where the site's option "problems" is "graphql".

        Raises:
            AdapterError: the contest has not begun (MISSING), or an answer cannot be read.
        """
        host = self.site.host
        if contest is None:
            by_graphql = self.site.options.get("problems") == "graphql"
            yield from question_rows(self.web, host) if by_graphql else listed_rows(self.web, host)
            return
        questions = self._detail(contest.key).questions
        if not questions:
            raise AdapterError("no questions yet", place="$.questions", trouble=Trouble.MISSING)
        yield from rankings.problem_rows(questions, host=host, contest=contest.key, is_over=self._is_over(contest))

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield the profile of each handle, from the site that it belongs to."""
        yield from people.profiles(self.web, self.site.host, handles)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield each rated contest of a handle."""
        yield from people.ratings(self.web, self.site.host, handle)

    def submissions(self, handle: str, *, since: datetime | None = None) -> Iterator[SubmissionRow]:
        """Yield a handle's newest submissions, or all where the site's option "own" says whose session we have."""
        if handle == self.site.options.get("own"):
            yield from own_rows(self.web, self.site.host, since=since)
        else:
            yield from recent_rows(self.web, self.site.host, handle)

    @property
    def _is_china(self) -> bool:
        return self.site.host.endswith(".cn")

    def _is_over(self, contest: ContestRef) -> bool:
        return contest.end is None or contest.end <= self.web.now

    def _detail(self, key: str) -> rankings.Detail:
        return self.web.get(f"https://{self.site.host}/contest/api/info/{key}/").json(rankings.Detail)

    def _ranking(self, contest: ContestRef) -> tuple[rankings.Ranking, bool | None]:
        """Return the ranking, and whether it is the final one; cheaters go one after the other, for about a day."""
        region = "local" if self._is_china else "global"
        if self._is_over(contest):
            final = rankings.read_ranking(self.web, self.site.host, contest.key, region=f"{region}_v2")
            if final.rows:
                is_settled = contest.end is None or contest.end + SETTLING <= self.web.now
                return final, final.is_whole if is_settled else None
        running = rankings.read_ranking(self.web, self.site.host, contest.key, region=region)
        if not running.rows:
            raise AdapterError("the ranking is empty", place="$.total_rank", trouble=Trouble.MISSING)
        return running, False
