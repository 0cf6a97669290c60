"""What the fetch engine adds to pages of results: when they are read next."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from apps.contests.models import Contest
from apps.ingest.models import Plan

register = template.Library()


@register.inclusion_tag("ingest/next_reading.html")
def next_reading(contest: Contest) -> dict[str, Any]:
    """Show in how long a contest's results are read next; nothing where that is not planned. One query."""
    plans = Plan.objects.filter(resource_id=contest.resource_id, ability="standings", subject=contest.key)
    due = plans.values_list("due", flat=True).first()
    return {"due": due, "is_due": due is not None and due <= timezone.now()}
