"""What a DOMjudge tells of one contest besides its times: problems, teams and the scoreboard, with its freeze."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import SCHOOLS, teams
from contestweb.exchange import View
from contestweb.play import Cell, Line, places, play

SITE = "regional.contestweb.example"
N_TASKS = 10
THAWED_AFTER = timedelta(minutes=40)
FINAL_AFTER = timedelta(minutes=60)
GUESTS = 7  # every so many teams is one of guests, who are not ranked with the others


def tell(contest: Contest, part: str, view: View) -> Any:
    """Return a collection of a contest, or None where there is no such thing."""
    played = play(contest, [team.skill for team in teams(SITE)], n_tasks=N_TASKS)
    if part == "state":
        return _state(contest, view.now)
    if part == "problems":
        shown = played.tasks if view.now >= contest.start else ()
        return [{"id": f"{100 + task.number}", "label": task.letter, "short_name": task.letter, "name": task.name,
                 "ordinal": task.number, "rgb": f"#{task.number * 1_450_000 + 90_000:06x}", "time_limit": 2.0}
                for task in shown]  # fmt: skip
    if part == "groups":
        return [
            {"id": "3", "name": "Participants", "hidden": False, "sortorder": 0},
            {"id": "4", "name": "Guests", "hidden": False, "sortorder": 1},
        ]
    if part == "organizations":
        return [{"id": f"{number}", "name": name, "formal_name": name, "country": code}
                for number, (name, _, _, code) in enumerate(SCHOOLS)]  # fmt: skip
    if part == "teams":
        return [
            {"id": f"{team.number}", "name": team.name, "display_name": team.name, "group_ids": [_group(team.number)],
             "organization_id": f"{team.school}", "affiliation": SCHOOLS[team.school][0],
             "members": "\r\n".join(f"{member.first} {member.last}" for member in team.members)}
            for team in teams(SITE)
        ]  # fmt: skip
    return _scoreboard(contest, view) if part == "scoreboard" and view.now >= contest.start else None


def _group(team: int) -> str:
    return "4" if team % GUESTS == 0 else "3"


def _freeze(contest: Contest) -> timedelta | None:
    hours = contest.facts.get("freeze", "").partition(":")[0]
    return contest.length - timedelta(hours=int(hours)) if hours else None


def _state(contest: Contest, now: datetime) -> dict[str, str | None]:
    freeze = _freeze(contest)
    moments = {
        "started": contest.start,
        "frozen": contest.start + freeze if freeze else None,
        "ended": contest.end,
        "thawed": contest.end + THAWED_AFTER if freeze else None,
        "finalized": contest.end + FINAL_AFTER,
        "end_of_updates": contest.end + FINAL_AFTER,
    }
    return {name: moment.isoformat() if moment and moment <= now else None for name, moment in moments.items()}


def _scoreboard(contest: Contest, view: View) -> dict[str, Any]:
    freeze = _freeze(contest)
    hides = freeze is not None and view.now < contest.end + THAWED_AFTER
    played = play(contest, [team.skill for team in teams(SITE)], n_tasks=N_TASKS)
    since = (view.now - contest.start).total_seconds()
    known = {
        line.who: line for line in played.until(since, hidden_from=freeze.total_seconds() if hides and freeze else None)
    }
    firsts = _firsts(list(known.values()))
    rows: list[dict[str, Any]] = []
    for group in ("3", "4"):
        lines = [
            known.get(team.number - 1, Line(team.number - 1)) for team in teams(SITE) if _group(team.number) == group
        ]
        lines.sort(key=lambda line: (-line.n_solved, line.penalty(), line.last, line.who))
        ranks = places([(line.n_solved, line.penalty(), line.last) for line in lines])
        rows += [_row(line, rank, firsts) for rank, line in zip(ranks, lines, strict=True)]
    return {"event_id": f"{int(since)}", "time": view.now.isoformat(), "contest_time": _clock(since),
            "state": _state(contest, view.now), "rows": rows}  # fmt: skip


def _row(line: Line, rank: int, firsts: dict[int, int]) -> dict[str, Any]:
    return {
        "rank": rank,
        "team_id": f"{line.who + 1}",
        "score": {"num_solved": line.n_solved, "total_time": line.penalty()},
        "problems": [_cell(number, line, firsts) for number in range(N_TASKS)],
    }


def _cell(number: int, line: Line, firsts: dict[int, int]) -> dict[str, Any]:
    cell = line.cells.get(number, Cell())
    told: dict[str, Any] = {
        "label": "ABCDEFGHIJ"[number],
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


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.000"
