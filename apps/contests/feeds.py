"""The doors for programs that subscribe: `/calendar.ics`, `/feed.atom` and `/feed.rss`, for any filter in the URL.

`/calendar.ics` takes `long=all` (the default: contests of a day and more stand as they are), `ends` (their start and
their end as two short events), `day` (whole days) or `skip`. It holds what ended less than 31 days ago and all that
comes. `/feed.atom` and `/feed.rss` hold what runs and comes, the newest announcement first. Where the filter asks for
weekdays or times of day, `timezone` says whose; it changes no time in a feed, because feeds tell instants.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from hashlib import blake2b
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests import ical, queries, syndication
from apps.contests.filters import ContestFilter
from apps.contests.occasions import Long, occasions
from apps.contests.queries import Listed, listed
from apps.core.viewer import read_zone
from apps.live.cache import remember, unchanged_since
from apps.resources.queries import enabled_resources

MAX_EVENTS = 2000
MAX_ENTRIES = 500
REFRESH = timedelta(hours=1)
CLOCK_STEP = timedelta(minutes=1)  # how late a filter such as `status=running` may be
Built = tuple[bytes, datetime | None]


@require_safe
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Answer with the filtered contests as iCalendar."""
    wanted = ContestFilter.from_query(request.GET)
    long = _long(request.GET.get("long", ""))
    zone_name, zone = read_zone(request.GET.get("timezone", ""))
    asked = [wanted.query_for_programs(zone_name), "" if long is Long.ALL else urlencode({"long": long})]
    query = "&".join(filter(None, asked))
    name = f"contest-{wanted.ids[0]}" if len(wanted.ids) == 1 else "contests"

    def build(now: datetime) -> Built:
        contests = _for_calendar(wanted, now, zone)
        about = ical.Calendar(
            name=_name(wanted),
            description=_description(wanted, MAX_EVENTS if len(contests) > MAX_EVENTS else None),
            url=_address("/calendar.ics", query),
            refresh=REFRESH,
        )
        return ical.write(
            about, occasions(contests[:MAX_EVENTS], long)
        ), now + CLOCK_STEP if wanted.asks_clock else None

    response = respond(request, f"ics:{query}", build, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """Answer with the filtered running and coming contests as Atom."""
    return _syndicate(request, "atom")


@require_safe
def rss(request: HttpRequest) -> HttpResponseBase:
    """Answer with the filtered running and coming contests as RSS 2.0."""
    return _syndicate(request, "rss")


def _syndicate(request: HttpRequest, kind: str) -> HttpResponseBase:
    wanted = ContestFilter.from_query(request.GET)
    zone_name, zone = read_zone(request.GET.get("timezone", ""))
    query = wanted.query_for_programs(zone_name)

    def build(now: datetime) -> Built:
        found = wanted.apply(queries.visible(), now=now, zone=zone).filter(end__gt=now).order_by("-created", "-id")
        contests = listed(found[: MAX_ENTRIES + 1], enabled_resources())
        channel = syndication.Channel(
            title=_name(wanted),
            description=_description(wanted, MAX_ENTRIES if len(contests) > MAX_ENTRIES else None),
            link=_address("/", wanted.query_string()),
            address=_address(f"/feed.{kind}", query),
        )
        until = min((contest.end for contest in contests), default=None)
        if wanted.asks_clock:
            until = min(until or now + CLOCK_STEP, now + CLOCK_STEP)
        return syndication.write(kind, channel, contests[:MAX_ENTRIES]), until

    return respond(request, f"{kind}:{query}", build, content_type=syndication.content_type(kind))


def respond(
    request: HttpRequest,
    key: str,
    build: Callable[[datetime], Built],
    *,
    content_type: str,
    topic: str = queries.TOPIC,
) -> HttpResponseBase:
    """Return a feed from the cache or built anew when its topic changed, or 304 where the subscriber has it."""
    name = blake2b(f"{get_language()}:{settings.VERSION}:{key}".encode(), digest_size=16).hexdigest()

    def edition() -> Built:
        body, until = build(timezone.now())
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        since = unchanged_since(f"feed:{name}", etag)
        return f"{etag} {int(since.timestamp())}\n".encode() + body, until

    head, _newline, body = remember(topic, f"feed:{name}", edition).partition(b"\n")
    etag, since = head.decode().split()
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(int(since)),
        "Cache-Control": "public, no-cache",  # to be kept by anybody, and asked about every time
        "Access-Control-Allow-Origin": "*",
    }
    response = HttpResponse(body, content_type=content_type, headers=headers)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    conditional = get_conditional_response(request, etag=etag, last_modified=int(since), response=response)
    return conditional or response


def _long(value: str) -> Long:
    return next((way for way in Long if way.value == value), Long.ALL)


def _for_calendar(wanted: ContestFilter, now: datetime, zone: tzinfo) -> list[Listed]:
    """Return at most one more than MAX_EVENTS: what comes soonest, then what ended last. Three queries."""
    found = wanted.apply(queries.visible(), now=now, zone=zone)
    if not wanted.ids:  # who names a contest gets it, however old
        found = queries.still_in_calendars(found, now)
    resources = enabled_resources()
    coming = listed(found.filter(end__gt=now).order_by("start", "id")[: MAX_EVENTS + 1], resources)
    room = MAX_EVENTS + 1 - len(coming)
    return coming + listed(found.filter(end__lte=now).order_by("-end", "-id")[:room], resources)


def _name(wanted: ContestFilter) -> str:
    described = wanted.describe()
    return f"CLIST: {described}" if described else _("CLIST: programming contests")


def _description(wanted: ContestFilter, cut: int | None) -> str:
    parts = [_("Programming contests of many sites, kept up to date.")]
    if cut is not None:
        parts.append(_("There are more than the %(number)d shown here: narrow the filter.") % {"number": cut})
    return " ".join([*parts, *wanted.warnings])


def _address(path: str, query: str) -> str:
    return f"{settings.SITE_URL}{path}{f'?{query}' if query else ''}"
