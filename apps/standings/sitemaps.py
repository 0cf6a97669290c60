"""What search engines are told of results: every table, and the lists of tables, accounts and problems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse

from apps.contests.models import Contest
from apps.contests.sitemaps import IdPaginator
from apps.core.mapping import Sitemap
from apps.standings.addresses import address_of_standings
from apps.standings.listing.queries import contests_with_results
from apps.standings.models import Standings


class StandingsSitemap(Sitemap[Contest]):
    """Every contest with results."""

    changefreq = "daily"

    def items(self) -> QuerySet[Contest]:
        """Return the contests, no more of each than its address and its date."""
        found = contests_with_results().select_related("standings")
        return found.only("pk", "title", "standings__changed_at").order_by("pk")

    @property
    def paginator(self) -> IdPaginator:  # type: ignore[override] # the two things of a paginator that views ask for
        """Pages by spans of ids."""
        return IdPaginator(self.items())

    def location(self, item: Contest) -> str:
        """Return the path of a table."""
        return address_of_standings(item.pk, item.title)

    def lastmod(self, item: Contest) -> datetime | None:
        """Return when a row of a table last changed."""
        return item.standings.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any row last changed, without reading them all."""
        latest: datetime | None = Standings.objects.aggregate(latest=Max("changed_at"))["latest"]
        return latest


class ResultListsSitemap(Sitemap[str]):
    """The lists."""

    changefreq = "hourly"

    def items(self) -> list[str]:
        """Return the names of the pages."""
        return ["standings:standings_list", "accounts:accounts", "contests:problems"]

    def location(self, item: str) -> str:
        """Return the path of a page."""
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap[Any]]] = {"standings": StandingsSitemap, "results": ResultListsSitemap}
