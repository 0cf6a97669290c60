"""Draws the logo of static/icons/clist.svg as the pictures that want pixels: favicon.ico and apple-touch.png.

Run `python tools/icons.py` after changing the logo. `draw` is there for other sizes.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
GRID = 32  # the side of the logo's own view box
FINER = 8  # drawn so many times larger, then made small: smooth corners
GROUND, RUNNING, INK = "#2f5fd0", "#7df0b4", "#ffffff"
ROWS = ((6, 26), (14, 22), (22, 18))  # top and right end of each bar; a square stands before it
THICK, LEFT, BAR, ROUND = 4, 6, 12, 7


def draw(side: int, *, corners: bool = True, inset: float = 0.0) -> Image.Image:
    """Return the logo `side` pixels wide; `inset` is the share of each side left around the bars beyond the usual."""
    size = side * FINER
    image = Image.new("RGBA", (size, size))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, size - 1, size - 1), size * ROUND / GRID if corners else 0, fill=GROUND)

    def block(left: float, top: float, right: float, *, colour: str) -> None:
        corners_of = (left, top, right, top + THICK)
        pen.rectangle(
            [size * (inset + (1 - 2 * inset) * edge / GRID) - (i > 1) for i, edge in enumerate(corners_of)], fill=colour
        )

    for top, right in ROWS:
        block(LEFT, top, LEFT + THICK, colour=RUNNING if top == ROWS[0][0] else INK)
        block(BAR, top, right, colour=INK)
    return image.resize((side, side), Image.Resampling.BOX)


def main() -> None:
    """Write the pictures."""
    draw(48).save(ICONS / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)], append_images=[draw(16), draw(32)])
    draw(180, corners=False).quantize(64).save(ICONS / "apple-touch.png", optimize=True)


if __name__ == "__main__":
    main()
