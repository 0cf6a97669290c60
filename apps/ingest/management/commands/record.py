"""manage.py record: keep what a site answers now, and the rows it gives, as files for a person to read and trim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.core.errors import Refused
from apps.ingest.asking import Question, question_of
from apps.ingest.limits import limits_of
from apps.ingest.models import Plan
from apps.ingest.sources import find_resource, subject_of
from apps.ingest.web import LiveWeb
from apps.resources.adapters.base import AdapterError
from apps.resources.models import Resource
from apps.resources.recordings import Recording, as_plain, as_subject, read_plain


class Command(BaseCommand):
    """Writes tests/recordings/<adapter>/<ability>[-<case>]/; nothing goes into the database."""

    help = "Record what a site answers now as a test recording."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the site, the ability, the subject and the case."""
        parser.add_argument("site")
        parser.add_argument("ability", nargs="?", default="contests")
        parser.add_argument("subject", nargs="?", default="", help="a contest's key; a handle, or several with commas")
        parser.add_argument("--case", default="", help="ends the folder's name, to keep several of one ability")
        parser.add_argument("--into", type=Path, default=settings.BASE_DIR / "tests" / "recordings")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the site and write the folder; an answer that cannot be read is recorded with its error."""
        ability = options["ability"]
        try:
            resource = find_resource(options["site"])
            subject = _subject(resource, ability, options["subject"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        recording = _record(resource, ability, subject)
        name = f"{ability}-{options['case']}" if options["case"] else ability
        folder = options["into"] / resource.adapter / name
        recording.write(folder)
        complaint = f", {recording.error}" if recording.error else ""
        self.stdout.write(f"{folder}: {len(recording.calls)} calls, {len(recording.rows)} rows{complaint}")


def _subject(resource: Resource, ability: str, text: str) -> Any:
    """Return what is asked about, as recordings keep it.

    Raises:
        Refused: the site cannot be asked so.
    """
    if ability == "profiles":
        return [subject_of(resource, ability, part) for part in text.split(",") if part.strip()]
    plan = Plan(resource=resource, ability=ability, subject=subject_of(resource, ability, text))
    question: Question = question_of(plan, now=timezone.now())
    return as_plain(question.contest) if question.contest else plan.subject or None


def _record(resource: Resource, ability: str, subject: Any) -> Recording:
    rows: list[dict[str, Any]] = []
    complaint = ""
    pace = resource.adapter_class.pace
    with LiveWeb(site_pace=pace, now=timezone.now(), limits=limits_of(ability)) as web:
        try:
            adapter = resource.adapter_class(web=web, site=resource.as_site())
            rows = read_plain(adapter, ability, as_subject(ability, subject))
        except AdapterError as error:
            complaint = str(error)
    return Recording(
        site=resource.as_site(),
        ability=ability,
        now=web.now,
        calls=tuple(web.calls),
        subject=subject,
        rows=tuple(rows),
        error=complaint,
    )
