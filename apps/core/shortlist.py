"""The likeliest answers of a search, kept in the process: words that many things hold are found without a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from apps.core.spelling import Vocabulary


class Shortlist:
    """Ids with their folded texts, the likeliest first."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self._rows = list(rows)

    def holding(self, meant: Sequence[Sequence[str]]) -> list[int]:
        """Return those whose texts hold, for each of the words, the beginning of one of its meanings."""
        found = self._rows
        for meanings in meant:
            starts = [f" {word}" for word in meanings]
            if len(starts) == 1:
                start = starts[0]
                found = [row for row in found if start in row[1]]
            else:
                found = [row for row in found if any(start in row[1] for start in starts)]
        return [pk for pk, _ in found]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all of them."""
        return Vocabulary({word for _, text in self._rows for word in text.split()})
