"""Whether this process can serve: its database, its Valkey, and the tables as its code knows them."""

from __future__ import annotations

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds for Valkey to answer
OK = "ok"


def readiness() -> dict[str, str]:
    """Return each check with "ok" or, in a few words that anybody may read, what is wrong; details go to the log."""
    return {name: _outcome(name, check) for name, check in CHECKS.items()}


def _outcome(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except (Error, redis.RedisError) as error:
        logger.warning("not ready: check=%s error=%s", name, str(error).strip())
        return f"failed: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _valkey() -> str:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as valkey:
        valkey.ping()
    return OK


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"failed: {len(waiting)} to apply" if waiting else OK


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "valkey": _valkey, "migrations": _migrations}
