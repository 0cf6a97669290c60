"""Addresses elsewhere that a contest is handed to."""

from __future__ import annotations

from urllib.parse import urlencode

from apps.contests.models import Contest

GOOGLE = "https://calendar.google.com/calendar/render"


def google_calendar(contest: Contest) -> str:
    """Return the address that opens Google Calendar with this contest filled in."""
    start, end = (f"{when:%Y%m%dT%H%M%SZ}" for when in (contest.start, contest.end))
    parameters = {
        "action": "TEMPLATE",
        "text": contest.title,
        "dates": f"{start}/{end}",
        "details": contest.url,
        "location": contest.host,
    }
    return f"{GOOGLE}?{urlencode(parameters)}"
