"""An adapter that lists what a test gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Self

from apps.resources.adapters.base import Adapter, Site
from apps.resources.recordings import ReplayWeb
from apps.resources.rows import ContestRow


class Listing(Adapter):
    """Yields the rows it was made with, then raises the error it was made with."""

    rows: Sequence[ContestRow] = ()
    error: Exception | None = None

    @classmethod
    def of(cls, rows: Sequence[ContestRow], *, then: Exception | None = None) -> Self:
        """Return one that yields `rows` and then raises."""
        site = Site(host="listing.example", title="Listing", url="https://listing.example/")
        adapter = cls(web=ReplayWeb([], now=datetime(2026, 1, 1, tzinfo=UTC)), site=site)
        adapter.rows, adapter.error = rows, then
        return adapter

    def contests(self) -> Iterator[ContestRow]:
        """Yield the rows, then raise."""
        yield from self.rows
        if self.error is not None:
            raise self.error
