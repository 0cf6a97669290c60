"""Codeforces: api/contest.list for rounds and the gym, with the envelope of its refusals."""

from __future__ import annotations

from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer, not_found

UNDATED = {
    "id": 100001,
    "name": "2010-2011 Saint-Quentin School Olympiad",
    "type": "ICPC",
    "phase": "FINISHED",
    "frozen": False,
    "durationSeconds": 18000,
    "preparedBy": "quentin",
    "kind": "Official School Contest",
    "season": "2010-2011",
}


def answer(request: Request, view: View) -> Answer:
    """Answer as codeforces.com does."""
    if not request.path.startswith("/api/"):
        return not_found(request)
    method = request.path.removeprefix("/api/")
    if method != "contest.list":
        return _refusal(f"{method}: No such method" if method else "method: Field should not be empty")
    gym = request.query.get("gym", "false")
    if gym not in ("true", "false"):
        return _refusal("gym: Field should contain boolean value")
    if gym == "true":
        result = [_gym_entry(contest, view) for contest in reversed(view.contests("codeforces.com/gym"))] + [UNDATED]
    else:
        result = [_entry(contest, view) for contest in reversed(view.contests("codeforces.com"))]
    return json_answer({"status": "OK", "result": result}, ascii_only=True)


def _refusal(comment: str) -> Answer:
    return json_answer({"status": "FAILED", "comment": comment}, status=400)


def _entry(contest: Contest, view: View) -> dict[str, Any]:
    phase = "BEFORE" if view.is_upcoming(contest) else "CODING" if view.is_running(contest) else "FINISHED"
    return {
        "id": contest.id,
        "name": contest.title,
        "type": contest.kind,
        "phase": phase,
        "frozen": False,
        "durationSeconds": int(contest.length.total_seconds()),
        "startTimeSeconds": int(contest.start.timestamp()),
        "relativeTimeSeconds": int((view.now - contest.start).total_seconds()),
    }


def _gym_entry(contest: Contest, view: View) -> dict[str, Any]:
    year = contest.start.year
    return {
        **_entry(contest, view),
        "preparedBy": "lakeside",
        "difficulty": 3,
        "kind": contest.facts["label"],
        "season": f"{year}-{year + 1}",
        "country": contest.facts["country"],
    }
