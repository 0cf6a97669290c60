"""The site with nothing kept between requests, for gunicorn: what a page costs when it must be built each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apps.live import cache
from apps.live.queries import version
from clist.wsgi import application

__all__ = ["application"]


def build_anew(
    topic: str, key: str, build: Callable[[], tuple[bytes, datetime | None]], *, at: int | None = None
) -> bytes:
    """Stand in for `apps.live.cache.remember`."""
    if at is None:
        version(topic)  # a request asks for it in any case
    return build()[0]


def forget_everywhere() -> None:
    """Put it in the place of the other wherever that has been imported."""
    import sys  # noqa: PLC0415

    for module in list(sys.modules.values()):
        if getattr(module, "remember", None) is cache.remember and module is not cache:
            module.remember = build_anew  # type: ignore[attr-defined]
    cache.remember = build_anew


# Views import it when the first address is resolved.
from django.urls import get_resolver  # noqa: E402

_ = get_resolver().url_patterns
forget_everywhere()
