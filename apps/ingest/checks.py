"""Settings of the fetch engine that cannot work, each with its remedy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name

from apps.core.checks import TAG, must_be_at_least
from apps.ingest.cookies import complaints

LEAST = {
    "GATEWAY_HASTE": 1,
    "FETCH_BUDGET": 1,
    "FETCH_LIVE_INTERVAL": 1,
    "FETCH_PEOPLE_WITHIN": 1,
    "FETCH_LONGEST_INTERVAL": 1,
    "FETCH_STANDINGS_BUDGET": 1,
    "FETCH_MAX_BYTES": 1024,
    "FETCH_STANDINGS_MAX_BYTES": 1024,
    "FETCH_PAST_STANDINGS": 0,
    "ARCHIVE_DAYS": 1,
    "RUN_LOG_DAYS": 1,
}


@register(TAG)
def check_fetching(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at budgets, the gateway and sessions."""
    return [*must_be_at_least(LEAST, identity="clist.E040"), *_gateway(), *_sessions()]


def _sessions() -> list[CheckMessage]:
    """Complain of each host whose cookies cannot be sent, without a word of the cookies."""
    hint = 'Write FETCH_COOKIES={"atcoder.jp": "REVEL_SESSION=…"}.'
    return [Error(f"FETCH_COOKIES: {why}.", hint=hint, id="clist.E042") for why in complaints(settings.FETCH_COOKIES)]


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
