"""What the fetch engine adds to pages of lower apps: how fresh that which they show is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.durations import rough_duration
from apps.core.jinja import draw
from apps.ingest.models import Incident
from apps.ingest.queries import SourceState, State, freshness, source_states
from apps.resources.models import Resource
from apps.resources.templatetags.resources import abilities_of

register = template.Library()
WORDS = {
    State.OPEN: gettext_lazy("circuit open"),
    State.FAILING: gettext_lazy("failing"),
    State.HELD: gettext_lazy("held back"),
    State.NEVER: gettext_lazy("never read"),
    State.LATE: gettext_lazy("late"),
    State.FRESH: gettext_lazy("fresh"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A row of the table of sites."""

    site: Resource
    n_open: int  # contests that run or come
    source: SourceState | None
    state: str  # of the source, as a person says it
    ago: str  # when it was last read; "" for never
    abilities: list[tuple[str, str]]  # each with the word for it


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
def site_rows(sites: Sequence[Resource], open_ones: Mapping[int, int], states: Mapping[int, SourceState]) -> SafeString:
    """Draw the rows of the table of sites."""
    say, now = cache(_), timezone.now()
    word, can = cache(state_word), cache(abilities_of)  # many sites have the state, and the adapter, of others
    rows = []
    for site in sites:
        source = states.get(site.pk)
        read = source.succeeded if source else None
        row = SiteRow(
            site=site,
            n_open=open_ones.get(site.pk, 0),
            source=source,
            state=word(source.state) if source else "",
            ago=say("%s ago") % rough_duration(now - read, _=say) if read else "",
            abilities=can(site.adapter),
        )
        rows.append(row)
    contests, calendar = reverse("contests:main"), reverse("contests:calendar")
    return draw("site_rows.html", rows=rows, contests=contests, calendar=calendar)


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
