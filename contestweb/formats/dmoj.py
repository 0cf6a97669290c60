"""DMOJ: API v2, the list of contests, one contest with its ranking, and people."""

from __future__ import annotations

from typing import Any

from contestweb.contest import Contest
from contestweb.crowd import find_person
from contestweb.exchange import Answer, Request, View, json_answer
from contestweb.formats import dmoj_results as results

PAGE = 1000


def answer(request: Request, view: View) -> Answer:
    """Answer as dmoj.ca does."""
    contests = sorted(view.contests("dmoj.ca"), key=lambda contest: contest.key)  # by internal id, not by date
    if request.path == "/api/v2/contests":
        page = request.query.get("page", "1")
        if not page.isdecimal() or (page != "1" and (int(page) - 1) * PAGE >= len(contests)):
            return _problem(404, "page/object not found")
        return _envelope(view, _listed([_entry(contest) for contest in contests], int(page)))
    found = next((c for c in contests if request.path == f"/api/v2/contest/{c.key}"), None)
    if found is not None:
        told = results.detail(found, view) if view.now >= found.start else {}
        return _envelope(view, {"object": {**_entry(found), **told}})
    return _of_people(request, view)


def participant(_contest: Contest, account: str, _site: str) -> int | None:
    """Return the number of an account in what happens in a contest."""
    person = find_person(results.SITE, account, results.CROWD)
    return person.number if person else None


def _of_people(request: Request, view: View) -> Answer:
    """Answer what is asked about one person; the list of users is not kept here."""
    what, _, name = request.path.removeprefix("/api/v2/").partition("/")
    person = find_person(results.SITE, name or request.query.get("user", ""), results.CROWD)
    if person is not None and what == "user":
        return _envelope(view, {"object": results.user(person, view)})
    if person is not None and what == "submissions":
        return _envelope(view, _listed(results.submissions(person, view), 1))
    return _problem(404, "page/object not found")


def _listed(entries: list[dict[str, Any]], page: int) -> dict[str, Any]:
    shown = entries[(page - 1) * PAGE : page * PAGE]
    return {
        "current_object_count": len(shown),
        "objects_per_page": PAGE,
        "page_index": page,
        "has_more": page * PAGE < len(entries),
        "objects": shown,
        "total_objects": len(entries),
        "total_pages": -(-len(entries) // PAGE),
    }


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
