"""What a query says of pages and searches."""

from __future__ import annotations

import pytest

from apps.core.paging import clean_page, clean_text


@pytest.mark.parametrize(
    ("text", "page"), [("", ""), ("1", ""), ("0", ""), ("-3", ""), ("2", "2"), ("002", "2"), ("٣", ""), ("1234567", "")]
)
def test_clean_page_keeps_the_number_of_a_later_page(text: str, page: str) -> None:
    assert clean_page(text) == page


def test_clean_text_drops_what_nobody_means() -> None:
    assert clean_text("  a\x00 b\u200b\n c ") == "a b c"
    assert len(clean_text("x" * 300)) == 200
