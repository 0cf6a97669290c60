"""CodeChef: the contest list in one piece, and each of its lists by pages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer, not_found

INDIA = ZoneInfo("Asia/Kolkata")
PAGE = 20
SKILL_TEST = {
    "contest_code": "basic-parsing",
    "contest_name": "Parsing Online Test & Quiz",
    "contest_start_date": "27 Mar 2024  15:00:00",
    "contest_end_date": "01 Jan 2031  01:30:00",
    "contest_start_date_iso": "2024-03-27T15:00:00+05:30",
    "contest_end_date_iso": "2031-01-01T01:30:00+05:30",
    "contest_duration": "90",
    "problem_count": 30,
    "distinct_users": 61000,
}


def answer(request: Request, view: View) -> Answer:
    """Answer as www.codechef.com does."""
    lists = _lists(view)
    name = request.path.removeprefix("/api/list/contests/")
    if name == "all":
        named = {f"{key}_contests": value for key, value in lists.items()}
        named["past_contests"] = named["past_contests"][:PAGE]
        return json_answer(
            {"status": "success", "message": "All contests list", **named, "skill_tests": [SKILL_TEST], "banners": []}
        )
    if name not in lists:
        return not_found(request)
    listed = lists[name] if request.query.get("sorting_order", "asc") != "desc" else _newest_first(lists[name])
    offset = request.query.get("offset", "0")
    first = int(offset) if offset.isdecimal() else 0
    message = f"{name.capitalize()} contests list"
    return json_answer({"status": "success", "message": message, "contests": listed[first : first + PAGE]})


def _lists(view: View) -> dict[str, list[dict[str, Any]]]:
    contests = view.contests("codechef.com")
    return {
        "present": [_entry(contest) for contest in contests if view.is_running(contest)],
        "future": [_entry(contest) for contest in contests if view.is_upcoming(contest)],
        "practice": [],
        "past": [_entry(contest) for contest in reversed(contests) if view.is_over(contest)],
    }


def _newest_first(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: str(entry["contest_start_date_iso"]), reverse=True)


def _entry(contest: Contest) -> dict[str, Any]:
    start, end = contest.start.astimezone(INDIA), contest.end.astimezone(INDIA)
    minutes = int((contest.limit or contest.length).total_seconds()) // 60
    return {
        "contest_id": str(contest.id),
        "contest_code": contest.key,
        "contest_name": contest.title,
        "contest_start_date": f"{start:%d %b %Y  %H:%M:%S}",
        "contest_end_date": f"{end:%d %b %Y  %H:%M:%S}",
        "contest_start_date_iso": start.isoformat(),
        "contest_end_date_iso": end.isoformat(),
        "contest_duration": str(minutes),
        "distinct_users": contest.id % 977,
    }
