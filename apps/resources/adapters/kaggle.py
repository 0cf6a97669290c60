"""Kaggle: the public competitions, by the interface that its own pages use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Trouble, Verified, clean
from apps.resources.rows import ContestRow

HOME = "https://www.kaggle.com"
NO_PEOPLE = (
    "about|account|api|benchmarks|c|code|competitions|contact|datasets|discussion|discussions|docs|events|general"
    "|getting-started|host|jobs|kernels|learn|me|models|notebooks|organizations|privacy|progression|rankings|search"
    "|settings|solutions-writeups|static|team|terms|u|whats-new|work"
)
LIST = f"{HOME}/api/i/competitions.CompetitionService/ListCompetitions"
PAGE_SIZE = 50
MAX_PAGES = 20
# "Getting started" competitions are exercises with a deadline years ahead.
LONGEST = timedelta(days=2 * 365)
COOKIE = re.compile(r"\b([\w-]*(?:CSRF|XSRF)-TOKEN)=([^;,\s]+)")  # one is secret and one is repeated in a header


class _Category(msgspec.Struct):
    name: str


class _Competition(msgspec.Struct, rename="camel"):
    id: int
    title: str
    competition_name: str
    date_enabled: Instant
    deadline: Instant
    categories: list[_Category] | None = None
    is_private: bool = False


class _Page(msgspec.Struct, rename="camel"):
    competitions: list[_Competition]
    next_page_token: str | None = None


class Kaggle(Adapter):
    """Reads the active competitions and the newest completed ones."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="kaggle.com", title="Kaggle", url=f"{HOME}/competitions", short="KG", color="#20beff"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=3)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 in UTC. Every call carries the token cookies of a page, one also as a header. Exercises with "
        "deadlines more than two years after their start are left out."
    )
    profile_url: ClassVar[str] = f"{HOME}/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (
        rf"kaggle\.com/(?!(?:{NO_PEOPLE})(?:/|$))(?P<handle>[a-z\d-]+)(?:/(?:account|code|competitions|datasets|models))?",
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield all active competitions and the newest completed ones."""
        tokens = self._tokens()
        page_token = ""
        for _ in range(MAX_PAGES):
            page = self._page("LIST_OPTION_ACTIVE", tokens=tokens, page_token=page_token)
            yield from each_row("$.competitions", page.competitions, _row)
            page_token = page.next_page_token or ""
            if not page_token:
                break
        else:
            raise AdapterError(f"more than {MAX_PAGES} pages of active competitions", place="$.nextPageToken")
        page = self._page("LIST_OPTION_COMPLETED", tokens=tokens, page_token="")
        yield from each_row("$.competitions", page.competitions, _row)

    def _tokens(self) -> dict[str, str]:
        """Return the headers with which the site takes a call for one of its own page's."""
        reply = self.web.get(f"{HOME}/competitions")
        reply.refuse_challenge()
        cookies = dict(COOKIE.findall(reply.headers.get("set-cookie", "")))
        if "XSRF-TOKEN" not in cookies:
            raise AdapterError("the page sets no XSRF-TOKEN", place="set-cookie", trouble=Trouble.BLOCKED)
        pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return {"cookie": pairs, "x-xsrf-token": cookies["XSRF-TOKEN"]}

    def _page(self, option: str, *, tokens: dict[str, str], page_token: str) -> _Page:
        selector = {
            "competitionIds": [],
            "listOption": option,
            "sortOption": "SORT_OPTION_NEWEST",
            "hostSegmentIdFilter": 0,
            "searchQuery": "",
            "prestigeFilter": "PRESTIGE_FILTER_UNSPECIFIED",
            "participationFilter": "PARTICIPATION_FILTER_UNSPECIFIED",
            "tagIds": [],
            "requireSimulations": False,
        }
        asked = {"selector": selector, "pageToken": page_token, "pageSize": PAGE_SIZE, "readMask": "competitions"}
        return self.web.post(LIST, json=asked, headers=tokens).json(_Page)


def _row(competition: _Competition) -> ContestRow | None:
    start, end = competition.date_enabled.astimezone(UTC), competition.deadline.astimezone(UTC)
    if competition.is_private or end - start > LONGEST:
        return None
    url = f"{HOME}/competitions/{competition.competition_name}"
    return ContestRow(
        key=str(competition.id),
        title=clean(competition.title),
        url=url,
        start=start,
        end=end,
        kind=clean(competition.categories[0].name) if competition.categories else "",
        standings_url=f"{url}/leaderboard",
    )
