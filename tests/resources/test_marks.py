"""Site marks."""

from __future__ import annotations

from collections import Counter

import pytest

from apps.resources.catalogue import adapters
from apps.resources.marks import INK, PLAIN, WHITE, Mark, luminance, mark


@pytest.mark.parametrize(
    ("title", "short", "letters"),
    [
        ("Codeforces", "cf", "CF"),
        ("LeetCode", "", "LC"),
        ("Codeforces Gym", "gym", "GY"),
        ("Toph", "", "TO"),
        ("oj.vnoi.info", "", "VI"),
        ("洛谷", "", "洛"),
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


def built_in() -> dict[str, Mark]:
    """Return the mark of every site that comes with an adapter."""
    sites = [site for adapter in adapters().values() for site in adapter.sites]
    return {site.host: mark(title=site.title, short=site.short, color=site.color) for site in sites}


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart (WCAG 2.2)."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_built_in_sites_have_letters_of_their_own() -> None:
    letters = [drawn.letters for drawn in built_in().values()]

    assert [pair for pair, number in Counter(letters).items() if number > 1] == []


def test_built_in_marks_are_legible() -> None:
    weak = {host: drawn for host, drawn in built_in().items() if contrast(drawn.ground, drawn.ink) < 4.5}

    assert weak == {}
