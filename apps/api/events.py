"""The JSON behind calendars in browsers: `/get/events/`, as programs that show the incumbent's calendar ask for it."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.api.encoding import to_json
from apps.api.errors import ApiError
from apps.api.icons import icon_of
from apps.api.values import read_time
from apps.contests.filters import ContestFilter
from apps.contests.models import Contest
from apps.contests.queries import visible
from apps.core.viewer import viewer_of

SPAN = timedelta(days=31)
LONG = timedelta(days=1)
OURS = ("kind", "rated", "weekday", "time_from", "time_to", "duration_from", "duration_to")  # beyond the incumbent's
LONG_FILTER = "0"  # the number of the built-in filter that hides contests of a day and more
MOST = 5000
JSON = "application/json; charset=utf-8"


@csrf_exempt  # it only reads, and other sites' pages ask it by POST
@require_http_methods(["GET", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """Answer with the contests of a span of time, by default the coming 31 days, as FullCalendar takes them.

    From the query, or by POST from a form: `start`, `end`, `resource[]` (id, host or short name), `status`,
    `search_query`, `ignore_filters[]` (0: also contests of a day and more), and what else our filter knows (ours, not
    the incumbent's). Times are in the viewer's zone.
    """
    asked = request.POST if request.method == "POST" else request.GET
    now, zone = timezone.now(), viewer_of(request).zone
    try:
        contests = _wanted(asked, now, zone).order_by("start", "id")[:MOST]
    except ApiError as error:
        return HttpResponse(to_json(error.body()), status=error.status_code, content_type=JSON)
    body = to_json([_event(contest, now, zone) for contest in contests])
    return HttpResponse(body, content_type=JSON, headers={"Access-Control-Allow-Origin": "*"})


def _wanted(asked: QueryDict, now: datetime, zone: tzinfo) -> QuerySet[Contest]:
    """Return the contests of the span that pass the filters and have not been called off."""
    since, until = asked.get("start"), asked.get("end")
    in_url = QueryDict(mutable=True)
    for ours, theirs in (("resource", "resource[]"), ("resource", "resource"), ("status", "status")):
        in_url.setlist(ours, in_url.getlist(ours) + asked.getlist(theirs))
    for name in OURS:
        in_url.setlist(name, asked.getlist(name))
    in_url["search"] = asked.get("search_query", "")
    contests = visible().filter(
        end__gt=read_time(since) if since else now,
        start__lt=read_time(until) if until else now + SPAN,
        cancelled=None,
        gone=None,
    )
    found = ContestFilter.from_query(in_url).apply(contests, now=now, zone=zone)
    if LONG_FILTER in asked.getlist("ignore_filters[]"):
        return found
    return found.filter(duration__lt=LONG)


def _event(contest: Contest, now: datetime, zone: tzinfo) -> dict[str, Any]:
    return {
        "allDay": contest.end - contest.start >= LONG,
        "color": contest.resource.color,
        "countdown": _countdown(contest, now),
        "end": _clock(contest.end, zone),
        "host": contest.host,
        "hr_duration": hours_or_days(contest.duration),
        "icon": icon_of(contest.resource.host),
        "id": contest.pk,
        "start": _clock(contest.start, zone),
        "title": contest.title,
        "url": contest.url,
    }


def _clock(time: datetime, zone: tzinfo) -> str:
    return time.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def _countdown(contest: Contest, now: datetime) -> int | None:
    """Return the seconds until it starts, or once it has, until it ends; None when it is over."""
    following = contest.start if contest.start > now else contest.end
    return int((following - now).total_seconds()) if following > now else None


def hours_or_days(length: timedelta) -> str:
    """Return a length of time as `02:30`, from a day on as `3 days`, in whole minutes."""
    if length >= LONG:
        return f"{length.days} days" if length.days > 1 else "1 day"
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
