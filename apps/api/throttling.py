"""How often somebody may ask: a sliding minute for each person, counted in Valkey for all processes together."""

from __future__ import annotations

import logging
import math
import uuid
from functools import cache
from typing import Any, cast

import redis
from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from apps.accounts.models import User

logger = logging.getLogger(__name__)
PERIOD = 60.0
UNLIMITED = 0  # a person so trusted is not counted at all

# One step for the server: drop what is older than the window, then take a place or say when one becomes free.
# It returns "" or the seconds to wait, as text, because Lua's numbers come back as integers.
TAKE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local limit, period, place = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - period)
local taken = redis.call('ZCARD', KEYS[1])
if taken < limit then
  redis.call('ZADD', KEYS[1], now, place)
  redis.call('PEXPIRE', KEYS[1], math.ceil(period * 1000))
  return ''
end
local oldest = redis.call('ZRANGE', KEYS[1], taken - limit, taken - limit, 'WITHSCORES')
if oldest[2] == nil then
  return tostring(period)
end
return tostring(tonumber(oldest[2]) + period - now)
"""


@cache
def server() -> redis.Redis:
    """Return the connection pool of this process."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1)


@cache
def script() -> Any:
    """Return the step, which the server keeps compiled."""
    return server().register_script(TAKE)


def take(identifier: str, place: str, *, limit: int, period: float = PERIOD) -> float:
    """Take one of `limit` places in the last `period` seconds; return 0, or the seconds until one is free.

    Raises:
        RedisError: the server is away.
    """
    answer: bytes = script()(keys=[window(identifier)], args=[limit, period, place])
    return float(answer) if answer else 0.0


def give_back(identifier: str, place: str) -> None:
    """Free a place: what was asked does not count.

    Raises:
        RedisError: the server is away.
    """
    server().zrem(window(identifier), place)


def window(identifier: str) -> str:
    """Return the key of one person's window."""
    return f"{settings.DATABASE_NAME}:api:{identifier}"


class SlidingMinute(BaseThrottle):
    """Lets a person ask API_REQUESTS_PER_MINUTE times in any minute, or as often as that person's own limit says.

    Only answers 200 and 404 count. Where Valkey is away everybody passes, with a warning in the log: the limit is
    a courtesy between neighbours, and no reason to be down.
    """

    def __init__(self) -> None:
        self.place = uuid.uuid4().hex
        self.pause = 0.0
        self.identifier = ""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Take a place; False when there is none."""
        user = cast("User", request.user)  # the door has seen to that
        own = user.api_requests_per_minute
        limit = settings.API_REQUESTS_PER_MINUTE if own is None else own
        if limit == UNLIMITED:
            return True
        self.identifier = user.username
        try:
            self.pause = take(self.identifier, self.place, limit=limit)
        except RedisError as error:
            logger.warning("throttle is away: %s", error)
        return self.pause <= 0

    def wait(self) -> float:
        """Return the whole seconds to wait, at least one."""
        return max(1, math.ceil(self.pause))

    def settle(self, status: int) -> None:
        """Give the place back where an answer of this status does not count."""
        if status in (200, 404) or not self.identifier or self.pause > 0:
            return
        try:
            give_back(self.identifier, self.place)
        except RedisError as error:
            logger.warning("throttle is away: %s", error)
