"""How contest sites are found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from apps.core.finding import Finder, Found
from apps.core.folding import Folded
from apps.core.spelling import Vocabulary
from apps.live.queries import version
from apps.resources.drawing import drawn_mark
from apps.resources.models import Resource

BLANK = Value(" ")
TURN = 600  # seconds after which the sites are read anew in any case


class Named(NamedTuple):
    """A site with its names as they are compared."""

    words: str
    title: str
    whole: frozenset[str]  # its host and its short name
    found: Found

    def holds(self, meant: Sequence[Sequence[str]]) -> bool:
        """True when, for each of the words, some word of its names begins as one of its meanings."""
        return all(any(f" {one}" in self.words for one in meanings) for meanings in meant)

    def rank(self, text: str) -> int:
        """Return 0 for a host or short name typed whole, 1 for the beginning of a title, 2 for all else."""
        return 0 if text in self.whole else 1 if self.title.startswith(text) else 2


class Sites:
    """All sites in use, those with most contests first."""

    def __init__(self) -> None:
        folded = [Folded(Concat("title", BLANK, "host", BLANK, "short")), *map(Folded, ("title", "host", "short"))]
        names = Resource.objects.filter(enabled=True).annotate(
            **dict(zip(("all_words", "its_title", "its_host", "its_short"), folded, strict=True))
        )
        self.named = [_named(site) for site in names.order_by("-n_contests", "host")]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of their names."""
        return Vocabulary({word for site in self.named for word in site.words.split()})


class SiteFinder(Finder):
    """Finds sites by title, host and short name; one whose whole host or short name was typed stands first."""

    kind = "sites"
    heading = _("Sites")

    def find(self, words: Sequence[str], *, skip: int, most: int) -> list[Found]:
        """Return the matching sites, those with most contests first."""
        sites = _sites(self.version(), int(time.time()) // TURN)
        found = [site for site in sites.named if site.holds([[word] for word in words])]
        if not found and skip == 0:
            meant = [[word, *sites.vocabulary.nearest(word)] for word in words]
            found = [site for site in sites.named if site.holds(meant)]
        text = " ".join(words)
        return [site.found for site in sorted(found, key=lambda site: site.rank(text))[skip : skip + most]]

    def version(self) -> int:
        """Return the version that rises with every change of a contest, and of a site."""
        return version("contests")


def as_found(site: Resource) -> Found:
    """Return a site as a line of an answer."""
    return Found(
        title=site.title,
        url=site.get_absolute_url(),
        note=site.host,
        mark=drawn_mark(site),
    )


@lru_cache(maxsize=1)
def _sites(version: int, turn: int) -> Sites:
    return Sites()


def _named(site: Any) -> Named:
    whole = frozenset({site.its_host.strip(), site.its_short.strip()} - {""})
    return Named(words=site.all_words, title=site.its_title.strip(), whole=whole, found=as_found(site))
