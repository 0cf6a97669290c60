"""Eolymp: the contests of its public space, by GraphQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Site, Trouble, Verified, clean, own_time
from apps.resources.rows import ContestRow

HOME = "https://basecamp.eolymp.com/en"
API = "https://api.eolymp.com/spaces/00000000-0000-0000-0000-000000000000/graphql"
PAGE_SIZE = 100
MAX_PAGES = 10
QUERY = """query Contests($first: Int, $offset: Int) {
  contests(first: $first, offset: $offset) {
    nodes { id name format duration startsAt endsAt }
    pageInfo { hasNextPage }
  }
}"""


class _Node(msgspec.Struct, rename="camel"):
    id: str | int
    name: str
    starts_at: Instant
    ends_at: Instant
    duration: float | None = None  # seconds
    format: str | None = None


class _PageInfo(msgspec.Struct, rename="camel"):
    has_next_page: bool


class _Contests(msgspec.Struct, rename="camel"):
    nodes: list[_Node]
    page_info: _PageInfo


class _Data(msgspec.Struct):
    contests: _Contests | None = None


class _Error(msgspec.Struct):
    message: str = ""


class _Answer(msgspec.Struct):
    data: _Data | None = None
    errors: list[_Error] | None = None


class Eolymp(Adapter):
    """Reads the list of contests, newest first."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="eolymp.com", title="Eolymp", url=f"{HOME}/contests", short="EO", color="#7b1fa2"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=1)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 in UTC; durations are seconds, shorter than the window where everybody starts alone. Refusals come "
        "with HTTP 200 and a list of errors. Pages are read until one holds ended contests only."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of every page up to the first that lies wholly in the past."""
        for page in range(MAX_PAGES):
            contests = self._page(page * PAGE_SIZE)
            yield from each_row("$.data.contests.nodes", contests.nodes, _row)
            if not contests.page_info.has_next_page or all(node.ends_at < self.web.now for node in contests.nodes):
                return
        raise AdapterError(f"more than {MAX_PAGES} pages before the past", place="$.data.contests.pageInfo")

    def _page(self, offset: int) -> _Contests:
        asked = {"query": QUERY, "variables": {"first": PAGE_SIZE, "offset": offset}}
        answer = self.web.post(API, json=asked).json(_Answer)
        if answer.errors:
            message = answer.errors[0].message
            trouble = Trouble.BLOCKED if "Unauthenticated" in message else Trouble.FORMAT
            raise AdapterError(f"the site refuses: {message!r}", place="$.errors[0]", trouble=trouble)
        if answer.data is None or answer.data.contests is None:
            raise AdapterError("no contests", place="$.data.contests")
        return answer.data.contests


def _row(node: _Node) -> ContestRow:
    start, end = node.starts_at.astimezone(UTC), node.ends_at.astimezone(UTC)
    duration = timedelta(seconds=node.duration) if node.duration else None
    url = f"{HOME}/contests/{node.id}"
    return ContestRow(
        key=str(node.id),
        title=clean(node.name),
        url=url,
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        kind=node.format or "",
        standings_url=f"{url}/scoreboard",
    )
