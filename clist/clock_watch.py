"""Ends a process whose wall clock jumps: what it keeps of times is void, and its supervisor starts it again.

The clock that starts jobs remembers when each is due next. Set back by an hour, it would start none for an hour.
"""

from __future__ import annotations

import logging
import os
import threading
import time

logger = logging.getLogger(__name__)
LARGEST_JUMP = 20.0  # seconds; NTP slews what is smaller, and a leap second is one
LOOK_EVERY = 5.0
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
JUMPED = 75  # the exit code: EX_TEMPFAIL


def watch() -> threading.Thread:
    """Look from now on, in the background."""
    thread = threading.Thread(target=_look, args=(_offset(),), daemon=True, name="clock-watch")
    thread.start()
    return thread


def _look(offset: float) -> None:
    while abs(jump := _offset() - offset) < LARGEST_JUMP:
        time.sleep(LOOK_EVERY)
    logger.error("the clock jumped by %.0f s: starting anew", jump)
    os._exit(JUMPED)


def _offset() -> float:
    """Return how far the wall clock is ahead of the one that never jumps, suspended time counted."""
    return time.time() - time.clock_gettime(STEADY)
