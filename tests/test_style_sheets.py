"""The style sheets: sides by the direction of reading, colours from the tokens, tokens that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.resources.marks import luminance

ROOT = Path(__file__).resolve().parent.parent
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"^\s*([\w-]+)\s*:\s*([^;{}]+);", re.MULTILINE)
OWN_NAME = re.compile(r"var\(--[\w-]+\)")
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
PAIR = re.compile(r"--(\w[\w-]*): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
PALETTES = {"tokens.css", "ratings.css", "fallback.css", "calendar-print.css"}  # the last: paper is black on white
PHYSICAL = {  # where a side is meant whatever the direction: what is painted, not what is laid out
    ("filters.css", "background", "right"),
    ("comfort.css", "background-position", "left"),
}
TEXT = ("text", "muted", "accent", "running", "soon", "bad")
GROUNDS = ("ground", "raised", "glow")


def declarations(sheet: Path) -> list[tuple[str, str]]:
    """Return (property, value) of a sheet, in order."""
    return DECLARATION.findall(COMMENT.sub("", sheet.read_text()))


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart (WCAG 2.2)."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def tokens(theme: str) -> dict[str, str]:
    """Return the colours of a theme by name."""
    pairs = PAIR.findall((ROOT / "static/css/tokens.css").read_text())
    return {name: light if theme == "light" else dark for name, light, dark in pairs}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_sides_follow_the_direction_of_reading(sheet: Path) -> None:
    sided = {
        (sheet.name, name, word)
        for name, value in declarations(sheet)
        if not name.startswith("--")
        for word in re.findall(r"\b(?:left|right)\b", f"{name.replace('-', ' ')} {OWN_NAME.sub('', value)}")
        if not name.startswith("grid")  # areas have names such as "left": how much time is left
    }

    assert sided - PHYSICAL == set()


@pytest.mark.parametrize("sheet", [one for one in SHEETS if one.name not in PALETTES], ids=lambda sheet: sheet.name)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    assert [(name, value) for name, value in declarations(sheet) if HEX.search(value)] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_ground(theme: str) -> None:
    colours = tokens(theme)
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text in TEXT
        for ground in GROUNDS
        if contrast(colours[text], colours[ground]) < 4.5
    }

    assert weak == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_solved_cells_and_on_medals(theme: str) -> None:
    colours = tokens(theme)
    pairs = [("text", "solved"), ("muted", "solved"), *(("on-medal", medal) for medal in ("gold", "silver", "bronze"))]

    assert [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_can_be_seen(theme: str) -> None:
    colours = tokens(theme)

    assert [ground for ground in ("ground", "raised") if contrast(colours["edge"], colours[ground]) < 3] == []


def test_browsers_without_pairs_get_the_light_theme() -> None:
    fallback = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (ROOT / "static/css/fallback.css").read_text()))

    assert fallback == tokens("light")
