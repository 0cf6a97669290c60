"""Countries as sites write them, made ISO 3166-1 alpha-2."""

from __future__ import annotations

from functools import cache

import pycountry

# What sites write besides the names of ISO 3166 and its Debian translations.
OTHER_NAMES = {
    "bolivia": "BO",
    "bosnia and herzegovina": "BA",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "chinese taipei": "TW",
    "congo": "CG",
    "cote d'ivoire": "CI",
    "côte d’ivoire": "CI",
    "czech republic": "CZ",
    "democratic republic of the congo": "CD",
    "great britain": "GB",
    "hong kong": "HK",
    "iran": "IR",
    "ivory coast": "CI",
    "korea": "KR",
    "kosovo": "XK",
    "laos": "LA",
    "macao": "MO",
    "macau": "MO",
    "macedonia": "MK",
    "moldova": "MD",
    "north korea": "KP",
    "palestine": "PS",
    "republic of korea": "KR",
    "russia": "RU",
    "south korea": "KR",
    "swaziland": "SZ",
    "syria": "SY",
    "taiwan": "TW",
    "tanzania": "TZ",
    "the bahamas": "BS",
    "the gambia": "GM",
    "the netherlands": "NL",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "united states of america": "US",
    "usa": "US",
    "vatican": "VA",
    "venezuela": "VE",
    "vietnam": "VN",
}
OTHER_CODES = {"UK": "GB", "XKX": "XK", "KOS": "XK", "XK": "XK"}


def country_code(text: str | None) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country given by its English name or a code; "" for any other text."""
    return _code((text or "").strip())


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if name := getattr(country, field, None):
                found[name.lower()] = country.alpha_2
    return found | OTHER_NAMES


@cache
def _codes() -> dict[str, str]:
    two = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
    return two | {country.alpha_3: country.alpha_2 for country in pycountry.countries} | OTHER_CODES


def _code(text: str) -> str:
    if len(text) in (2, 3) and (code := _codes().get(text.upper())):
        return code
    return _names().get(text.lower(), "")
