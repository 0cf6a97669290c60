"""Pages of long lists: which one a query asks for, and what templates/components/pages.html shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property

from apps.core.staff import MOST_COUNTED, CappedPaginator, Paginator

__all__ = [
    "PAGE",
    "CappedPaginator",
    "KnownPaginator",
    "Paginator",
    "clean_page",
    "clean_text",
    "numbers_beside",
    "pages_of",
]
PAGE = 200
MOST_TEXT = 200
MOST_DIGITS = 6

M = TypeVar("M", bound=Model)


class KnownPaginator(Paginator[M]):
    """Pages of rows whose number is known."""

    def __init__(self, rows: QuerySet[M], size: int, *, number: int) -> None:
        super().__init__(rows, size)
        self.number = number

    @cached_property
    def count(self) -> int:
        """The number that is known."""
        return self.number


def numbers_beside(page: Page[Any]) -> list[Any]:
    """Return the numbers of the pages that a page links to, with an ellipsis for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


def pages_of(rows: Paginator[Any], page: str, *, carried: Mapping[str, str]) -> dict[str, Any]:
    """Return what components/pages.html needs: `page`, `pages` to link to, and `carried`, the query that goes along."""
    shown = rows.get_page(page or "1")
    kept = urlencode({name: value for name, value in carried.items() if value})
    return {
        "page": shown,
        "pages": numbers_beside(shown),
        "carried": f"{kept}&" if kept else "",
        "is_capped": isinstance(rows, CappedPaginator) and rows.count == MOST_COUNTED,
    }


def clean_page(text: str) -> str:
    """Return the number of a page as it stands in a canonical query: "" for the first, and for what is no number."""
    usable = text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS
    return "" if not usable or int(text) <= 1 else str(int(text))


def clean_text(text: str) -> str:
    """Return a text in one spelling, without signs that nobody means."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:MOST_TEXT]
