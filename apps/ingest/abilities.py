"""How each ability of each site is doing: plans by the thousand, of contests and people, summed into one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from apps.ingest.models import Plan, Run
from apps.ingest.queries import LATE_AT_LEAST, State
from apps.resources.adapters.base import ABILITIES, Trouble

MANY_FAIL = 10  # where one of so many subjects fails, the ability does
NOT_THERE_YET = ~Q(subject="") & Q(status=Trouble.MISSING)  # a contest without results is no fault of its site
SAME = (
    *("resource_id", "ability", "plans", "read", "failing", "login", "latest", "overdue", "most_failures"),
    "subjects",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityState:
    """All plans of one ability of one site. Times are None where nothing of the kind has happened, or will."""

    resource_id: int
    host: str
    title: str
    ability: str
    plans: int
    tried: int
    read: int  # that succeeded at least once
    failing: int  # and are still tried
    login: int  # of these, for want of a session
    held: int
    latest: datetime | None  # the newest success
    due: datetime | None  # when the next is read
    overdue: datetime | None  # since when the first one waits that nobody has taken up
    status: str
    most_failures: int
    subjects: int

    @property
    def is_whole(self) -> bool:
        """True where the site is asked once for everything, not contest by contest or person by person."""
        return not self.subjects

    def state(self, now: datetime) -> State:
        """Return how it is doing, in a word."""
        if self.failing and self.failing * MANY_FAIL >= self.subjects:
            return State.FAILING
        if self.held:
            return State.HELD
        if self.latest is None:
            return State.NEVER
        return State.LATE if self.overdue is not None and now - self.overdue > LATE_AT_LEAST else State.FRESH


def ability_states(now: datetime) -> list[AbilityState]:
    """Return every ability that has plans, of the sites that are switched on, by title and in their usual order.

    One query, whose answer does not grow with the contests and people that are read.
    """
    waiting = Q(due__lt=now) & (Q(held_until=None) | Q(held_until__lt=now))
    still = Q(failures__gt=0, due__isnull=False) & ~NOT_THERE_YET
    rows = (
        Plan.objects.filter(resource__enabled=True)
        .order_by()
        .values("resource_id", "ability", "resource__host", "resource__title")
        .annotate(
            plans=Count("pk"),
            tried_ones=Count("pk", filter=Q(tried__isnull=False)),
            read=Count("pk", filter=Q(succeeded__isnull=False)),
            failing=Count("pk", filter=still),
            login=Count("pk", filter=still & Q(status=Trouble.LOGIN)),
            held_ones=Count("pk", filter=Q(status=Run.HELD)),
            latest=Max("succeeded"),
            next_due=Min("due"),
            overdue=Min("due", filter=waiting),
            worst=Max("status", filter=~Q(status="")),
            most_failures=Max("failures"),
            subjects=Count("pk", filter=~Q(subject="")),
        )
    )
    return sorted(map(_state, rows), key=lambda one: (one.title, one.host, ABILITIES.index(one.ability)))


def of_results(states: Sequence[AbilityState]) -> list[AbilityState]:
    """Return those that are not lists of contests, which have a page of their own."""
    return [state for state in states if state.ability != "contests"]


def _state(row: Any) -> AbilityState:
    return AbilityState(
        **{name: row[name] for name in SAME},
        host=row["resource__host"],
        title=row["resource__title"],
        tried=row["tried_ones"],
        held=row["held_ones"],
        due=row["next_due"],
        status=row["worst"] or "",
    )
