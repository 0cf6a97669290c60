"""How a site looks in a list: its mark."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from apps.resources.adapters.base import ABILITIES
from apps.resources.bands import hue_of
from apps.resources.catalogue import adapters
from apps.resources.marks import mark
from apps.resources.models import Resource

register = template.Library()
ABILITY_WORDS = {
    "contests": pgettext_lazy("ability", "contests"),
    "problems": pgettext_lazy("ability", "problems"),
    "standings": pgettext_lazy("ability", "standings"),
    "profiles": pgettext_lazy("ability", "profiles"),
    "ratings": pgettext_lazy("ability", "ratings"),
    "submissions": pgettext_lazy("ability", "submissions"),
}


@register.simple_tag
def site_marks(resources: Iterable[Resource]) -> SafeString:
    """Return the marks of the sites on a page, drawn once; `site_mark` shows them. Colours need no style sheet."""
    symbols = SafeString(
        "".join(_symbol(site.pk, site.title, short=site.short, color=site.color) for site in resources)
    )
    return format_html('<svg id="marks" class="sprite" aria-hidden="true">{}</svg>', symbols)


@lru_cache(maxsize=1000)
def _symbol(pk: int, title: str, *, short: str, color: str) -> SafeString:
    drawn = mark(title=title, short=short, color=color)
    return format_html(
        '<symbol id="mark-{}" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="{}"/>'
        '<text x="10" y="13.6" fill="{}">{}</text></symbol>',
        pk,
        drawn.ground,
        drawn.ink,
        drawn.letters,
    )


@register.filter
def abilities(resource: Resource) -> list[tuple[str, str]]:
    """Return what is read of a site: (ability, the word for it), in the order in which adapters name them."""
    return abilities_of(resource.adapter)


def abilities_of(key: str) -> list[tuple[str, str]]:
    """Return what an adapter reads, likewise; nothing where its file is gone."""
    adapter = adapters().get(key)
    known = adapter.abilities() if adapter else ()
    return [(ability, str(ABILITY_WORDS[ability])) for ability in ABILITIES if ability in known]


@register.filter
def ability_word(ability: str) -> str:
    """Return an ability as a person says it."""
    return str(ABILITY_WORDS.get(ability, ability))


@register.simple_tag
def site_mark(resource_id: int) -> SafeString:
    """Return a site's mark, 20 pixels wide; its name should stand beside it."""
    return format_html('<svg class="site-mark" aria-hidden="true"><use href="#mark-{}"/></svg>', resource_id)


@register.filter
def hue(rating: int | None, adapter: str) -> str:
    """Return the class of a rating's colour, `rating-<hue>` of static/css/ratings.css; "" where there is none."""
    found = hue_of(adapter, rating)
    return f"rating-{found}" if found else ""
