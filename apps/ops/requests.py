"""What happens to each request besides its answer: a name that follows it everywhere, a log line, a measure of time."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Histogram

from apps.core import logs

logger = logging.getLogger(__name__)
NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")
PARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

took = Histogram(
    "clist_request_seconds",
    "How long requests took, by the name of their address and the class of the answer.",
    ("route", "status"),
    buckets=BUCKETS,
)


class Requests:
    """Middleware, the outermost: names the request, measures it and logs a line about it.

    The name is nginx's `X-Request-ID` and goes back in the answer; the trace is that of a W3C `traceparent`. Of the
    address only the path is logged: query strings carry keys and people's names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request inside its own context."""
        begun = time.perf_counter()
        trace = _trace(request.META.get("HTTP_TRACEPARENT", ""))
        name = _name(request.META.get("HTTP_X_REQUEST_ID", "")) or trace
        with logs.bound(request=name, trace=trace):
            response = self.get_response(request)
            _note(request, response, seconds=time.perf_counter() - begun)
        response.headers["X-Request-ID"] = name
        return response


def _name(given: str) -> str:
    return given if NAME.fullmatch(given) else ""


def _trace(parent: str) -> str:
    found = PARENT.fullmatch(parent)
    return found[1] if found else logs.new_trace()


def _note(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    match = request.resolver_match
    route = (match.view_name or "unnamed") if match else "none"
    took.labels(route, f"{response.status_code // 100}xx").observe(seconds)
    if logger.isEnabledFor(logging.INFO):
        size = -1 if response.streaming else len(response.content)  # type: ignore[attr-defined]
        logger.info(
            "%s %s",
            request.method,
            request.path,
            extra={
                "facts": {
                    "route": route,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                    "bytes": size,
                }
            },
        )
