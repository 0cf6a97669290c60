"""What a page says of itself to search engines and to whoever shares a link: title, description, address, picture."""

from __future__ import annotations

from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
CARD = "icons/card.png"  # the picture of pages that have none of their own, 1200 × 630


class SaidOnce(template.Node):
    """A title or a description that a block gives once and a page says in two places."""

    def __init__(self, nodelist: NodeList, form: str) -> None:
        self.nodelist = nodelist
        self.form = form

    def render(self, context: Context) -> SafeString:
        """Return the elements that say it."""
        said = " ".join(unescape(self.nodelist.render(context)).split())
        return format_html(self.form, said=said)


@register.tag
def page_title(parser: Parser, token: Token) -> SaidOnce:
    """Make <title> and its share of OpenGraph of what stands until {% endpage_title %}."""
    nodelist = parser.parse(("endpage_title",))
    parser.delete_first_token()
    return SaidOnce(nodelist, '<title>{said} · CLIST</title>\n  <meta property="og:title" content="{said}">')


@register.tag
def page_description(parser: Parser, token: Token) -> SaidOnce:
    """Make the description and its share of OpenGraph of what stands until {% endpage_description %}."""
    nodelist = parser.parse(("endpage_description",))
    parser.delete_first_token()
    form = '<meta name="description" content="{said}">\n  <meta property="og:description" content="{said}">'
    return SaidOnce(nodelist, form)


@register.simple_tag(takes_context=True)
def share_card(context: Context, *, picture: str = "", alternative: str = "", kind: str = "website") -> SafeString:
    """Return the canonical link and the rest of OpenGraph; `picture` is a path of a 1200 × 630 picture of the page.

    Only pages that say their canonical address, as `here`, have one: others are for nobody to find.
    """
    here: str | None = context.get("here")
    if here is None:
        return SafeString('<meta name="robots" content="noindex">')
    address = f"{settings.SITE_URL}{here}"
    image = settings.SITE_URL + (picture or static(CARD))
    properties: list[tuple[Any, ...]] = [
        ("og:type", kind),
        ("og:site_name", "CLIST"),
        ("og:url", address),
        ("og:image", image),
        ("og:image:width", 1200),
        ("og:image:height", 630),
        ("og:image:alt", alternative or "CLIST"),
    ]
    return format_html(
        '<link rel="canonical" href="{}">\n  {}\n  <meta name="twitter:card" content="summary_large_image">',
        address,
        format_html_join("\n  ", '<meta property="{}" content="{}">', properties),
    )
