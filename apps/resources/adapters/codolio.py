"""Codolio: one page that gathers what a person did on other sites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._countries import country_code
from apps.resources.adapters._numbers import Number, number, whole
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Site,
    Trouble,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ProfileRow, RatingRow, Scalar

API = "https://node.codolio.com/api/codolio/v1/profile"
NOBODY = re.compile(r"not found|not exist|no user|invalid user", re.IGNORECASE)


class _Status(msgspec.Struct):
    success: bool | None = None
    code: Number = None
    message: str | None = None


class _College(msgspec.Struct):
    name: str | None = msgspec.field(default=None, name="collegeName")


class _Personal(msgspec.Struct):
    country: str | None = None
    college: str | None = None
    details: _College | None = msgspec.field(default=None, name="collegeDetails")


class _Details(msgspec.Struct):
    personal: _Personal | None = msgspec.field(default=None, name="userPersonalDetails")
    github: str | None = msgspec.field(default=None, name="githubProfile")


class _Stats(msgspec.Struct):
    handle: str | None = None
    rating: Number = msgspec.field(default=None, name="currentRating")
    max_rating: Number = msgspec.field(default=None, name="maxRating")
    rank: Number = None
    stars: Number = None


class _Questions(msgspec.Struct):
    total: Number = msgspec.field(default=None, name="totalQuestionCounts")


class _Contest(msgspec.Struct):
    name: str = msgspec.field(name="contestName")
    at: Number = msgspec.field(default=None, name="contestDate")  # seconds
    rating: Number = None
    rank: Number = None


class _Contests(msgspec.Struct):
    listed: list[_Contest] | None = msgspec.field(default=None, name="contestActivityList")


class _Daily(msgspec.Struct):
    calendar: dict[str, int] | None = msgspec.field(default=None, name="submissionCalendar")


class _Platform(msgspec.Struct):
    platform: str
    stats: _Stats | None = msgspec.field(default=None, name="userStats")
    questions: _Questions | None = msgspec.field(default=None, name="totalQuestionStats")
    contests: _Contests | None = msgspec.field(default=None, name="contestActivityStats")
    daily: _Daily | None = msgspec.field(default=None, name="dailyActivityStatsResponse")
    is_verified: bool | None = msgspec.field(default=None, name="isVerified")

    @property
    def history(self) -> list[_Contest]:
        return (self.contests.listed if self.contests else None) or []


class _Platforms(msgspec.Struct):
    listed: list[_Platform] | None = msgspec.field(default=None, name="platformProfiles")


class _Person(msgspec.Struct):
    """The answer also has the person's mail address, which is never read."""

    profile_name: str | None = msgspec.field(default=None, name="profileName")
    first_name: str | None = msgspec.field(default=None, name="firstName")
    second_name: str | None = msgspec.field(default=None, name="secondName")
    image: str | None = msgspec.field(default=None, name="imageUrl")
    views: Number = msgspec.field(default=None, name="profileViews")
    details: _Details | None = msgspec.field(default=None, name="userDetails")
    gathered: _Platforms | None = msgspec.field(default=None, name="platformProfiles")

    @property
    def platforms(self) -> list[_Platform]:
        return (self.gathered.listed if self.gathered else None) or []


class _Answer(msgspec.Struct):
    status: _Status
    data: _Person | None = None


