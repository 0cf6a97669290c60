"""People of Codeforces: profiles in batches past unknown and renamed handles, ratings, submissions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from apps.resources.adapters._codeforces_api import (
    API,
    FIRST_GYM,
    SITE,
    Answer,
    Party,
    Problem,
    ask,
    contest_url,
    problem_key,
    result_of,
)
from apps.resources.adapters._codeforces_standings import RatingChange
from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import AdapterError, Web, clean, from_epoch, reading
from apps.resources.rows import ProfileRow, RatingRow, State, SubmissionRow

LONGEST_QUERY = 2000  # signs of handles that a GET takes; more are posted
HANDLE = re.compile(r"[\w.-]{1,32}", re.ASCII)
UNKNOWN = re.compile(r"User with handle (\S+) not found")
PROFILE_PATH = re.compile(r"/profile/([^/]+)/?")
PLACEHOLDERS = ("no-avatar.jpg", "no-title.jpg")
OUTSIDE = 2_147_483_647  # the relative time of a submission outside of any contest
AT_ONCE = 200  # submissions asked for when only the newest are wanted
PARTICIPATIONS = {
    "CONTESTANT": "official",
    "OUT_OF_COMPETITION": "unofficial",
    "MANAGER": "unofficial",
    "VIRTUAL": "virtual",
    "PRACTICE": "practice",
}
STATES: dict[str, State] = {"OK": "solved", "PARTIAL": "partial", "": "pending", "TESTING": "pending"}


class User(msgspec.Struct, kw_only=True):
    """One entry of user.info; who never was rated has no rating."""

    handle: str
    rating: int | None = None
    maxRating: int | None = None  # noqa: N815
    rank: str = ""
    maxRank: str = ""  # noqa: N815
    contribution: int | None = None
    friendOfCount: int | None = None  # noqa: N815
    lastOnlineTimeSeconds: int | float | None = None  # noqa: N815
    registrationTimeSeconds: int | float | None = None  # noqa: N815
    titlePhoto: str = ""  # noqa: N815
    firstName: str | None = None  # noqa: N815
    lastName: str | None = None  # noqa: N815
    country: str | None = None
    city: str | None = None
    organization: str | None = None


class Submission(msgspec.Struct, kw_only=True):
    """One entry of user.status; the verdict is missing while it is judged."""

    id: int
    creationTimeSeconds: int | float  # noqa: N815
    problem: Problem
    author: Party
    contestId: int | None = None  # noqa: N815
    relativeTimeSeconds: int | float | None = None  # noqa: N815
    programmingLanguage: str = ""  # noqa: N815
    verdict: str | None = None
    timeConsumedMillis: int | float | None = None  # noqa: N815
    memoryConsumedBytes: int | None = None  # noqa: N815
    points: float | None = None


def profiles(web: Web, handles: Sequence[str]) -> Iterator[ProfileRow]:
    """Yield the profile of each handle; teams are told by their key alone.

    One unknown handle fails the whole call: it is dropped and the rest asked again. Who was renamed is found where the
    old profile's page leads.

    Raises:
        AdapterError: the API refused for another reason.
    """
    asked = {handle: handle for handle in handles if HANDLE.fullmatch(handle)}
    for handle in handles:
        if handle.startswith("team:"):
            yield ProfileRow(asked=handle, key=handle, kind="team", url=f"{SITE}/team/{handle.removeprefix('team:')}")
        elif handle not in asked:
            yield ProfileRow(asked=handle)
    while asked:
        try:
            users = _users(web, list(asked.values()))
        except AdapterError as error:
            unknown = _unknown_of(error, asked)
            renamed = _renamed(web, asked[unknown]) if asked[unknown] == unknown else ""
            if renamed:
                asked[unknown] = renamed
            else:
                del asked[unknown]
                yield ProfileRow(asked=unknown)
            continue
        for number, (handle, user) in enumerate(zip(asked, users, strict=True)):
            with reading(f"$.result[{number}]"):
                yield _profile(handle, user)
        return


def ratings(web: Web, handle: str) -> Iterator[RatingRow]:
    """Yield each step of a handle's rating, oldest first.

    Raises:
        AdapterError: the handle is unknown (MISSING), or the answer cannot be read.
    """
    changes = ask(web, "user.rating", Answer[list[RatingChange]], handle=handle)
    for number, change in enumerate(changes):
        with reading(f"$.result[{number}]"):
            yield RatingRow(
                contest=str(change.contestId),
                title=clean(change.contestName),
                at=from_epoch(change.ratingUpdateTimeSeconds),
                old_rating=change.oldRating if number or change.oldRating else None,
                new_rating=change.newRating,
                place=change.rank,
                url=f"{SITE}/contest/{change.contestId}/standings",
            )


def submissions(web: Web, handle: str, *, since: datetime | None, gym: bool) -> Iterator[SubmissionRow]:
    """Yield a handle's submissions to rounds, or to the gym, newest first.

    Raises:
        AdapterError: the handle is unknown (MISSING), or an answer cannot be read.
    """
    first = 1
    while True:
        page = {"from": first, "count": AT_ONCE} if since is not None else {}
        found = ask(web, "user.status", Answer[list[Submission]], handle=handle, **page)
        for number, submission in enumerate(found):
            with reading(f"$.result[{number}]"):
                if gym == ((submission.contestId or 0) >= FIRST_GYM):
                    yield _submission(submission)
        if since is None or len(found) < AT_ONCE or found[-1].creationTimeSeconds <= since.timestamp():
            return
        first += AT_ONCE


def _users(web: Web, handles: Sequence[str]) -> list[User]:
    """Return the users of these handles, in their order."""
    joined = ";".join(handles)
    if len(joined) <= LONGEST_QUERY:
        users = ask(web, "user.info", Answer[list[User]], handles=joined)
    else:
        reply = web.post(f"{API}/user.info", form={"handles": joined}, allow=(400, 403))
        users = result_of(reply, Answer[list[User]])
    if len(users) != len(handles):
        raise AdapterError(f"{len(users)} users of {len(handles)} handles", place="$.result")
    return users


def _unknown_of(error: AdapterError, asked: dict[str, str]) -> str:
    """Return which of the handles a refusal calls unknown; any other refusal goes on."""
    match = UNKNOWN.search(error.why)
    named = match.group(1).lower() if match else ""
    for handle, current in asked.items():
        if current.lower() == named:
            return handle
    raise error


def _renamed(web: Web, handle: str) -> str:
    """Return the handle to which an old profile's page leads, "" where it leads to the front page or nowhere."""
    reply = web.get(f"{SITE}/profile/{handle}", allow=(403, 404, 503))
    match = PROFILE_PATH.fullmatch(urlsplit(reply.url).path)
    found = match.group(1) if match else ""
    return found if HANDLE.fullmatch(found) and found.lower() != handle.lower() else ""


