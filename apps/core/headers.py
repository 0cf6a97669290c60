"""Security headers that Django and django-csp do not set, on every kind of answer: page, feed, API, file, error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
NOTHING = "default-src 'none'; frame-ancestors 'none'"  # for what is no page: files, the API's lists, pictures


class SecurityHeaders:
    """Middleware: what a page may use of the browser, who may embed an answer, and a policy for what is no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers; a view may have set its own. Feeds, pictures and the API are for other sites too."""
        response = self.get_response(request)
        headers = response.headers
        is_page = headers.get("Content-Type", "").startswith("text/html")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin" if is_page else "cross-origin")
        headers.setdefault("Content-Security-Policy", NOTHING)  # pages have theirs from django-csp
        return response
