"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the made-up world, and the version that runs."""
    return {"DEMO": settings.DEMO, "VERSION": settings.VERSION}