def _profile(asked: str, user: User) -> ProfileRow:
    photo = f"https:{user.titlePhoto}" if user.titlePhoto.startswith("//") else user.titlePhoto
    country = clean(user.country or "")
    facts: dict[str, str | int | float | bool] = {"max_title": clean(user.maxRank)} if user.maxRank else {}
    if user.contribution is not None:
        facts["contribution"] = user.contribution
    if user.friendOfCount is not None:
        facts["friend_of_count"] = user.friendOfCount
    if country and not country_code(country):
        facts["country"] = country
    return ProfileRow(
        asked=asked,
        key=clean(user.handle),
        name=clean(f"{user.firstName or ''} {user.lastName or ''}"),
        country=country_code(country),
        city=clean(user.city or ""),
        organization=clean(user.organization or ""),
        url=f"{SITE}/profile/{clean(user.handle)}",
        avatar="" if photo.endswith(PLACEHOLDERS) else photo,
        title=clean(user.rank),
        rating=user.rating,
        max_rating=user.maxRating,
        registered=_time(user.registrationTimeSeconds),
        last_seen=_time(user.lastOnlineTimeSeconds),
        facts=facts,
    )


def _time(seconds: float | None) -> datetime | None:
    return from_epoch(seconds) if seconds is not None else None


def _submission(submission: Submission) -> SubmissionRow:
    kind, verdict = submission.author.participantType, clean(submission.verdict or "")
    since_start = submission.relativeTimeSeconds
    in_contest = kind != "PRACTICE" and since_start is not None and 0 <= since_start < OUTSIDE
    contest, millis = submission.contestId, submission.timeConsumedMillis
    return SubmissionRow(
        key=str(submission.id),
        problem=problem_key(submission.problem),
        at=from_epoch(submission.creationTimeSeconds),
        verdict=verdict,
        state=STATES.get(verdict, "wrong"),
        contest="" if contest is None else str(contest),
        short=clean(submission.problem.index),
        problem_name=clean(submission.problem.name),
        participation=PARTICIPATIONS.get(kind, ""),
        language=clean(submission.programmingLanguage),
        points=submission.points,
        time=since_start if in_contest else None,
        run_time=millis / 1000 if millis is not None else None,
        memory=submission.memoryConsumedBytes,
        url="" if contest is None else f"{contest_url(contest)}/submission/{submission.id}",
    )
