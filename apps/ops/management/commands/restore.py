"""`manage.py restore <backup>`: a backup into an empty database, or in place of what is there."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.core.errors import Refused
from apps.live.actions import outdate
from apps.ops.backup import restore


class Command(BaseCommand):
    """Prints what was restored and what remains to be done."""

    help = "Restore a backup. End web, live, worker and cron first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the backup."""
        parser.add_argument("backup", type=Path, nargs="?")
        parser.add_argument("--replace", action="store_true", help="delete what the database holds")
        parser.add_argument(
            "--only-outdate",
            action="store_true",
            help="the database was brought back by other means: only void what was kept of its pages",
        )

    def handle(self, *args: Any, backup: Path | None, replace: bool, only_outdate: bool, **options: Any) -> None:
        """Restore, or say in one line why not."""
        if (backup is None) != only_outdate:
            raise CommandError("Name a backup, or give --only-outdate.")
        if backup is not None:
            self._restore(backup, replace=replace)
        topics = outdate()
        self.stdout.write(f"Kept pages of before are void: {topics} topics raised.")

    def _restore(self, backup: Path, *, replace: bool) -> None:
        try:
            manifest = restore(backup, replace=replace)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        archive = "" if manifest.archive else ", without the archive of bodies"
        counted = f"{sum(manifest.tables.values())} rows of {len(manifest.tables)} tables"
        self.stdout.write(f"Restored CLIST {manifest.version} of {manifest.made}: {counted}{archive}.")
        executor = MigrationExecutor(connection)
        if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(f"Now run manage.py migrate: {len(waiting)} migrations are newer than the backup.")
