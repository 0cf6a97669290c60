"""CTFd: the one event that a server holds, its challenges of falling value, its scoreboard and its teams."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import SCHOOLS, Team, teams
from contestweb.exchange import Answer, Request, View, json_answer, not_found, page_answer
from contestweb.play import Line
from contestweb.story import Rules, play, tasks

SITE = "ctf.contestweb.example"
N_TEAMS = 50  # of more, a server does not tell all solves at once
RULES = Rules(n_tasks=28, presence=1.0, leaps=14, judging=(0, 0))
CATEGORIES = ("web", "crypto", "pwn", "reverse", "forensics", "misc")
BRACKETS = ("Open", "Students")
MOST, LEAST, DECAY = 500, 100, 20  # a challenge is worth the least once so many have solved it
Board = tuple[dict[int, int], list[tuple[int, Line]]]  # values by challenge; scores and lines, the best first


def answer(request: Request, view: View) -> Answer:
    """Answer as a CTFd 3 does."""
    held = _held(view)
    if held is None:
        return not_found(request)
    if request.path in ("", "/"):
        return page_answer(_front(held))
    what, _, rest = request.path.removeprefix("/api/v1/").strip("/").partition("/")
    hidden = view.is_upcoming(held)
    if what == "teams" and rest.isdecimal() and 1 <= int(rest) <= N_TEAMS:
        return _ok(_account(teams(SITE, N_TEAMS)[int(rest) - 1]))
    if what not in ("scoreboard", "challenges") or not request.path.startswith("/api/v1/"):
        return not_found(request)
    if hidden:
        return json_answer({"message": f"{held.title} has not started yet"}, status=403)
    return _board(held, what, rest, view=view) or not_found(request)


def participant(_contest: Contest, account: str, _site: str) -> int | None:
    """Return the number of a team, by its id, in what happens in a contest."""
    return int(account) - 1 if account.isdecimal() and 1 <= int(account) <= N_TEAMS else None


def _held(view: View) -> Contest | None:
    """Return the event that the server holds: the one that runs, else the next one, else the last one."""
    contests = view.contests(SITE)
    return next((one for one in contests if view.now < one.end), contests[-1] if contests else None)


def _ok(told: Any) -> Answer:
    return json_answer({"success": True, "data": told})


def _front(contest: Contest) -> str:
    init = json.dumps({"urlRoot": "", "userMode": "teams", "start": _epoch(contest.start), "end": _epoch(contest.end)})
    title = escape(contest.title)
    return (
        f"<!DOCTYPE html>\n<html>\n<head><title>{title}</title>\n<script>\nwindow.init = {init}\n</script>\n</head>\n"
        f'<body><nav><a href="/" class="navbar-brand">{title}</a></nav></body>\n</html>\n'
    )


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def _board(contest: Contest, what: str, rest: str, *, view: View) -> Answer | None:
    seconds = int((view.now - contest.start).total_seconds())
    values, lines = _standing(contest, seconds)
    if what == "challenges" and not rest:
        return _ok([_challenge(contest, number, (values, lines)) for number in range(RULES.n_tasks)])
    if what == "challenges":
        return None
    if not rest:
        return _ok([_row(line, score, place) for place, (score, line) in enumerate(lines, 1)])
    shown = lines[: int(rest.removeprefix("top/"))] if rest.removeprefix("top/").isdecimal() else lines
    return _ok({str(place): _top(contest, line, values) for place, (_, line) in enumerate(shown, 1)})


@lru_cache(maxsize=8)
def _standing(contest: Contest, seconds: float) -> Board:
    """Return what each challenge is worth now, and who stands how."""
    played = play(contest, [team.skill for team in teams(SITE, N_TEAMS)], RULES)
    lines = [line for line in played.until(seconds) if not line.is_out]
    values = {number: _value(sum(_solves(line, number) for line in lines)) for number in range(RULES.n_tasks)}
    scored = [(sum(values[number] for number in values if _solves(line, number)), line) for line in lines]
    scored = [(score, line) for score, line in scored if score]
    scored.sort(key=lambda one: (-one[0], one[1].last, one[1].who))
    return values, scored


def _solves(line: Line, number: int) -> bool:
    return number in line.cells and line.cells[number].solved is not None


def _value(n_solves: int) -> int:
    """Return what a challenge is worth, by CTFd's own formula for falling values."""
    return max(LEAST, round((LEAST - MOST) / DECAY**2 * n_solves**2 + MOST))


def _challenge(contest: Contest, number: int, board: Board) -> dict[str, Any]:
    values, lines = board
    return {
        "id": number + 1,
        "type": "dynamic",
        "name": tasks(contest.key, RULES.n_tasks)[number].name,
        "value": values[number],
        "solves": sum(_solves(line, number) for _, line in lines),
        "solved_by_me": False,
        "category": CATEGORIES[number % len(CATEGORIES)],
        "tags": [],
    }


def _row(line: Line, score: int, place: int) -> dict[str, Any]:
    team = teams(SITE, N_TEAMS)[line.who]
    return {
        "pos": place,
        "account_id": team.number,
        "account_url": f"/teams/{team.number}",
        "account_type": "team",
        "name": team.name,
        "score": score,
        "bracket_id": 1 + team.number % 2,
        "bracket_name": BRACKETS[team.number % 2],
        "members": [{"id": member.number + 1, "name": member.handle, "score": 0} for member in team.members],
    }


def _top(contest: Contest, line: Line, values: dict[int, int]) -> dict[str, Any]:
    team = teams(SITE, N_TEAMS)[line.who]
    solves = [
        {
            "challenge_id": number + 1,
            "account_id": team.number,
            "team_id": team.number,
            "value": values[number],
            "date": (contest.start + timedelta(seconds=cell.solved)).isoformat(),
        }
        for number, cell in sorted(line.cells.items())
        if cell.solved is not None
    ]
    return {"id": team.number, "name": team.name, "solves": solves}


def _account(team: Team) -> dict[str, Any]:
    school, _, code, _ = SCHOOLS[team.school]
    return {
        "id": team.number,
        "name": team.name,
        "country": code,
        "affiliation": school,
        "website": None,
        "bracket": BRACKETS[team.number % 2],
        "score": None,
        "place": None,
    }
