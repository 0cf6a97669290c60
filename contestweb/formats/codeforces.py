"""Codeforces: api/contest.list for rounds and the gym, with the envelope of its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer, not_found
from contestweb.formats import codeforces_people as people
from contestweb.formats import codeforces_results as results
from contestweb.formats.codeforces_results import entry, refusal

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
METHODS: Mapping[str, Callable[[Request, View], Answer]] = {
    "contest.standings": results.standings,
    "contest.ratingChanges": results.rating_changes,
    "user.info": people.user_info,
    "user.rating": people.user_rating,
    "user.status": people.user_status,
    "problemset.problems": people.archive,
}


def answer(request: Request, view: View) -> Answer:
    """Answer as codeforces.com does."""
    if not request.path.startswith("/api/"):
        return not_found(request)
    method = request.path.removeprefix("/api/")
    if method in METHODS:
        return METHODS[method](request, view)
    if method != "contest.list":
        return refusal(f"{method}: No such method" if method else "method: Field should not be empty")
    gym = request.query.get("gym", "false")
    if gym not in ("true", "false"):
        return refusal("gym: Field should contain boolean value")
    if gym == "true":
        result = [_gym_entry(contest, view) for contest in reversed(view.contests("codeforces.com/gym"))] + [UNDATED]
    else:
        result = [entry(contest, view) for contest in reversed(view.contests("codeforces.com"))]
    return json_answer({"status": "OK", "result": result}, ascii_only=True)


def participant(contest: Contest, account: str, site: str) -> int | None:
    """Return the number of a handle, or of a "team:<id>" of the gym, in what happens in a contest."""
    return results.participant(contest, account, is_gym=site == results.GYM)


def _gym_entry(contest: Contest, view: View) -> dict[str, Any]:
    year = contest.start.year
    return {
        **entry(contest, view),
        "preparedBy": "lakeside",
        "difficulty": 3,
        "kind": contest.facts["label"],
        "season": f"{year}-{year + 1}",
        "country": contest.facts["country"],
    }
