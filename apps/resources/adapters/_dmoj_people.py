"""DMOJ's people: profiles in batches, ratings with the contests' times, submissions from the newest page back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._dmoj_api import Contest, Listed, One, data_of, each_page, speaks_json
from apps.resources.adapters._dmoj_table import detail_of
from apps.resources.adapters.base import AdapterError, Trouble, Web, reading
from apps.resources.rows import ProfileRow, RatingRow, Scalar, State, SubmissionRow

MOST_PAGES = 200  # of submissions
MOST_UNLISTED = 25  # contests asked for one by one


class _Took(msgspec.Struct):
    key: str
    rating: int | None = None
    performance: float | None = None


class _OldTook(msgspec.Struct):
    rating: int | None = None


class _OldContests(msgspec.Struct):
    current_rating: int | None = None
    history: dict[str, _OldTook] = {}


class _User(msgspec.Struct):
    username: str = ""  # version 1 does not repeat it
    points: float | None = None
    performance_points: float | None = None
    problem_count: int | None = None
    solved_problems: list[msgspec.Raw] | None = None
    rank: str | None = None  # "user", "admin", "teacher" …
    rating: int | None = None
    contests: list[_Took] | _OldContests | None = None

    @property
    def history(self) -> list[_Took]:
        if isinstance(self.contests, _OldContests):
            return [_Took(key=key, rating=took.rating) for key, took in self.contests.history.items()]
        return self.contests or []


class _Within(msgspec.Struct):
    key: str
    virtual_participation_number: int | None = None
    time_since_start_of_participation: float | None = None


class _Submission(msgspec.Struct):
    id: int
    problem: str
    date: Instant
    language: str | None = None
    time: float | None = None  # seconds
    memory: float | None = None  # KiB
    points: float | None = None
    result: str | None = None
    contest: _Within | None = None


def profiles(web: Web, base: str, handles: Sequence[str]) -> Iterator[ProfileRow]:
    """Yield profiles; whom the list leaves out, because it hides them or knows none, is asked for alone.

    Raises:
        AdapterError: an answer cannot be read.
    """
    listed = _in_list(web, base, handles) if len(handles) > 1 else {}
    for handle in handles:
        user = listed.get(handle.lower()) or _user(web, base, handle)
        if user is None:
            yield ProfileRow(asked=handle)
            continue
        with reading(f"user {handle}"):
            yield _profile(base, handle, user)


def ratings(web: Web, base: str, handle: str) -> Iterator[RatingRow]:
    """Yield the rated contests of an account, oldest first; contests that strangers may not see have no time.

    Raises:
        AdapterError: the account is unknown (MISSING), or an answer cannot be read.
    """
    user = _known(_user(web, base, handle), handle)
    rated = {took.key: took for took in user.history if took.rating is not None}
    ends = _ends(web, base, rated)
    before: int | None = None
    for key in sorted(ends, key=lambda key: ends[key]):
        took = rated[key]
        with reading(f"contests {key}"):
            yield RatingRow(
                contest=key,
                at=ends[key],
                new_rating=took.rating or 0,
                old_rating=before,
                performance=None if took.performance is None else round(took.performance),
                url=f"{base}/contest/{key}",
            )
        before = took.rating


def submissions(web: Web, base: str, handle: str, *, since: datetime | None) -> Iterator[SubmissionRow]:
    """Yield an account's submissions, newest first: the list begins with the oldest, so its last page is read first.

    Raises:
        AdapterError: the account is unknown (MISSING), or an answer cannot be read.
    """
    first = _submission_page(web, base, handle, page=1)
    if not first.objects:
        _known(_user(web, base, handle), handle)
    last = first.total_pages or 1
    if (first.has_more and first.total_pages is None) or last > MOST_PAGES:
        raise AdapterError("too many pages, or a list that does not say how many", place="$.data.total_pages")
    for page in range(last, 0, -1):
        listed = first if page == 1 else _submission_page(web, base, handle, page=page)
        for submission in reversed(listed.objects):
            with reading(f"submission {submission.id}"):
                row = _submission(base, submission)
            yield row
        if since is not None and listed.objects and listed.objects[0].date <= since:
            return


def _known(user: _User | None, handle: str) -> _User:
    if user is None:
        raise AdapterError(f"no account {handle!r}", place="url", trouble=Trouble.MISSING)
    return user


def _in_list(web: Web, base: str, handles: Sequence[str]) -> dict[str, _User]:
    """Return the users that the list's filter finds, by lower-case name; none where the judge knows no such filter."""
    reply = web.get(f"{base}/api/v2/users?{urlencode([('username', handle) for handle in handles])}", allow=(404,))
    if reply.status == 404:
        return {}
    found = {user.username.lower(): user for user in data_of(reply, Listed[_User]).objects}
    return found if found.keys() <= {handle.lower() for handle in handles} else {}


