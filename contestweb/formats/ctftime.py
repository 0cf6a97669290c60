"""CTFtime: api/v1 with events by limit, start and finish, one event, results by year, and teams."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, if_changed, json_answer, not_found
from contestweb.formats import ctftime_results as results

FORMATS = {"Jeopardy": 1, "Attack-Defense": 2, "Hack quest": 3}
FAR = 1 << 40


def answer(request: Request, view: View) -> Answer:
    """Answer as ctftime.org does."""
    if not request.path.startswith("/api/v1/events/"):
        return _results(request, view)
    contests = view.contests("ctftime.org")
    if one := request.path.removeprefix("/api/v1/events/").strip("/"):
        found = next((contest for contest in contests if contest.key == one), None)
        return if_changed(request, json_answer(_entry(found)), [found]) if found else not_found(request)
    since, until, limit = (
        _number(request, "start", int(view.now.timestamp())),
        _number(request, "finish", FAR),
        _number(request, "limit", 10),
    )
    chosen = [c for c in contests if c.start.timestamp() >= since and c.end.timestamp() <= until][:limit]
    return if_changed(request, json_answer([_entry(contest) for contest in chosen]), chosen)


def participant(_contest: Contest, account: str, _site: str) -> int | None:
    """Return the number of a team, by its id, in what happens in an event."""
    return results.participant(account)


def _results(request: Request, view: View) -> Answer:
    what, _, number = request.path.removeprefix("/api/v1/").strip("/").partition("/")
    tell = {"results": results.year, "teams": results.team}.get(what)
    told = tell(int(number), view) if tell and number.isdecimal() else None
    return json_answer(told) if told is not None else not_found(request)


def _number(request: Request, name: str, otherwise: int) -> int:
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() else otherwise


def _entry(contest: Contest) -> dict[str, Any]:
    facts = contest.facts
    hours = contest.length // timedelta(hours=1)
    slug = "".join(sign for sign in contest.title.lower() if sign.isalnum())
    return {
        "organizers": [{"id": 59000 + contest.id, "name": "The Hexadecimals"}],
        "onsite": "onsite" in facts,
        "finish": contest.end.isoformat(),
        "description": "A friendly competition, online and free of charge.",
        "weight": float(facts["weight"]),
        "title": contest.title,
        "url": f"https://{slug}.example/",
        "is_votable_now": False,
        "restrictions": "Open",
        "format": facts["format"],
        "start": contest.start.isoformat(),
        "participants": contest.id % 400,
        "ctftime_url": contest.url,
        "location": facts.get("location", ""),
        "live_feed": "",
        "public_votable": True,
        "duration": {"hours": hours % 24, "days": hours // 24},
        "logo": "",
        "format_id": FORMATS[facts["format"]],
        "id": contest.id,
        "ctf_id": contest.id // 3,
    }
