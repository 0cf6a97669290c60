"""Answers kept until their topic changes: the version is part of the key, so nothing stale is ever served."""

from __future__ import annotations

import logging
import math
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from apps.live.nearby import Nearby
from apps.live.queries import version

logger = logging.getLogger(__name__)
LONGEST = timedelta(minutes=10)
MOMENT = "!d"  # how the moment at which an answer ends stands before it
nearby = Nearby(room=32 * 2**20)
MEMORY = timedelta(days=7)
PATIENCE = 3  # seconds to wait for another process that builds the same answer
LOOK_EVERY = 0.015


def remember(
    topic: str, key: str, build: Callable[[], tuple[bytes, datetime | None]], *, at: int | None = None
) -> bytes:
    """Return what `build` makes, kept until the topic's next version or the time that `build` names.

    `key` names everything the answer depends on besides the topic's contents. `build` returns the answer and the
    time at which it stops being true by itself (a contest starts, a countdown turns), or None. One SQL query for the
    version, unless the caller has read it in this request and gives it as `at`; then one look-up, in this process,
    else on the cache server; where that is away the answer is built anew. However many ask at once, one builds and
    the others wait for it.
    """
    name = f"{topic}:{version(topic) if at is None else at}:{key}"
    kept = nearby.get(name) or _from_server(name) or _from_another(name)
    if kept is not None:
        return kept
    try:
        return _build(name, build)
    finally:
        _end_building(name)


def _build(name: str, build: Callable[[], tuple[bytes, datetime | None]]) -> bytes:
    answer, until = build()
    moment = min(until or timezone.now() + LONGEST, timezone.now() + LONGEST).timestamp()
    seconds = moment - time.time()
    if seconds > 0:
        nearby.keep(name, answer, until=moment)
        _set(name, struct.pack(MOMENT, moment) + answer, math.ceil(seconds))
    return answer


def _from_server(name: str) -> bytes | None:
    """Return an answer that another process made, and keep it here; the server counts whole seconds, so it is timed."""
    kept = _get(name)
    if kept is None:
        return None
    (moment,) = struct.unpack_from(MOMENT, kept)
    answer = kept[struct.calcsize(MOMENT) :]
    if moment <= time.time():
        return None
    nearby.keep(name, answer, until=moment)
    return answer


def _from_another(name: str) -> bytes | None:
    """Wait for the process that is just building an answer; None when this one is to build it."""
    deadline = time.monotonic() + PATIENCE
    while not _begin_building(name) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
        if kept := _from_server(name):
            return kept
    return _from_server(name)  # it may have been put there just before our turn


def _begin_building(name: str) -> bool:
    try:
        return cache.add(f"{name}:building", 1, timeout=PATIENCE)
    except RedisError:
        return True


def _end_building(name: str) -> None:
    try:
        cache.delete(f"{name}:building")
    except RedisError as error:
        logger.warning("cache is away: %s", error)


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


def forget_all() -> None:
    """Drop everything that is kept here and on the server; the queues beside it stay."""
    nearby.clear()
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE) as server:
            for name in server.scan_iter(match=cache.make_key("*"), count=1000):
                server.delete(name)
    except RedisError as error:
        logger.warning("cache is away: %s", error)


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