class Codolio(Adapter):
    """Reads people with their accounts, ratings and days on every site that they named there."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="codolio.com", title="Codolio", url="https://codolio.com/", short="col", color="#f97316"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"profiles": timedelta(days=2), "ratings": timedelta(days=2)}
    profile_url: ClassVar[str] = "https://codolio.com/profile/{handle}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"codolio\.com/profile/(?P<handle>[\w.-]+)",)
    verified: ClassVar[Verified] = Verified(
        against="recording", dated="2026-05", note="how it answers for an unknown name is a guess"
    )
    traps: ClassVar[str] = (
        "No contests of its own: ratings are other sites', kept by site. Any part may be null; contest dates are "
        "seconds, of some sites the midnight; lastUpdatedAt is no time; it leaks mail addresses, which are not read."
    )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield people, each with the sum over all sites and the facts of each.

        Raises:
            AdapterError: an answer cannot be read.
        """
        for handle in handles:
            person = self._ask(handle)
            with reading("$.data"):
                yield ProfileRow(asked=handle) if person is None else _profile(handle, person)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of every site's rating; their kind is the site.

        Raises:
            AdapterError: the person is unknown (MISSING), or the answer cannot be read.
        """
        person = self._ask(handle)
        if person is None:
            raise AdapterError(f"nobody is named {handle!r}", place="url", trouble=Trouble.MISSING)
        for place, platform in enumerate(person.platforms):
            yield from _steps(platform, f"$.data.platformProfiles.platformProfiles[{place}].contestActivityList")

    def _ask(self, handle: str) -> _Person | None:
        reply = self.web.get(API, params={"userKey": handle}, allow=(400, 404))
        answer = reply.json(_Answer)
        status = answer.status
        if status.success and reply.status == 200:
            if answer.data is None:
                raise AdapterError("success without a person", place="$.data")
            return answer.data
        if reply.status == 404 or status.code in (404, "404") or NOBODY.search(status.message or ""):
            return None
        raise AdapterError(f"the site refuses: {status.code} {clean(status.message or '')!r}", place="$.status")


def _profile(handle: str, person: _Person) -> ProfileRow:
    solved = [whole(platform.questions.total) for platform in person.platforms if platform.questions]
    known = [count for count in solved if count is not None]
    personal = (person.details.personal if person.details else None) or _Personal()
    college = (personal.details.name if personal.details else None) or personal.college
    return ProfileRow(
        asked=handle,
        key=person.profile_name or handle,
        name=clean(f"{person.first_name or ''} {person.second_name or ''}"),
        country=country_code(personal.country),
        organization=clean(college or ""),
        url=f"https://codolio.com/profile/{person.profile_name or handle}",
        avatar=person.image or "",
        n_solved=sum(known) if known else None,
        n_contests=sum(len(platform.history) for platform in person.platforms) if person.platforms else None,
        days=_days(person),
        facts=_facts(person),
    )


def _days(person: _Person) -> dict[date, int] | None:
    """Return what was done on all sites by day; None where no site told."""
    calendars = [platform.daily.calendar for platform in person.platforms if platform.daily and platform.daily.calendar]
    days: Counter[date] = Counter()
    for calendar in calendars:
        for second, count in calendar.items():
            days[from_epoch(int(second)).date()] += count
    return {day: days[day] for day in sorted(days) if days[day]} if calendars else None


def _facts(person: _Person) -> dict[str, Scalar]:
    facts: dict[str, Scalar | None] = {"views": whole(person.views)}
    if person.details and person.details.github:
        facts["github.handle"] = clean(person.details.github)
    for platform in person.platforms:
        stats = platform.stats or _Stats()
        facts |= {
            f"{platform.platform}.handle": clean(stats.handle or "") or None,
            f"{platform.platform}.rating": _scalar(stats.rating),
            f"{platform.platform}.max_rating": _scalar(stats.max_rating),
            f"{platform.platform}.rank": _scalar(stats.rank),
            f"{platform.platform}.stars": whole(stats.stars),
            f"{platform.platform}.solved": whole(platform.questions.total) if platform.questions else None,
            f"{platform.platform}.is_verified": platform.is_verified,
        }
    return {name: value for name, value in facts.items() if value is not None}


def _scalar(value: Number) -> Scalar | None:
    return (clean(value) or None) if isinstance(value, str) else value


def _steps(platform: _Platform, place: str) -> Iterator[RatingRow]:
    """Yield the steps of one site's rating; contests without a rating or a date moved none."""
    with reading(place):
        dated = [
            (at, rating, contest)
            for contest in platform.history
            if (at := number(contest.at)) is not None and (rating := number(contest.rating)) is not None
        ]
    before: int | None = None
    for at, rating, contest in sorted(dated, key=lambda step: step[0]):
        with reading(f"{place} {contest.name!r}"):
            yield RatingRow(
                contest=clean(contest.name),
                at=from_epoch(at),
                new_rating=round(rating),
                old_rating=before,
                kind=platform.platform,
                place=whole(contest.rank),
            )
        before = round(rating)
