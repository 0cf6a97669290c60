"""What a DOMjudge tells of one contest besides its times: problems, teams, the scoreboard with its freeze, awards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import SCHOOLS, teams
from contestweb.exchange import View
from contestweb.play import FOREVER, Cell, Line, Play, places
from contestweb.story import Rules, play

SITE = "regional.contestweb.example"
N_TEAMS = 96
RULES = Rules(n_tasks=11, presence=0.97, judging=(8, 75), rejudged=0.35)
THAWED_AFTER = timedelta(minutes=10)
FINAL_AFTER = timedelta(minutes=30)
GUESTS = 7  # every so many teams is one of guests, who are not ranked with the others
MEDALS = ("gold", "silver", "bronze")
EACH = 4  # medals of a kind


def tell(contest: Contest, part: str, view: View) -> Any:
    """Return a collection of a contest, or None where there is no such thing."""
    return PARTS[part](contest, view) if part in PARTS else None


def freeze_of(contest: Contest) -> timedelta | None:
    """Return how long after the start outcomes are hidden."""
    hours = contest.facts.get("freeze", "").partition(":")[0]
    return contest.length - timedelta(hours=int(hours)) if hours else None


def _problems(contest: Contest, view: View) -> list[dict[str, Any]]:
    shown = _play(contest).tasks if view.now >= contest.start else ()
    return [{"id": f"{100 + task.number}", "label": task.letter, "short_name": task.letter, "name": task.name,
             "ordinal": task.number, "rgb": f"#{task.number * 1_450_000 + 90_000:06x}", "time_limit": 2.0}
            for task in shown]  # fmt: skip


def _teams(contest: Contest, view: View) -> list[dict[str, Any]]:
    out = _out(contest, (view.now - contest.start).total_seconds())
    return [
        {"id": f"{team.number}", "name": team.name, "display_name": team.name, "group_ids": [_group(team.number)],
         "organization_id": f"{team.school}", "affiliation": SCHOOLS[team.school][0],
         "members": "\r\n".join(f"{member.first} {member.last}" for member in team.members)}
        for team in teams(SITE, N_TEAMS)
        if team.number - 1 not in out
    ]  # fmt: skip


def _group(team: int) -> str:
    return "4" if team % GUESTS == 0 else "3"


def _groups(_contest: Contest, _view: View) -> list[dict[str, Any]]:
    return [
        {"id": "3", "name": "Participants", "hidden": False, "sortorder": 0},
        {"id": "4", "name": "Guests", "hidden": False, "sortorder": 1},
    ]


def _organizations(_contest: Contest, _view: View) -> list[dict[str, Any]]:
    return [
        {"id": f"{number}", "name": name, "formal_name": name, "country": code}
        for number, (name, _, _, code) in enumerate(SCHOOLS)
    ]


def _state(contest: Contest, view: View) -> dict[str, str | None]:
    freeze = freeze_of(contest)
    moments = {
        "started": contest.start,
        "frozen": contest.start + freeze if freeze else None,
        "ended": contest.end,
        "thawed": contest.end + THAWED_AFTER if freeze else None,
        "finalized": contest.end + FINAL_AFTER,
        "end_of_updates": contest.end + FINAL_AFTER,
    }
    return {name: moment.isoformat() if moment and moment <= view.now else None for name, moment in moments.items()}


def _play(contest: Contest) -> Play:
    return play(contest, [team.skill for team in teams(SITE, N_TEAMS)], RULES)


def _out(contest: Contest, seconds: float) -> set[int]:
    """Return which teams have been put out of the contest."""
    return {who for who, moment in _play(contest).removed.items() if moment <= seconds}


@lru_cache(maxsize=8)
def _ranked(contest: Contest, seconds: float, hidden_from: float | None) -> tuple[tuple[int, Line], ...]:
    """Return all teams with their places, the participants first, each of the two groups by itself."""
    known = {line.who: line for line in _play(contest).until(seconds, hidden_from=hidden_from)}
    out = _out(contest, seconds)
    found: list[tuple[int, Line]] = []
    for group in ("3", "4"):
        numbers = [team.number for team in teams(SITE, N_TEAMS) if _group(team.number) == group]
        lines = [known.get(number - 1, Line(number - 1)) for number in numbers if number - 1 not in out]
        lines.sort(key=lambda line: (-line.n_solved, line.penalty(), line.last, line.who))
        ranks = places([(line.n_solved, line.penalty(), line.last) for line in lines])
        found += zip(ranks, lines, strict=True)
    return tuple(found)


def _scoreboard(contest: Contest, view: View) -> dict[str, Any] | None:
    if view.is_upcoming(contest):
        return None
    freeze = freeze_of(contest)
    hides = freeze is not None and view.now < contest.end + THAWED_AFTER
    since = int((view.now - contest.start).total_seconds())
    ranked = _ranked(contest, since, freeze.total_seconds() if hides and freeze else None)
    firsts = _firsts([line for _, line in ranked])
    rows = [_row(line, rank, firsts) for rank, line in ranked]
    return {"event_id": f"{since}", "time": view.now.isoformat(), "contest_time": _clock(since),
            "state": _state(contest, view), "rows": rows}  # fmt: skip


def _row(line: Line, rank: int, firsts: dict[int, int]) -> dict[str, Any]:
    return {
        "rank": rank,
        "team_id": f"{line.who + 1}",
        "score": {"num_solved": line.n_solved, "total_time": line.penalty()},
        "problems": [_cell(number, line, firsts) for number in range(RULES.n_tasks)],
    }


def _cell(number: int, line: Line, firsts: dict[int, int]) -> dict[str, Any]:
    cell = line.cells.get(number, Cell())
    told: dict[str, Any] = {
        "label": "ABCDEFGHIJKLMN"[number],
        "problem_id": f"{100 + number}",
        "num_judged": cell.tries,
        "num_pending": cell.pending,
        "solved": cell.solved is not None,
    }
    if cell.solved is None:
        return told
    return {**told, "time": cell.solved // 60, "first_to_solve": firsts[number] == line.who}


def _firsts(lines: list[Line]) -> dict[int, int]:
    """Return who solved each problem first."""
    best: dict[int, tuple[int, int]] = {}
    for line in lines:
        for number, cell in line.cells.items():
            if cell.solved is not None:
                best[number] = min(best.get(number, (cell.solved, line.who)), (cell.solved, line.who))
    return {number: who for number, (_, who) in best.items()}


def _awards(contest: Contest, view: View) -> list[dict[str, Any]]:
    """Return the medals, by the final ranks of the participants, and who solved each problem first."""
    if view.now < contest.end + FINAL_AFTER:
        return []
    ranked = _ranked(contest, FOREVER, None)
    official = [(rank, line.who) for rank, line in ranked if _group(line.who + 1) == "3" and line.n_solved]
    medals = [
        {"id": f"{name}-medal", "citation": f"{name.capitalize()} medal winner",
         "team_ids": [f"{who + 1}" for rank, who in official if EACH * number < rank <= EACH * (number + 1)]}
        for number, name in enumerate(MEDALS)
    ]  # fmt: skip
    firsts = [
        {"id": f"first-to-solve-{100 + number}", "citation": f"First to solve problem {'ABCDEFGHIJKLMN'[number]}",
         "team_ids": [f"{who + 1}"]}
        for number, who in sorted(_firsts([line for _, line in ranked]).items())
    ]  # fmt: skip
    return medals + firsts


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.000"


PARTS: Mapping[str, Callable[[Contest, View], Any]] = {
    "state": _state,
    "problems": _problems,
    "groups": _groups,
    "organizations": _organizations,
    "teams": _teams,
    "awards": _awards,
    "scoreboard": _scoreboard,
}
