"""Toph: the pages that list contests, and the page of one contest, which alone has its times."""

from __future__ import annotations

from datetime import timedelta
from html import escape

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, not_found, page_answer, page_of

PAGE = 24


def answer(request: Request, view: View) -> Answer:
    """Answer as toph.co does."""
    contests = view.contests("toph.co")
    if request.path in ("/contests", "/contests/all"):
        recent = contests[::-1]
        if request.path == "/contests":
            recent = tuple(contest for contest in recent if not view.is_over(contest))
        return page_answer(_list(page_of(recent, request.query.get("page"), PAGE)))
    found = next((contest for contest in contests if request.path == f"/c/{contest.key}"), None)
    return page_answer(_detail(found, view)) if found else not_found(request)


def _list(contests: list[Contest]) -> str:
    rows = "".join(f'<h3><a href="/c/{contest.key}">{escape(contest.title)}</a></h3>\n' for contest in contests)
    return _frame("Contests", f"<h1>Contests</h1>\n{rows}")


def _detail(contest: Contest, view: View) -> str:
    begin = "will start" if view.is_upcoming(contest) else "started"
    run = "ran" if view.is_over(contest) else "will run"
    epoch = int(contest.start.timestamp())
    body = (
        f"<h1>{escape(contest.title)}</h1>\n"
        f'<p>The contest {begin} on <span class="timestamp" data-time="{epoch}">{contest.start:%b %d, %I:%M %p}</span>.'
        f" It {run} for <strong>{_words(contest.length)}</strong>.</p>\n"
    )
    return _frame(escape(contest.title), body)


def _words(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    return " ".join(f"{number} {unit}{'s' * (number != 1)}" for number, unit in parts if number)


def _frame(title: str, body: str) -> str:
    return f"<!DOCTYPE html>\n<html>\n<head><title>{title} | Toph</title></head>\n<body>\n{body}</body>\n</html>\n"
