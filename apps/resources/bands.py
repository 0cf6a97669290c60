"""The colours of ratings: each site's own, by the key of its adapter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from apps.resources.adapters._bands import Band, band_of
from apps.resources.catalogue import adapters


@lru_cache(maxsize=1000)
def bands_of(adapter: str) -> Sequence[Band]:
    """Return the bands of an adapter's ratings, the lowest first; none where its site has none, or it is gone."""
    found = adapters().get(adapter)
    return found.bands if found else ()


@lru_cache(maxsize=50_000)
def hue_of(adapter: str, rating: int | None) -> str:
    """Return the hue of a rating, which static/css/ratings.css knows as `.rating-<hue>`; "" for none."""
    band = None if rating is None else band_of(bands_of(adapter), rating)
    return band.hue if band else ""
