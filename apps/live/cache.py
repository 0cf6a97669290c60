"""Answers kept until their topic changes: the version is part of the key, so nothing stale is ever served."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from apps.live.queries import version

logger = logging.getLogger(__name__)
LONGEST = timedelta(minutes=10)
MEMORY = timedelta(days=7)


def remember(topic: str, key: str, build: Callable[[], tuple[bytes, datetime | None]]) -> bytes:
    """Return what `build` makes, kept until the topic's next version or the time that `build` names.

    `key` names everything the answer depends on besides the topic's contents. `build` returns the answer and the
    time at which it stops being true by itself (a contest starts, a countdown turns), or None. One SQL query for the
    version, then one look-up; where the cache server is away the answer is built anew.
    """
    name = f"{topic}:{version(topic)}:{key}"
    kept = _get(name)
    if kept is not None:
        return kept
    answer, until = build()
    seconds = ((until - timezone.now()) if until else LONGEST).total_seconds()
    if seconds >= 1:  # the cache server counts whole seconds, and less than one would be kept too long
        _set(name, answer, min(seconds, LONGEST.total_seconds()))
    return answer


def unchanged_since(key: str, digest: str) -> datetime:
    """Return the second since which the answer under a key has had this digest, as far as the cache remembers.

    It is for `Last-Modified`: it rises with every change of the answer, also when rows leave it.
    """
    now = timezone.now().replace(microsecond=0)
    kept = (_get(f"since:{key}") or b"").decode().split()
    if kept and kept[0] == digest:
        return datetime.fromtimestamp(int(kept[1]), UTC)
    since = max(now, datetime.fromtimestamp(int(kept[1]) + 1, UTC)) if kept else now
    _set(f"since:{key}", f"{digest} {int(since.timestamp())}".encode(), MEMORY.total_seconds())
    return since


def _get(name: str) -> bytes | None:
    try:
        kept: bytes | None = cache.get(name)
    except RedisError as error:
        logger.warning("cache is away: %s", error)
        return None
    return kept


def _set(name: str, answer: bytes, seconds: float) -> None:
    try:
        cache.set(name, answer, timeout=int(seconds))
    except RedisError as error:
        logger.warning("cache is away: %s", error)
