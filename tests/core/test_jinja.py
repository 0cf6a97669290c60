"""Templates that Jinja compiles: what they read of values, and what they do about what is not there."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.utils import translation
from jinja2 import UndefinedError

from apps.core.jinja import draw, environment


class Row(NamedTuple):
    name: str
    number: int


class Run(NamedTuple):
    length: str
    span: str
    forgiven: str


def _drawn(source: str, **values: object) -> str:
    return environment(autoescape=True).from_string(source).render(values)


def test_attribute_is_read_of_values_and_of_their_attributes() -> None:
    row = Row("tourist", 3)
    assert _drawn("{{ row.name }} {{ row.name.upper() }} {{ (row.number + 1).real }}", row=row) == "tourist TOURIST 4"


def test_dot_reads_no_item() -> None:
    with pytest.raises(AttributeError, match="name"):
        _drawn("{{ row.name }}", row={"name": "tourist"})
    assert _drawn("{{ row['name'] }}", row={"name": "tourist"}) == "tourist"


def test_number_is_grouped_as_the_language_does() -> None:
    source = "{{ 999|grouped }} {{ 12345|grouped }}"
    assert _drawn(source) == "999 12,345"
    with translation.override("ru"):
        assert _drawn(source) == "999 12\N{NO-BREAK SPACE}345"


def test_unknown_name_is_refused() -> None:
    with pytest.raises(UndefinedError, match="row"):
        _drawn("{{ row.name }}")


def test_loop_tells_where_it_is() -> None:
    source = "{% for one in rows %}{{ one }}{% if not loop.last %}, {% endif %}{% endfor %}"
    assert _drawn(source, rows=[1, 2]) == "1, 2"


def test_values_between_tags_are_printed_as_they_are() -> None:
    source = "100 %{% if row %} {{ row.name }}%s{{ row.number }} {{ none }}{% endif %}"
    assert _drawn(f"{{% autoescape false %}}{source}{{% endautoescape %}}", row=Row("<i>", 3)) == "100 % <i>%s3 None"


def test_values_are_escaped_where_nothing_else_is_said() -> None:
    source = "<b>{{ row.name }}</b>{% for one in (1, none) %}{{ one is none }}{{ one is not none }} {% endfor %}"
    assert _drawn(source, row=Row("<i>", 3)) == "<b>&lt;i&gt;</b>FalseTrue TrueFalse "


def test_macro_prints_what_it_is_given() -> None:
    assert (
        _drawn("{% macro twice(text) %}{{ text }} {{ text }}{% endmacro %}{{ twice('<a>') }}") == "&lt;a&gt; &lt;a&gt;"
    )


def test_texts_are_those_of_the_language_that_is_active() -> None:
    def said() -> list[str]:
        return [draw("streaks.html", current=None, longest=Run("3", "", ""), is_today=True)[:80] for _again in range(2)]

    english = said()
    with translation.override("ru"):
        russian = said()

    assert ["Current streak" in text for text in (*english, *russian, *said())] == [
        True,
        True,
        False,
        False,
        True,
        True,
    ]
    assert "Сейчас дней подряд" in russian[0]
