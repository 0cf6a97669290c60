"""Codeforces' people and archive: users, their ratings and submissions, and the problems of rounds that are over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from contestweb.contest import Contest
from contestweb.crowd import Person, find_person
from contestweb.exchange import Answer, Request, View
from contestweb.formats.codeforces_results import (
    CROWD,
    ROUNDS,
    change,
    crowd_of,
    history,
    is_huge,
    ok,
    played,
    problem,
    refusal,
)
from contestweb.habits import Practice, practice_of
from contestweb.play import FOREVER, Try
from contestweb.rating import Step
from contestweb.story import NAMES

TITLES = (
    (2400, "grandmaster"), (2300, "international master"), (2100, "master"), (1900, "candidate master"),
    (1600, "expert"), (1400, "specialist"), (1200, "pupil"), (-10_000, "newbie"),
)  # fmt: skip
LANGUAGES = ("C++20 (GCC 13-64)", "PyPy 3-64", "Java 21", "Rust 1.75")
PRACTISED = 1000  # from this contest on; rounds of the world come after all of them
OUTSIDE = 2_147_483_647  # the relative time of a submission outside of any contest
AT_MOST = 2000  # submissions that are told of anybody


def user_info(request: Request, view: View) -> Answer:
    """Answer user.info."""
    form = dict(parse_qsl(request.body.decode(errors="replace")))  # many handles are posted
    asked = request.query.get("handles", form.get("handles", "")).split(";")
    found = {handle: find_person(ROUNDS, handle, CROWD) for handle in asked}
    unknown = next((handle for handle, person in found.items() if person is None), None)
    if unknown is not None:
        return refusal(f"handles: User with handle {unknown} not found")
    known = {person.number: person for person in found.values() if person}
    by_person: dict[int, list[Step]] = {number: [] for number in known}
    for step in history(view):
        if step.who in by_person:
            by_person[step.who].append(step)
    return ok([_user(person, by_person[person.number], view) for person in found.values() if person])


def _user(person: Person, steps: list[Step], view: View) -> dict[str, Any]:
    told: dict[str, Any] = {
        "handle": person.handle,
        "firstName": person.first,
        "lastName": person.last,
        "country": person.country,
        "organization": person.school,
        "contribution": person.number % 40,
        "friendOfCount": (CROWD - person.number) // 60,
        "lastOnlineTimeSeconds": int(view.now.timestamp()) - 3600 * (person.number % 200),
        "registrationTimeSeconds": 1_400_000_000 + 5400 * (person.number % 9000),
        "titlePhoto": "https://userpic.codeforces.org/no-title.jpg",
        "avatar": "https://userpic.codeforces.org/no-avatar.jpg",
    }
    if not steps:
        return told
    rating, best = steps[-1].new, max(step.new for step in steps)
    return {**told, "rating": rating, "maxRating": best, "rank": _title(rating), "maxRank": _title(best)}


def _title(rating: int) -> str:
    return next(title for least, title in TITLES if rating >= least)


def user_rating(request: Request, view: View) -> Answer:
    """Answer user.rating."""
    handle = request.query.get("handle", "")
    person = find_person(ROUNDS, handle, CROWD)
    if person is None:
        return refusal(f"handle: User with handle {handle} not found")
    return ok([change(step) for step in history(view) if step.who == person.number])


def user_status(request: Request, view: View) -> Answer:
    """Answer user.status: what somebody submitted in rounds, and in practice over the last year; the newest first."""
    handle = request.query.get("handle", "")
    person = find_person(ROUNDS, handle, CROWD)
    if person is None:
        return refusal(f"handle: User with handle {handle} not found")
    told = [
        _practised(person, one) for one in practice_of(f"{ROUNDS} {person.handle}", skill=person.skill, now=view.now)
    ]
    for contest in view.contests(ROUNDS):
        if not (view.is_upcoming(contest) or is_huge(contest)):
            told += _submitted(person, contest, view.now)
    told.sort(key=lambda one: (one["creationTimeSeconds"], one["id"]), reverse=True)
    first = max(int(request.query.get("from", "1")), 1) - 1
    count = int(request.query.get("count", str(AT_MOST)))
    return ok(told[:AT_MOST][first : first + count])


def _submitted(person: Person, contest: Contest, now: datetime) -> list[dict[str, Any]]:
    crowd = crowd_of(contest)
    who = next((number for number, one in enumerate(crowd) if one.number == person.number), None)
    if who is None:
        return []
    told = played(contest)
    seconds = (now - contest.start).total_seconds()
    own = [one for one in told.tries if one.who == who and one.at < told.length and one.judged <= seconds]
    start = int(contest.start.timestamp())
    return [
        {
            **_submission(person, 1_000_000 * contest.id + one.at * 100 + one.task, start + one.at),
            "contestId": contest.id,
            "relativeTimeSeconds": one.at,
            "problem": problem(contest, told.tasks[one.task]),
            "author": _author(person, contest.id, kind="CONTESTANT", start=start),
            "verdict": _verdict(one, contest.kind),
        }
        for one in own
    ]


def _verdict(one: Try, kind: str) -> str:
    if one.share == 1:
        return "CHALLENGED" if one.overturned is not None and kind == "CF" else "OK"
    return "PARTIAL" if one.share else ("WRONG_ANSWER", "TIME_LIMIT_EXCEEDED", "RUNTIME_ERROR")[one.at % 3]


def _practised(person: Person, one: Practice) -> dict[str, Any]:
    at = int(one.at.astimezone(UTC).timestamp())
    contest = PRACTISED + one.lot % 900
    return {
        **_submission(person, 1_000 * contest + one.lot % 1000 + at, at),
        "contestId": contest,
        "relativeTimeSeconds": OUTSIDE,
        "problem": {
            "contestId": contest, "index": "ABCDEF"[one.lot % 6], "name": NAMES[one.lot % len(NAMES)],
            "type": "PROGRAMMING", "tags": [],
        },
        "author": _author(person, contest, kind="PRACTICE", start=at),
        "verdict": "OK" if one.is_right else "WRONG_ANSWER",
    }  # fmt: skip


def _submission(person: Person, number: int, at: int) -> dict[str, Any]:
    return {
        "id": number,
        "creationTimeSeconds": at,
        "programmingLanguage": LANGUAGES[person.number % len(LANGUAGES)],
        "timeConsumedMillis": number % 1900,
        "memoryConsumedBytes": 102_400 * (1 + number % 400),
    }


def _author(person: Person, contest: int, *, kind: str, start: int) -> dict[str, Any]:
    return {
        "contestId": contest,
        "members": [{"handle": person.handle}],
        "participantType": kind,
        "ghost": False,
        "startTimeSeconds": start,
    }


def archive(request: Request, view: View) -> Answer:
    """Answer problemset.problems, but of huge rounds."""
    over = [one for one in view.contests(ROUNDS) if view.is_over(one) and not is_huge(one)]
    problems, statistics = [], []
    for contest in reversed(over):
        told = played(contest)
        solved = [task for line in told.until(FOREVER) for task, cell in line.cells.items() if cell.solved is not None]
        for task in reversed(told.tasks):
            problems.append({**problem(contest, task), "rating": task.rating})
            statistics.append({"contestId": contest.id, "index": task.letter, "solvedCount": solved.count(task.number)})
    return ok({"problems": problems, "problemStatistics": statistics})
