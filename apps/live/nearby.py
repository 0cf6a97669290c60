"""What this process keeps at hand of the kept answers, so that most requests need not ask the cache server."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict


class Nearby:
    """Answers by name, each until a moment; the one that was asked for longest ago leaves when room is needed."""

    def __init__(self, *, room: int) -> None:
        self._room = room  # bytes
        self._used = 0
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """Return an answer whose moment has not come."""
        with self._lock:
            kept = self._kept.get(name)
            if kept is None:
                return None
            until, answer = kept
            if until <= time.time():
                self._drop(name)
                return None
            self._kept.move_to_end(name)
            return answer

    def keep(self, name: str, answer: bytes, *, until: float) -> None:
        """Keep an answer until an epoch in seconds; one that is larger than a quarter of the room is not kept."""
        if len(answer) * 4 > self._room:
            return
        with self._lock:
            self._drop(name)
            self._kept[name] = (until, answer)
            self._used += len(answer)
            while self._used > self._room:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._used = 0

    def _drop(self, name: str) -> None:
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._used -= len(kept[1])
