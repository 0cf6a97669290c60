"""CTFtime's scoreboards by year, which organisers hand in some hours after the end, and its teams."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import SCHOOLS, Team, teams
from contestweb.exchange import View
from contestweb.play import FOREVER, Line
from contestweb.story import Rules, play

SITE = "ctftime.org"
N_TEAMS = 150
RULES = Rules(n_tasks=20, presence=0.55, leaps=12)
HANDED_IN = timedelta(hours=2)
FULL = 400


def year(number: int, view: View) -> dict[str, Any] | None:
    """Return the scoreboards of the events of a year by their ids, None where there are none."""
    told = {
        str(contest.id): {"title": contest.title, "time": int(contest.end.timestamp()), "scores": _scores(contest)}
        for contest in _over(view)
        if contest.end.year == number
    }
    return told or None


def team(number: int, view: View) -> dict[str, Any] | None:
    """Return a team with its points by year, None where there is none of that number."""
    found = next((one for one in teams(SITE, N_TEAMS) if one.number == number), None)
    return _team(found, view) if found else None


def participant(account: str) -> int | None:
    """Return the number of a team, by its id, in what happens in an event."""
    return int(account) - 1 if account.isdecimal() and 1 <= int(account) <= N_TEAMS else None


def _over(view: View) -> list[Contest]:
    return [contest for contest in view.contests(SITE) if contest.end + HANDED_IN <= view.now]


@lru_cache(maxsize=400)
def _ranked(contest: Contest) -> tuple[tuple[int, Line], ...]:
    """Return who has how many points at the end, the best first."""
    lines = play(contest, [one.skill for one in teams(SITE, N_TEAMS)], RULES).until(FOREVER)
    scored = [(_points(line), line) for line in lines if not line.is_out]
    return tuple(sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1].last, one[1].who)))


def _points(line: Line) -> int:
    return sum(FULL // 4 + FULL * task // RULES.n_tasks for task, cell in line.cells.items() if cell.solved is not None)


def _scores(contest: Contest) -> list[dict[str, Any]]:
    return [
        {"team_id": line.who + 1, "points": f"{points}.0000", "place": place}
        for place, (points, line) in enumerate(_ranked(contest), 1)
    ]


def _team(found: Team, view: View) -> dict[str, Any]:
    school, _, code, _ = SCHOOLS[found.school]
    return {
        "id": found.number,
        "name": found.name,
        "primary_alias": found.name,
        "country": code,
        "academic": found.number % 3 == 0,
        "university": school if found.number % 3 == 0 else None,
        "aliases": [found.name],
        "logo": "",
        "rating": _rating(found, view.now, _over(view)),
    }


def _rating(found: Team, now: datetime, over: list[Contest]) -> dict[str, dict[str, Any]]:
    """Return the points of this year from its events, and made-up ones of two years before."""
    earned = 0.0
    for contest in over:
        ranked = _ranked(contest)
        place = next((place for place, (_, line) in enumerate(ranked, 1) if line.who == found.number - 1), None)
        if place and contest.end.year == now.year:
            earned += float(contest.facts["weight"]) * (1 / place + ranked[place - 1][0] / ranked[0][0])
    before = {str(now.year - ago): {"rating_points": round(600 * found.skill * (1 - ago / 8), 3)} for ago in (2, 1)}
    return {**before, str(now.year): {"rating_points": round(earned, 3)}}
