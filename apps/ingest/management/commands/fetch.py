"""manage.py fetch: read one site now, in this process, through the worker's own code."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import Refused
from apps.ingest import actions
from apps.ingest.models import Run
from apps.ingest.sources import find_resource, plan_of


def as_line(attempt: Run) -> str:
    """Return a try as one line of JSON; `took` in seconds."""
    plan = attempt.plan
    return json.dumps(
        {
            "site": plan.resource.host,
            "ability": plan.ability,
            "subject": plan.subject,
            "status": attempt.status,
            "rows": attempt.rows,
            "added": attempt.added,
            "changed": attempt.changed,
            "removed": attempt.removed,
            "took": round(attempt.took.total_seconds(), 3) if attempt.took else None,
            "error": attempt.error,
        },
        ensure_ascii=False,
    )


class Command(BaseCommand):
    """Prints one JSON line; exits with 1 when the try has an error."""

    help = "Read one site now and print one JSON line."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the site, the ability and the subject."""
        parser.add_argument("site", help="its host (codeforces.com), short name (cf) or adapter (codeforces)")
        parser.add_argument("ability", nargs="?", default="contests")
        parser.add_argument("subject", nargs="?", default="", help="a contest's key; a handle or a profile's address")
        parser.add_argument("--force", action="store_true", help="read even a body that is the same as last time")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try once."""
        try:
            plan = plan_of(find_resource(options["site"]), options["ability"], options["subject"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        attempt = actions.run(actions.claim(plan), force=options["force"])
        self.stdout.write(as_line(attempt))
        if attempt.error:
            raise SystemExit(1)
