"""What a DMOJ tells of one contest and of its people: rankings by partial points, ratings and submissions."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import Person, people
from contestweb.exchange import View
from contestweb.habits import practice_of
from contestweb.play import FOREVER, Line, places
from contestweb.rating import Step, steps
from contestweb.story import NAMES, Rules, play, tasks

SITE = "dmoj.ca"
CROWD = 140
RULES = Rules(n_tasks=6, is_partial=True, removed=0.02)
FULL = 100
RATED_AFTER = timedelta(minutes=20)
AT_MOST = 1000  # submissions on a page


def detail(contest: Contest, view: View) -> dict[str, Any]:
    """Return what the API adds to a contest in its detail; the problems are not named while it runs."""
    seconds = int((view.now - contest.start).total_seconds())
    shown = tasks(contest.key, RULES.n_tasks) if view.is_over(contest) else ()
    rated = {step.who: step for step in history(view) if step.contest.key == contest.key}
    return {
        "format": {"name": "ioi" if contest.kind == "ioi" else "default", "config": {}},
        "has_rating": bool(rated),
        "hidden_scoreboard": False,
        "scoreboard_visibility": "V",
        "problems": [
            {"code": f"{contest.key}p{task.number + 1}", "name": task.name, "points": FULL, "partial": True,
             "is_pretested": False, "max_submissions": None, "label": str(task.number + 1)}
            for task in shown
        ],
        "rankings": [_entry(contest, line, rated.get(line.who)) for line in _lines(contest, seconds)],
    }  # fmt: skip


@lru_cache(maxsize=8)
def _lines(contest: Contest, seconds: float) -> tuple[Line, ...]:
    """Return who stands how, the best first."""
    lines = play(contest, [person.skill for person in people(SITE, CROWD)], RULES).until(seconds)
    return tuple(sorted(lines, key=lambda line: (-_score(line), _time(line), line.who)))


def _score(line: Line) -> int:
    return round(sum(FULL * cell.best for cell in line.cells.values()))


def _time(line: Line) -> int:
    return sum(cell.best_at or 0 for cell in line.cells.values())


def _entry(contest: Contest, line: Line, step: Step | None) -> dict[str, Any]:
    """Return a row; in a window everybody has a time of their own, by which theirs are told."""
    share = (contest.limit or contest.length) / contest.length
    cells = [line.cells.get(number) for number in range(RULES.n_tasks)]
    return {
        "user": people(SITE, CROWD)[line.who].handle,
        "start_time": contest.start.isoformat(),
        "end_time": contest.end.isoformat(),
        "score": -9999 if line.is_out else _score(line),
        "cumulative_time": 0 if line.is_out else round(_time(line) * share),
        "tiebreaker": 0,
        "old_rating": step.old if step else None,
        "new_rating": step.new if step else None,
        "is_disqualified": line.is_out,
        "solutions": [
            cell and {"points": round(FULL * cell.best), "time": round((cell.best_at or cell.last) * share)}
            for cell in cells
        ],
    }


def history(view: View) -> tuple[Step, ...]:
    """Return every step of every rating so far, by the numbers of the people."""
    rated = [one for one in view.contests(SITE) if one.rated and one.end + RATED_AFTER <= view.now]
    return steps(SITE, rated, [person.base_rating for person in people(SITE, CROWD)], ranked=_ranked)


def _ranked(contest: Contest) -> list[tuple[int, int]]:
    lines = [line for line in _lines(contest, FOREVER) if not line.is_out]
    ranks = places([(_score(line), _time(line)) for line in lines])
    return [(line.who, rank) for rank, line in zip(ranks, lines, strict=True)]


def user(person: Person, view: View) -> dict[str, Any]:
    """Return somebody as the API has it."""
    own = [step for step in history(view) if step.who == person.number]
    solved = round(900 * person.skill) + 3
    return {
        "id": 1000 + person.number,
        "username": person.handle,
        "points": round(6.5 * solved, 2),
        "performance_points": round(340 * person.skill, 2),
        "problem_count": solved,
        "rank": "user",
        "rating": own[-1].new if own else None,
        "contests": [{"key": step.contest.key, "rating": step.new, "performance": None} for step in own],
    }


def submissions(person: Person, view: View) -> list[dict[str, Any]]:
    """Return what somebody submitted in practice over the last year, the oldest first."""
    found = []
    for one in practice_of(f"{SITE} {person.handle}", skill=person.skill, now=view.now):
        seconds = int(one.at.timestamp())
        found.append(
            {
                "id": 1000 * (seconds - 1_700_000_000) + person.number,
                "problem": NAMES[one.lot % len(NAMES)].replace(" ", "").lower(),
                "user": person.handle,
                "date": one.at.isoformat(),
                "language": ("CPP20", "PY3", "JAVA", "RUST")[person.number % 4],
                "time": one.lot % 200 / 100,
                "memory": 2000.0 + one.lot % 9000,
                "points": 5.0 if one.is_right else 0.0,
                "result": "AC" if one.is_right else "WA",
            }
        )
    return found[-AT_MOST:]
