"""The rows of the list of problems, and the heads that sort it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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


@register.simple_tag
def problem_heads(wanted: ProblemFilter) -> SafeString:
    """Draw the heads of the list; a click sorts by a column the usual way, the next one the other way."""
    heads = (
        ("date", _("Date"), "set-at"),
        ("name", _("Problem"), ""),
        ("", _("Contest"), ""),
        ("rating", _("Rating"), "number"),
        ("own_rating", _("Ours"), "number ours"),
        ("solved", _("Solved"), "number"),
        ("tried", _("Tried"), "number tried"),
        ("share", _("Share"), "share"),
        ("", _("Counted"), "age"),
    )
    counted = _("How long ago people were counted")
    drawn = [(word, style, *_sorting(wanted, key), counted if style == "age" else "") for key, word, style in heads]
    return draw("problem_heads.html", heads=drawn)


def _sorting(wanted: ProblemFilter, key: str) -> tuple[str | None, str]:
    """Return the query that a click on a head leads to, None for no way, and how the list is sorted by it now."""
    if not key:
        return None, ""
    is_sorted = wanted.sort == key
    rises = not wanted.is_rising if is_sorted else SORTS[key].is_rising
    order = ("ascending" if wanted.is_rising else "descending") if is_sorted else ""
    return wanted.but(sort=key, is_rising=rises), order
