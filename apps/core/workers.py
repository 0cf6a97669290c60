"""How a worker chooses among its queues: the first goes before all, the others take turns."""

from __future__ import annotations

from typing import Any

from django.dispatch import Signal
from rq import Queue, Worker

starting = Signal()  # a worker begins: what is loaded now need not be loaded again by each job, which is a fork of it


class FairWorker(Worker):
    """Serves its first queue whenever something waits there, and of the others whichever was served longest ago.

    So the clock is never behind anything, and neither a contest that is read every minute nor a thousand past ones
    keep the lists, or each other, from their turn.
    """

    def bootstrap(self, *args: Any, **options: Any) -> None:
        """Begin, with everything loaded that the jobs share."""
        starting.send(sender=type(self))
        super().bootstrap(*args, **options)

    def reorder_queues(self, reference_queue: Queue) -> None:
        """Put the queue that was just served behind the others, but leave the first where it is."""
        first, *others = self._ordered_queues
        waiting = [queue for queue in others if queue != reference_queue]
        self._ordered_queues = [first, *waiting, *(queue for queue in others if queue == reference_queue)]
