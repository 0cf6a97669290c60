"""What the fetch engine adds to pages of lower apps: how fresh that which they show is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.ingest.models import Incident
from apps.ingest.queries import SourceState, State, freshness, source_states
from apps.resources.models import Resource

register = template.Library()
WORDS = {
    State.OPEN: gettext_lazy("circuit open"),
    State.FAILING: gettext_lazy("failing"),
    State.HELD: gettext_lazy("held back"),
    State.NEVER: gettext_lazy("never read"),
    State.LATE: gettext_lazy("late"),
    State.FRESH: gettext_lazy("fresh"),
}


@register.inclusion_tag("ingest/freshness.html", name="freshness")
def freshness_line() -> dict[str, Any]:
    """Show one line: when anything was last read, from how many sites, and the site that is worst off."""
    known = freshness()
    return {"freshness": known, "worst": known.trouble[0] if known.trouble else None, "others": len(known.trouble) - 1}


@register.simple_tag
def all_source_states() -> dict[int, SourceState]:
    """Return resource id → how its source is doing."""
    return {source.resource.pk: source for source in source_states()}


@register.simple_tag
def source_state(resource: Resource) -> SourceState | None:
    """Return how the source of one site is doing; None where its contests are not read."""
    return next(iter(source_states(resource)), None)


@register.filter
def state_word(state: State) -> str:
    """Return a state as a person says it."""
    return str(WORDS[state])


@register.filter
def since(when: datetime) -> timedelta:
    """Return how long ago an instant was."""
    return timezone.now() - when


@register.filter
def length_of(incident: Incident) -> timedelta:
    """Return how long an incident lasted, or has lasted until now."""
    return (incident.ended or timezone.now()) - incident.began


@register.filter
def percent(share: float) -> str:
    """Return a share as a percentage that says 100 only for all: "99.97 %", "100 %"."""
    hundredths = int(share * 10_000)
    return _("%s %%") % ("100" if share >= 1 else number_format(hundredths / 100, 2 if hundredths >= 9900 else 1))
