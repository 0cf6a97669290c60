"""What the list of results is asked for in a URL: sites, words, kinds, people, and whether problems are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from apps.contests.filter_values import Reader
from apps.contests.filters import ContestFilter
from apps.contests.models import Contest
from apps.core.paging import clean_page
from apps.standings.listing import search as listing_search
from apps.standings.listing.search import KINDS
from apps.standings.models import Standing

MOST_ACCOUNTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What somebody wants to see of the list of results, and what could not be understood of it.

    | in a URL | means |
    |---|---|
    | all that filters contests | see ContestFilter; `search` also knows the fields of listing_search.py |
    | `kind` (repeatable) | `icpc`, `scoring`, `cf`: how it is ranked; any other word is the site's own kind |
    | `account` (repeatable, or parted by commas) | contests in which one of these accounts took part, by id |
    | `with_problems` | yes: each contest's problems in a line of their own |
    | `page` | a page of a hundred |
    """

    wanted: ContestFilter
    text: str = ""
    kinds: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()
    with_problems: bool = False
    page: int = 1
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict) -> ListFilter:
        """Read a URL's query. Unknown parameters are passed over; what makes no sense is, too, with a warning."""
        read = Reader(query)
        text = read.text("search", "search_query", "q")
        plain = query.copy()
        for name in ("search", "search_query", "q"):
            plain.pop(name, None)
        wanted = ContestFilter.from_query(plain)
        kinds = {kind.lower() for kind in wanted.kinds}
        accounts, with_problems = read.ids("account")[:MOST_ACCOUNTS], read.yes_or_no("with_problems")
        said = listing_search.read(text, timezone.now()).warnings
        return cls(
            wanted=replace(wanted, kinds=tuple(kind for kind in wanted.kinds if kind.lower() not in KINDS)),
            text=text,
            kinds=tuple(kind for kind in KINDS if kind in kinds),
            accounts=accounts,
            with_problems=bool(with_problems),
            page=int(clean_page(query.get("page", "")) or 1),
            warnings=(*read.warnings, *wanted.warnings, *said),
        )

    def query_string(self, *, paged: bool = True) -> str:
        """Return the filter as a URL's query in its one canonical spelling, "" for the first page of everything."""
        pairs = [("kind", kind) for kind in self.kinds]
        pairs += [("account", str(number)) for number in self.accounts]
        pairs += [("with_problems", "yes")] if self.with_problems else []
        pairs += [("search", self.text)] if self.text else []
        pairs += [("page", str(self.page))] if paged and self.page > 1 else []
        return "&".join(filter(None, [self.wanted.query_string(), urlencode(pairs, safe=":")]))

    @property
    def is_narrow(self) -> bool:
        """True when it leaves contests out."""
        return replace(self, with_problems=False).query_string(paged=False) != ""

    def apply(self, contests: QuerySet[Contest], now: datetime) -> QuerySet[Contest]:
        """Return those of the contests that pass at a moment."""
        contests = self.wanted.apply(contests, now=now)
        if self.kinds:
            contests = contests.filter(standings__kind__in=self.kinds)
        if self.accounts:
            contests = contests.filter(pk__in=Standing.objects.filter(account__in=self.accounts).values("contest"))
        return contests.filter(listing_search.read(self.text, now).condition) if self.text else contests
