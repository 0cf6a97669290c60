"""Text in pictures."""

from __future__ import annotations

from itertools import pairwise

from PIL import Image, ImageDraw

from apps.contests.lettering import BOLD, Hand

LATIN = Hand(BOLD[:1], 40)  # what comes with us, whatever else a machine has


def test_our_own_font_writes_latin_greek_and_cyrillic() -> None:
    assert [LATIN.can_write(text) for text in ("Codeforces № 7 (Div. 2)", "Чемпионат БГУ", "Ελλάδα", "牛客周赛")] == [
        True,
        True,
        True,
        False,
    ]


def test_lines_fit_their_width_and_keep_every_word() -> None:
    text = "Educational Codeforces Round 190 rated for the second division"
    lines = LATIN.lines(text, 600, 9)
    assert " ".join(lines) == text
    assert max(LATIN.length(line) for line in lines) <= 600
    assert all(LATIN.length(f"{line} {following.split()[0]}") > 600 for line, following in pairwise(lines))


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = LATIN.lines("one two three four five six seven eight nine ten", 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert LATIN.length(lines[1]) <= 200
    (word,) = LATIN.lines("Unbreakable" * 20, 300, 1)
    assert word.endswith("…")
    assert LATIN.length(word) <= 300


def test_scripts_without_blanks_break_anywhere() -> None:
    hand = Hand(BOLD, 40)
    lines = hand.lines("東京ゲスト講義" * 4, 300, 9)
    assert "".join(lines) == "東京ゲスト講義" * 4
    assert len(lines) > 1


def test_text_begins_at_its_place_and_is_as_long_as_said() -> None:
    image = Image.new("L", (600, 100))
    LATIN.write(ImageDraw.Draw(image), (50, 70), "Hxg", ink="white")
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    assert abs(left - 50) <= 5
    assert abs(right - 50 - LATIN.length("Hxg")) <= 5
    assert top < 70 < bottom
