"""manage.py record: keep what a site answers now, and the rows it gives, as files for a person to read and trim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.core.errors import Refused
from apps.ingest.sources import find_resource, plan_of
from apps.ingest.web import LiveWeb
from apps.resources.adapters.base import AdapterError, read_contests
from apps.resources.recordings import Recording, as_plain
from apps.resources.rows import ContestRow


class Command(BaseCommand):
    """Writes tests/recordings/<adapter>/<ability>[-<case>]/; nothing goes into the database."""

    help = "Record what a site answers now as a test recording."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the site, the ability and the case."""
        parser.add_argument("site")
        parser.add_argument("ability", nargs="?", default="contests")
        parser.add_argument("--case", default="", help="ends the folder's name, to keep several of one ability")
        parser.add_argument("--into", type=Path, default=settings.BASE_DIR / "tests" / "recordings")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the site and write the folder; an answer that cannot be read is recorded with its error."""
        try:
            resource = plan_of(find_resource(options["site"]), options["ability"]).resource
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows: list[ContestRow] = []
        complaint = ""
        with LiveWeb(site_pace=resource.adapter_class.pace, now=timezone.now()) as web:
            try:
                rows = read_contests(resource.adapter_class(web=web, site=resource.as_site()))
            except AdapterError as error:
                complaint = str(error)
        recording = Recording(
            site=resource.as_site(),
            ability=options["ability"],
            now=web.now,
            calls=tuple(web.calls),
            rows=tuple(as_plain(row) for row in rows),
            error=complaint,
        )
        name = f"{options['ability']}-{options['case']}" if options["case"] else options["ability"]
        folder = options["into"] / resource.adapter / name
        recording.write(folder)
        self.stdout.write(f"{folder}: {len(web.calls)} calls, {len(rows)} rows{f', {complaint}' if complaint else ''}")
