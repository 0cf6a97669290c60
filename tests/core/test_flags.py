"""Flags: drawn with the country's name as what they say, or silent beside it."""

from __future__ import annotations

import pytest

from apps.core.flags import draw_bare_flag, draw_flag


@pytest.mark.parametrize(
    ("code", "alone", "beside"),
    [("LV", 'alt="Latvia"', 'alt=""'), ("ZZ", '<abbr class="flag"', ""), ("", "", "")],
)
def test_flag_says_its_country_only_where_no_name_does(code: str, alone: str, beside: str) -> None:
    drawn, bare = draw_flag(code), draw_bare_flag(code)

    assert (alone in drawn, beside in bare) == (True, True)
    assert (bool(drawn), bool(bare)) == (bool(alone), bool(beside))
