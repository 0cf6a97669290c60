"""LeetCode's people by GraphQL: profiles with their calendar, ratings and newest submissions, of .com and .cn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from contestweb.crowd import Person, find_person
from contestweb.exchange import Request, View
from contestweb.formats.graphql import Resolver
from contestweb.formats.leetcode_ranking import CROWD, N_TASKS, history
from contestweb.habits import Practice, days_of, practice_of
from contestweb.rating import Step
from contestweb.story import NAMES

AT_ONCE = 20
LANGUAGES = ("cpp", "python3", "java", "rust")
TOP = (
    "matchedUser", "userContestRanking", "userContestRankingHistory", "recentSubmissionList", "recentAcSubmissionList",
    "recentACSubmissions", "userProfilePublicProfile",
)  # fmt: skip


def people_fields(request: Request, view: View) -> Mapping[str, Resolver]:
    """Return the fields of GraphQL that tell of one person, whom the variables name."""
    variables = _variables(request)
    name = str(variables.get("username") or variables.get("userSlug") or "")
    host = request.host
    person = find_person(host, name, CROWD)
    if person is None:
        return dict.fromkeys(TOP, lambda _: None)

    def own() -> list[Step]:
        return [step for step in history(host, view) if step.who == person.number]

    def recent(*, only_right: bool) -> list[dict[str, Any]]:
        return [_submission(person, one) for one in _newest(person, host, view, only_right=only_right)]

    return {
        "matchedUser": lambda _: _user(person, host, view),
        "userProfilePublicProfile": lambda _: _chinese(person),
        "userContestRanking": lambda _: _ranking(own()),
        "userContestRankingHistory": lambda _: [_step(step) for step in own()],
        "recentSubmissionList": lambda _: recent(only_right=False),
        "recentAcSubmissionList": lambda _: recent(only_right=True),
        "recentACSubmissions": lambda _: [
            {"submissionId": one["id"], "submitTime": int(one["timestamp"]), "question": _question(one)}
            for one in recent(only_right=True)
        ],
    }


def _variables(request: Request) -> Mapping[str, Any]:
    try:
        told = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    variables = told.get("variables") if isinstance(told, dict) else None
    return variables if isinstance(variables, dict) else {}


def _user(person: Person, host: str, view: View) -> dict[str, Any]:
    days = days_of(f"{host} {person.handle}", skill=person.skill, now=view.now)
    calendar = {int(datetime.combine(day, time(), UTC).timestamp()): count for day, count in days.items()}
    solved = round(3000 * person.skill**2) + 12
    return {
        "username": person.handle,
        "githubUrl": None,
        "profile": {
            "realName": f"{person.first} {person.last}", "userAvatar": "", "ranking": 1000 + person.number,
            "reputation": person.number % 90, "countryName": person.country, "company": None, "school": person.school,
        },
        "submissionCalendar": json.dumps(calendar),
        "submitStats": {"acSubmissionNum": [{"difficulty": "All", "count": solved, "submissions": 2 * solved}]},
    }  # fmt: skip


def _chinese(person: Person) -> dict[str, Any]:
    about = {"userSlug": person.handle, "realName": f"{person.first} {person.last}", "userAvatar": ""}
    return {"siteRanking": 1000 + person.number, "profile": about}


def _ranking(own: list[Step]) -> dict[str, Any] | None:
    if not own:
        return None
    return {"attendedContestsCount": len(own), "rating": float(own[-1].new), "globalRanking": None}


def _step(step: Step) -> dict[str, Any]:
    return {
        "attended": True,
        "rating": float(step.new),
        "ranking": step.place,
        "trendDirection": "UP" if step.new > step.old else "DOWN",
        "problemsSolved": 2,
        "totalProblems": N_TASKS,
        "finishTimeInSeconds": 3600,
        "contest": {
            "title": step.contest.title,
            "titleSlug": step.contest.key,
            "startTime": int(step.contest.start.timestamp()),
        },
    }


def _newest(person: Person, host: str, view: View, *, only_right: bool) -> Iterable[Practice]:
    done = practice_of(f"{host} {person.handle}", skill=person.skill, now=view.now)
    chosen = [one for one in done if one.is_right or not only_right]
    return chosen[-AT_ONCE:][::-1]


def _submission(person: Person, one: Practice) -> dict[str, Any]:
    title = NAMES[one.lot % len(NAMES)]
    seconds = int(one.at.timestamp())
    return {
        "id": str(10_000 * (seconds - 1_500_000_000) + person.number),
        "title": title,
        "titleSlug": title.lower().replace(" ", "-"),
        "timestamp": str(seconds),
        "statusDisplay": "Accepted" if one.is_right else "Wrong Answer",
        "lang": LANGUAGES[person.number % len(LANGUAGES)],
    }


def _question(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": one["title"],
        "translatedTitle": one["title"],
        "titleSlug": one["titleSlug"],
        "questionFrontendId": "1",
    }
