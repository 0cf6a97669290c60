"""Settings of the fetch engine that cannot work, each with its remedy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name

from apps.core.checks import TAG, must_be_at_least

LEAST = {
    "FETCH_BUDGET": 1,
    "FETCH_LONGEST_INTERVAL": 1,
    "FETCH_MAX_BYTES": 1024,
    "ARCHIVE_DAYS": 1,
    "RUN_LOG_DAYS": 1,
}


@register(TAG)
def check_fetching(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at budgets and the gateway."""
    return [*must_be_at_least(LEAST, identity="clist.E040"), *_gateway()]


def _gateway() -> list[CheckMessage]:
    if not settings.GATEWAY:
        return []
    gateway = urlsplit(settings.GATEWAY)
    if gateway.scheme not in ("http", "https") or not gateway.hostname:
        hint = "Write http://host:port, or leave it."
        return [Error(f"CLIST_GATEWAY {settings.GATEWAY!r} is no address.", hint=hint, id="clist.E041")]
    if settings.PRODUCTION:
        hint = "Unset CLIST_GATEWAY, unless it is a proxy of your own; then list clist.W041 as known."
        return [Warning("Every contest is read through CLIST_GATEWAY.", hint=hint, id="clist.W041")]
    return []
