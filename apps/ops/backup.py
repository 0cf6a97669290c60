"""A backup is a folder: PostgreSQL's own dump, the archive of bodies in it, and a manifest that says what is inside.

The counts of the manifest are of the very moment that the dump shows. Nothing is ever half there: a backup appears
under its name when it is whole, and a restore that fails leaves an empty database.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from apps.core.errors import Refused
from apps.ops.programs_of_postgresql import program

DUMP, MANIFEST = "database.dump", "manifest.json"
ARCHIVE = "ingest_body"
LOCK_PATIENCE = "30s"  # for the tables that a restore replaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    version: str  # of CLIST
    made: str  # ISO 8601
    postgresql: int  # the server's major version
    archive: bool  # whether the bodies are inside
    migrations: Sequence[str]  # "app.name", those that were applied
    tables: Mapping[str, int]  # rows of each
    sha256: str  # of the dump


def back_up(place: Path, *, archive: bool = True) -> tuple[Path, Manifest]:
    """Write a backup below `place` where that is a folder, else at `place` itself; return where and what it is.

    Raises:
        Refused: there is something at that place, or PostgreSQL's programs are missing or too old.
    """
    now = timezone.now()
    home = place / f"clist-{now:%Y%m%dT%H%M%SZ}" if place.is_dir() else place
    if home.exists():
        raise Refused(f"{home} is there already.")
    fresh = home.with_name(f".{home.name}.{os.getpid()}.part")
    fresh.mkdir(mode=0o700, parents=True)
    manifest = _dump(fresh, now=now, archive=archive)
    (fresh / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    _settle_on_disk(fresh)
    fresh.rename(home)
    return home, manifest


def _dump(home: Path, *, now: datetime, archive: bool) -> Manifest:
    """Have pg_dump see exactly what is counted here: both look at one snapshot."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
        tables = {name: _count(name) for name in table_names() if archive or name != ARCHIVE}
        left_out = [] if archive else [f"--exclude-table-data={ARCHIVE}"]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out]
        _run("pg_dump", *options, f"--file={home / DUMP}")
        (home / DUMP).chmod(0o600)
    return Manifest(
        version=settings.VERSION,
        made=now.isoformat(timespec="seconds"),
        postgresql=server_version(),
        archive=archive,
        migrations=applied,
        tables=tables,
        sha256=digest_of(home / DUMP),
    )


def restore(home: Path, *, replace: bool = False) -> Manifest:
    """Put a backup into the database and return what it holds. Nothing else may use the database meanwhile.

    The versions of topics still have to be raised: see `live.actions.outdate`.

    Raises:
        Refused: it is no whole backup, or of a newer CLIST, or the database is in use, or not empty and not to be
            replaced.
    """
    manifest = read(home)
    _run("pg_restore", "--list", str(home / DUMP), connect=False)
    if table_names():
        if not replace:
            raise Refused("The database is not empty: name an empty one in DATABASE_URL, or add --replace.")
        if others := other_sessions():
            raise Refused(f"The database is in use (other sessions: {others}): end web, live, worker and cron first.")
        _empty()
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(home / DUMP))
    found = {name: _count(name) for name in table_names()}
    wrong = sorted(name for name, rows in manifest.tables.items() if found.get(name) != rows)
    if wrong:
        raise Refused(f"These tables do not hold what the manifest says: {', '.join(wrong)}.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return manifest


def read(home: Path) -> Manifest:
    """Return the manifest of a backup that is whole and that this CLIST understands.

    Raises:
        Refused: it is not.
    """
    try:
        manifest = Manifest(**json.loads((home / MANIFEST).read_text()))
        digest = digest_of(home / DUMP)
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"{home} is no backup: {error}") from error
    if digest != manifest.sha256:
        raise Refused(f"{home / DUMP} is damaged: its checksum is not the manifest's.")
    unknown = sorted(set(manifest.migrations) - _known_migrations(manifest))
    if _as_numbers(manifest.version) > _as_numbers(settings.VERSION) or unknown:
        what = f"CLIST {manifest.version}" + (f" with the migration {unknown[-1]}" if unknown else "")
        raise Refused(f"The backup is of {what}, newer than this {settings.VERSION}: upgrade first.")
    return manifest


def _known_migrations(manifest: Manifest) -> set[str]:
    """Return the migrations of this code, and those of apps that are not ours: Django's own come and go with it."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations or {}}
    ours = {app for app, _ in loader.disk_migrations or {}}
    return known | {name for name in manifest.migrations if name.partition(".")[0] not in ours}


def _as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def table_names() -> list[str]:
    """Return the tables of the database, those of extensions left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)).as_string(None))
        return int(cursor.fetchone()[0])


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_PATIENCE])
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def other_sessions() -> int:
    """Return how many programs besides this one are connected: what they wrote meanwhile would get mixed up with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def server_version() -> int:
    """Return the server's major version."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10000


def digest_of(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _run(name: str, *arguments: str, connect: bool = True) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, where no list of processes shows it.

    Raises:
        Refused: with what the program said.
    """
    connection.ensure_connection()
    info = connection.connection.info
    command = [str(program(name, server=server_version())), *arguments]
    if connect:
        command.insert(1, f"--dbname={make_conninfo('', **info.get_parameters())}")
    environment = os.environ | {"PGPASSWORD": info.password, "LC_ALL": "C"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise Refused(f"{name} failed: {ended.stderr.strip()}")


def _settle_on_disk(home: Path) -> None:
    """Have the disk hold all of a folder before it gets its name: after a power cut it is whole or absent."""
    for path in (*home.iterdir(), home):
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
