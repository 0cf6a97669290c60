"""The contests of some days as the calendar's script takes them: `/calendar/events.json?start=&end=&<filter>`.

`start` and `end` are days of the viewer, by default today and 31 days on, at most 62; `long=yes` brings contests of
a week and more. Times are those of the wall in the viewer's zone, worked out here, so that the browser needs no zones.
"""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from apps.contests import queries
from apps.contests.calendar_range import DAY, midnight, read_day
from apps.contests.calendar_views import find
from apps.contests.filters import ContestFilter
from apps.contests.month import Slot, is_long, slot_of
from apps.core.viewer import viewer_of
from apps.live.cache import remember

SPAN, LONGEST_SPAN = timedelta(days=31), timedelta(days=62)
CLOCK_STEP = timedelta(minutes=1)  # how late a filter such as `status=running` may be


@require_safe
def events(request: HttpRequest) -> HttpResponseBase:
    """Answer with the contests of some days that pass the filter in the URL."""
    viewer = viewer_of(request)
    wanted = ContestFilter.from_query(request.GET)
    first = read_day(request.GET.get("start", "")) or viewer.now.date()
    until = min(read_day(request.GET.get("end", "")) or first + SPAN, first + LONGEST_SPAN)
    with_long = request.GET.get("long") == "yes"

    def build() -> tuple[bytes, datetime | None]:
        with timezone.override(viewer.zone):
            found = find(wanted, midnight(first, viewer.zone), midnight(until, viewer.zone))
        slots = [slot_of(contest, viewer.zone) for contest in found if with_long or not is_long(contest)]
        body = gzip.compress(msgspec.json.encode([_event(slot) for slot in slots]), mtime=0)
        return body, timezone.now() + CLOCK_STEP if wanted.asks_clock else None

    parts = (settings.VERSION, first, until, with_long, wanted.query_string(), viewer.zone_name, viewer.language)
    name = f"calendar:{blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"
    return _respond(request, remember(queries.TOPIC, name, build))


def _event(slot: Slot) -> dict[str, Any]:
    """Return a contest as an event of FullCalendar; what is not its own comes as extended properties."""
    contest = slot.contest
    is_all_day = contest.end - contest.start >= DAY
    # Where clocks go back, the wall may show an end before the start.
    end = slot.end.replace(tzinfo=None)
    start = slot.start.replace(tzinfo=None)
    end = end if end > start else start + (contest.end - contest.start)
    return {
        "id": str(contest.pk),
        "title": contest.title,
        "start": slot.first if is_all_day else start,
        "end": slot.last + DAY if is_all_day else end,
        "allDay": is_all_day,
        "url": contest.get_absolute_url(),
        "clock": slot.clock,
        "label": slot.label,
        "length": slot.length,
        "site": contest.resource_id,
        "siteTitle": contest.resource.title,
        "off": slot.off,
    }


def _respond(request: HttpRequest, packed: bytes) -> HttpResponseBase:
    etag = f'W/"{blake2b(packed, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = packed if is_packed else gzip.decompress(packed)
    response = HttpResponse(body, content_type="application/json", headers=headers)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie"))
    return get_conditional_response(request, etag=etag, response=response) or response
