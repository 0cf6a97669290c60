"""What search engines are told of contest sites."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.core.mapping import Sitemap
from apps.resources.models import Resource
from apps.resources.queries import enabled_resources


class ResourceSitemap(Sitemap[Resource]):
    """The page of every site that is switched on."""

    changefreq = "hourly"

    def items(self) -> list[Resource]:
        """Return the sites."""
        return enabled_resources()


class ResourceListSitemap(Sitemap[str]):
    """The list of all sites."""

    changefreq = "daily"

    def items(self) -> list[str]:
        """Return the names of the pages."""
        return ["resources:resources"]

    def location(self, item: str) -> str:
        """Return the path of a page."""
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap[Any]]] = {"resources": ResourceSitemap, "sites": ResourceListSitemap}
