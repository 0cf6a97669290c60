"""A Codeforces of one round on this machine, with its people, which answers as a test tells it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

API = "/codeforces.com/api"
PROBLEM = {"contestId": 2268, "index": "A", "name": "Two Towers", "type": "PROGRAMMING", "tags": []}
HOUR = timedelta(hours=1)


class Codeforces:
    """A Codeforces of one round, which answers as it is told."""

    def __init__(self, gateway: HTTPServer) -> None:
        self.people: list[tuple[str, int]] = [(f"p{number}", 900 - number) for number in range(30)]
        self.phase = "CODING"
        self.start = int((timezone.now() - HOUR).timestamp())
        self.ratings: dict[str, int] = {}
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        for name in ("contest.standings", "contest.ratingChanges", "user.info", "user.rating", "user.status"):
            gateway.expect_request(f"{API}/{name}").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        name = request.path.rpartition("/")[2]
        self.asked.append(name)
        result = {
            "contest.standings": self._standings,
            "contest.ratingChanges": self._changes,
            "user.info": lambda: [self._person(one) for one in self._handles(request)],
            "user.rating": lambda: self._steps(request.values["handle"]),
            "user.status": lambda: self._tries(request.values["handle"]),
        }[name]()
        answer = json.dumps({"status": "OK", "result": result})
        etag = f'"{hash(answer)}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304)
        return Response(answer, content_type="application/json", headers={**self.headers, "ETag": etag})

    @staticmethod
    def _handles(request: Request) -> list[str]:
        return request.values["handles"].split(";")

    def _contest(self) -> dict[str, Any]:
        return {
            "id": 2268, "name": "Codeforces Round 1083 (Div. 2)", "type": "CF", "phase": self.phase, "frozen": False,
            "durationSeconds": 7200, "startTimeSeconds": self.start, "relativeTimeSeconds": 3600,
        }  # fmt: skip

    def _standings(self) -> dict[str, Any]:
        return {
            "contest": self._contest(),
            "problems": [
                {
                    "contestId": 2268,
                    "index": "A",
                    "name": "Two Towers",
                    "type": "PROGRAMMING",
                    "points": 500.0,
                    "tags": [],
                }
            ],
            "rows": [self._row(place, *person) for place, person in enumerate(self.people, 1)],
        }

    @staticmethod
    def _row(place: int, handle: str, points: int) -> dict[str, Any]:
        return {
            "party": {
                "contestId": 2268, "members": [{"handle": handle}], "participantType": "CONTESTANT",
                "ghost": False, "startTimeSeconds": 0,
            },
            "rank": place, "points": float(points), "penalty": 0,
            "successfulHackCount": 0, "unsuccessfulHackCount": 0,
            "problemResults": [
                {"points": float(points), "rejectedAttemptCount": 0, "type": "FINAL", "bestSubmissionTimeSeconds": 60}
            ],
        }  # fmt: skip

    def _changes(self) -> list[dict[str, Any]]:
        return [
            {
                "contestId": 2268, "contestName": "Codeforces Round 1083 (Div. 2)", "handle": handle, "rank": 1,
                "ratingUpdateTimeSeconds": self.start + 9000, "oldRating": 1500, "newRating": new,
            }
            for handle, new in self.ratings.items()
        ]  # fmt: skip

    @staticmethod
    def _person(handle: str) -> dict[str, Any]:
        return {
            "handle": handle, "rating": 1612, "maxRating": 1700, "rank": "expert", "maxRank": "expert",
            "contribution": 0, "lastOnlineTimeSeconds": 1791000000, "registrationTimeSeconds": 1400000000,
            "friendOfCount": 3, "avatar": "https://userpic.codeforces.org/no-avatar.jpg",
            "titlePhoto": "https://userpic.codeforces.org/no-title.jpg",
        }  # fmt: skip

    def _steps(self, handle: str) -> list[dict[str, Any]]:
        self.ratings.setdefault(handle, 1612)
        return [step for step in self._changes() if step["handle"] == handle]

    def _tries(self, handle: str) -> list[dict[str, Any]]:
        return [
            {
                "id": 77, "contestId": 2268, "creationTimeSeconds": self.start + 60, "relativeTimeSeconds": 60,
                "problem": PROBLEM,
                "author": {
                    "contestId": 2268, "members": [{"handle": handle}], "participantType": "CONTESTANT",
                    "ghost": False, "startTimeSeconds": self.start,
                },
                "programmingLanguage": "C++23", "verdict": "OK", "testset": "TESTS",
                "passedTestCount": 9, "timeConsumedMillis": 30, "memoryConsumedBytes": 0,
            }
        ]  # fmt: skip
