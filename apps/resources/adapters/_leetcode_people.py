"""People of LeetCode: profiles and rating histories of both sites, which answer in different forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from apps.resources.adapters._countries import country_code
from apps.resources.adapters._leetcode_countries import chinese_country_code
from apps.resources.adapters._leetcode_graphql import Answer, ask, slug_of, split_handle
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, from_epoch, reading
from apps.resources.rows import ProfileRow, RatingRow

CHINA = "leetcode.cn"
CHINESE_RATINGS = "/graphql/noj-go/"
LENGTH = timedelta(minutes=90)  # of nearly every contest; histories tell when one began only
HISTORY = "attended rating ranking trendDirection problemsSolved totalProblems finishTimeInSeconds \
contest { title startTime }"
WORLD_PROFILE = """query userProfile($username: String!) {
  matchedUser(username: $username) {
    username githubUrl
    profile { realName userAvatar ranking reputation countryName company school }
    submitStats { acSubmissionNum { difficulty count submissions } }
    submissionCalendar
  }
  userContestRanking(username: $username) { attendedContestsCount rating globalRanking }
}"""
CHINA_PROFILE = """query userProfilePublicProfile($userSlug: String!) {
  userProfilePublicProfile(userSlug: $userSlug) {
    siteRanking
    profile { userSlug realName userAvatar }
  }
}"""
WORLD_RATINGS = f"""query userContestRankingInfo($username: String!) {{
  matchedUser(username: $username) {{ username }}
  userContestRankingHistory(username: $username) {{ {HISTORY} }}
}}"""
CHINA_RATINGS = f"""query userContestRankingInfo($userSlug: String!) {{
  userContestRanking(userSlug: $userSlug) {{ attendedContestsCount rating }}
  userContestRankingHistory(userSlug: $userSlug) {{ {HISTORY} }}
}}"""


class Count(msgspec.Struct):
    """How many problems of one difficulty, and with how many submissions."""

    difficulty: str
    count: int


class SubmitStats(msgspec.Struct):
    """What was accepted."""

    acSubmissionNum: list[Count] = []  # noqa: N815


class PublicProfile(msgspec.Struct, kw_only=True):
    """What a person tells; which fields there are differs between the sites."""

    userSlug: str | None = None  # noqa: N815
    realName: str | None = None  # noqa: N815
    userAvatar: str | None = None  # noqa: N815
    ranking: int | None = None
    reputation: int | None = None
    countryName: str | None = None  # noqa: N815
    company: str | None = None
    school: str | None = None


class MatchedUser(msgspec.Struct, kw_only=True):
    """An account of leetcode.com; `submissionCalendar` is JSON in a text: submissions by the second a day began."""

    username: str | None = None
    profile: PublicProfile | None = None
    submitStats: SubmitStats | None = None  # noqa: N815
    submissionCalendar: str | None = None  # noqa: N815
    githubUrl: str | None = None  # noqa: N815


class ContestRanking(msgspec.Struct, kw_only=True):
    """The rating; null for who never took part."""

    attendedContestsCount: int | None = None  # noqa: N815
    rating: float | None = None
    globalRanking: int | None = None  # noqa: N815


class WorldProfile(msgspec.Struct, kw_only=True):
    """The data of WORLD_PROFILE."""

    matchedUser: MatchedUser | None  # noqa: N815
    userContestRanking: ContestRanking | None = None  # noqa: N815


class ChinaUser(msgspec.Struct, kw_only=True):
    """An account of leetcode.cn."""

    profile: PublicProfile
    siteRanking: int | None = None  # noqa: N815


class ChinaProfile(msgspec.Struct):
    """The data of CHINA_PROFILE; null for who is unknown."""

    userProfilePublicProfile: ChinaUser | None  # noqa: N815


class HistoryContest(msgspec.Struct, kw_only=True):
    """A contest as histories name it."""

    title: str
    startTime: int | float  # noqa: N815
    titleSlug: str | None = None  # noqa: N815


class Step(msgspec.Struct, kw_only=True):
    """One contest since the account began, attended or not."""

    attended: bool
    contest: HistoryContest
    rating: float | None = None
    ranking: int | None = None


class History(msgspec.Struct, kw_only=True):
    """The data of either ratings query."""

    userContestRankingHistory: list[Step] | None  # noqa: N815
    matchedUser: MatchedUser | msgspec.UnsetType | None = msgspec.UNSET  # noqa: N815


def profiles(web: Web, host: str, handles: Sequence[str]) -> Iterator[ProfileRow]:
    """Yield the profile of each handle.

    Raises:
        AdapterError: an answer cannot be read.
    """
    for handle in handles:
        slug, home = split_handle(handle, host)
        try:
            row = _china_profile(web, handle, slug) if home == CHINA else _world_profile(web, handle, slug)
        except AdapterError as error:
            if error.trouble is not Trouble.MISSING or error.place != "$.errors":
                raise
            row = None
        yield ProfileRow(asked=handle) if row is None else row


def ratings(web: Web, host: str, handle: str) -> Iterator[RatingRow]:
    """Yield each contest that a handle attended, oldest first.

    Raises:
        AdapterError: the handle is unknown (MISSING), or the answer cannot be read.
    """
    slug, home = split_handle(handle, host)
    if home == CHINA:
        history = ask(web, home, Answer[History], path=CHINESE_RATINGS, query=CHINA_RATINGS, userSlug=slug)
    else:
        history = ask(web, home, Answer[History], query=WORLD_RATINGS, username=slug)
    if history.matchedUser is None:
        raise AdapterError(f"no user {slug!r}", place="$.data.matchedUser", trouble=Trouble.MISSING)
    old = None
    for number, step in enumerate(history.userContestRankingHistory or ()):
        with reading(f"$.data.userContestRankingHistory[{number}]"):
            if step.attended and step.ranking and step.rating is not None:
                row = _rating_row(step, old, home)
                old = row.new_rating
                yield row


def _world_profile(web: Web, handle: str, slug: str) -> ProfileRow | None:
    answer = ask(web, "leetcode.com", Answer[WorldProfile], query=WORLD_PROFILE, username=slug)
    user, rating = answer.matchedUser, answer.userContestRanking
    if user is None:
        return None
    with reading("$.data.matchedUser"):
        if user.username is None and user.profile is None and user.submitStats is None:
            raise AdapterError("nothing is told of the user", place="username")
        own = clean(user.username or "") or slug
        about = user.profile or PublicProfile()
        country = clean(about.countryName or "")
        solved = [
            one.count
            for one in (user.submitStats.acSubmissionNum if user.submitStats else ())
            if one.difficulty == "All"
        ]
        facts: dict[str, str | int | float | bool] = {}
        if about.reputation is not None:
            facts["reputation"] = about.reputation
        if user.githubUrl:
            facts["github"] = clean(user.githubUrl)
        return ProfileRow(
            asked=handle,
            key=_key(handle, own),
            name=clean(about.realName or ""),
            country=country_code(country) or chinese_country_code(country),
            organization=clean(about.company or "") or clean(about.school or ""),
            url=f"https://leetcode.com/u/{own}/",
            avatar=_avatar(about.userAvatar),
            rating=None if rating is None or rating.rating is None else round(rating.rating),
            place=about.ranking or None,
            n_solved=solved[0] if solved else None,
            n_contests=rating.attendedContestsCount if rating else None,
            days=days_of(user.submissionCalendar) if user.submissionCalendar else None,
            facts=facts,
        )


def _china_profile(web: Web, handle: str, slug: str) -> ProfileRow | None:
    user = ask(web, CHINA, Answer[ChinaProfile], query=CHINA_PROFILE, userSlug=slug).userProfilePublicProfile
    if user is None:
        return None
    with reading("$.data.userProfilePublicProfile"):
        own = clean(user.profile.userSlug or "") or slug
        return ProfileRow(
            asked=handle,
            key=_key(handle, own),
            name=clean(user.profile.realName or ""),
            url=f"https://{CHINA}/u/{own}/",
            avatar=_avatar(user.profile.userAvatar),
            place=user.siteRanking or None,
        )


def _key(handle: str, slug: str) -> str:
    """Return a key for a slug as the site writes it, with the home that the handle names."""
    return f"{slug}{handle[handle.index('@') :]}" if "@" in handle else slug


def _avatar(address: str | None) -> str:
    return address if address and address.startswith("https://") and "default_avatar" not in address else ""


def days_of(calendar: str) -> dict[date, int]:
    """Return how much was done on which day from the text of a calendar.

    Raises:
        AdapterError: it is no JSON of counts by seconds.
    """
    try:
        counts = msgspec.json.decode(calendar, type=dict[int, int])
    except msgspec.MsgspecError as error:
        raise AdapterError(str(error), place="submissionCalendar") from error
    found: dict[date, int] = {}
    for second, count in counts.items():
        day = from_epoch(second).date()
        found[day] = found.get(day, 0) + count
    return {day: count for day, count in sorted(found.items()) if count}


def _rating_row(step: Step, old: int | None, home: str) -> RatingRow:
    contest = clean(step.contest.titleSlug or "") or slug_of(step.contest.title)
    return RatingRow(
        contest=contest,
        title=clean(step.contest.title),
        at=from_epoch(step.contest.startTime) + LENGTH,
        old_rating=old,
        new_rating=round(step.rating or 0),
        place=step.ranking,
        url=f"https://{home}/contest/{contest}/ranking/",
    )
