"""What search engines are told of contests and their series. A contest keeps its page of the sitemap for ever."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from apps.contests.models import Contest
from apps.contests.queries import visible
from apps.contests.series_queries import Series, all_series
from apps.core.mapping import Sitemap
from apps.resources.queries import enabled_resources

PAGE = 5000


class IdPage:
    """The contests whose ids lie in one span."""

    def __init__(self, contests: QuerySet[Contest]) -> None:
        self.object_list = contests


class IdPaginator:
    """Pages by spans of ids: no page is found by counting, and old pages change only when a contest of theirs does."""

    def __init__(self, contests: QuerySet[Contest]) -> None:
        self.contests = contests

    @cached_property
    def num_pages(self) -> int:
        """How many spans there are. One query."""
        last: int | None = Contest.objects.aggregate(last=Max("pk"))["last"]
        return (last or 1) // PAGE + 1

    def page(self, number: int | str) -> IdPage:
        """Return a page, counted from 1.

        Raises:
            EmptyPage: there are not so many.
        """
        if not 1 <= int(number) <= self.num_pages:
            raise EmptyPage
        first = (int(number) - 1) * PAGE
        return IdPage(self.contests.filter(pk__gte=first, pk__lt=first + PAGE))


class ContestSitemap(Sitemap[Contest]):
    """Every contest that anybody may see."""

    changefreq = "weekly"

    def items(self) -> QuerySet[Contest]:
        """Return the contests, no more of each than its address and its date."""
        return visible().select_related(None).only("pk", "modified").order_by("pk")

    @property
    def paginator(self) -> IdPaginator:  # type: ignore[override] # the two things of a paginator that views ask for
        """Pages by spans of ids."""
        return IdPaginator(self.items())

    def lastmod(self, item: Contest) -> datetime:
        """Return when the site last changed a contest."""
        return item.modified

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any contest last changed, without reading them all."""
        latest: datetime | None = Contest.objects.aggregate(latest=Max("modified"))["latest"]
        return latest


class SeriesSitemap(Sitemap[Series]):
    """Every series of three contests or more."""

    changefreq = "daily"
    limit = PAGE

    def items(self) -> list[Series]:
        """Return the series."""
        return all_series(timezone.now(), enabled_resources())

    def location(self, item: Series) -> str:
        """Return the path of a series."""
        return reverse("contests:series", args=[item.slug])


class ListSitemap(Sitemap[str]):
    """The pages that are no page of one thing."""

    changefreq = "hourly"
    priority = 1.0

    def items(self) -> list[str]:
        """Return the names of the pages."""
        return ["contests:main", "contests:calendar_page", "contests:series_list", "contests:changes"]

    def location(self, item: str) -> str:
        """Return the path of a page."""
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap[Any]]] = {"pages": ListSitemap, "series": SeriesSitemap, "contests": ContestSitemap}
