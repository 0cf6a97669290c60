"""Site marks drawn whole, for answers that are shown on any page; lists draw theirs once, by `site_marks`."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.resources.marks import mark
from apps.resources.models import Resource


def drawn_mark(resource: Resource) -> SafeString:
    """Return a site's mark, 20 pixels wide; its name should stand beside it."""
    drawn = mark(title=resource.title, short=resource.short, color=resource.color)
    return format_html(
        '<svg class="site-mark" viewBox="0 0 20 20" aria-hidden="true"><rect width="20" height="20" rx="5" fill="{}"/>'
        '<text x="10" y="13.6" fill="{}">{}</text></svg>',
        drawn.ground,
        drawn.ink,
        drawn.letters,
    )
