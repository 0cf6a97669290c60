"""What the nginx in front may keep, and for how long: see nginx/clist/cache.conf."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date

ASKED = "HTTP_X_FRONT_CACHE"  # nginx sets it where it may keep an answer, and nobody else can
FOR_BROWSERS = "X-Browser-Cache-Control"


class FrontCache:
    """Middleware: tells nginx to keep a public page for this second and show it for one more while it asks again.

    What the browser is to be told travels in a header of its own, which nginx puts in the place of ours. `Expires` and
    not `max-age=1`, which nginx rounds up to two seconds: so a change is on every page within two seconds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        response = self.get_response(request)
        if ASKED in request.META and is_for_all(request, response):
            response.headers[FOR_BROWSERS] = response.headers["Cache-Control"]
            response.headers["Cache-Control"] = "stale-while-revalidate=1"
            response.headers["Expires"] = http_date(time.time())
        return response


def is_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether an answer is the same for all who have the same time zone, theme and language."""
    headers = response.headers
    caching = headers.get("Cache-Control", "")
    return (
        request.method in ("GET", "HEAD")
        and response.status_code in (200, 304)
        and "ETag" in headers
        and (caching == "no-cache" or caching.startswith("public"))
        and not response.cookies
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
    )
