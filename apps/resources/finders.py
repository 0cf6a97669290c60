"""How contest sites are found."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Concat
from django.db.models.lookups import Exact, StartsWith
from django.utils.translation import gettext_lazy as _

from apps.core.finding import Finder, Found
from apps.core.folding import Folded, holds
from apps.core.spelling import Vocabulary
from apps.live.queries import version
from apps.resources.drawing import drawn_mark
from apps.resources.models import Resource

BLANK = Value(" ")
WORDS = Folded(Concat("title", BLANK, "host", BLANK, "short"))


class SiteFinder(Finder):
    """Finds sites by title, host and short name; one whose whole host or short name was typed stands first."""

    kind = "sites"
    heading = _("Sites")

    def find(self, words: Sequence[str], *, skip: int, most: int) -> list[Found]:
        """Return the matching sites, those with most contests first."""
        order = (_rank(" ".join(words)), "-n_contests", "host")
        sites = Resource.objects.filter(enabled=True).order_by(*order)
        found = list(sites.filter(holds(WORDS, [[word] for word in words]))[skip : skip + most])
        if not found and skip == 0:
            known = Vocabulary({word for text in sites.values_list(WORDS, flat=True) for word in text.split()})
            found = list(sites.filter(holds(WORDS, [[word, *known.nearest(word)] for word in words]))[:most])
        return [as_found(site) for site in found]

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


def _rank(text: str) -> Case:
    """Return 0 for a host or short name typed whole, 1 for the beginning of a title, 2 for all else."""
    exact = Q(Exact(Folded("host"), f" {text}")) | Q(Exact(Folded("short"), f" {text}"))
    begins = Q(StartsWith(Folded("title"), f" {text}"))
    return Case(When(exact, then=0), When(begins, then=1), default=2, output_field=IntegerField())
