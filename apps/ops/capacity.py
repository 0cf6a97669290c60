"""Figures about room: the database, what the archive takes of it, the disk, Valkey's memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import cast

import redis
from django.conf import settings
from django.db import connection
from prometheus_client.core import GaugeMetricFamily

from apps.ingest.models import Body

SQL = """
SELECT pg_database_size(current_database()),
       pg_total_relation_size(%s::regclass),
       current_setting('max_connections')::int,
       count(*) FILTER (WHERE state = 'active'),
       count(*) FILTER (WHERE state = 'idle'),
       count(*) FILTER (WHERE state LIKE 'idle in transaction%%'),
       coalesce(extract(epoch FROM max(now() - xact_start)), 0)
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def of_database() -> Iterator[GaugeMetricFamily]:
    """Yield the figures of PostgreSQL. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [Body._meta.db_table])
        size, archive, most, active, idle, stuck, oldest = cursor.fetchone()
    yield GaugeMetricFamily("clist_database_bytes", "What the database takes on its disk.", size)
    yield GaugeMetricFamily("clist_archive_bytes", "What the archived bodies take of that.", archive)
    connections = GaugeMetricFamily("clist_database_connections", "Connections to the database.", labels=("state",))
    for state, number in (("active", active), ("idle", idle), ("idle in transaction", stuck)):
        connections.add_metric((state,), number)
    yield connections
    yield GaugeMetricFamily("clist_database_connections_limit", "As many the server takes, for all databases.", most)
    yield GaugeMetricFamily("clist_database_oldest_transaction_seconds", "How long one has been open.", float(oldest))


def of_valkey(valkey: redis.Redis) -> Iterator[GaugeMetricFamily]:
    """Yield Valkey's memory.

    Raises:
        redis.RedisError: it does not answer.
    """
    memory = cast("dict[str, int]", valkey.info("memory"))
    yield GaugeMetricFamily("clist_valkey_memory_bytes", "What Valkey holds.", memory["used_memory"])
    yield GaugeMetricFamily("clist_valkey_memory_limit_bytes", "What it may hold; 0: no limit.", memory["maxmemory"])


def of_disk() -> GaugeMetricFamily:
    """Return the room on the disk of the machine that answers: in the small installation also the database's."""
    free = GaugeMetricFamily("clist_disk_bytes", "The disk that this program stands on.", labels=("part",))
    usage = shutil.disk_usage(settings.BASE_DIR)
    free.add_metric(("free",), usage.free)
    free.add_metric(("total",), usage.total)
    return free
