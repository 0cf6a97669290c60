"""Names of countries."""

from __future__ import annotations

import pytest
from django.utils import translation

from apps.core.countries import country_name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("BY", "en", "Belarus"),
        ("BY", "ru", "Беларусь"),
        ("TW", "en", "Taiwan"),
        ("XK", "en", "Kosovo"),
        ("ZZ", "en", "ZZ"),
    ],
)
def test_country_name_speaks_the_language_of_the_page(code: str, language: str, name: str) -> None:
    with translation.override(language):
        assert country_name(code) == name
