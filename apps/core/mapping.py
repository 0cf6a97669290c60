"""The base of the sitemaps that apps make in their `sitemaps.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import sitemaps

if TYPE_CHECKING:
    Sitemap = sitemaps.Sitemap
else:

    class Sitemap(sitemaps.Sitemap):
        """Django's, which says of what it is at run time too, as it does for the type checker: `Sitemap[Contest]`."""

        def __class_getitem__(cls, item: object) -> type:
            return cls
