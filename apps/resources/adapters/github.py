"""GitHub as a source of profiles: the REST answer of a user, and the calendar of contributions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import quote

import msgspec

from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Reply,
    Site,
    Trouble,
    Verified,
    attribute,
    clean,
    from_epoch,
    from_iso,
    reading,
)
from apps.resources.rows import ProfileRow, Scalar

API = "https://api.github.com"
SITE = "https://github.com"
MOVED = (301, 302, 307, 308)
OWN_ADDRESS = re.compile(r" for [\da-f.:]{4,}.*", re.IGNORECASE)  # the limit's words name who asked
COUNT = re.compile(r"\s*(No|[\d,]+) contributions?\b", re.IGNORECASE)
NOT_PEOPLE = (
    "about|account|apps|blog|codespaces|collections|contact|customer-stories|dashboard|enterprise|events|explore|"
    "features|gist|issues|join|login|logout|marketplace|mobile|new|notifications|organizations|orgs|pricing|pulls|"
    "readme|search|security|sessions|settings|signup|site|sponsors|stars|team|topics|trending|users|watching"
)
LOGIN = r"[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}"


class _User(msgspec.Struct):
    login: str
    name: str | None = None
    type: str | None = None  # "User", "Organization", "Bot"
    avatar_url: str | None = None
    html_url: str | None = None
    company: str | None = None
    location: str | None = None
    public_repos: int | None = None
    public_gists: int | None = None
    followers: int | None = None
    following: int | None = None
    created_at: str | None = None


class _Refusal(msgspec.Struct):
    message: str = ""
    url: str = ""  # where what was asked for is now


class GitHub(Adapter):
    """Reads people by their login; mail addresses are never taken."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="github.com", title="GitHub", url="https://github.com/", short="gh", color="#24292f"),
    )
    pace: ClassVar[Pace] = Pace(calls=50, period=timedelta(hours=1))
    intervals: ClassVar[dict[str, timedelta]] = {"profiles": timedelta(days=1)}
    profile_url: ClassVar[str] = "https://github.com/{handle}"
    profiles_at: ClassVar[tuple[str, ...]] = (rf"github\.com/(?!(?:{NOT_PEOPLE})$)(?P<handle>{LOGIN})",)
    verified: ClassVar[Verified] = Verified(against="recording", dated="2026-03")
    traps: ClassVar[str] = (
        "No contests. Strangers have 60 calls an hour, and the limit is told by 403. The calendar has a year, its "
        "counts stand only in tooltips, its days are UTC."
    )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield people; days come from the calendar on the site, which organisations do not have.

        Raises:
            AdapterError: the site's limit is reached (LIMITED), it refuses, or an answer cannot be read.
        """
        for handle in handles:
            user = self._user(handle)
            if user is None:
                yield ProfileRow(asked=handle)
                continue
            reply = self.web.get(f"{SITE}/users/{user.login}/contributions", allow=(404,))
            days = None if reply.status == 404 else contributions(reply.page())
            with reading("$"):
                yield _profile(handle, user, days)

    def _user(self, handle: str) -> _User | None:
        reply = self._ask(f"{API}/users/{quote(handle, safe='')}")
        if reply.status in MOVED:
            target = reply.json(_Refusal).url
            if not target.startswith(f"{API}/"):
                raise AdapterError(f"moved to {target[:100]!r}", place="$.url")
            reply = self._ask(target)
        if reply.status in MOVED:
            raise AdapterError("moved twice", place=reply.url)
        if reply.status == 404:
            reply.json(_Refusal)  # a page that says so is not the API's word
            return None
        return reply.json(_User)

    def _ask(self, url: str) -> Reply:
        """Ask the API; what is nobody or elsewhere comes back as it is.

        Raises:
            AdapterError: for any other refusal, with the API's own words.
        """
        reply = self.web.get(url, headers={"Accept": "application/vnd.github+json"}, allow=(*MOVED, 401, 403, 404, 429))
        if reply.status in (401, 403, 429):
            is_told = reply.body.lstrip().startswith(b"{")
            why = OWN_ADDRESS.sub("", clean(reply.json(_Refusal).message)) if is_told else "no answer of the API"
            is_limit = reply.status == 429 or "rate limit" in why.lower()
            raise AdapterError(
                f"HTTP {reply.status}: {why!r}",
                place=reply.url,
                trouble=Trouble.LIMITED if is_limit else Trouble.BLOCKED,
                retry_after=self._until_reset(reply) if is_limit else None,
            )
        return reply

    def _until_reset(self, reply: Reply) -> timedelta | None:
        """Return how long the limit holds, as far as the answer says."""
        reset = reply.headers.get("x-ratelimit-reset", "")
        return max(from_epoch(int(reset)) - self.web.now, timedelta(0)) if reset.isdecimal() else None


def contributions(page: Page) -> dict[date, int]:
    """Return the counts of the calendar; days without any are left out.

    Raises:
        AdapterError: it has no days, or a day no count.
    """
    said = {node.attributes.get("for"): node.text() for node in page.all("tool-tip")}
    days: dict[date, int] = {}
    cells = page.all(".ContributionCalendar-day[data-date]")
    if not cells:
        raise AdapterError("the calendar has no days", place=".ContributionCalendar-day")
    for cell in cells:
        day = attribute(cell, "data-date")
        with reading(f"td[data-date={day[:20]!r}]"):
            told = cell.attributes.get("data-count")  # until 2023
            if told is None:
                match = COUNT.match(said.get(cell.attributes.get("id")) or cell.text())
                if match is None:
                    raise AdapterError("a day without a count", place="tool-tip")
                told = "0" if match[1].lower() == "no" else match[1].replace(",", "")
            if count := int(told):
                days[date.fromisoformat(day)] = count
    return days


def _profile(handle: str, user: _User, days: dict[date, int] | None) -> ProfileRow:
    city, country = _place(clean(user.location or ""))
    facts: dict[str, Scalar | None] = {
        "type": user.type,
        "location": clean(user.location or "") or None,
        "public_repos": user.public_repos,
        "public_gists": user.public_gists,
        "followers": user.followers,
        "following": user.following,
        "contributions": None if days is None else sum(days.values()),
    }
    return ProfileRow(
        asked=handle,
        key=user.login,
        name=clean(user.name or ""),
        kind="organization" if user.type == "Organization" else "",
        country=country,
        city=city,
        organization=clean(user.company or ""),
        url=user.html_url or f"{SITE}/{user.login}",
        avatar=user.avatar_url or "",
        registered=from_iso(user.created_at) if user.created_at else None,
        days=days,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _place(location: str) -> tuple[str, str]:
    """Return the city and the country of what people write freely, as far as it ends with a country's name."""
    head, _, tail = location.rpartition(",")
    country = country_code(tail) if len(tail.strip()) > 3 or tail.strip() in ("USA", "UK", "UAE") else ""
    return (clean(head), country) if country else ("", "")
