"""Bar charts that the server draws as SVG: no script, colours by style sheet, the same numbers in a table beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.jinja import grouped

HEIGHT, TOP, FOOT = 132, 18, 20  # units of the picture; numbers stand above the bars, words below
SPACE = 0.22  # of a bar's place


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its full name, its number, the short word below it, "" for none, and a hue of static/css/ratings.css."""

    label: str
    number: int
    tick: str = ""
    hue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars in a row, with a key that is unique on the page and a width in units."""

    key: str
    title: str
    bars: Sequence[Bar]
    width: int = 480

    @property
    def total(self) -> int:
        """The sum of all bars."""
        return sum(bar.number for bar in self.bars)


def draw(chart: Chart) -> SafeString:
    """Return a chart as an <svg>. The largest number stands above its bar; each says its own on hover."""
    most = max((bar.number for bar in chart.bars), default=0)
    place = chart.width / max(1, len(chart.bars))
    parts = [_bar(bar, left=number * place, place=place, most=most) for number, bar in enumerate(chart.bars)]
    base = HEIGHT - FOOT
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="bars-line" d="M0 {}H{}"/>{}</svg>',
        chart.width,
        HEIGHT,
        chart.title,
        base + 0.5,
        chart.width,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _bar(bar: Bar, *, left: float, place: float, most: int) -> SafeString:
    room = HEIGHT - FOOT - TOP
    height = max(2.0, room * bar.number / most) if bar.number else 0.0
    top, middle = HEIGHT - FOOT - height, left + place / 2
    words = _("%(label)s: %(number)s") % {"label": bar.label, "number": grouped(bar.number)}
    drawn = format_html(
        '<rect class="bar{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        f" bar-hued rating-{bar.hue}" if bar.hue else "",
        *(f"{number:.1f}" for number in (left + place * SPACE / 2, top, place * (1 - SPACE), height)),
        words,
    )
    if bar.number and bar.number == most:
        drawn += format_html('<text x="{}" y="{}">{}</text>', f"{middle:.1f}", f"{top - 5:.1f}", grouped(bar.number))
    if bar.tick:
        drawn += format_html('<text x="{}" y="{}">{}</text>', f"{middle:.1f}", HEIGHT - 5, bar.tick)
    return drawn
