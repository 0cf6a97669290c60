"""`manage.py backup <place>`: the whole database into a folder, also while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import Refused
from apps.ops.backup import back_up


class Command(BaseCommand):
    """Prints one line: where the backup is and what it holds."""

    help = "Back the database up: into a new folder below PLACE if that is a folder, else into PLACE itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the place."""
        parser.add_argument("place", type=Path)
        parser.add_argument("--without-archive", action="store_true", help="leave the bodies out that the sites sent")

    def handle(self, *args: Any, place: Path, without_archive: bool, **options: Any) -> None:
        """Back up, or say in one line why not."""
        try:
            home, manifest = back_up(place, archive=not without_archive)
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        rows = sum(manifest.tables.values())
        self.stdout.write(f"{home}: CLIST {manifest.version}, {rows} rows of {len(manifest.tables)} tables")
