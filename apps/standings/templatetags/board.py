"""What an open page must know of a table to bring it up to date by itself, and what is said of trouble with it."""

from __future__ import annotations

from django import template
from django.utils import timezone

from apps.contests.models import Contest
from apps.standings.history.changes import state_of
from apps.standings.views import trouble_words

register = template.Library()
register.filter("board_state", state_of)
register.filter("trouble_words", trouble_words)


@register.simple_tag(takes_context=True)
def phase_of(context: template.Context, contest: Contest) -> str:
    """Return whether a contest is "coming" or "running"; "" after it and for one that is off. A page turns with it."""
    now = timezone.now()
    if contest.is_off or now >= contest.end:
        return ""
    if "turns" in context:
        context["turns"].append(contest.start if now < contest.start else contest.end)
    return "coming" if now < contest.start else "running"
