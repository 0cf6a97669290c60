"""When a plan is due next, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.ingest.schedule import backoff, is_open, next_due

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, 30),
        ({"spread": 0.0}, 27),
        ({"spread": 1.0}, 33),
        # a start in 20 minutes: be back when it is near
        ({"boundaries": [NOW + minutes(20)]}, 5),
        # near it, six times as often
        ({"boundaries": [NOW + minutes(10)]}, 5),
        ({"boundaries": [NOW - minutes(10)]}, 5),
        # just before it: right after it
        ({"boundaries": [NOW + minutes(3)]}, 3.5),
        # never before it, whatever the lot
        ({"boundaries": [NOW + minutes(14)], "interval": timedelta(hours=2), "spread": 0.0}, 14),
        ({"boundaries": [NOW + minutes(14)], "interval": timedelta(hours=2), "spread": 1.0}, 15),
        # it is over since long, or far away
        ({"boundaries": [NOW - minutes(16), NOW + minutes(120)]}, 30),
        # failures double the wait
        ({"failures": 1}, 2),
        ({"failures": 2}, 4),
        ({"failures": 4}, 16),
        # an open circuit is probed hourly, and more and more seldom
        ({"failures": 5}, 60),
        ({"failures": 8}, 256),
        ({"failures": 50}, 360),
        # contests near do not hurry a failing site
        ({"failures": 4, "boundaries": [NOW + minutes(5)]}, 16),
        # Retry-After is obeyed when it is longer, and no longer than a day
        ({"failures": 1, "retry_after": minutes(45)}, 45),
        ({"failures": 4, "retry_after": minutes(1)}, 16),
        ({"failures": 1, "retry_after": timedelta(days=9)}, 24 * 60),
        ({"interval": timedelta(hours=12), "failures": 6}, 360),
    ],
)
def test_next_due_follows_the_table(case: dict[str, object], expected: float) -> None:
    given_case = {"interval": HALF_HOUR, **case}
    assert next_due(now=NOW, **given_case) - NOW == minutes(expected)  # type: ignore[arg-type]


@given(
    failures=st.integers(0, 100),
    spread=st.floats(0, 1),
    gaps=st.lists(st.integers(-3600, 7200), max_size=5),
    interval=st.integers(120, 86400),
)
def test_next_due_is_always_soon_but_never_at_once(
    failures: int, spread: float, gaps: list[int], interval: int
) -> None:
    wait = (
        next_due(
            now=NOW,
            interval=timedelta(seconds=interval),
            failures=failures,
            boundaries=[NOW + timedelta(seconds=gap) for gap in gaps],
            spread=spread,
        )
        - NOW
    )
    longest = max(timedelta(seconds=interval), timedelta(hours=6))
    assert minutes(2) * 0.9 <= wait <= longest * 1.1


@given(st.integers(1, 200))
def test_backoff_never_shrinks(failures: int) -> None:
    assert backoff(failures, interval=HALF_HOUR) <= backoff(failures + 1, interval=HALF_HOUR)


def test_circuit_opens_at_the_fifth_failure() -> None:
    assert [is_open(failures) for failures in (0, 4, 5)] == [False, False, True]
