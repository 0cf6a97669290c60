"""Numbers in every spelling that sites have for them, and words that are none."""

from __future__ import annotations

import pytest

from apps.resources.adapters._numbers import Number, number, whole


@pytest.mark.parametrize(
    ("value", "found"),
    [(None, None), ("", None), ("NA", None), ("-", None), ("12", 12), (" 7.5 ", 7.5), ("-3", -3), (0, 0), ("0", 0)],
)
def test_number_is_read_from_every_spelling(value: Number, found: float | None) -> None:
    assert number(value) == found


@pytest.mark.parametrize(("value", "found"), [(5, 5), ("5", 5), ("5.0", 5), (2**60 + 1, 2**60 + 1), ("NA", None)])
def test_whole_number_is_exact(value: Number, found: int | None) -> None:
    assert whole(value) == found


@pytest.mark.parametrize("value", ["1,234", "12th", "1.2.3"])
def test_text_with_digits_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        number(value)
