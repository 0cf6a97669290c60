"""manage.py replay: read the archived bodies of an earlier try again, with today's adapter."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import Refused
from apps.ingest import actions
from apps.ingest.management.commands.fetch import as_line
from apps.ingest.models import Run
from apps.resources.adapters.base import AdapterError


class Command(BaseCommand):
    """Prints one JSON line, like fetch; exits with 1 when the bodies are gone or cannot be read."""

    help = "Ingest the archived bodies of a run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the run."""
        parser.add_argument("run", type=int, help="its number in the run log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay once."""
        attempt = Run.objects.select_related("plan__resource").filter(pk=options["run"]).first()
        if attempt is None:
            raise CommandError(f"There is no run {options['run']}.")
        try:
            self.stdout.write(as_line(actions.replay(attempt)))
        except (Refused, AdapterError) as error:
            raise CommandError(str(error)) from error
