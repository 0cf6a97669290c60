"""What somebody wants to see of accounts, as it stands in a URL: the same for one account and for several together."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from apps.core.paging import clean_page, clean_text

RATED = ("yes", "no")
KINDS = ("official", "unofficial", "virtual", "ghost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which contests of accounts somebody wants to see, and which year of days; what makes no sense is passed over.

    | in a URL | means |
    |---|---|
    | `search` | words of the title, in any case |
    | `year` | in which the contest began, in the viewer's zone |
    | `rated` | `yes`: the rating moved or will, `no`: it did not |
    | `kind` | how one took part: `official`, `unofficial`, `virtual`, `ghost` |
    | `page` | of contests, from 1 |
    | `days` | the year of the days that are drawn; by default the year up to today |
    """

    search: str = ""
    year: str = ""
    rated: str = ""
    kind: str = ""
    page: str = ""
    days: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Asked:
        """Read a URL's query."""
        rated, kind = query.get("rated", ""), query.get("kind", "")
        return cls(
            search=clean_text(query.get("search", "")),
            year=_year(query.get("year", "")),
            rated=rated if rated in RATED else "",
            kind=kind if kind in KINDS else "",
            page=clean_page(query.get("page", "")),
            days=_year(query.get("days", "")),
        )

    @property
    def filters(self) -> dict[str, str]:
        """What is asked of contests but for the page, as it stands in a canonical query."""
        told = {"search": self.search, "year": self.year, "rated": self.rated, "kind": self.kind}
        return {name: value for name, value in told.items() if value}

    @property
    def carried(self) -> dict[str, str]:
        """What goes along from page to page."""
        return self.filters | ({"days": self.days} if self.days else {})

    @property
    def query_string(self) -> str:
        """The canonical query, "" where all is asked for."""
        return urlencode(self.carried | ({"page": self.page} if self.page else {}))


def _year(text: str) -> str:
    usable = len(text) == 4 and text.isascii() and text.isdecimal()
    return text if usable and "1970" <= text <= "2100" else ""
