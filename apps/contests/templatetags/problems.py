"""The rows of the list of problems, and the heads that sort it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from apps.contests.problem_filters import SORTS, ProblemFilter
from apps.contests.problem_list import Listed, Place
from apps.contests.problem_rows import RowWriter
from apps.core.jinja import draw
from apps.resources.models import Resource

register = template.Library()


@register.simple_tag
def problem_rows(
    listed: Sequence[Listed],
    places: Mapping[int, Place],
    sites: Mapping[int, Resource],
    **given: Any,
) -> SafeString:
    """Draw the rows of a page; `archives`, `addresses` and `carried` are as RowWriter takes them."""
    archives: Mapping[int, datetime] = given["archives"]
    writer = RowWriter(sites, carried=given["carried"], archives=archives, addresses=given["addresses"])
    return draw("problem_rows.html", rows=[writer.row(one, places.get(one.pk)) for one in listed])


@register.inclusion_tag("contests/problem_head.html")
def problem_head(wanted: ProblemFilter, key: str, *, word: str, style: str = "") -> dict[str, Any]:
    """Show the head of a column that sorts the list: the first click the usual way, the next one the other way."""
    is_sorted = wanted.sort == key
    rises = not wanted.is_rising if is_sorted else SORTS[key].is_rising
    query = wanted.but(sort=key, is_rising=rises)
    return {"word": word, "style": style, "is_sorted": is_sorted, "is_rising": wanted.is_rising, "query": query}
