"""How adapters walk the list of a payload: a row an entry, and the place of the entry in every error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from apps.resources.adapters.base import reading
from apps.resources.rows import ContestRow

T = TypeVar("T")


def each_row(place: str, entries: Iterable[T], read: Callable[[T], ContestRow | None]) -> Iterator[ContestRow]:
    """Yield what `read` makes of every entry, leaving out the entries of which it makes None.

    Raises:
        AdapterError: an entry cannot be read; its place is `place` with the number of the entry, from 0.
    """
    for number, entry in enumerate(entries):
        with reading(f"{place}[{number}]"):
            row = read(entry)
        if row is not None:
            yield row