def _user(web: Web, base: str, handle: str) -> _User | None:
    reply = web.get(f"{base}/api/v2/user/{quote(handle, safe='')}", allow=(404,))
    if reply.status != 404:
        return data_of(reply, One[_User]).object
    if speaks_json(reply):
        return None
    reply = web.get(f"{base}/api/user/info/{quote(handle, safe='')}", allow=(404,))
    return None if reply.status == 404 else reply.json(_User)


def _profile(base: str, handle: str, user: _User) -> ProfileRow:
    history = [took.rating for took in user.history if took.rating is not None]
    old = user.contests.current_rating if isinstance(user.contests, _OldContests) else None
    facts: dict[str, Scalar | None] = {
        "points": user.points,
        "performance_points": user.performance_points,
        "rank": user.rank or None,
    }
    solved = user.problem_count
    if solved is None and user.solved_problems is not None:
        solved = len(user.solved_problems)
    return ProfileRow(
        asked=handle,
        key=user.username or handle,
        url=f"{base}/user/{quote(user.username or handle)}",
        rating=user.rating if user.rating is not None else old,
        max_rating=max(history, default=None),
        n_solved=solved,
        n_contests=len(user.history) if user.contests is not None else None,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _ends(web: Web, base: str, rated: dict[str, _Took]) -> dict[str, datetime]:
    """Return when each of these contests ended; one that is neither listed nor shown alone is left out."""
    ends: dict[str, datetime] = {}
    for contest in _contests(web, base) if rated else ():
        if contest.key in rated:
            ends[contest.key] = contest.end_time.astimezone(UTC)
        if len(ends) == len(rated):
            return ends
    for key in list(rated.keys() - ends.keys())[:MOST_UNLISTED]:
        try:
            ends[key] = detail_of(web, base, key).end_time.astimezone(UTC)
        except AdapterError as error:
            if error.trouble not in (Trouble.MISSING, Trouble.LOGIN, Trouble.BLOCKED):
                raise
    return ends


def _contests(web: Web, base: str) -> Iterator[Contest]:
    try:
        yield from each_page(web, f"{base}/api/v2/contests", Contest)
    except AdapterError as error:
        if error.trouble is not Trouble.MISSING:
            raise
        for key, contest in web.get(f"{base}/api/contest/list").json(dict[str, Contest]).items():
            contest.key = key
            yield contest


def _submission_page(web: Web, base: str, handle: str, *, page: int) -> Listed[_Submission]:
    reply = web.get(f"{base}/api/v2/submissions", params={"user": handle, "page": page})
    return data_of(reply, Listed[_Submission])


def _submission(base: str, submission: _Submission) -> SubmissionRow:
    within = submission.contest
    return SubmissionRow(
        key=str(submission.id),
        problem=submission.problem,
        at=submission.date.astimezone(UTC),
        verdict=submission.result or "",
        state=_state(submission),
        contest=within.key if within else "",
        participation=_participation(within),
        language=submission.language or "",
        points=submission.points,
        time=within.time_since_start_of_participation if within else None,
        run_time=submission.time,
        memory=None if submission.memory is None else int(submission.memory * 1024),
        url=f"{base}/submission/{submission.id}",
    )


def _state(submission: _Submission) -> State:
    if not submission.result:
        return "pending"
    if submission.result == "AC":
        return "solved"
    return "partial" if submission.points else "wrong"


def _participation(within: _Within | None) -> str:
    if within is None:
        return "practice"
    number = within.virtual_participation_number
    return "" if number is None else "official" if number == 0 else "virtual" if number > 0 else "unofficial"
