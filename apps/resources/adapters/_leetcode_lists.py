"""LeetCode's lists of contests: whichever a GraphQL answer has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from apps.resources.adapters._leetcode_graphql import Answer, refuse_errors
from apps.resources.adapters.base import AdapterError, Reply, clean, from_epoch, reading
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


def contest_lists(reply: Reply) -> Iterator[tuple[str, list[Contest]]]:
    """Yield the lists that an answer has, by name.

    Raises:
        AdapterError: it has errors or none of the lists.
    """
    answer = reply.json(Answer[dict[str, msgspec.Raw]])
    refuse_errors(answer.errors)
    named = {name: raw for name, raw in (answer.data or {}).items() if name in LISTS and bytes(raw) != b"null"}
    if not named:
        raise AdapterError(f"none of the lists is there: {', '.join(LISTS)}", place="$.data")
    for name, raw in named.items():
        part = Reply(url=reply.url, body=bytes(raw))
        with reading(f"$.data.{name}"):
            found = part.json(PastPage).data if name == "pastContests" else part.json(list[Contest])
        yield name, found


def listed_row(contest: Contest, host: str) -> ContestRow:
    """Return the row of a contest."""
    start = from_epoch(contest.originStartTime or contest.startTime)
    url = f"https://{host}/contest/{contest.titleSlug}"
    return ContestRow(
        key=contest.titleSlug,
        title=clean(contest.title),
        url=url,
        start=start,
        end=start + timedelta(seconds=contest.duration),
        kind=kind_of(contest.titleSlug),
        standings_url=f"{url}/ranking",
        facts={"containsPremium": True} if contest.containsPremium else {},
    )


def kind_of(slug: str) -> str:
    """Return the series that a contest's slug names, or ""."""
    if "biweekly-contest-" in slug:
        return "Biweekly"
    return "Weekly" if "weekly-contest-" in slug else ""
