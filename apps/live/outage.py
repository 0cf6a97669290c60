"""While the database is away: pages as they last were, marked as such, and 503 with Retry-After for everything else."""

from __future__ import annotations

import gzip
import logging
import struct
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.defaults import server_error as usual_server_error

from apps.core.viewer import viewer_of
from apps.live.nearby import Nearby

logger = logging.getLogger(__name__)
Away = OperationalError | InterfaceError
RETRY_AFTER = timedelta(seconds=30)
LONGEST = timedelta(hours=1)  # so old a page may be shown
MOMENT = "!d"
MACHINES = ("/api/", "/get/events", "/metrics", "/health/")
last_pages = Nearby(room=16 * 2**20)


class Outage:
    """Middleware that answers in place of a view which could not reach the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request pass, and keep what anybody may see."""
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_for_all(request, response):
            _keep(request, response.content)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where it was the database; whatever else is wrong goes the usual way."""
        return answer_without_database(request, exception) if isinstance(exception, Away) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what failed outside of a view, for instance in the API's lane or while a session was saved."""
    error = sys.exc_info()[1]
    return answer_without_database(request, error) if isinstance(error, Away) else usual_server_error(request)


def answer_without_database(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return the page as it last was, with a mark; 503 where there is none, or where the question was a program's."""
    logger.error("no answer from the database: path=%s error=%s", request.path, str(error).strip())
    if request.path.startswith(MACHINES):
        text = "The database is away. Please ask again in half a minute."
        return JsonResponse({"error": text}, status=503, headers=_headers())
    kept = last_pages.get(_name(request)) if request.method in ("GET", "HEAD") else None
    if kept is None:
        return HttpResponse(render_to_string("503.html"), status=503, headers=_headers())
    (moment,) = struct.unpack_from(MOMENT, kept)
    return _stale(request, gzip.decompress(kept[struct.calcsize(MOMENT) :]), datetime.fromtimestamp(moment, UTC))


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether this is a whole page as `live.pages` keeps it, made for nobody in particular."""
    return (
        response.status_code == 200
        and response.has_header("ETag")
        and response.get("Content-Encoding") == "gzip"
        and response["Content-Type"].startswith("text/html")
        and request.method == "GET"
        and "fragment" not in request.GET
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _keep(request: HttpRequest, packed: bytes) -> None:
    """Keep a page for an hour. Each process has those that it served last: the ones that most people ask for."""
    now = time.time()
    last_pages.keep(_name(request), struct.pack(MOMENT, now) + packed, until=now + LONGEST.total_seconds())


def _stale(request: HttpRequest, page: bytes, at: datetime) -> HttpResponse:
    """Put the mark before the page's contents."""
    with timezone.override(viewer_of(request).zone):
        mark = render_to_string("live/as_of.html", {"shown": at, "iso": at.isoformat(timespec="seconds")})
    before, main, after = page.partition(b"<main")
    body = before + mark.encode() + main + after
    return HttpResponse(body, headers={"Warning": '110 - "Response is Stale"', "Cache-Control": "no-store"})


def _headers() -> dict[str, str]:
    return {"Retry-After": str(int(RETRY_AFTER.total_seconds())), "Cache-Control": "no-store"}


def _name(request: HttpRequest) -> str:
    viewer = viewer_of(request)
    parts = (request.get_full_path(), viewer.zone_name, viewer.theme, viewer.language)
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()
