"""Countries are understood however a site writes them."""

from __future__ import annotations

import pytest

from apps.resources.adapters._countries import OTHER_NAMES, country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BY", "BY"),
        ("by", "BY"),
        ("BLR", "BY"),
        ("Belarus", "BY"),
        (" Russia ", "RU"),
        ("Russian Federation", "RU"),
        ("United States", "US"),
        ("USA", "US"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("uk", "GB"),
        ("Kosovo", "XK"),
        ("Atlantis", ""),
        ("ZZ", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_country_code_knows_names_and_codes(text: str | None, code: str) -> None:
    assert country_code(text) == code


def test_other_names_are_codes() -> None:
    assert {country_code(code) for code in OTHER_NAMES.values()} == set(OTHER_NAMES.values())
