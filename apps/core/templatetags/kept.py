"""Parts of pages that many requests share, such as header and footer: drawn once for each set of values (ADR 10)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.signals import setting_changed
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 1000  # parts that one process keeps; the largest, a header, takes 5 kB


@register.simple_tag
def kept(name: str, **values: Any) -> SafeString:
    """Include a template that sees these values and nothing else: no request, no viewer, no clock.

    So what it says hangs on the values and the language alone, and this process keeps it for whoever gives the same.
    The values must be hashable. While DEBUG is on nothing is kept, for templates to be edited.
    """
    draw = _draw.__wrapped__ if settings.DEBUG else _draw
    return draw(name, get_language(), tuple((key, type(value), value) for key, value in values.items()))


@lru_cache(maxsize=MOST)
def _draw(name: str, _language: str | None, values: tuple[tuple[str, type[Any], Any], ...]) -> SafeString:
    """Draw a part. Types tell apart what is equal and yet looks different: 1 and True, text and safe text."""
    return SafeString(render_to_string(name, {key: value for key, _, value in values}))


def _forget(**_changed: object) -> None:
    _draw.cache_clear()


setting_changed.connect(_forget)  # tests change settings; nobody else can
