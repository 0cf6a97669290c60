"""DOMjudge: API v4 of a regional's own judge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer
from contestweb.formats import domjudge_board as board

HELSINKI = ZoneInfo("Europe/Helsinki")
PAST = timedelta(days=45)


def answer(request: Request, view: View) -> Answer:
    """Answer as a DOMjudge 8 does."""
    path = request.path.rstrip("/")
    contests = [c for c in view.contests("regional.contestweb.example") if c.end > view.now - PAST]
    if path in ("/api/v4", "/api/v4/info"):
        return json_answer(
            {"api_version": 4, "version": "8.2.3", "environment": "prod", "domjudge": {"version": "8.2.3"}}
        )
    if path == "/api/v4/contests":
        return json_answer([_entry(contest) for contest in contests])
    key, _, part = path.removeprefix("/api/v4/contests/").partition("/")
    found = next((contest for contest in contests if contest.key == key), None)
    if found is not None and not part:
        return json_answer(_entry(found))
    told = board.tell(found, part, view) if found is not None else None
    return json_answer({"code": 404, "message": "Not Found"}, status=404) if told is None else json_answer(told)


def participant(_contest: Contest, account: str, _site: str) -> int | None:
    """Return the number of a team, by its id, in what happens in a contest."""
    return int(account) - 1 if account.isdecimal() and 1 <= int(account) <= board.N_TEAMS else None


def _entry(contest: Contest) -> dict[str, Any]:
    return {
        "formal_name": contest.title,
        "penalty_time": 20,
        "start_time": _local(contest.start),
        "end_time": _local(contest.end),
        "duration": _clock(contest.length),
        "scoreboard_freeze_duration": contest.facts.get("freeze"),
        "id": contest.key,
        "external_id": f"lakeland{contest.key}",
        "name": contest.title,
        "shortname": f"lakeland{contest.key}",
    }


def _local(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat()


def _clock(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}.000"
