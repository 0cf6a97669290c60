"""Names of countries by their ISO 3166-1 alpha-2 codes, in English and in the languages of the site."""

from __future__ import annotations

import gettext
from functools import cache

import pycountry
from django.utils.translation import get_language

OTHERS = {"XK": "Kosovo"}


def country_name(code: str) -> str:
    """Return a country's name in the language of the page; the code itself where it is none that we know."""
    return _named(code, (get_language() or "en").partition("-")[0])


@cache
def _named(code: str, language: str) -> str:
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        return OTHERS.get(code, code)
    name: str = getattr(found, "common_name", found.name)
    return name if language == "en" else _names(language).gettext(name)


@cache
def _names(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
