"""The clock of the make-believe world: the real one, from a start of choice and at a speed of choice."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the world's time. Speed 1 is real time, 0 stands still."""

    def __init__(self, *, start: datetime | None = None, speed: float = 1.0) -> None:
        self._started = (start or datetime.now(UTC)).astimezone(UTC)
        self._speed = speed
        self._mark = time.monotonic()

    def now(self) -> datetime:
        """Return the world's time, aware UTC."""
        return self._started + timedelta(seconds=(time.monotonic() - self._mark) * self._speed)

    def set(self, moment: datetime) -> None:
        """Go on from another time."""
        self._started, self._mark = moment.astimezone(UTC), time.monotonic()

    def shift(self, by: timedelta) -> None:
        """Jump ahead, or back."""
        self.set(self.now() + by)
