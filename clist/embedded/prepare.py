"""Brings a database and the static files up to date, all in one process, because each costs a second to start."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import contestweb.sites
from clist.embedded import paths


def create_database(url: str) -> bool:
    """Create the database of a URL on the embedded PostgreSQL if there is none; return whether it was made."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return True


def collect_static() -> bool:
    """Run `collectstatic` where a source has changed since the last time; return whether it ran."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = hashlib.sha256("\n".join(_sources()).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == sources:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(sources)
    return True


def _sources() -> Iterator[str]:
    """Yield a line for each of our static files, and one for those of packages, which the lock decides."""
    yield hashlib.sha256((paths.ROOT / "requirements.txt").read_bytes()).hexdigest()
    yield settings.STORAGES["staticfiles"]["BACKEND"]
    for directory in [*settings.STATICFILES_DIRS, *sorted(Path(settings.BASE_DIR, "apps").glob("*/static"))]:
        for file in sorted(Path(directory).rglob("*")):
            found = file.stat()
            yield f"{file} {found.st_size} {found.st_mtime_ns}"


def load_and_check() -> None:
    """Load the settings, and look at them and the database, as `migrate` does not when it is called from a program.

    Raises:
        SystemExit: something cannot work; each fault is said with its remedy.
    """
    try:
        django.setup()
        call_command("check", databases=["default"])
    except (ImproperlyConfigured, SystemCheckError) as faults:
        raise SystemExit(str(faults)) from faults


def main() -> None:
    """Do it all, and set the first fetches going."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--create-database", action="store_true", help="on the embedded server, if there is none")
    asked = parser.parse_args()
    if asked.create_database:
        create_database(os.environ["DATABASE_URL"])
    load_and_check()
    call_command("migrate", interactive=False)
    collect_static()

    from apps.ingest.jobs import fetch_due  # noqa: PLC0415 - models load after django.setup
    from apps.resources.actions import add_sites  # noqa: PLC0415

    if settings.DEMO:
        add_sites(contestweb.sites.resources(), only=True)
    fetch_due()


if __name__ == "__main__":
    main()
