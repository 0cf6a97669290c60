"""manage.py sources: every site, what it can do, how that was verified, and when it last worked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.core.errors import Refused
from apps.ingest.abilities import AbilityState, ability_states
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
        states = {(state.resource_id, state.ability): state for state in ability_states(timezone.now())}
        for resource in Resource.objects.order_by("host"):
            adapter = adapters().get(resource.adapter)
            line = {
                "site": resource.host,
                "adapter": resource.adapter,
                "enabled": resource.enabled,
                "verified": f"{adapter.verified.against} {adapter.verified.dated}".strip() if adapter else "no adapter",
                "abilities": {
                    ability: _state(states.get((resource.pk, ability)))
                    for ability in (adapter.abilities() if adapter else ())
                },
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False) if options["json"] else _as_row(line))

    def _add(self, file: Path) -> None:
        try:
            add_sites(json.loads(file.read_text()))
        except (Refused, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file}: {error}") from error


def _state(state: AbilityState | None) -> str:
    if state is None or not state.tried:
        return "never tried"
    worked = f"last worked {state.latest:%Y-%m-%d %H:%M}Z" if state.latest else "never worked"
    if state.is_whole:
        return worked if not state.most_failures else f"{worked}, {state.status} {state.most_failures} times since"
    failing = f", {state.failing} failing" if state.failing else ""
    return f"{worked}, {state.read} of {state.plans} read{failing}"


def _as_row(line: dict[str, Any]) -> str:
    off = "" if line["enabled"] else " (off)"
    abilities = "; ".join(f"{name}: {state}" for name, state in line["abilities"].items())
    return f"{line['site'] + off:34} {line['adapter']:16} {line['verified']:20} {abilities}"
