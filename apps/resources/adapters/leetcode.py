"""LeetCode, the world's and China's: GraphQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import Adapter, AdapterError, Pace, Reply, Site, Verified, clean, from_epoch, reading
from apps.resources.rows import ContestRow

FIELDS = "title titleSlug startTime duration containsPremium originStartTime isVirtual"
LISTS = ("allContests", "contestUpcomingContests", "upcomingContests", "topTwoContests", "pastContests")


class Contest(msgspec.Struct, kw_only=True):
    """One contest of any of the lists."""

    title: str
    titleSlug: str  # noqa: N815
    startTime: int | float  # noqa: N815
    duration: int | float
    originStartTime: int | float | None = None  # noqa: N815
    containsPremium: bool | None = None  # noqa: N815


class PastPage(msgspec.Struct):
    """pastContests, which alone comes in pages."""

    data: list[Contest]


class Problem(msgspec.Struct):
    """One error of a GraphQL answer."""

    message: str = ""


class Answer(msgspec.Struct):
    """A GraphQL answer; `data` has whichever lists were asked for."""

    data: dict[str, msgspec.Raw] | None = None
    errors: list[Problem] | None = None


class LeetCode(Adapter):
    """Reads all contests of leetcode.com and the upcoming ones of leetcode.cn, one call each."""

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
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=3))
    intervals: ClassVar = {"contests": timedelta(hours=1)}
    verified: ClassVar = Verified(against="recording", dated="2026-10", note="leetcode.cn from notes of the same form")
    traps: ClassVar = (
        "Times are epoch seconds. startTime moves for virtual contests, so originStartTime goes before it. "
        "Keys are the same on both sites while titles are in Chinese on leetcode.cn."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every contest of whichever lists the answer has.

        Raises:
            AdapterError: GraphQL errors, no list at all, or a contest that cannot be read.
        """
        host = self.site.host
        wanted = self.site.options.get("list") or ("contestUpcomingContests" if host.endswith(".cn") else "allContests")
        reply = self.web.post(
            f"https://{host}/graphql",
            json={"query": f"{{{wanted}{{{FIELDS}}}}}"},
            headers={"Referer": f"https://{host}/contest/"},
            allow=(400,),
        )
        for name, contests in _lists(reply):
            for place, contest in enumerate(contests):
                with reading(f"$.data.{name}[{place}]"):
                    yield _row(contest, host)


def _lists(reply: Reply) -> Iterator[tuple[str, list[Contest]]]:
    answer = reply.json(Answer)
    if answer.errors:
        raise AdapterError("; ".join(clean(error.message) for error in answer.errors), place="$.errors")
    named = {name: raw for name, raw in (answer.data or {}).items() if name in LISTS and bytes(raw) != b"null"}
    if not named:
        raise AdapterError(f"none of the lists is there: {', '.join(LISTS)}", place="$.data")
    for name, raw in named.items():
        part = Reply(url=reply.url, body=bytes(raw))
        with reading(f"$.data.{name}"):
            found = part.json(PastPage).data if name == "pastContests" else part.json(list[Contest])
        yield name, found


def _row(contest: Contest, host: str) -> ContestRow:
    start = from_epoch(contest.originStartTime or contest.startTime)
    url = f"https://{host}/contest/{contest.titleSlug}"
    return ContestRow(
        key=contest.titleSlug,
        title=clean(contest.title),
        url=url,
        start=start,
        end=start + timedelta(seconds=contest.duration),
        kind=_kind(contest.titleSlug),
        standings_url=f"{url}/ranking",
        facts={"containsPremium": True} if contest.containsPremium else {},
    )


def _kind(slug: str) -> str:
    if "biweekly-contest-" in slug:
        return "Biweekly"
    return "Weekly" if "weekly-contest-" in slug else ""
