"""What a page says of itself to search engines and to whoever shares a link: title, description, address, picture."""

from __future__ import annotations

from html import unescape

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
CARD = "icons/card.png"  # the picture of pages that have none of their own, 1200 × 630
CARD_FORM = """<link rel="canonical" href="{address}">
  <meta property="og:type" content="{kind}">
  <meta property="og:site_name" content="CLIST">
  <meta property="og:url" content="{address}">
  <meta property="og:image" content="{image}">
  <meta property="og:image:width" content="1200">
  <meta property="og:image:height" content="630">
  <meta property="og:image:alt" content="{alternative}">
  <meta name="twitter:card" content="summary_large_image">"""


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
    return format_html(
        CARD_FORM,
        address=f"{settings.SITE_URL}{here}",
        kind=kind,
        image=settings.SITE_URL + (picture or static(CARD)),
        alternative=alternative or "CLIST",
    )
