"""What the fetch engine adds to pages of results: whether they are being read, and when they are read next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from apps.contests.models import Contest
from apps.ingest.models import Plan
from apps.standings.models import Standings

register = template.Library()
LATE = timedelta(minutes=1)  # after it was due
WANTED = timedelta(minutes=2)  # so long a wish is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the reading of one contest's results stands: "reading", "asked", "due", "late", "planned", or "" for none."""

    state: str
    due: datetime | None = None
    failures: int = 0

    @property
    def waits(self) -> bool:
        """Whether something else is to be said any moment."""
        return self.state in ("reading", "asked", "due", "late")


@register.simple_tag
def reading_of(contest: Contest, header: Standings) -> Reading:
    """Return how the reading of a contest's results stands. One query."""
    now = timezone.now()
    plans = Plan.objects.filter(resource_id=contest.resource_id, ability="standings", subject=contest.key)
    plan = plans.only("due", "held_until", "failures", "tried").first()
    asked = header.asked_at
    is_asked = asked is not None and now - asked < WANTED and (plan is None or plan.tried is None or plan.tried < asked)
    if plan is None:
        return Reading(state="asked" if is_asked else "")
    is_held = plan.held_until is not None and plan.held_until > now
    state = "reading" if is_held else "asked" if is_asked else _planned(plan.due, now)
    return Reading(state=state, due=plan.due, failures=plan.failures)


def _planned(due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    return "planned" if due > now else "due" if now - due < LATE else "late"
