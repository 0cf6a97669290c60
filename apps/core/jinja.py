"""The environment of the few templates that print hundreds of rows, which Jinja compiles to Python (ADR 10)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.template import engines
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """Return Jinja with what our templates use: `_`, `|text`, escaping, no blanks around tags, and no unknown names."""
    ours = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    made = Environment(**(options | ours))  # noqa: S701 - Django's backend asks for escaping
    made.globals["_"] = gettext
    made.filters["text"] = _text
    return made


@lru_cache(maxsize=20_000)  # titles, addresses and lengths come again with every page that is built
def _text(text: str) -> str:
    """Return a text with what HTML takes for signs of its own escaped, for where Jinja does not do it by itself."""
    return str(escape(text))


@cache
def _template(name: str) -> Any:
    return engines["jinja2"].get_template(name)


def draw(name: str, **values: Any) -> SafeString:
    """Return what a template in templates/jinja2 makes of values."""
    return SafeString(_template(name).render(values))
