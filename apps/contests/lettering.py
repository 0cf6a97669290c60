"""Text in pictures: the fonts that this machine has, which of them can write a sign, and lines that fit a width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import ImageDraw, ImageFont

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
SYSTEM = Path("/usr/share/fonts")
# Latin, Greek and Cyrillic come with us; Chinese, Japanese and Korean are too large to, so a system's font serves.
BOLD = (
    VENDOR / "DejaVuSans-Bold.ttf",
    SYSTEM / "opentype/noto/NotoSansCJK-Bold.ttc",
    SYSTEM / "truetype/wqy/wqy-microhei.ttc",
    SYSTEM / "truetype/droid/DroidSansFallbackFull.ttf",
)
PLAIN = (VENDOR / "DejaVuSans.ttf", SYSTEM / "opentype/noto/NotoSansCJK-Regular.ttc", *BOLD[2:])
UNKNOWN = "\U0010fffd"  # no font has it: what it gives is the box for signs that are missing
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Hand:
    """A way to write: fonts in the order in which they are tried, and a size in pixels."""

    faces: tuple[Path, ...]
    size: int

    def can_write(self, text: str) -> bool:
        """True when no sign of a text would be a box."""
        return all(sign.isspace() or self._font_of(sign) is not None for sign in text)

    def length(self, text: str) -> float:
        """Return how wide a text is, in pixels."""
        return sum(font.getlength(part) for font, part in self._runs(text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, *, ink: str) -> None:
        """Write a line; `at` is the left end of its base line."""
        left, base = at
        for font, part in self._runs(text):
            draw.text((left, base), part, fill=ink, font=font, anchor="ls")
            left += font.getlength(part)

    def lines(self, text: str, width: float, most: int) -> list[str]:
        """Return a text in at most so many lines of a width; what does not fit ends in an ellipsis."""
        lines = [""]
        for word in _breakable(text):
            if self.length((lines[-1] + word).rstrip()) <= width or not lines[-1]:
                lines[-1] += word
            else:
                lines.append(word.lstrip())
        if len(lines) > most:
            lines = [*lines[: most - 1], " ".join(line.strip() for line in lines[most - 1 :])]
        return [self._cut(line.strip(), width) for line in lines]

    def _cut(self, line: str, width: float) -> str:
        if self.length(line) <= width:
            return line
        while line and self.length(line + ELLIPSIS) > width:
            line = line[:-1]
        return line.rstrip() + ELLIPSIS

    def _runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """Yield the parts of a text, each with the font that has all its signs."""
        first = _fonts(self.faces, self.size)[0]
        marked = [(self._font_of(sign) or first, sign) for sign in text]
        for font, group in groupby(marked, key=lambda pair: pair[0]):
            yield font, "".join(sign for _, sign in group)

    def _font_of(self, sign: str) -> ImageFont.FreeTypeFont | None:
        return _font_of(self.faces, self.size, sign)


@lru_cache(maxsize=16)
def _fonts(faces: tuple[Path, ...], size: int) -> list[ImageFont.FreeTypeFont]:
    return [ImageFont.truetype(face, size) for face in faces if face.exists()]


@lru_cache(maxsize=20_000)
def _font_of(faces: tuple[Path, ...], size: int, sign: str) -> ImageFont.FreeTypeFont | None:
    return next((font for font in _fonts(faces, size) if _has(font, sign)), None)


def _has(font: ImageFont.FreeTypeFont, sign: str) -> bool:
    return sign.isspace() or bytes(font.getmask(sign)) != bytes(font.getmask(UNKNOWN))


def _breakable(text: str) -> Iterator[str]:
    """Yield words with the blank before them; signs of scripts that need no blanks come one by one."""
    word = ""
    for sign in text:
        is_wide = "\u2e80" <= sign <= "\uffef"
        if word and (sign == " " or is_wide):
            yield word
            word = ""
        word += sign
    if word:
        yield word
