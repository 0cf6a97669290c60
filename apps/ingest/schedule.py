"""When to read again: pure arithmetic over what happened last and what is about to happen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

NEAR = timedelta(minutes=15)  # so close to a start or an end, a list is read more often
NEAR_SHARE = 6  # … namely this many times as often
SHORTEST = timedelta(minutes=2)
JUST_AFTER = timedelta(seconds=30)  # sites turn their lists over a little after the hour
FIRST_BACKOFF = timedelta(minutes=2)
LONGEST_BACKOFF = timedelta(hours=6)
LONGEST_RETRY_AFTER = timedelta(hours=24)
CIRCUIT_OPENS = 5  # failures in a row; from here on each try is a probe
PROBE = timedelta(hours=1)
JITTER = 0.1


def next_due(  # noqa: PLR0913 - each is a fact of its own
    *,
    now: datetime,
    interval: timedelta,
    failures: int = 0,
    retry_after: timedelta | None = None,
    boundaries: Sequence[datetime] = (),
    spread: float = 0.5,
) -> datetime:
    """Return when a plan is due next.

    `failures` counts the failed tries in a row, the last one included; 0 after a success. `boundaries` are starts and
    ends of the site's contests around now. `spread`, from 0 to 1, is the plan's own lot: it shifts every wait by up
    to a tenth to either side, so that plans which started together part; a wait that aims at just after a boundary is
    never shifted to before it.
    """
    wait = backoff(failures, interval=interval) if failures else _calm_wait(now, interval, boundaries)
    shift = wait * JITTER
    if not failures and (aim := _next_aim(now, boundaries)) and aim < now + wait + shift:
        wait = aim - now
        shift = min(wait * JITTER, JUST_AFTER)
    due = now + wait + shift * (2 * spread - 1)
    if retry_after is not None:
        due = max(due, now + min(retry_after, LONGEST_RETRY_AFTER))
    return due


def latest_due(*, now: datetime, interval: timedelta) -> datetime:
    """Return the latest time that `next_due` gives after a success now."""
    return now + interval * (1 + JITTER)


def backoff(failures: int, *, interval: timedelta) -> timedelta:
    """Return the wait after so many failures in a row: doubled each time, from 2 minutes up to 6 hours.

    An open circuit is probed hourly at the soonest, and never more often than a healthy site of this interval is read.
    """
    doublings = min(failures - 1, 20)
    wait = min(FIRST_BACKOFF * (1 << doublings), LONGEST_BACKOFF)
    return max(wait, PROBE, min(interval, LONGEST_BACKOFF)) if is_open(failures) else wait


def is_open(failures: int) -> bool:
    """True when so many failures in a row have opened the circuit."""
    return failures >= CIRCUIT_OPENS


def _calm_wait(now: datetime, interval: timedelta, boundaries: Sequence[datetime]) -> timedelta:
    """Return the wait after a success: shorter around a boundary."""
    near = any(abs(boundary - now) <= NEAR for boundary in boundaries)
    return min(interval, max(SHORTEST, interval / NEAR_SHARE)) if near else interval


def _next_aim(now: datetime, boundaries: Sequence[datetime]) -> datetime | None:
    """Return the next moment that must not be slept through: when a boundary comes near, or has just passed."""
    moments = (moment for boundary in boundaries for moment in (boundary - NEAR, boundary + JUST_AFTER))
    return min((moment for moment in moments if moment >= now + SHORTEST), default=None)
