"""HackerRank: upcoming, archived and college contests, and the empty lists of its company events."""

from __future__ import annotations

from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer


def answer(request: Request, view: View) -> Answer:
    """Answer as www.hackerrank.com does."""
    contests = view.contests("hackerrank.com")
    lists = {
        "/rest/contests/upcoming": [c for c in contests if not view.is_over(c)],
        "/rest/contests/archived": [c for c in reversed(contests) if view.is_over(c)],
        "/rest/contests/college": [],
    }
    if request.path in lists:
        offset, limit = _number(request, "offset", 0), _number(request, "limit", 10)
        listed = lists[request.path]
        shown = [_entry(contest, view) for contest in listed[offset : offset + limit]]
        return json_answer({"models": shown, "total": len(listed)})
    if request.path == "/api/hrw/resources/competitions":
        return json_answer({"data": [], "links": {"next": None}})
    if request.path == "/community/engage/events":
        return json_answer({"data": {"events": {"ongoing_events": []}}})
    return json_answer({"status": False, "message": "Not Found"}, status=404)


def _number(request: Request, name: str, otherwise: int) -> int:
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() else otherwise


def _entry(contest: Contest, view: View) -> dict[str, Any]:
    return {
        "id": contest.id,
        "slug": f"{contest.facts['slug']}-{contest.key}",
        "name": contest.title,
        "description": "",
        "epoch_starttime": int(contest.start.timestamp()),
        "epoch_endtime": int(contest.end.timestamp()),
        "track": None,
        "archived": view.is_over(contest),
        "ended": view.is_over(contest),
        "started": not view.is_upcoming(contest),
        "rated": contest.rated,
    }
