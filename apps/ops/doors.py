"""Lets the doors for machines answer to any name: probes and scrapes come by an address or the name of a service."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

MACHINE_DOORS = frozenset({"/health/live", "/health/ready", "/metrics"})


class MachineDoors:
    """Middleware: asks for these as for SITE_HOST, so that ALLOWED_HOSTS need not name each container.

    Nothing that they answer depends on the name, and none holds a link.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        if request.path_info in MACHINE_DOORS:
            request.META["HTTP_HOST"] = settings.SITE_HOST
        return self.get_response(request)
