"""The filter of accounts that lives in a URL, and the order in which the list shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.core.paging import clean_page, clean_text
from apps.resources.models import Resource

MOST_IDS, MOST_SITES = 300, 50
KINDS = ("person", "team", "university", "ghost")
ACTIVE: Mapping[str, timedelta] = {"month": timedelta(days=30), "year": timedelta(days=365)}
# The words of sort= and the columns behind them; a minus before it is from the most to the least.
COLUMNS = {
    "handle": "handle",
    "rating": "rating",
    "place": "place",
    "contests": "n_contests",
    "solved": "n_solved",
    "last": "last_activity",
}
USUAL = "-rating"
NUMBER = re.compile(r"-?[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts somebody wants to see, in which order, and what could not be understood of it.

    | in a URL | means |
    |---|---|
    | `search` | the handle begins so, or the handle or name has words that begin so |
    | `resource` (repeatable, or parted by commas) | a site by host, short name or id |
    | `country` | an ISO 3166-1 alpha-2 code |
    | `kind` | `person`, `team`, `university`, `ghost` |
    | `rating_from`, `rating_to` | the site's rating, both included |
    | `active` | last contest within a `month` or a `year` |
    | `with_results` | `yes`: took part in contests that are known here |
    | `account` (repeatable, or parted by commas) | accounts by id: favourites, one's own |
    | `sort` | one of COLUMNS, with `-` before it from the most to the least |
    | `page` | from 1 |
    """

    text: str = ""
    sites: tuple[str, ...] = ()  # hosts
    resources: tuple[int, ...] = ()  # their ids
    country: str = ""
    kind: str = ""
    rating_from: int | None = None
    rating_to: int | None = None
    active: str = ""
    with_results: bool = False
    ids: tuple[int, ...] = ()
    sort: str = USUAL
    page: str = ""
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict, sites: Iterable[Resource]) -> AccountFilter:
        """Read a URL's query, given the sites in use. What makes no sense is passed over, of sites with a warning."""
        chosen, warnings = _sites(_parts(query, "resource")[:MOST_SITES], sites)
        country, kind, active = (query.get(name, "") for name in ("country", "kind", "active"))
        sort = query.get("sort", "")
        ids = sorted({int(part) for part in _parts(query, "account") if part.isdecimal() and len(part) <= 18})
        return cls(
            text=clean_text(query.get("search", "")),
            sites=tuple(one.host for one in chosen),
            resources=tuple(one.pk for one in chosen),
            country=country.upper() if len(country) == 2 and country.isascii() and country.isalpha() else "",
            kind=kind if kind in KINDS else "",
            rating_from=_number(query.get("rating_from", "")),
            rating_to=_number(query.get("rating_to", "")),
            active=active if active in ACTIVE else "",
            with_results=query.get("with_results", "") in ("yes", "1", "on", "true"),
            ids=tuple(ids[:MOST_IDS]),
            sort=sort if sort.removeprefix("-") in COLUMNS else USUAL,
            page=clean_page(query.get("page", "")),
            warnings=tuple(warnings),
        )

    @property
    def is_narrow(self) -> bool:
        """True when it does not let everything through."""
        return bool(self.pairs(sort=USUAL))

    @property
    def column(self) -> str:
        """The column that orders the list."""
        return COLUMNS[self.sort.removeprefix("-")]

    @property
    def is_descending(self) -> bool:
        """True when the list goes from the most to the least."""
        return self.sort.startswith("-")

    def pairs(self, *, sort: str = "", page: str = "") -> list[tuple[str, str]]:
        """Return the filter as the pairs of a canonical query, in another order where one is named."""
        order = sort or self.sort
        single = {
            "country": self.country,
            "kind": self.kind,
            "rating_from": "" if self.rating_from is None else str(self.rating_from),
            "rating_to": "" if self.rating_to is None else str(self.rating_to),
            "active": self.active,
            "with_results": "yes" if self.with_results else "",
            "search": self.text,
            "sort": "" if order == USUAL else order,
            "page": page,
        }
        told = [("resource", host) for host in self.sites] + [("account", str(one)) for one in self.ids]
        return told + [(name, value) for name, value in single.items() if value]

    def query_string(self, *, sort: str = "", page: str = "") -> str:
        """Return the canonical query, "" when everything is shown as usual."""
        return urlencode(self.pairs(sort=sort, page=page))


def _parts(query: QueryDict, name: str) -> list[str]:
    parts = [clean_text(part) for value in query.getlist(name) for part in value.split(",")]
    return [part for part in dict.fromkeys(parts) if part]


def _sites(names: list[str], sites: Iterable[Resource]) -> tuple[list[Resource], list[str]]:
    """Return the sites that are meant, by host, and what to say of names that mean none."""
    every = list(sites)
    known = {one.host.lower(): one for one in every}
    for one in every:
        for name in (str(one.pk), one.short.lower()):
            known.setdefault(name, one)
    found = {known[name.lower()].pk: known[name.lower()] for name in names if name.lower() in known}
    unknown = [name for name in names if name.lower() not in known]
    warnings = [_("No site is known by the name “%(name)s”.") % {"name": name} for name in unknown]
    return sorted(found.values(), key=lambda one: one.host), warnings


def _number(text: str) -> int | None:
    return int(text) if NUMBER.fullmatch(text.strip()) else None
