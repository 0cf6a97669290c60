"""Flags of countries: small pictures by ISO 3166-1 alpha-2 codes, as far as they are drawn."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.core.countries import country_name

FLAGS = "vendor/flags"


class Flag(NamedTuple):
    """The picture of a country's flag, "" where none is drawn, and the country's name."""

    address: str
    name: str


@lru_cache(maxsize=2000)
def flag_of(code: str, language: str) -> Flag:
    """Return a country's flag; the language is the active one, and tells its names apart."""
    return Flag(static(f"{FLAGS}/{code}.svg") if code in _drawn() else "", country_name(code))


def draw_flag(code: str) -> SafeString:
    """Return a country's flag as an element 20 pixels wide, or its code where none is drawn; "" for no country."""
    return _element(code, get_language() or "en") if code else SafeString("")


def draw_bare_flag(code: str) -> SafeString:
    """Return a country's flag to stand beside the country's name, which tells it already; "" where none is drawn."""
    address = flag_of(code, get_language() or "en").address if code else ""
    return _picture(address) if address else SafeString("")


@lru_cache(maxsize=2000)
def _element(code: str, language: str) -> SafeString:
    flag = flag_of(code, language)
    if flag.address:
        return _picture(flag.address, said=flag.name)
    return format_html('<abbr class="flag" title="{}">{}</abbr>', flag.name, code)


def _picture(address: str, *, said: str = "") -> SafeString:
    title = format_html(' title="{}"', said) if said else ""
    return format_html(
        '<img class="flag" src="{}" alt="{}"{} width="20" height="13" loading="lazy">', address, said, title
    )


@cache
def _drawn() -> frozenset[str]:
    return frozenset(path.stem for path in (settings.BASE_DIR / "static" / FLAGS).glob("*.svg"))
