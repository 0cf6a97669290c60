"""Changes in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from apps.contests.history import history
from apps.contests.models import ContestChange

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "was", "now", "word", "steps"),
    [
        ("added", {}, {"title": "A", "start": "2026-11-21T19:30:00Z"}, "announced", []),
        (
            "moved",
            {"start": "2026-11-21T19:30:00Z", "end": "2026-11-21T21:30:00Z"},
            {"start": "2026-11-21T22:30:00Z", "end": "2026-11-22T00:30:00Z"},
            "moved",
            [
                ("Start", "21 Nov 2026, 22:30", "22 Nov 2026, 01:30"),
                ("End", "22 Nov 2026, 00:30", "22 Nov 2026, 03:30"),
            ],
        ),
        (
            "extended",
            {"start": "2026-11-21T19:30:00Z", "end": "2026-11-21T21:30:00Z"},
            {"start": "2026-11-21T19:30:00Z", "end": "2026-11-21T22:30:00Z"},
            "extended",
            [("End", "22 Nov 2026, 00:30", "22 Nov 2026, 01:30")],
        ),
        ("renamed", {"title": "Round"}, {"title": "Round 7"}, "renamed", [("Title", "Round", "Round 7")]),
        ("cancelled", {}, {}, "cancelled", []),
        ("rated", {"rated": None}, {"rated": True}, "rated", [("Rated", "", "yes")]),
        ("other", {"duration": 7200}, {"duration": 9000}, "other", [("Duration", "2 h", "2 h 30")]),
    ],
)
def test_change_is_told_field_by_field_in_the_viewers_zone(
    kind: str, was: dict[str, Any], now: dict[str, Any], word: str, steps: list[tuple[str, str, str]]
) -> None:
    with timezone.override("Europe/Minsk"):
        (line,) = history([ContestChange(kind=kind, at=AT, was=was, now=now)])
    assert (line.word, line.at, [(step.field, step.was, step.now) for step in line.steps]) == (word, AT, steps)
