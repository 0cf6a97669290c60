"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.core.durations import countdown, rough_duration, short_duration

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (45 * MINUTE, "45 min"),
        (2 * HOUR, "2 h"),
        (90 * MINUTE, "1 h 30"),
        (65 * MINUTE, "1 h 05"),
        (7 * DAY, "7 d"),
        (3 * DAY + 4 * HOUR + 59 * MINUTE, "3 d 4 h"),
        (-MINUTE, "0 s"),
    ],
)
def test_short_duration_names_the_two_largest_units(length: timedelta, words: str) -> None:
    assert short_duration(length) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(seconds=40), "40 s"), (12 * MINUTE, "12 min"), (3.9 * HOUR, "3 h"), (50 * DAY, "50 d")],
)
def test_rough_duration_names_the_largest_unit(length: timedelta, words: str) -> None:
    assert rough_duration(length) == words


@pytest.mark.parametrize(
    ("length", "words", "exact_words"),
    [
        (-HOUR, "0:00", "0:00"),
        (timedelta(seconds=5), "0:05", "0:05"),
        (timedelta(minutes=10, seconds=7), "10:07", "10:07"),
        (timedelta(minutes=36, seconds=12), "36:12", "36:12"),
        (timedelta(hours=1, minutes=12, seconds=33), "1 h 12", "1:12:33"),
        (timedelta(hours=16, minutes=5), "16 h 05", "16:05:00"),
        (5 * HOUR, "5 h 00", "5:00:00"),
        (timedelta(days=3, hours=4, minutes=50), "3 d 4 h", "3 d 4 h"),
        (2 * DAY, "2 d", "2 d"),
    ],
)
def test_countdown_grows_finer_towards_the_end(length: timedelta, words: str, exact_words: str) -> None:
    assert (countdown(length), countdown(length, exact=True)) == (words, exact_words)
