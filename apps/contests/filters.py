"""The filter of contests that lives in a URL: the same for pages, feeds and the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from apps.contests.models import Contest

MAX_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestFilter:
    """What somebody wants to see: `?resource=` (repeatable: id, host or short name) and `?search=` (text)."""

    resources: tuple[str, ...] = ()
    text: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> ContestFilter:
        """Read a URL's query. Unknown parameters are passed over; commas part resources as well."""
        named = [name.strip() for value in query.getlist("resource") for name in value.split(",")]
        return cls(
            resources=tuple(sorted({name for name in named if name})),
            text=query.get("search", "").strip()[:MAX_TEXT],
        )

    def query_string(self) -> str:
        """Return the filter as a URL's query in its one canonical spelling, "" when it lets everything through."""
        pairs = [("resource", name) for name in self.resources]
        if self.text:
            pairs.append(("search", self.text))
        return urlencode(pairs)

    def apply(self, contests: QuerySet[Contest]) -> QuerySet[Contest]:
        """Return those of the contests that pass."""
        if self.resources:
            ids = [int(name) for name in self.resources if name.isdecimal() and len(name) < 10]
            contests = contests.filter(
                Q(resource__host__in=self.resources) | Q(resource__short__in=self.resources) | Q(resource_id__in=ids)
            )
        for word in self.text.split():
            contests = contests.filter(title__iregex=re.escape(word))
        return contests
