"""LeetCode's rankings, 25 rows a page, the final ones of their own region and without cheaters, and its ratings."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import Person, people, regulars
from contestweb.exchange import Answer, Request, View, json_answer, not_found
from contestweb.play import FOREVER, Line, Task, places
from contestweb.rating import Step, steps
from contestweb.story import Rules, play, tasks

N_TASKS = 4
RULES = Rules(n_tasks=N_TASKS, presence=0.85, removed=0.02, removing=(600, 600))
CREDITS = (3, 4, 5, 6)
PAGE = 25
CROWD, EVERY = 2400, 10  # each tenth of the people comes to every contest, the others to the large ones
FINE = 300  # seconds for each try in vain
FINAL_AFTER = timedelta(minutes=10)
RATED_AFTER = timedelta(minutes=25)


def answer(request: Request, view: View) -> Answer:
    """Answer /contest/api/info/<slug>/ and /contest/api/ranking/<slug>/."""
    what, _, slug = request.path.removeprefix("/contest/api/").strip("/").partition("/")
    contest = next((one for one in view.contests(request.host) if one.key == slug), None)
    if contest is None or what not in ("info", "ranking"):
        return not_found(request)
    return _info(contest, view) if what == "info" else _ranking(contest, request, view)


def _info(contest: Contest, view: View) -> Answer:
    about = {
        "id": contest.number,
        "title": contest.title,
        "title_slug": contest.key,
        "start_time": int(contest.start.timestamp()),
        "origin_start_time": int(contest.start.timestamp()),
        "duration": int(contest.length.total_seconds()),
    }
    shown = [] if view.is_upcoming(contest) else _questions(contest)
    return json_answer({"contest": about, "questions": shown})


def _questions(contest: Contest) -> list[dict[str, Any]]:
    return [_question(contest, task) for task in tasks(contest.key, N_TASKS)]


def _question(contest: Contest, task: Task) -> dict[str, Any]:
    return {
        "question_id": _question_id(contest, task.number),
        "credit": CREDITS[task.number],
        "title": task.name,
        "english_title": task.name,
        "title_slug": f"{task.name.lower().replace(' ', '-')}-{contest.key}",
    }


def _question_id(contest: Contest, number: int) -> int:
    return 4000 + 10 * contest.number + number


def _ranking(contest: Contest, request: Request, view: View) -> Answer:
    is_final = request.query.get("region", "").endswith("_v2")
    if view.is_upcoming(contest) or (is_final and view.now < contest.end + FINAL_AFTER):
        return json_answer({"total_rank": [], "questions": [], "user_num": 0, "is_past": view.is_over(contest)})
    lines = _lines(contest, request.host, int((view.now - contest.start).total_seconds()))
    page = int(request.query.get("pagination", "1"))
    shown = lines[(page - 1) * PAGE : page * PAGE]
    return json_answer(
        {
            "total_rank": [_row(contest, line, host=request.host, rank=rank) for rank, line in shown],
            "submissions": [_submissions(contest, line) for _, line in shown],
            "questions": _questions(contest),
            "user_num": len(lines),
            "is_past": view.is_over(contest),
        }
    )


def crowd_of(contest: Contest, host: str) -> tuple[Person, ...]:
    """Return who may come to a contest."""
    return people(host, CROWD) if contest.facts.get("crowd") == "all" else regulars(host, CROWD, EVERY)


@lru_cache(maxsize=8)
def _lines(contest: Contest, host: str, seconds: float) -> list[tuple[int, Line]]:
    """Return who stands how, with the places, the best first; whoever has been disqualified is left out."""
    skills = [person.skill for person in crowd_of(contest, host)]
    lines = [line for line in play(contest, skills, RULES).until(seconds) if not line.is_out]
    lines.sort(key=lambda line: (-_score(line), _finish(line), line.who))
    return list(zip(places([(_score(line), _finish(line)) for line in lines]), lines, strict=True))


def _score(line: Line) -> int:
    return sum(CREDITS[number] for number, cell in line.cells.items() if cell.solved is not None)


def _finish(line: Line) -> int:
    wrong = sum(cell.wrong for cell in line.cells.values() if cell.solved is not None)
    return line.last + FINE * wrong


def _row(contest: Contest, line: Line, *, host: str, rank: int) -> dict[str, Any]:
    person = crowd_of(contest, host)[line.who]
    return {
        "contest_id": contest.number,
        "username": person.handle,
        "user_slug": person.handle,
        "country_code": person.code,
        "country_name": person.country,
        "data_region": "CN" if host.endswith(".cn") else "US",
        "rank": rank,
        "score": _score(line),
        "finish_time": int(contest.start.timestamp()) + _finish(line),
        "user_badge": None,
    }


def _submissions(contest: Contest, line: Line) -> dict[str, Any]:
    start = int(contest.start.timestamp())
    return {
        str(_question_id(contest, number)): {
            "date": start + cell.solved,
            "question_id": _question_id(contest, number),
            "submission_id": 1_000_000 + 1000 * line.who + number,
            "status": 10,
            "fail_count": cell.wrong,
            "lang": ("cpp", "python3", "java", "rust")[line.who % 4],
        }
        for number, cell in line.cells.items()
        if cell.solved is not None
    }


def history(host: str, view: View) -> tuple[Step, ...]:
    """Return every step of every rating so far, by the numbers of the people."""
    rated = [one for one in view.contests(host) if one.rated and one.end + RATED_AFTER <= view.now]

    def ranked(contest: Contest) -> list[tuple[int, int]]:
        crowd = crowd_of(contest, host)
        return [(crowd[line.who].number, rank) for rank, line in _lines(contest, host, FOREVER)]

    return steps(host, rated, [person.base_rating for person in people(host, CROWD)], ranked=ranked)
