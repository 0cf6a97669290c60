"""How a site looks in a list: its mark."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.resources.marks import mark
from apps.resources.models import Resource

register = template.Library()


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


@register.simple_tag
def site_mark(resource_id: int) -> SafeString:
    """Return a site's mark, 20 pixels wide; its name should stand beside it."""
    return format_html('<svg class="site-mark" aria-hidden="true"><use href="#mark-{}"/></svg>', resource_id)
