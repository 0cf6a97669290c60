"""How people practise: some days busy, some idle, the same ones for ever; for the activity of a year."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

YEAR = 365


@dataclass(frozen=True, slots=True)
class Practice:
    """One submission outside of any contest; `lot` chooses the problem."""

    at: datetime
    lot: int
    is_right: bool


def practice_of(name: str, *, skill: float, now: datetime) -> Iterator[Practice]:
    """Yield what somebody of this name and skill submitted in the last year, the oldest first."""
    today = now.astimezone(UTC).date()
    for ago in range(YEAR, -1, -1):
        day = today - timedelta(days=ago)
        chance = random.Random(f"{name} on {day}")  # noqa: S311 - a game, no secret
        midnight = datetime.combine(day, time(), UTC)
        moments = sorted(chance.randrange(86_400) for _ in range(_eagerness(name, day, chance, skill=skill)))
        for second in moments:
            at = midnight + timedelta(seconds=second)
            done = Practice(at, chance.randrange(1_000_000), chance.random() < 0.45 + 0.4 * skill)
            if at <= now:
                yield done


def days_of(name: str, *, skill: float, now: datetime) -> dict[date, int]:
    """Return how much somebody submitted on which day of the last year."""
    counts: dict[date, int] = {}
    for one in practice_of(name, skill=skill, now=now):
        counts[one.at.date()] = counts.get(one.at.date(), 0) + 1
    return counts


def _eagerness(name: str, day: date, chance: random.Random, *, skill: float) -> int:
    """Return how many submissions a day sees: none on most days of an idle month, several at weekends of a busy one."""
    month = random.Random(f"{name} in {day:%Y-%m}").random()  # noqa: S311 - as above
    drive = month * (0.5 + skill) * (1.4 if day.weekday() >= 5 else 1.0)
    return chance.randint(1, 2 + int(8 * drive)) if chance.random() < drive else 0
