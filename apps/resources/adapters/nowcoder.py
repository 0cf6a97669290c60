"""NowCoder: the HTML list whose items carry JSON in an attribute, and the rank lists, which are JSON."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from apps.resources.adapters._bands import Band
from apps.resources.adapters._boards import each_once, listed, members_only, without_page
from apps.resources.adapters._clocks import from_millis
from apps.resources.adapters._nowcoder_results import (
    HOME,
    TEAM,
    Answer,
    Problem,
    Problems,
    Ranks,
    Step,
    columns_of,
    problem_rows,
    profile_row,
    rating_rows,
    standing_rows,
)
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Site,
    Trouble,
    Verified,
    attribute,
    clean,
    from_epoch,
    own_time,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow, Standings

LIST = f"{HOME}/acm/contest/vip-index"
MOST_PAGES = 400
T = TypeVar("T")
TYPES = {0: "ACM", 2: "OI", 3: "IOI"}  # 4 is every weekly round; the site has no word for it


class Settings(msgspec.Struct, kw_only=True):
    """The settings of a contest that we keep."""

    ratingStatus: str | None = None  # noqa: N815
    ratingUpperLimit: int | float | str | None = None  # noqa: N815
    organizerName: str | None = None  # noqa: N815


class Contest(msgspec.Struct, kw_only=True):
    """One contest; times and duration are milliseconds."""

    contestId: int  # noqa: N815
    contestName: str  # noqa: N815
    contestStartTime: int | float  # noqa: N815
    contestEndTime: int | float  # noqa: N815
    contestDuration: int | float | None = None  # noqa: N815
    contestSignUpStartTime: int | float | None = None  # noqa: N815
    contestSignUpEndTime: int | float | None = None  # noqa: N815
    type: int | None = None
    settingInfo: Settings | None = None  # noqa: N815


class NowCoder(Adapter):
    """Reads the site's own contests: running, upcoming and the latest past ones."""

    sites: ClassVar = (
        Site(
            host="ac.nowcoder.com",
            title="牛客 NowCoder",
            url=LIST,
            short="nc",
            color="#25bb9b",
            timezone="Asia/Shanghai",
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {
        "contests": timedelta(hours=1),
        "problems": timedelta(hours=6),
        "standings": timedelta(minutes=10),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=7),
    }
    verified: ClassVar = Verified(
        against="recording", dated="2026-06", note="The list; rank lists, problems and people by notes."
    )
    traps: ClassVar = (
        "Times are epoch milliseconds in a JSON attribute that is HTML-escaped twice; the page shows Beijing time. "
        "Rank lists give the epoch at which a problem was accepted, so the contest's start must be known for its time."
    )
    profile_url: ClassVar = f"{HOME}/acm/contest/profile/{{handle}}"
    profiles_at: ClassVar = (
        r"ac\.nowcoder\.com/acm/contest/profile/(?P<handle>\d+)(?:/.*)?",
        r"ac\.nowcoder\.com/acm/(?P<handle>team/\d+)(?:/.*)?",
    )
    bands = (
        Band(0, "grey"),
        Band(700, "violet"),
        Band(1100, "blue"),
        Band(1500, "green"),
        Band(2000, "yellow"),
        Band(2400, "orange"),
        Band(2800, "red"),
    )

    @classmethod
    def profile_address(cls, handle: str) -> str:
        """Return where a person finds an account; a team's handle says that it is one."""
        return f"{HOME}/acm/{handle}" if handle.startswith(TEAM) else super().profile_address(handle)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of the list.

        Raises:
            AdapterError: the page has no such list, or an item cannot be read.
        """
        page = self.web.get(LIST).page()
        page.one(".platform-mod")
        items = page.all(".platform-item")
        if not items:
            raise AdapterError("the list has no items", place=".platform-mod .platform-item")
        for place, item in enumerate(items, 1):
            with reading(f".platform-item {place} data-json"):
                text = html.unescape(attribute(item, "data-json"))
                yield _row(Reply(url=LIST, body=text.encode()).json(Contest))

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest, which the site keeps to itself before the start.

        Raises:
            AdapterError: no contest is named, there are none yet (MISSING), or the answer cannot be read.
        """
        if contest is None:
            raise AdapterError("the site's archive is not read, only the problems of a contest", place="contest")
        yield from self._problems(contest)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the rank list of a contest, whole."""
        board = self._board(contest)
        told = listed(contest, self.contests())
        kind = contest.kind or (told.kind if told else "") or TYPES.get(board.basic_info.type or 0, "")
        begins = board.basic_info.contest_begin_time
        with reading("$.data.basicInfo.contestBeginTime"):
            start = contest.start or (told.start if told else None) or (from_millis(begins) if begins else None)
        problems = columns_of(board, list(self._problems(contest, allow_none=True)), contest=contest.key)
        is_icpc = kind not in ("OI", "IOI")
        return Standings(
            rows=standing_rows(board.rank_data, problems, is_icpc=is_icpc, start=start),
            problems=tuple(problems),
            kind="icpc" if is_icpc else "scoring",
            penalty_unit="seconds",
            url=f"{HOME}/acm/contest/{contest.key}#rank",
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each account; the number of one that is not there leads to a page without it."""
        for handle in handles:
            if handle.startswith(TEAM):
                yield without_page(handle)
                continue
            url = f"{HOME}/acm/contest/profile/{quote(handle, safe='')}"
            reply = self.web.get(url, allow=(404,))
            reply.refuse_challenge()  # it too leads to another page, and would make the account look gone
            if reply.status == 404 or not _names(reply, handle):
                yield ProfileRow(asked=handle)
                continue
            with reading(f"/profile/{handle}"):
                yield profile_row(handle, reply.page(), url=url)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of an account's rating."""
        url = f"{HOME}/acm-heavy/acm/contest/rating-history"
        yield from rating_rows(_opened(self.web.get(url, params={"uid": handle}), list[Step]))

    def _board(self, contest: ContestRef) -> Ranks:
        """Return all pages of a rank list as one."""
        whole = self._ranks(contest, 1)
        seen = {line.key for line in whole.rank_data}
        for page in range(2, min(whole.basic_info.page_count or 1, MOST_PAGES) + 1):
            fresh = [line for line in self._ranks(contest, page).rank_data if line.key not in seen]
            if not fresh:
                break
            seen.update(line.key for line in fresh)
            whole.rank_data.extend(fresh)
        if not whole.rank_data:
            raise AdapterError("nobody is on the rank list yet", place="$.data.rankData", trouble=Trouble.MISSING)
        whole.rank_data = list(each_once(whole.rank_data, lambda line: line.key))
        return whole

    def _ranks(self, contest: ContestRef, page: int) -> Ranks:
        params: dict[str, str | int] = {"id": contest.key, "page": page, "limit": 0}
        return _opened(self.web.get(f"{HOME}/acm-heavy/acm/contest/real-time-rank-data", params=params), Ranks)

    def _problems(self, contest: ContestRef, *, allow_none: bool = False) -> Iterator[ProblemRow]:
        url = f"{HOME}/acm/contest/problem-list"
        found: dict[str, Problem] = {}
        for page in range(1, MOST_PAGES + 1):
            reply = self.web.get(url, params={"id": contest.key, "page": page}, allow=(404,) if allow_none else ())
            if allow_none and (reply.status == 404 or reply.json(Answer).code != 0):
                break
            shown = _opened(reply, Problems)
            known = len(found)
            found |= {problem.index: problem for problem in shown.data if problem.index not in found}
            if len(found) == known or page >= (shown.basic_info.page_count or 1):
                break
        yield from problem_rows(found.values(), contest=contest.key)


def _names(reply: Reply, handle: str) -> bool:
    return urlsplit(reply.url).path.rstrip("/").endswith(f"/profile/{handle}")


def _opened(reply: Reply, form: type[T]) -> T:
    """Return what an answer holds.

    Raises:
        AdapterError: it is a refusal: LOGIN where it asks to log in, else MISSING, as before the start.
    """
    answer = reply.json(Answer)
    said = clean(answer.msg or "")
    if answer.code != 0 or bytes(answer.data) == b"null":
        if "登录" in said:
            raise members_only("ac.nowcoder.com", place="$.msg", why=said)
        raise AdapterError(f"code {answer.code}: {said[:200]}", place="$.code", trouble=Trouble.MISSING)
    with reading("$.data"):
        return Reply(url=reply.url, body=bytes(answer.data)).json(form)


def _row(contest: Contest) -> ContestRow:
    settings = contest.settingInfo or Settings()
    start, end = from_epoch(contest.contestStartTime / 1000), from_epoch(contest.contestEndTime / 1000)
    duration = timedelta(milliseconds=contest.contestDuration) if contest.contestDuration is not None else None
    url = f"{HOME}/acm/contest/{contest.contestId}"
    facts = {
        "type": contest.type,
        "ratingUpperLimit": settings.ratingUpperLimit,
        "organizer": clean(settings.organizerName or "") or None,
    }
    return ContestRow(
        key=str(contest.contestId),
        title=clean(contest.contestName),
        url=url,
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        kind=TYPES.get(contest.type, "") if contest.type is not None else "",
        rated=settings.ratingStatus != "No" if settings.ratingStatus else None,
        standings_url=f"{url}#rank",
        registration_url=url,
        registration_opens=_instant(contest.contestSignUpStartTime),
        registration_closes=_instant(contest.contestSignUpEndTime),
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _instant(milliseconds: float | None) -> datetime | None:
    return from_epoch(milliseconds / 1000) if milliseconds else None
