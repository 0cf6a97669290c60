"""A contest as schema.org/Event in JSON-LD, which search engines read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.contests.models import Contest

SCHEMA = "https://schema.org"
# Inside <script> no entity is read: what could end it is written by number.
BY_NUMBER = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def event(contest: Contest, *, picture: str, moved_from: datetime | None = None) -> dict[str, Any]:
    """Return a contest, with its `resource`, as an Event; `picture` is a path, `moved_from` its start before a move."""
    place = {"@type": "VirtualLocation", "url": contest.url}
    organizer = {"@type": "Organization", "name": contest.resource.title, "url": contest.resource.url}
    state = "EventCancelled" if contest.cancelled else "EventRescheduled" if moved_from else "EventScheduled"
    found: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": contest.title,
        "url": f"{settings.SITE_URL}{contest.get_absolute_url()}",
        "startDate": _time(contest.start),
        "endDate": _time(contest.end),
        "duration": _duration(contest.duration),
        "eventAttendanceMode": f"{SCHEMA}/OnlineEventAttendanceMode",
        "eventStatus": f"{SCHEMA}/{state}",
        "location": place,
        "organizer": organizer,
        "image": [f"{settings.SITE_URL}{picture}"],
    }
    if state == "EventRescheduled" and moved_from:
        found["previousStartDate"] = _time(moved_from)
    return found


def as_script(data: dict[str, Any]) -> SafeString:
    """Return the element that carries JSON-LD. It is data that no browser runs, so the policy on scripts lets it be."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(BY_NUMBER)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def _time(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _duration(length: timedelta) -> str:
    """Return a length as ISO 8601 writes it: P1DT2H30M."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    return f"P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}" if days or clock else "PT0S"
