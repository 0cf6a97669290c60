"""Archived bodies read again with today's adapter, as if the site had just sent them."""

from __future__ import annotations

from apps.core.errors import Refused
from apps.ingest import archive
from apps.ingest.asking import find, question_of
from apps.ingest.models import Run
from apps.ingest.reading import Reading
from apps.ingest.trace import from_json, with_body
from apps.resources.recordings import ReplayWeb


def read_again(attempt: Run) -> Reading:
    """Return what the bodies of an earlier try say today. The site is not asked, and nothing is written.

    Raises:
        Refused: its bodies are no longer in the archive, it kept none, or its adapter is gone.
        AdapterError: today's adapter cannot read them either.
    """
    calls = from_json(attempt.trace)
    bodies = archive.load(call.digest for call in calls)
    if not calls or any(call.digest not in bodies for call in calls):
        raise Refused(f"Run {attempt.pk} kept no bodies, or they have left the archive.")
    resource, ability = attempt.plan.resource, attempt.plan.ability
    if not resource.has_ability(ability):
        raise Refused(f"No adapter reads the {ability} of {resource.host} any more.")
    web = ReplayWeb([with_body(call, bodies[call.digest]) for call in calls], now=attempt.started)
    question = question_of(attempt.plan, now=attempt.started, asked=attempt.asked)
    found = find(resource.adapter_class(web=web, site=resource.as_site()), ability, question)
    return Reading(
        status=Run.OK, question=question, found=found, calls=calls, received=sum(call.size for call in calls)
    )
