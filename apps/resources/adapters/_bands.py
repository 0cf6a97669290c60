"""The bands into which sites divide their ratings: from which rating on, in which colour, under which name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Hue = Literal["grey", "brown", "green", "cyan", "blue", "violet", "yellow", "orange", "red", "black"]


@dataclass(frozen=True, slots=True)
class Band:
    """Ratings from `least` on, up to the next band. `title` is the site's own word, "" where it has none."""

    least: int
    hue: Hue
    title: str = ""


def band_of(bands: Sequence[Band], rating: int) -> Band | None:
    """Return the band that a rating lies in, the lowest for one below it; None where a site has no bands."""
    found = [band for band in bands if band.least <= rating]
    return found[-1] if found else next(iter(bands), None)
