"""Site marks."""

from __future__ import annotations

import pytest

from apps.resources.marks import INK, PLAIN, WHITE, Mark, mark


@pytest.mark.parametrize(
    ("title", "short", "letters"),
    [
        ("Codeforces", "cf", "CF"),
        ("LeetCode", "", "LC"),
        ("Codeforces Gym", "gym", "CG"),
        ("Toph", "", "TO"),
        ("oj.vnoi.info", "", "VI"),
        ("洛谷", "", "洛谷"),
        ("", "", "?"),
    ],
)
def test_mark_takes_two_letters_that_people_know(title: str, short: str, letters: str) -> None:
    assert mark(title=title, short=short, color="#000000").letters == letters


@pytest.mark.parametrize(
    ("color", "ground", "ink"),
    [
        ("#222222", "#222222", WHITE),
        ("#ffa116", "#ffa116", INK),
        ("#ffffff", "#ffffff", INK),
        ('"><script>', PLAIN, WHITE),
        ("red", PLAIN, WHITE),
    ],
)
def test_mark_has_letters_that_read_on_its_colour(color: str, ground: str, ink: str) -> None:
    assert mark(title="Ab", short="ab", color=color) == Mark(letters="AB", ground=ground, ink=ink)
