"""What the main page is asked to show: a filter, a grouping, and how far back it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from apps.contests.filter_values import Reader
from apps.contests.filters import ContestFilter

PAST_DAYS, MOST_PAST_DAYS = 1, 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A filter, and beside it what only a list can do. In a URL: `group=yes` (by site) and `past_days=3`."""

    wanted: ContestFilter
    by_site: bool = False
    past_days: int = PAST_DAYS
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> Listing:
        """Read a URL's query. The incumbent's bookmarks keep their meaning: there, `group=` with nothing is a yes."""
        read = Reader(query)
        wanted = ContestFilter.from_query(query)
        days = read.number("past_days", most=MOST_PAST_DAYS)
        return cls(
            wanted=wanted,
            by_site=query.get("group") == "" or bool(read.yes_or_no("group")),
            past_days=PAST_DAYS if days is None else days,
            warnings=(*wanted.warnings, *read.warnings),
        )

    @property
    def recent(self) -> timedelta:
        """How long ago a contest may have ended."""
        return timedelta(days=self.past_days)

    def extra_pairs(self) -> list[tuple[str, str]]:
        """Return what the listing says beyond its filter."""
        pairs = [("group", "yes")] if self.by_site else []
        return pairs + ([("past_days", str(self.past_days))] if self.past_days != PAST_DAYS else [])

    def query_string(self) -> str:
        """Return all of it as a URL's query in its one canonical spelling, "" for the usual list of everything."""
        return "&".join(filter(None, [self.wanted.query_string(), urlencode(self.extra_pairs())]))
