"""The API's own lane: programs with a key need none of what middleware prepares for pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

API = re.compile("/+api/+v[1-4](/|$)")

Answer = Callable[[HttpRequest], HttpResponseBase]


class ApiLane:
    """Middleware that hands a request for the API straight to its door, past sessions, languages, messages and CSP.

    It stands behind what every answer needs (HTTPS, static files). A browser's session is left to the usual way, as is
    an address that leads nowhere.
    """

    def __init__(self, get_response: Answer) -> None:
        self.usual = get_response
        self.straight = cast("Answer", convert_exception_to_response(self._straight))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Choose the lane."""
        if not API.match(request.path_info) or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.usual(request)
        try:
            request.resolver_match = resolve(request.path_info)
        except Resolver404:
            return self.usual(request)
        return self.straight(request)

    def _straight(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # refuses a name that is not ours
        view, arguments, named = request.resolver_match  # type: ignore[misc]
        response: HttpResponseBase = view(request, *arguments, **named)
        if not response.streaming and not response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        response["X-Frame-Options"] = "DENY"
        return response
