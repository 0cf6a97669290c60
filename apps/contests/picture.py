"""The picture of a contest for shared links: 1200 × 630, title, site, when in UTC and how long, as a PNG.

It is the same for everybody, so it speaks English and UTC.
"""

from __future__ import annotations

from datetime import UTC
from io import BytesIO

from django.utils import translation
from django.utils.formats import date_format
from PIL import Image, ImageDraw

from apps.contests.lettering import BOLD, PLAIN, Hand
from apps.contests.models import Contest
from apps.core.durations import short_duration
from apps.resources.marks import mark

EDITION = 1  # part of its ETag: raised when the drawing changes
WIDTH, HEIGHT, EDGE = 1200, 630, 72
GROUND, LINE, TEXT, MUTED, BAD = "#0f1216", "#2a3038", "#e6e9ed", "#9aa5b1", "#ff8478"
BLUE, GREEN, WHITE = "#2f5fd0", "#7df0b4", "#ffffff"
ROOM = WIDTH - 2 * EDGE
MOST_LINES = 3
MOST_TITLE = 200


def draw_contest(contest: Contest) -> bytes:
    """Return the picture of a contest, which needs its `resource`. It takes about 80 ms, so it is kept."""
    image, draw = _sheet()
    resource = contest.resource
    drawn = mark(title=resource.title, short=resource.short, color=resource.color)
    draw.rounded_rectangle((EDGE, 64, EDGE + 64, 128), radius=16, fill=drawn.ground)
    letters = Hand(BOLD, 30)
    letters.write(draw, (EDGE + 32 - letters.length(drawn.letters) / 2, 107), drawn.letters, ink=drawn.ink)
    site = Hand(PLAIN, 34)
    site.write(draw, (EDGE + 88, 108), site.lines(resource.title, ROOM - 330, 1)[0], ink=MUTED)
    _write_title(draw, contest)
    _write_times(draw, contest)
    return _png(image)


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    name = Hand(BOLD, 34)
    left = WIDTH - EDGE - name.length("CLIST")
    name.write(draw, (left, 108), "CLIST", ink=TEXT)
    _logo(draw, left - 68, 70)
    return image, draw


def _logo(draw: ImageDraw.ImageDraw, left: float, top: float) -> None:
    """Draw static/icons/clist.svg, 52 pixels wide."""
    unit = 52 / 32
    draw.rounded_rectangle((left, top, left + 52, top + 52), radius=7 * unit, fill=BLUE)
    for row, (dot, end) in enumerate(((GREEN, 26), (WHITE, 22), (WHITE, 18))):
        upper, lower = top + (6 + 8 * row) * unit, top + (10 + 8 * row) * unit
        draw.rectangle((left + 6 * unit, upper, left + 10 * unit, lower), fill=dot)
        draw.rectangle((left + 12 * unit, upper, left + end * unit, lower), fill=WHITE)


def _write_title(draw: ImageDraw.ImageDraw, contest: Contest) -> None:
    title = contest.title[:MOST_TITLE]
    if not Hand(BOLD, 64).can_write(title):  # better a name that can be read than boxes
        title = _written(title) or f"{contest.resource.title} #{contest.pk}"
    for size in (68, 56, 46):
        hand = Hand(BOLD, size)
        lines = hand.lines(title, ROOM, MOST_LINES)
        if len(lines) < MOST_LINES:
            break
    for number, line in enumerate(lines):
        hand.write(draw, (EDGE, 250 + round(1.28 * size) * number), line, ink=MUTED if contest.is_off else TEXT)


def _written(title: str) -> str:
    """Return what can be written of a title, if that is most of it."""
    hand = Hand(BOLD, 64)
    kept = " ".join("".join(sign if hand.can_write(sign) else " " for sign in title).split())
    return kept if len(kept) * 2 > len(title) else ""


def _write_times(draw: ImageDraw.ImageDraw, contest: Contest) -> None:
    draw.line((EDGE, 478, WIDTH - EDGE, 478), fill=LINE, width=2)
    start = contest.start.astimezone(UTC)
    with translation.override("en"):
        day, length = date_format(start, "FULL_DATE"), short_duration(contest.duration)
        clock = f"{start:%H:%M} UTC"
    Hand(BOLD, 44).write(draw, (EDGE, 544), clock, ink=TEXT)
    if contest.is_off:
        length = "cancelled" if contest.cancelled else "no longer listed"
    tail = Hand(BOLD, 44)
    tail.write(draw, (WIDTH - EDGE - tail.length(length), 544), length, ink=BAD if contest.is_off else TEXT)
    Hand(PLAIN, 32).write(draw, (EDGE, 592), day, ink=MUTED)


def _png(image: Image.Image) -> bytes:
    packed = BytesIO()
    image.quantize(64).save(packed, "PNG", optimize=True)  # flat colours: a fifth of the size, and nobody sees it
    return packed.getvalue()
