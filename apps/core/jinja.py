"""The environment of the few templates that print hundreds of rows, which Jinja compiles to Python (ADR 10)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.template import engines
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame


class PlainReader(CodeGenerator):
    """Compiles `row.place` to what Python does, not to a search among items too: a page reads thousands of these."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write the reading of an attribute."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")


class OurEnvironment(Environment):
    """Jinja whose templates read attributes as Python does."""

    code_generator_class = PlainReader


def environment(**options: Any) -> Environment:
    """Return Jinja with what our templates use: `_`, `|text`, escaping, no blanks around tags, and no unknown names."""
    ours = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    made = OurEnvironment(**(options | ours))  # Django asks for escaping
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
