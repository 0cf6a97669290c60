"""Kattis: the tables of ongoing, upcoming and past contests."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, not_found, page_answer, page_of

PAGE = 30


def answer(request: Request, view: View) -> Answer:
    """Answer as open.kattis.com does."""
    contests = view.contests("open.kattis.com")
    if request.path.rstrip("/") == "/contests":
        running = [contest for contest in contests if view.is_running(contest)]
        coming = [contest for contest in contests if view.is_upcoming(contest)]
        body = _table("Ongoing", running, view) + _table("Upcoming", coming, view)
        return page_answer(_frame(body))
    if request.path.rstrip("/") == "/past-contests":
        over = [contest for contest in reversed(contests) if view.is_over(contest)]
        return page_answer(_frame(_table("Past", page_of(over, request.query.get("page"), PAGE), view)))
    return not_found(request)


def _table(heading: str, contests: list[Contest], view: View) -> str:
    column = "End" if heading == "Past" else "Start"
    rows = "".join(
        f'<tr><td><a href="/contests/{c.key}">{escape(c.title)}</a></td>'
        f"<td>{_time(c.end if column == 'End' else c.start, view.now)}</td><td>{_clock(c.length)}</td></tr>\n"
        for c in contests
    )
    return (
        f'<h2>{heading}</h2>\n<table class="table2">\n<thead><tr><th>Name</th><th>{column}</th><th>Length</th></tr>'
        f"</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _time(moment: datetime, now: datetime) -> str:
    """Print the clock alone on the day of the page, as the site does."""
    return f"{moment:%H:%M:%S} UTC" if moment.date() == now.date() else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _clock(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _frame(body: str) -> str:
    return (
        "<!DOCTYPE html>\n<html>\n<head><title>Contests – Kattis, Kattis</title></head>\n"
        f"<body>\n<h1>Contests</h1>\n{body}</body>\n</html>\n"
    )
