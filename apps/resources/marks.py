"""Site marks: the two letters and the colours by which a site is known in every list, calendar and chart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PLAIN = "#5b6570"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
WHITE, INK = "#ffffff", "#000000"  # on any colour one of the two reaches 4.5:1
# Monograms of sites whose two first capitals another site has already; by short name.
CHOSEN = {"gym": "GY", "lccn": "LN", "csa": "CA", "ctf": "CT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A monogram: its letters, and the colours of its ground and its letters as #rrggbb."""

    letters: str
    ground: str
    ink: str


def mark(*, title: str, short: str, color: str) -> Mark:
    """Return the mark of a site: letters from its short name or title, ink that reads on its colour."""
    ground = color if COLOUR.fullmatch(color) else PLAIN
    return Mark(letters=_letters(title, short), ground=ground, ink=_ink(ground))


def _letters(title: str, short: str) -> str:
    if short.lower() in CHOSEN:
        return CHOSEN[short.lower()]
    if 1 < len(short) < 3:
        return short.upper()
    capitals = re.findall(r"[A-Z]|(?<=[ .-])[a-z0-9]", title.strip())
    letters = "".join(capitals[:2]) if len(capitals) > 1 else re.sub(r"[^\w]", "", title)[:2]
    return (letters[:1] if _is_wide(letters[:1]) else letters.upper()) or "?"


def _is_wide(sign: str) -> bool:
    """True for a sign that takes two places, such as a Chinese one: two of them do not fit a mark."""
    return unicodedata.east_asian_width(sign) in ("W", "F") if sign else False


def _ink(ground: str) -> str:
    """Return white or black, whichever stands out more (WCAG 2.2 relative luminance)."""
    light = luminance(ground)
    on_white = 1.05 / (light + 0.05)
    on_ink = (light + 0.05) / (luminance(INK) + 0.05)
    return WHITE if on_white >= on_ink else INK


def luminance(colour: str) -> float:
    """Return how light #rrggbb is, from 0 to 1 (WCAG 2.2, relative luminance)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
