"""manage.py sources: every site, what it can do, how that was verified, and when it last worked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import Refused
from apps.ingest.models import Plan
from apps.resources.actions import add_sites
from apps.resources.catalogue import adapters
from apps.resources.models import Resource


class Command(BaseCommand):
    """Prints a table; `--json` one object a line. `--add FILE` puts in sites of families from a JSON list."""

    help = "List every source: abilities, verification, last success."

    def add_arguments(self, parser: CommandParser) -> None:
        """Choose the form of the list, or add to it."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--add", type=Path, metavar="FILE", help="JSON list of {host, title, url, adapter, …}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add what is to be added, then list."""
        if options["add"]:
            self._add(options["add"])
        plans = {(plan.resource_id, plan.ability): plan for plan in Plan.objects.filter(subject="")}
        for resource in Resource.objects.order_by("host"):
            adapter = adapters().get(resource.adapter)
            line = {
                "site": resource.host,
                "adapter": resource.adapter,
                "enabled": resource.enabled,
                "verified": f"{adapter.verified.against} {adapter.verified.dated}".strip() if adapter else "no adapter",
                "abilities": {
                    ability: _state(plans.get((resource.pk, ability)))
                    for ability in (adapter.abilities() if adapter else ())
                },
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False) if options["json"] else _as_row(line))

    def _add(self, file: Path) -> None:
        try:
            add_sites(json.loads(file.read_text()))
        except (Refused, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file}: {error}") from error


def _state(plan: Plan | None) -> str:
    if plan is None or plan.tried is None:
        return "never tried"
    worked = f"last worked {plan.succeeded:%Y-%m-%d %H:%M}Z" if plan.succeeded else "never worked"
    return worked if not plan.failures else f"{worked}, {plan.status} {plan.failures} times since"


def _as_row(line: dict[str, Any]) -> str:
    off = "" if line["enabled"] else " (off)"
    abilities = "; ".join(f"{name}: {state}" for name, state in line["abilities"].items())
    return f"{line['site'] + off:34} {line['adapter']:16} {line['verified']:20} {abilities}"
