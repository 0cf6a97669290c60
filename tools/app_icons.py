"""Draws the logo as the icons of the installed app. Run `python tools/app_icons.py` after changing tools/icons.py."""

from __future__ import annotations

from icons import ICONS, draw

SAFE = 0.1  # systems cut a maskable icon to the shape they like, but leave the circle of 80 %


def main() -> None:
    """Write the icons."""
    for side in (192, 512):
        draw(side).quantize(64).save(ICONS / f"app-{side}.png", optimize=True)
    draw(512, corners=False, inset=SAFE).quantize(64).save(ICONS / "app-maskable-512.png", optimize=True)


if __name__ == "__main__":
    main()
