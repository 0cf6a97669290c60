"""How long a try of each ability may take, how much it may read, and how long its plan is held for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

HEAVY = ("standings", "problems")  # tables of tens of thousands of rows, archives of thousands of problems
BODIES = 4  # all bodies of one try together may be so many times as large as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one try. `most_bytes` is for one decompressed body."""

    budget: timedelta  # to ask the site
    grace: timedelta  # to parse and to write, after the budget
    most_bytes: int

    @property
    def longest(self) -> timedelta:
        """How long a try may last; a worker ends it then."""
        return self.budget + self.grace

    @property
    def hold(self) -> timedelta:
        """How long a plan is held for a try: a moment longer than the try may last."""
        return self.longest + timedelta(seconds=10)

    @property
    def most_together(self) -> int:
        """How many bytes all bodies of a try may have."""
        return BODIES * self.most_bytes


def limits_of(ability: str) -> Limits:
    """Return the bounds of a try of an ability."""
    heavy = ability in HEAVY
    return Limits(
        budget=timedelta(seconds=settings.FETCH_STANDINGS_BUDGET if heavy else settings.FETCH_BUDGET),
        grace=timedelta(seconds=60 if heavy else 20),
        most_bytes=settings.FETCH_STANDINGS_MAX_BYTES if heavy else settings.FETCH_MAX_BYTES,
    )


def longest_hold() -> timedelta:
    """Return for how long a plan may be held for a try of any ability."""
    return max(limits_of("contests").hold, limits_of("standings").hold)
