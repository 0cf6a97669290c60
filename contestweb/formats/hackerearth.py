"""HackerEarth: the events of its browser extension, and the cards of its challenges page."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer, not_found

INDIA = ZoneInfo("Asia/Kolkata")
PREVIOUS = 12


def answer(request: Request, view: View) -> Answer:
    """Answer as www.hackerearth.com does."""
    contests = view.contests("hackerearth.com")
    if request.path == "/chrome-extension/events/":
        return json_answer({"response": [_event(c, view) for c in contests if not view.is_over(c)]})
    if request.path == "/AJAX/filter-challenges/":
        return json_answer({"status": "OK", "data": _cards(contests, view)})
    return not_found(request)


def _event(contest: Contest, view: View) -> dict[str, Any]:
    start, end = contest.start.astimezone(INDIA), contest.end.astimezone(INDIA)
    return {
        "status": "UPCOMING" if view.is_upcoming(contest) else "ONGOING",
        "start_tz": _text(start),
        "end_tz": _text(end),
        "start_utc_tz": _text(contest.start),
        "end_utc_tz": _text(contest.end),
        "date": f"{start:%B %d, %Y}",
        "time": f"{start:%I:%M %p}",
        "title": contest.title,
        "url": contest.url,
        "description": "Solve a handful of problems and climb the leaderboard.",
        "challenge_type": contest.kind,
        "college": contest.facts["type"] == "college",
        "subscribe": f"{contest.url}#register",
        "cover_image": "",
    }


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ")


def _cards(contests: tuple[Contest, ...], view: View) -> str:
    running = "".join(_card(contest, _ends(contest, view)) for contest in contests if view.is_running(contest))
    coming = "".join(_card(contest, _starts(contest)) for contest in contests if view.is_upcoming(contest))
    over = [contest for contest in reversed(contests) if view.is_over(contest)][:PREVIOUS]
    return (
        f'\n<div class="ongoing challenge-list">\n<h2 class="dark">LIVE CHALLENGES</h2>\n{running}</div>\n'
        f'<div class="upcoming challenge-list">\n<h2 class="dark">UPCOMING CHALLENGES</h2>\n{coming}</div>\n'
        '<div class="previous modern challenge-list">\n<h2 class="dark">PREVIOUS CHALLENGES</h2>\n'
        f'<div id="previous-challenges-container">{"".join(map(_past_card, over))}</div></div>\n'
    )


def _starts(contest: Contest) -> str:
    return (
        '<div class="smaller light caps weight-600">STARTS ON</div>\n'
        f'<div class="date less-margin dark">{contest.start.astimezone(INDIA):%b %d, %I:%M %p} IST</div>'
    )


def _ends(contest: Contest, view: View) -> str:
    number = int(contest.planned.timestamp()) // 60
    return (
        f'<div class="date date-countdown"><div id="countdown-{number}" class="countdown hidden">'
        '<div class="smaller light caps weight-600">ENDS IN</div></div></div>\n'
        '<script type="text/javascript">\n'
        f"var seconds_left = {int(contest.end.timestamp())} - {int(view.now.timestamp())};\n"
        f"var countdown_elem = $('#countdown-{number}');\n</script>"
    )


def _card(contest: Contest, dates: str) -> str:
    title = escape(contest.title)
    kind = "HACKATHON" if contest.kind == "hackathon" else "RATED"
    return f"""
<div class="challenge-card-modern">
    <a class="challenge-card-wrapper challenge-card-link" target="_blank" href="{escape(contest.url)}">
        <div class="challenge-content align-center">
            <div class="challenge-type light smaller caps weight-600">
            {kind}
            </div>
            <div class="challenge-name ellipsis dark" title="{title}">
                <span class="challenge-list-title challenge-card-wrapper">{title}</span>
            </div>
            <div class="challenge-list-meta challenge-card-wrapper"><div class="challenge-desc light">
            {dates}
            </div></div>
        </div>
    </a>
</div>
"""


def _past_card(contest: Contest) -> str:
    title, day = escape(contest.title), contest.start.astimezone(INDIA)
    return f"""
<div class="challenge-card">
    <a class="challenge-card-wrapper challenge-card-link" href="{contest.url.removeprefix("https://www.hackerearth.com")}">
        <div class="challenge-content">
            <div class="challenge-name ellipsis dark" title="{title}">
                <span class="challenge-list-title challenge-card-wrapper">{title}</span>
            </div>
            <div class="challenge-list-meta challenge-card-wrapper"><div class="challenge-desc light">
                <span class="date"><i class="fa fa-calendar"></i>{day:%b} {day.day:2}, {day.year} IST</span>
                <span class="type"><i class="fa fa-trophy"></i>Prizes</span>
            </div></div>
        </div>
    </a>
</div>
"""
