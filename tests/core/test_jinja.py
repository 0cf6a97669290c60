"""Templates that Jinja compiles: what they read of values, and what they do about what is not there."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.utils import translation
from jinja2 import UndefinedError

from apps.core.jinja import environment


class Row(NamedTuple):
    name: str
    number: int


def _drawn(source: str, **values: object) -> str:
    return environment().from_string(source).render(values)


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
