"""DMOJ: API v2, the list of contests and one contest."""

from __future__ import annotations

from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer

PAGE = 1000


def answer(request: Request, view: View) -> Answer:
    """Answer as dmoj.ca does."""
    contests = sorted(view.contests("dmoj.ca"), key=lambda contest: contest.key)  # by internal id, not by date
    if request.path == "/api/v2/contests":
        page = request.query.get("page", "1")
        if not page.isdecimal() or (page != "1" and (int(page) - 1) * PAGE >= len(contests)):
            return _problem(404, "page/object not found")
        first = (int(page) - 1) * PAGE
        return _envelope(
            view,
            {
                "current_object_count": len(contests[first : first + PAGE]),
                "objects_per_page": PAGE,
                "page_index": int(page),
                "has_more": first + PAGE < len(contests),
                "objects": [_entry(contest) for contest in contests[first : first + PAGE]],
                "total_objects": len(contests),
                "total_pages": -(-len(contests) // PAGE),
            },
        )
    found = next((c for c in contests if request.path == f"/api/v2/contest/{c.key}"), None)
    return _envelope(view, {"object": _entry(found)}) if found else _problem(404, "page/object not found")


def _envelope(view: View, content: dict[str, Any]) -> Answer:
    return json_answer({"api_version": "2.0", "method": "get", "fetched": view.now.isoformat(), "data": content})


def _problem(code: int, message: str) -> Answer:
    return json_answer(
        {"api_version": "2.0", "method": "get", "error": {"code": code, "message": message}}, status=code
    )


def _entry(contest: Contest) -> dict[str, Any]:
    return {
        "key": contest.key,
        "name": contest.title,
        "start_time": contest.start.isoformat(),
        "end_time": contest.end.isoformat(),
        "time_limit": contest.limit.total_seconds() if contest.limit else None,
        "is_rated": contest.rated,
        "rate_all": False,
        "tags": [],
    }
