"""Parts of pages that Jinja draws (ADR 10), where no tag of its own prepares them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from apps.core.jinja import draw

register = template.Library()


@register.simple_tag
def drawn(name: str, of: Mapping[str, Any] | None = None, **more: Any) -> SafeString:
    """Draw a template of templates/jinja2 from these values, and from nothing else."""
    return draw(name, **(of or {}), **more)
