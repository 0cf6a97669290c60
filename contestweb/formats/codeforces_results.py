"""Codeforces' results: ranklists that grow while a round runs, rating changes after it, users and problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import Person, find_person, people, teams
from contestweb.exchange import Answer, Request, View, json_answer
from contestweb.play import Cell, Line, Task, places, play, tasks
from contestweb.rating import Step, steps

ROUNDS, GYM = "codeforces.com", "codeforces.com/gym"
N_TASKS = {"CF": 6, "ICPC": 7, "IOI": 5}
RATED_AFTER = timedelta(minutes=30)
TITLES = (
    (2400, "grandmaster"), (2300, "international master"), (2100, "master"), (1900, "candidate master"),
    (1600, "expert"), (1400, "specialist"), (1200, "pupil"), (-10_000, "newbie"),
)  # fmt: skip
TAGS = ("implementation", "math", "greedy", "dp", "graphs", "data structures", "strings")


def refusal(comment: str) -> Answer:
    """Return the envelope of a call that failed."""
    return json_answer({"status": "FAILED", "comment": comment}, status=400)


def entry(contest: Contest, view: View) -> dict[str, Any]:
    """Return a contest as contest.list has it."""
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


def _ok(result: Any) -> Answer:
    return json_answer({"status": "OK", "result": result}, ascii_only=True)


def _standings(request: Request, view: View) -> Answer:
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
    problems = [_problem(found, task) for task in tasks(found.key, N_TASKS[found.kind])]
    return _ok({"contest": entry(found, view), "problems": problems, "rows": rows})


def _find(number: str, view: View) -> tuple[Contest | None, bool]:
    for site in (ROUNDS, GYM):
        for contest in view.contests(site):
            if str(contest.id) == number:
                return contest, site == GYM
    return None, False


def _lines(contest: Contest, seconds: float, *, is_gym: bool) -> list[tuple[Line, float, int]]:
    """Return who stands how, with points and penalty, the best first."""
    skills = [one.skill for one in (teams(ROUNDS) if is_gym else people(ROUNDS))]
    played = play(contest, skills, n_tasks=N_TASKS[contest.kind])
    found = [(line, *_sum(contest, line)) for line in played.until(seconds)]
    return sorted(found, key=lambda one: (-one[1], one[2], one[0].who))


def _sum(contest: Contest, line: Line) -> tuple[float, int]:
    points = sum(_points(contest, number, cell) for number, cell in line.cells.items())
    return points, line.penalty(10) if contest.kind == "ICPC" else 0


def _points(contest: Contest, number: int, cell: Cell) -> float:
    if cell.solved is None:
        return 10.0 * (cell.wrong % 9) if contest.kind == "IOI" else 0.0
    if contest.kind == "ICPC":
        return 1.0
    if contest.kind == "IOI":
        return 100.0
    full = 500.0 * (number + 1)
    return max(full * 0.3, full - full / 250 * (cell.solved // 60) - 50 * cell.wrong)


def _rows(contest: Contest, view: View, *, is_gym: bool) -> list[dict[str, Any]]:
    lines = _lines(contest, (view.now - contest.start).total_seconds(), is_gym=is_gym)
    ranks = places([(points, penalty) for _, points, penalty in lines])
    kind = "FINAL" if view.is_over(contest) or contest.kind == "ICPC" else "PRELIMINARY"
    return [
        {
            "party": _party(contest, line.who, is_gym=is_gym),
            "rank": rank,
            "points": points,
            "penalty": penalty,
            "successfulHackCount": 0,
            "unsuccessfulHackCount": 0,
            "problemResults": [
                _result(contest, number, line.cells.get(number, Cell()), kind=kind)
                for number in range(N_TASKS[contest.kind])
            ],
        }
        for rank, (line, points, penalty) in zip(ranks, lines, strict=True)
    ]


def _result(contest: Contest, number: int, cell: Cell, *, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "points": _points(contest, number, cell),
        "rejectedAttemptCount": cell.wrong,
        "type": kind,
    }
    return told if cell.solved is None else {**told, "bestSubmissionTimeSeconds": cell.solved}


def _party(contest: Contest, who: int, *, is_gym: bool) -> dict[str, Any]:
    party: dict[str, Any] = {
        "contestId": contest.id,
        "participantType": "CONTESTANT",
        "ghost": False,
        "startTimeSeconds": int(contest.start.timestamp()),
    }
    if not is_gym:
        return {**party, "members": [{"handle": people(ROUNDS)[who].handle}]}
    team = teams(ROUNDS)[who]
    members = [{"handle": member.handle} for member in team.members]
    return {**party, "members": members, "teamId": 7000 + team.number, "teamName": team.name}


def _problem(contest: Contest, task: Task) -> dict[str, Any]:
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


def _history(view: View) -> tuple[Step, ...]:
    """Return every step of every rating so far."""
    rated = [one for one in view.contests(ROUNDS) if one.rated and one.end + RATED_AFTER <= view.now]
    return steps(ROUNDS, rated, [person.base_rating for person in people(ROUNDS)], ranked=_ranked)


def _ranked(contest: Contest) -> list[tuple[int, int]]:
    lines = _lines(contest, contest.length.total_seconds(), is_gym=False)
    ranks = places([(points, penalty) for _, points, penalty in lines])
    return [(line.who, rank) for rank, (line, _, _) in zip(ranks, lines, strict=True)]


def _change(step: Step) -> dict[str, Any]:
    return {
        "contestId": step.contest.id,
        "contestName": step.contest.title,
        "handle": people(ROUNDS)[step.who].handle,
        "rank": step.place,
        "ratingUpdateTimeSeconds": int((step.contest.end + RATED_AFTER).timestamp()),
        "oldRating": step.old,
        "newRating": step.new,
    }


def _rating_changes(request: Request, view: View) -> Answer:
    number = request.query.get("contestId", "")
    found = [_change(step) for step in _history(view) if str(step.contest.id) == number]
    return _ok(found) if found else refusal("contestId: Rating changes are unavailable for this contest")


def _user_info(request: Request, view: View) -> Answer:
    asked = request.query.get("handles", "").split(";")
    found = {handle: find_person(ROUNDS, handle) for handle in asked}
    unknown = next((handle for handle, person in found.items() if person is None), None)
    if unknown is not None:
        return refusal(f"handles: User with handle {unknown} not found")
    history = _history(view)
    return _ok(
        [_user(person, [step for step in history if step.who == person.number]) for person in found.values() if person]
    )


def _user(person: Person, history: list[Step]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "handle": person.handle,
        "firstName": person.first,
        "lastName": person.last,
        "country": person.country,
        "organization": person.school,
        "contribution": person.number % 40,
        "friendOfCount": 300 - person.number,
        "lastOnlineTimeSeconds": 1_790_000_000,
        "registrationTimeSeconds": 1_400_000_000 + 86_400 * person.number,
        "titlePhoto": "https://userpic.codeforces.org/no-title.jpg",
        "avatar": "https://userpic.codeforces.org/no-avatar.jpg",
    }
    if not history:
        return told
    rating, best = history[-1].new, max(step.new for step in history)
    return {**told, "rating": rating, "maxRating": best, "rank": _title(rating), "maxRank": _title(best)}


def _title(rating: int) -> str:
    return next(title for least, title in TITLES if rating >= least)


def _user_rating(request: Request, view: View) -> Answer:
    handle = request.query.get("handle", "")
    person = find_person(ROUNDS, handle)
    if person is None:
        return refusal(f"handle: User with handle {handle} not found")
    return _ok([_change(step) for step in _history(view) if step.who == person.number])


def _user_status(request: Request, view: View) -> Answer:
    """Answer that nobody has submitted anything: this world keeps no single submissions."""
    handle = request.query.get("handle", "")
    return _ok([]) if find_person(ROUNDS, handle) else refusal(f"handle: User with handle {handle} not found")


def _archive(request: Request, view: View) -> Answer:
    problems, statistics = [], []
    for contest in reversed([one for one in view.contests(ROUNDS) if view.is_over(one)]):
        played = play(contest, [one.skill for one in people(ROUNDS)], n_tasks=N_TASKS[contest.kind])
        solved = [task for line in played.until(contest.length.total_seconds()) for task, cell in line.cells.items()
                  if cell.solved is not None]  # fmt: skip
        for task in reversed(played.tasks):
            problems.append({**_problem(contest, task), "rating": task.rating})
            statistics.append({"contestId": contest.id, "index": task.letter, "solvedCount": solved.count(task.number)})
    return _ok({"problems": problems, "problemStatistics": statistics})


METHODS: Mapping[str, Callable[[Request, View], Answer]] = {
    "contest.standings": _standings,
    "contest.ratingChanges": _rating_changes,
    "user.info": _user_info,
    "user.rating": _user_rating,
    "user.status": _user_status,
    "problemset.problems": _archive,
}
