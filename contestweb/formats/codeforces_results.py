"""Codeforces' ranklists, which grow while a round runs, fall in its system test and lose cheaters, and its ratings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import Person, people, regulars, teams
from contestweb.exchange import Answer, Request, View, json_answer
from contestweb.play import FOREVER, SYSTEM_TEST, Cell, Line, Play, Task, places
from contestweb.rating import Step, steps
from contestweb.story import Rules, play, tasks

ROUNDS, GYM = "codeforces.com", "codeforces.com/gym"
CROWD = 31_200
EVERY, LARGE = 104, 10  # one of so many people comes to every round, and to the large ones; to a huge one all
RULES = {
    "CF": Rules(n_tasks=6, has_hacks=True, removed=0.01, removing=(SYSTEM_TEST, 500)),
    "ICPC": Rules(n_tasks=7, rejudged=0.2, removed=0.01, removing=(120, 500)),
    "IOI": Rules(n_tasks=5, is_partial=True),
}
GYM_RULES = {kind: replace(rules, presence=0.95, removed=0.0) for kind, rules in RULES.items()}
RATED_AFTER = timedelta(minutes=10)
TAGS = ("implementation", "math", "greedy", "dp", "graphs", "data structures", "strings")
Lines = tuple[tuple[Line, float, int], ...]  # with points and penalty, the best first


def refusal(comment: str) -> Answer:
    """Return the envelope of a call that failed."""
    return json_answer({"status": "FAILED", "comment": comment}, status=400)


def ok(result: Any) -> Answer:
    """Return the envelope of a call that succeeded."""
    return json_answer({"status": "OK", "result": result}, ascii_only=True)


def entry(contest: Contest, view: View) -> dict[str, Any]:
    """Return a contest as contest.list has it."""
    return {
        "id": contest.id,
        "name": contest.title,
        "type": contest.kind,
        "phase": phase(contest, view),
        "frozen": False,
        "durationSeconds": int(contest.length.total_seconds()),
        "startTimeSeconds": int(contest.start.timestamp()),
        "relativeTimeSeconds": int((view.now - contest.start).total_seconds()),
    }


def phase(contest: Contest, view: View) -> str:
    """Return how far a contest is; only rounds of falling points have a system test."""
    if view.is_upcoming(contest):
        return "BEFORE"
    if view.is_running(contest):
        return "CODING"
    is_tested = contest.kind != "CF" or view.now >= contest.end + timedelta(seconds=SYSTEM_TEST)
    return "FINISHED" if is_tested else "SYSTEM_TEST"


def is_huge(contest: Contest) -> bool:
    """Tell whether everybody may come: it takes long to play, so it is left out of what sums up many contests."""
    return contest.facts.get("crowd") == "huge"


def crowd_of(contest: Contest) -> tuple[Person, ...]:
    """Return who may come to a round."""
    crowd = contest.facts.get("crowd")
    if is_huge(contest):
        return people(ROUNDS, CROWD)
    is_large = crowd == "large" or (crowd == "at times large" and contest.number % 5 == 0)
    return regulars(ROUNDS, CROWD, LARGE if is_large else EVERY)


def participant(contest: Contest, account: str, *, is_gym: bool) -> int | None:
    """Return the number of a handle, or of a "team:<id>" of the gym, in what happens in a contest."""
    names = (
        [f"team:{7000 + team.number}" for team in teams(ROUNDS)] if is_gym else [p.handle for p in crowd_of(contest)]
    )
    return names.index(account) if account in names else None


def standings(request: Request, view: View) -> Answer:
    """Answer contest.standings."""
    number = request.query.get("contestId", "")
    found, is_gym = _find(number, view)
    if found is None:
        return refusal(f"contestId: Contest with id {number} not found")
    if view.is_upcoming(found):
        return refusal(f"contestId: Contest with id {number} has not started")
    rows = _rows(found, view, is_gym=is_gym)
    if is_gym:
        first, count = int(request.query.get("from", "1")) - 1, int(request.query.get("count", "10000"))
        rows = rows[first : first + count]
    problems = [problem(found, task) for task in tasks(found.key, RULES[found.kind].n_tasks)]
    return ok({"contest": entry(found, view), "problems": problems, "rows": rows})


def rating_changes(request: Request, view: View) -> Answer:
    """Answer contest.ratingChanges."""
    number = request.query.get("contestId", "")
    found = [change(step) for step in history(view) if str(step.contest.id) == number]
    return ok(found) if found else refusal("contestId: Rating changes are unavailable for this contest")


def _find(number: str, view: View) -> tuple[Contest | None, bool]:
    for site in (ROUNDS, GYM):
        for contest in view.contests(site):
            if str(contest.id) == number:
                return contest, site == GYM
    return None, False


def played(contest: Contest, *, is_gym: bool = False) -> Play:
    """Return what happens in a contest; `who` counts the teams of the gym, or the crowd of a round."""
    skills = [one.skill for one in (teams(ROUNDS) if is_gym else crowd_of(contest))]
    return play(contest, skills, (GYM_RULES if is_gym else RULES)[contest.kind])


@lru_cache(maxsize=8)
def _lines(contest: Contest, seconds: float, *, is_gym: bool) -> Lines:
    """Return who stands how; who has been disqualified is not there any more."""
    lines = played(contest, is_gym=is_gym).until(seconds)
    found = [(line, *_sum(contest, line)) for line in lines if not line.is_out]
    return tuple(sorted(found, key=lambda one: (-one[1], one[2], one[0].who)))


def _sum(contest: Contest, line: Line) -> tuple[float, int]:
    points = sum(_points(contest, number, cell) for number, cell in line.cells.items())
    points += 100 * line.hacks - 50 * line.failed_hacks
    return points, line.penalty(10) if contest.kind == "ICPC" else 0


def _points(contest: Contest, number: int, cell: Cell) -> float:
    if contest.kind == "IOI":
        return round(100 * cell.best, 2)
    if cell.solved is None:
        return 0.0
    if contest.kind == "ICPC":
        return 1.0
    full = 500.0 * (number + 1)
    return max(full * 0.3, full - full / 250 * (cell.solved // 60) - 50 * cell.wrong)


def _rows(contest: Contest, view: View, *, is_gym: bool) -> list[dict[str, Any]]:
    seconds = int((view.now - contest.start).total_seconds())
    lines, told = _lines(contest, seconds, is_gym=is_gym), played(contest, is_gym=is_gym)
    ranks = places([(points, penalty) for _, points, penalty in lines])
    nothing = Cell()
    return [
        {
            "party": _party(contest, line.who, is_gym=is_gym),
            "rank": rank,
            "points": points,
            "penalty": penalty,
            "successfulHackCount": line.hacks,
            "unsuccessfulHackCount": line.failed_hacks,
            "problemResults": [
                _result(contest, task.number, line.cells.get(task.number, nothing),
                        kind="FINAL" if told.is_tested(line.who, seconds) else "PRELIMINARY")
                for task in told.tasks
            ],
        }
        for rank, (line, points, penalty) in zip(ranks, lines, strict=True)
    ]  # fmt: skip


def _result(contest: Contest, number: int, cell: Cell, *, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "points": _points(contest, number, cell),
        "rejectedAttemptCount": cell.wrong,
        "type": kind,
    }
    best = cell.best_at if contest.kind == "IOI" else cell.solved
    return told if best is None else {**told, "bestSubmissionTimeSeconds": best}


def _party(contest: Contest, who: int, *, is_gym: bool) -> dict[str, Any]:
    party: dict[str, Any] = {
        "contestId": contest.id,
        "participantType": "CONTESTANT",
        "ghost": False,
        "startTimeSeconds": int(contest.start.timestamp()),
    }
    if not is_gym:
        return {**party, "members": [{"handle": crowd_of(contest)[who].handle}]}
    team = teams(ROUNDS)[who]
    members = [{"handle": member.handle} for member in team.members]
    return {**party, "members": members, "teamId": 7000 + team.number, "teamName": team.name}


def problem(contest: Contest, task: Task) -> dict[str, Any]:
    """Return a problem as ranklists and the archive have it."""
    told: dict[str, Any] = {
        "contestId": contest.id,
        "index": task.letter,
        "name": task.name,
        "type": "PROGRAMMING",
        "tags": [TAGS[(task.number + contest.id) % len(TAGS)]],
    }
    if contest.kind == "ICPC":
        return told
    return {**told, "points": 500.0 * (task.number + 1) if contest.kind == "CF" else 100.0}


def history(view: View) -> tuple[Step, ...]:
    """Return every step of every rating so far, by the numbers of the people."""
    rated = [one for one in view.contests(ROUNDS) if one.rated and one.end + RATED_AFTER <= view.now]
    return steps(ROUNDS, rated, [person.base_rating for person in people(ROUNDS, CROWD)], ranked=_ranked)


def _ranked(contest: Contest) -> list[tuple[int, int]]:
    lines, crowd = _lines(contest, FOREVER, is_gym=False), crowd_of(contest)
    ranks = places([(points, penalty) for _, points, penalty in lines])
    return [(crowd[line.who].number, rank) for rank, (line, _, _) in zip(ranks, lines, strict=True)]


def change(step: Step) -> dict[str, Any]:
    """Return a step of a rating as the API has it."""
    return {
        "contestId": step.contest.id,
        "contestName": step.contest.title,
        "handle": people(ROUNDS, CROWD)[step.who].handle,
        "rank": step.place,
        "ratingUpdateTimeSeconds": int((step.contest.end + RATED_AFTER).timestamp()),
        "oldRating": step.old,
        "newRating": step.new,
    }
