"""Pages of a list: limit and offset, and the links to the next and the previous one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from apps.api.errors import QuestionError

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
FARTHEST = 2**31  # beyond it there is nothing, and PostgreSQL need not be asked


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a list: `limit` of them from `offset` on."""

    limit: int
    offset: int

    @classmethod
    def from_query(cls, query: QueryDict) -> Window:
        """Read limit (100 unless given, at most 1000, which 0 stands for) and offset.

        Raises:
            QuestionError: one of them is no number, or negative.
        """
        limit = _number(query, "limit", DEFAULT_LIMIT, kind="a positive integer")
        offset = _number(query, "offset", 0, kind="an integer")
        return cls(min(limit or MAX_LIMIT, MAX_LIMIT), offset)

    @property
    def slice(self) -> slice:
        """The rows, as a queryset takes them."""
        start = min(self.offset, FARTHEST)
        return slice(start, start + self.limit)

    def link(self, path: str, query: QueryDict, offset: int) -> str:
        """Return the address of another page: the query as it was asked, key and all, or the client would get 401."""
        asked = query.copy()
        for name in ("limit", "offset"):
            asked.pop(name, None)
        asked["limit"], asked["offset"] = str(self.limit), str(offset)
        return f"{path}?{asked.urlencode()}"

    def next(self, path: str, query: QueryDict, *, shown: int, total: int | None) -> str | None:
        """Return the address of the next page: without a total there is one behind every page that is not empty."""
        at_end = shown == 0 if total is None else self.offset + self.limit >= total
        return None if at_end else self.link(path, query, self.offset + self.limit)

    def previous(self, path: str, query: QueryDict) -> str | None:
        """Return the address of the page before, None on the first."""
        before = self.offset - self.limit
        return self.link(path, query, before) if before >= 0 else None


def _number(query: QueryDict, name: str, default: int, *, kind: str) -> int:
    text = query.get(name)
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError as error:
        raise QuestionError(f"Invalid {name} '{text}' provided. Please provide {kind}.") from error
    if number < 0:
        raise QuestionError(f"Invalid {name} '{number}' provided. Please provide a positive integer >= 0.")
    return number
