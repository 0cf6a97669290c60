"""The environment of the few templates that print hundreds of rows, which Jinja compiles to Python (ADR 10)."""

from __future__ import annotations

from functools import cache, lru_cache
from html import escape
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.signals import setting_changed
from django.template import engines
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame


class PlainReader(CodeGenerator):
    """Compiles to what one would write by hand, for pages that print thousands of values.

    `row.place` reads an attribute, and does not search among items too; `is none` compares; `_` is called as it is; and
    what stands between two tags becomes one formatted text, not a piece for each value.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write the reading of an attribute."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write a test."""
        if node.name != "none":
            super().visit_Test(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(" is None)")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja's name
        """Write a call: of what is none of ours it may ask for the context."""
        if not (isinstance(node.node, nodes.Name) and node.node.name == "_"):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        self.visit(node.args[0], frame)
        self.write(")")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write what is printed between two tags."""
        if frame.buffer is not None or frame.require_output_check:  # within macros, and under a parent
            super().visit_Output(node, frame)
            return
        finalize = self._make_finalize()
        form, values = [], []
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                form.append(str(self._output_child_to_const(child, frame, finalize)).replace("%", "%%"))
            else:
                form.append("%s")
                values.append(child)
        self.writeline(f"yield {''.join(form)!r} % (", node)
        is_plain = not (frame.eval_ctx.autoescape or frame.eval_ctx.volatile)
        for child in values:
            if is_plain:
                self.visit(child, frame)
            else:
                self._output_child_pre(child, frame, finalize)
                self.visit(child, frame)
                self._output_child_post(child, frame, finalize)
            self.write(", ")
        self.write(")")


class OurEnvironment(Environment):
    """Jinja whose templates read attributes as Python does."""

    code_generator_class = PlainReader


def environment(**options: Any) -> Environment:
    """Return Jinja with what our templates use: `_`, `|text`, `|grouped`, no blanks around tags, no unknown names."""
    ours = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    made = OurEnvironment(**(options | ours))  # Django asks for escaping
    made.globals["_"] = gettext  # `draw` gives one that remembers
    made.filters["text"] = _text
    made.filters["grouped"] = grouped
    return made


def grouped(number: int) -> str:
    """Return how many there are as the language groups figures: "12,345"; small numbers are as they are."""
    return str(number) if -1000 < number < 1000 else _grouped(number, get_language())


@lru_cache(maxsize=20_000)
def _grouped(number: int, _language: str | None) -> str:
    return intcomma(number)


@lru_cache(maxsize=20_000)  # titles, addresses and lengths come again with every page that is built
def _text(text: str) -> str:
    """Return a text with what HTML takes for signs of its own escaped, for where Jinja does not do it by itself."""
    return escape(str(text))


@cache
def _template(name: str) -> Any:
    return engines["jinja2"].get_template(name)


class Texts(dict[str, str]):
    """The texts of templates in one language, which is the active one when they are asked for; each looked up once."""

    def __missing__(self, text: str) -> str:
        """Look a text up in the catalogues."""
        self[text] = said = gettext(text)
        return said


@cache
def _texts(_language: str | None) -> Texts:
    return Texts()


def _forget(**_changed: object) -> None:
    _texts.cache_clear()


setting_changed.connect(_forget)  # tests change settings; nobody else can


def draw(name: str, **values: Any) -> SafeString:
    """Return what a template in templates/jinja2 makes of values."""
    return SafeString(_template(name).render(values | {"_": _texts(get_language()).__getitem__}))
