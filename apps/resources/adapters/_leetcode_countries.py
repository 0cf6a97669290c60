"""Countries as leetcode.cn writes them: their Chinese names."""

from __future__ import annotations

import gettext
from functools import cache

import pycountry

# Names that differ from Debian's translation of ISO 3166.
OTHER_NAMES = {
    "中国台湾": "TW",
    "中国澳门": "MO",
    "中国香港": "HK",
    "安提瓜岛和巴布达": "AG",
    "澳门": "MO",
    "赫德和麦克唐纳群岛": "HM",
    "阿拉伯联合酋长国": "AE",
    "香港": "HK",
}


def chinese_country_code(name: str | None) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country given by its Chinese name; "" for any other text."""
    return _names().get((name or "").strip(), "")


@cache
def _names() -> dict[str, str]:
    chinese = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"])
    found = {}
    for country in pycountry.countries:
        for field in ("official_name", "name", "common_name"):
            if name := getattr(country, field, None):
                found[chinese.gettext(name)] = country.alpha_2
    return found | OTHER_NAMES
