"""Addresses of contests: their pages here, and elsewhere what a contest is handed to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

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


def contest_addresses() -> Callable[[int], str]:
    """Return a function from a contest's id to the address of its page: for lists, where asking Django takes long."""
    before, _id, after = reverse("contests:contest", args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"
