"""A backup, restored into an empty database, is the same row by row; and what cannot be restored is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from psycopg import sql

from apps.core.errors import Refused
from apps.ingest import archive
from apps.ingest.models import Plan
from apps.live.actions import outdate, publish
from apps.live.cache import remember
from apps.live.queries import version
from apps.ops.backup import ARCHIVE, DUMP, MANIFEST, back_up, read, table_names
from apps.ops.programs_of_postgresql import program
from tests.factories import ContestChangeFactory, ContestFactory, PlanFactory

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


def address(database: str) -> str:
    server, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{server.rpartition('/')[0]}/{database}?{query}"


@pytest.fixture
def empty() -> Iterator[str]:
    """The DATABASE_URL of a database of its own."""
    name = f"restored_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address("postgres"), autocommit=True) as maintenance:
        maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address(name)
        maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def house() -> None:
    """Some of everything that must survive."""
    ContestChangeFactory.create_batch(3)
    ContestFactory(title='Quotes " and \\ and \u2028 and нечто')
    PlanFactory()
    archive.keep({archive.digest_of(body): body for body in (b"first", b"\x00\xff" * 5000)}, now=timezone.now())
    for _ in range(3):
        publish("contests")


def restore(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "restore", *arguments],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def rows(url: str, table: str) -> list[str]:
    with psycopg.connect(url) as session:
        query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
        return [row for (row,) in session.execute(query)]


def test_restored_database_is_the_same_row_by_row(house: None, empty: str, tmp_path: Path) -> None:
    home, manifest = back_up(tmp_path)
    ContestFactory()  # after the backup
    ours = address(str(connection.settings_dict["NAME"]))
    shown = restore(empty, str(home))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines()[0].startswith(f"Restored CLIST {manifest.version} of {manifest.made}: ")
    differing = {table for table in table_names() if rows(empty, table) != rows(ours, table)}
    assert differing == {"contests_contest", "live_topic", "resources_resource"}
    assert len(rows(empty, "contests_contest")) == len(rows(ours, "contests_contest")) - 1 == 4
    assert set(rows(empty, "contests_contest")) < set(rows(ours, "contests_contest"))
    assert len(rows(empty, ARCHIVE)) == 2
    assert rows(empty, "django_migrations") != []


def test_restored_database_goes_on_counting(house: None, empty: str, tmp_path: Path) -> None:
    home, _ = back_up(tmp_path)
    restore(empty, str(home))
    code = "from tests.factories import ContestFactory as F; c = F(); print(c.pk, c.resource.pk)"
    added = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": empty}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    with psycopg.connect(empty) as session:
        highest = session.execute("SELECT max(id) FROM contests_contest").fetchone()
    assert added.stdout.split()[0] == str(highest and highest[0])


def test_archive_can_be_left_out(house: None, empty: str, tmp_path: Path) -> None:
    home, manifest = back_up(tmp_path / "named", archive=False)
    assert (home, ARCHIVE in manifest.tables, manifest.archive) == (tmp_path / "named", False, False)
    shown = restore(empty, str(home))
    assert "without the archive of bodies" in shown.stdout
    assert (rows(empty, ARCHIVE), len(rows(empty, "contests_contest"))) == ([], 4)


def test_backup_is_for_its_owner_alone_and_never_half(house: None, tmp_path: Path) -> None:
    home, _ = back_up(tmp_path)
    assert (home.stat().st_mode & 0o777, (home / DUMP).stat().st_mode & 0o777) == (0o700, 0o600)
    assert [path.name for path in tmp_path.iterdir()] == [home.name]
    with pytest.raises(Refused, match="is there already"):
        back_up(home / MANIFEST)


def test_full_database_is_kept_unless_replacing_is_asked_for(house: None, empty: str, tmp_path: Path) -> None:
    home, _ = back_up(tmp_path)
    restore(empty, str(home))
    with psycopg.connect(empty, autocommit=True) as session:
        session.execute("CREATE TABLE later (contest bigint REFERENCES contests_contest)")
        session.execute("DELETE FROM contests_contestchange")
    refused = restore(empty, str(home))
    assert (refused.returncode, "The database is not empty" in refused.stderr) == (1, True)
    assert rows(empty, "contests_contestchange") == []
    with psycopg.connect(empty):
        in_use = restore(empty, str(home), "--replace")
    assert in_use.stderr.endswith("The database is in use (other sessions: 1): end web, live, worker and cron first.\n")
    assert rows(empty, "contests_contestchange") == []
    replaced = restore(empty, str(home), "--replace")
    assert (replaced.returncode, replaced.stderr) == (0, "")
    assert len(rows(empty, "contests_contestchange")) == 3


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": "99.0.0"}, r"newer than this .*: upgrade first"),
        ({"migrations": ["contests.9999_from_the_future"]}, "contests.9999_from_the_future, newer than"),
        ({"sha256": "0" * 64}, "is damaged"),
        ({"surprise": 1}, "is no backup"),
    ],
    ids=["version", "migration", "checksum", "field"],
)
def test_backup_that_is_not_ours_is_refused(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    home, _ = back_up(tmp_path)
    manifest = json.loads((home / MANIFEST).read_text())
    (home / MANIFEST).write_text(json.dumps(manifest | changes))
    with pytest.raises(Refused, match=why):
        read(home)


def test_place_without_a_backup_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", str(tmp_path))
    with pytest.raises(CommandError, match="Name a backup"):
        call_command("restore")


def test_program_older_than_the_server_is_refused() -> None:
    with pytest.raises(Refused, match="pg_dump of PostgreSQL 99 or later is needed"):
        program("pg_dump", server=99)
    with pytest.raises(Refused, match="there is none at all"):
        program("pg_dream", server=18)


def test_pages_kept_before_a_restore_do_not_come_back() -> None:
    made = iter([(b"first", None), (b"second", None), (b"third", None)])
    publish("contests")
    assert remember("contests", "page", made.__next__) == b"first"
    before = version("contests")
    assert outdate() >= 1
    assert remember("contests", "page", made.__next__) == b"second"
    raised = version("contests")
    outdate()
    assert before < raised < version("contests") < (timezone.now() + timedelta(days=1)).timestamp() * 1000


def test_outdating_leaves_what_is_no_kept_page() -> None:
    import redis  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    cache.set("page", b"kept", timeout=60)
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        server.set("rq:job:plan-1-1", "job")
        call_command("restore", "--only-outdate")
        assert (cache.get("page"), server.get("rq:job:plan-1-1")) == (None, b"job")
    assert Plan.objects.count() == 0
