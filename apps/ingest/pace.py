"""A site's pace and pauses, kept in Valkey for all workers together."""

from __future__ import annotations

import logging
import math
import time
from datetime import timedelta
from functools import cache
from typing import cast

import redis
from django.conf import settings

from apps.resources.adapters.base import AdapterError, Pace, Trouble

SHORT_PAUSE = timedelta(seconds=5)  # slept through; a longer one puts the plan off and frees the worker

logger = logging.getLogger(__name__)

# The generic cell rate algorithm: one number a host, the time at which its bucket is full again (microseconds).
# Takes a place and returns how long to wait for it, or, when that is longer than `most`, takes none and returns -wait.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval, burst, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = math.max(full - burst - now, 0)
if wait > most then return -wait end
full = full + interval
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 1000)
return wait
"""


@cache
def _valkey() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5)


def wait_for_place(host: str, pace: Pace, *, most: timedelta) -> None:
    """Sleep until this host may be called, `pace.calls` times in `pace.period` over all workers.

    Raises:
        AdapterError: the host asked for a pause longer than a moment (LIMITED, with the rest of it), or its next place
            is later than `most` (UNREACHABLE).
    """
    pause = _pause(host)
    if pause > min(most, SHORT_PAUSE):
        why = f"{host} asked us to wait {_seconds(pause)} s more"
        raise AdapterError(why, trouble=Trouble.LIMITED, retry_after=pause)
    time.sleep(pause.total_seconds())
    wait = _take(host, pace, most=most - pause)
    if wait < timedelta(0):
        raise AdapterError(
            f"the pace of {host} leaves no place for {_seconds(-wait)} s, longer than this try may last",
            trouble=Trouble.UNREACHABLE,
            retry_after=-wait,
        )
    time.sleep(wait.total_seconds())


def pause_host(host: str, duration: timedelta) -> None:
    """Have every worker leave a host alone for a while, as its Retry-After asks."""
    try:
        _valkey().set(_name("pause", host), 1, px=max(1, int(duration.total_seconds() * 1000)))
    except redis.RedisError as error:
        logger.warning("pause of %s not kept: %s", host, error)


def _pause(host: str) -> timedelta:
    try:
        left = cast("int", _valkey().pttl(_name("pause", host)))
    except redis.RedisError as error:
        logger.warning("pauses are out of reach: %s", error)
        return timedelta(0)
    return timedelta(milliseconds=max(left, 0))


def _take(host: str, pace: Pace, *, most: timedelta) -> timedelta:
    """Return the wait for a place, negative when none was taken. Without Valkey every call waits a whole interval."""
    interval = pace.period / pace.calls
    try:
        microseconds = _valkey().eval(
            TAKE,
            1,
            _name("pace", host),
            interval // timedelta(microseconds=1),
            interval * (pace.calls - 1) // timedelta(microseconds=1),
            most // timedelta(microseconds=1),
        )
    except redis.RedisError as error:
        logger.warning("the common pace is out of reach, keeping our own: %s", error)
        return interval if interval <= most else -interval
    return timedelta(microseconds=int(cast("int", microseconds)))


def _name(kind: str, host: str) -> str:
    return f"{settings.DATABASE_NAME}:{kind}:{host}"


def _seconds(duration: timedelta) -> int:
    return math.ceil(duration.total_seconds())
