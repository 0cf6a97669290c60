"""Whether PostgreSQL and Valkey are there, new enough and set up so that nothing gets lost.

Django asks these with `manage.py check --database default` and before `migrate`; not when a server process starts,
because a database that is away for a moment must not keep the site from coming back by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import redis
from django.conf import settings
from django.contrib.postgres.operations import CreateExtension
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

OLDEST_POSTGRESQL = 15
OLDEST_VALKEY = 7  # Valkey 8 and 9 call themselves Redis 7.2.4
LARGEST_SKEW = 5.0  # seconds
PATIENCE = 2.0


@register(Tags.database)
def check_postgresql(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Ask the database what it is."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
        return list(_faults(connection))
    except DatabaseError as error:
        return [
            Error(
                f"PostgreSQL does not answer: {str(error).strip()}",
                hint="Start it, or correct DATABASE_URL.",
                id="clist.E020",
            )
        ]


def _faults(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),"
            " extract(epoch FROM clock_timestamp())::float8"
        )
        version, encoding, clock = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        hint = f"Use PostgreSQL {OLDEST_POSTGRESQL} or later; 18 is what we test most."
        yield Error(f"PostgreSQL {version} is too old.", hint=hint, id="clist.E021")
    if encoding != "UTF8":
        yield Error(f"The database's encoding is {encoding}.", hint="Make it with ENCODING 'UTF8'.", id="clist.E022")
    skew = clock - (before + time.time()) / 2
    if abs(skew) > LARGEST_SKEW:
        yield Error(
            f"The clocks of PostgreSQL and of this machine are {abs(skew):.0f} s apart.",
            hint="Set both by NTP: plans come due by one clock and are held by the other.",
            id="clist.E023",
        )
    yield from _missing_rights(connection)


def _missing_rights(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    """Tell which extensions of the migrations are neither there nor can be made by us."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array(SELECT extname::text FROM pg_extension),"
            " array(SELECT name::text FROM pg_available_extensions),"
            " has_database_privilege(current_database(), 'CREATE'),"
            " has_schema_privilege(current_schema(), 'CREATE') OR to_regclass('django_migrations') IS NOT NULL"
        )
        there, available, may_extend, may_create = cursor.fetchone()
    for name in sorted(needed_extensions() - set(there)):
        if name not in available:
            hint = "Install the package of PostgreSQL's contributed extensions."
            yield Error(f"PostgreSQL lacks the extension {name}.", hint=hint, id="clist.E024")
        elif not may_extend:
            hint = f"As its owner: GRANT CREATE ON DATABASE …, or CREATE EXTENSION {name}."
            yield Error(f"Our role may not create the extension {name}.", hint=hint, id="clist.E025")
    if not may_create:
        hint = "As its owner: GRANT CREATE ON SCHEMA public TO our role."
        yield Error("Our role may not create tables.", hint=hint, id="clist.E026")


def needed_extensions() -> set[str]:
    """Return the names of the extensions that some migration creates."""
    loader = MigrationLoader(None)
    migrations = loader.disk_migrations or {}
    return {
        operation.name
        for migration in migrations.values()
        for operation in migration.operations
        if isinstance(operation, CreateExtension)
    }


@register(Tags.database)
def check_valkey(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Ask Valkey what it is, together with the database: both hold what must not get lost."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as valkey:
            return list(faults_of_valkey(valkey.info()))
    except (redis.RedisError, ValueError) as error:
        return [Error(f"Valkey does not answer: {error}", hint="Start it, or correct REDIS_URL.", id="clist.E030")]


def faults_of_valkey(told: dict[str, Any]) -> Iterator[CheckMessage]:
    """Yield what is wrong with a server that answers INFO so."""
    version = str(told.get("redis_version", "0"))
    if int(version.partition(".")[0]) < OLDEST_VALKEY:
        yield Error(f"Valkey {version} is too old.", hint="Use Valkey 8 or Redis 7, or later.", id="clist.E031")
    policy = str(told.get("maxmemory_policy", "noeviction"))
    if policy.startswith("allkeys-"):
        yield Error(
            f"Valkey's maxmemory-policy {policy} throws queued jobs away when memory is short.",
            hint="Set maxmemory-policy volatile-lru: only kept answers leave then.",
            id="clist.E032",
        )
