"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.core.viewer import viewer_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Return whether this is the made-up world, the version that runs, the languages there are, and the viewer."""
    return {
        "DEMO": settings.DEMO,
        "VERSION": settings.VERSION,
        "LANGUAGES": tuple(settings.LANGUAGES),
        "viewer": viewer_of(request),
    }
