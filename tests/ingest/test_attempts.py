"""When the results of a contest are read again, as a table and as laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.ingest.attempts import AFTER_END, Last, Table, next_attempt
from apps.ingest.schedule import JITTER, JUST_AFTER

END = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ROUND = Table(start=END - 2 * HOUR, end=END, n_rows=500)
FINAL = replace(ROUND, is_final=True)


def wait(table: Table, *, at: timedelta, last: dict[str, Any], interval: timedelta, spread: float = 0.5) -> Any:
    """Return the wait from a moment that is so long after the end."""
    now = END + at
    due = next_attempt(table, now=now, interval=interval, last=Last(**last), spread=spread)
    return None if due is None else due - now


@pytest.mark.parametrize(
    ("at", "table", "last", "expected"),
    [
        # before it begins: just after the start
        (-3 * HOUR, ROUND, {}, HOUR + JUST_AFTER),
        # while it runs: a hundred and twenty times in all, and never faster than the site allows
        (-HOUR, replace(ROUND, changed=END - HOUR), {}, MINUTE),
        (-HOUR, replace(ROUND, start=END - 10 * HOUR, changed=END - HOUR), {}, 5 * MINUTE),
        (-DAY, replace(ROUND, start=END - 60 * DAY, changed=END - DAY), {}, 6 * HOUR),
        # a table that stands still is read more and more seldom
        (-HOUR, replace(ROUND, changed=END - HOUR - 12 * MINUTE), {}, 2 * MINUTE),
        (-HOUR, ROUND, {}, 4 * MINUTE),
        # the end is not slept through
        (-2 * MINUTE, ROUND, {}, 2 * MINUTE + AFTER_END),
        (-10 * MINUTE, replace(ROUND, changed=END - HOUR), {"status": "server", "failures": 4}, 5 * MINUTE),
        (-3 * MINUTE, ROUND, {"status": "server", "failures": 4}, 3 * MINUTE + AFTER_END),
        # shortly after it often, and while rows still change
        (10 * MINUTE, ROUND, {}, 5 * MINUTE),
        (3 * HOUR, replace(ROUND, changed=END + 150 * MINUTE), {}, 20 * MINUTE),
        (5 * HOUR, replace(ROUND, changed=END + 150 * MINUTE), {}, 6 * HOUR),
        # unfinished judging is watched
        (2 * HOUR, replace(ROUND, is_unfinished=True), {}, 30 * MINUTE),
        (3 * DAY, replace(ROUND, is_unfinished=True), {}, 6 * HOUR),
        (8 * DAY, replace(ROUND, is_unfinished=True), {}, 7 * DAY),
        # ratings are waited for
        (2 * HOUR, replace(ROUND, awaits_ratings=True), {}, 12 * MINUTE),
        (DAY, replace(ROUND, awaits_ratings=True), {}, DAY / 10),
        (6 * DAY, replace(FINAL, awaits_ratings=True), {}, 6 * HOUR),
        # then rarely, then never
        (12 * HOUR, ROUND, {}, 6 * HOUR),
        (3 * DAY, ROUND, {}, DAY),
        (20 * DAY, ROUND, {}, 7 * DAY),
        (31 * DAY, ROUND, {}, None),
        (900 * DAY, ROUND, {}, None),
        # what is final is done sooner
        (2 * DAY, FINAL, {}, DAY),
        (4 * DAY, FINAL, {}, None),
        # a table that is not there: tried for three days after the end
        (HOUR, replace(ROUND, n_rows=0), {}, 15 * MINUTE),
        (2 * DAY, ROUND, {"status": "missing", "failures": 9}, 6 * HOUR),
        (4 * DAY, ROUND, {"status": "missing", "failures": 9}, None),
        (900 * DAY, replace(ROUND, n_rows=0), {"status": "missing", "failures": 1}, None),
        # members only: the operator has to act
        (HOUR, ROUND, {"status": "login", "failures": 1}, 6 * HOUR),
        (-HOUR, ROUND, {"status": "login", "failures": 3}, HOUR + AFTER_END),
        (900 * DAY, ROUND, {"status": "login", "failures": 20}, 7 * DAY),
        # faults of the site
        (2 * DAY, ROUND, {"status": "server", "failures": 1}, 2 * MINUTE),
        (2 * DAY, ROUND, {"status": "server", "failures": 30}, 6 * HOUR),
        (8 * DAY, ROUND, {"status": "server", "failures": 9}, 6 * HOUR),
        (8 * DAY, ROUND, {"status": "server", "failures": 10}, None),
        # Retry-After is obeyed, also beyond the end
        (-HOUR, ROUND, {"status": "limited", "failures": 1, "retry_after": 2 * HOUR}, 2 * HOUR),
    ],
)
def test_next_attempt_follows_the_table(at: timedelta, table: Table, last: dict[str, Any], expected: Any) -> None:
    assert wait(table, at=at, last=last, interval=MINUTE) == expected


def test_pace_of_the_site_is_the_least() -> None:
    lively = replace(ROUND, changed=END - HOUR)
    assert wait(lively, at=-HOUR, last={}, interval=10 * MINUTE) == 10 * MINUTE
    assert wait(ROUND, at=10 * MINUTE, last={}, interval=10 * MINUTE) == 10 * MINUTE


tables = st.builds(
    lambda length, changed, **told: Table(
        start=END - timedelta(minutes=length),
        end=END,
        changed=None if changed is None else END + timedelta(minutes=changed),
        **told,
    ),
    length=st.integers(1, 100_000),
    changed=st.none() | st.integers(-1000, 50_000),
    n_rows=st.integers(0, 2),
    is_unfinished=st.booleans(),
    is_final=st.booleans(),
    awaits_ratings=st.booleans(),
)
lasts = st.builds(
    Last,
    status=st.sampled_from(["ok", "unchanged", "missing", "login", "server", "limited", "crashed"]),
    failures=st.integers(0, 60),
)
ats = st.integers(-200_000, 200_000).map(lambda minutes: timedelta(minutes=minutes))


@given(tables, lasts, ats, st.integers(30, 7200), st.floats(0, 1))
def test_next_attempt_is_never_at_once_and_never_sleeps_through_the_end(
    table: Table, last: Last, at: timedelta, interval: int, spread: float
) -> None:
    pace = timedelta(seconds=interval)
    now = END + at
    due = next_attempt(table, now=now, interval=pace, last=last, spread=spread)
    if due is None:
        assert now >= table.end
    elif now < table.start:
        assert due == table.start + JUST_AFTER
    else:
        assert due >= min(now + pace * (1 - JITTER), max(now, table.end) + AFTER_END)
        if now < table.end:
            assert due <= table.end + AFTER_END


@given(tables, st.integers(30, 7200))
def test_every_table_is_left_alone_in_the_end(table: Table, interval: int) -> None:
    now, reads = END, 0
    while reads < 1000:
        due = next_attempt(table, now=now, interval=timedelta(seconds=interval), last=Last(), spread=0.5)
        if due is None:
            break
        now, reads = due, reads + 1
    assert reads < 1000
    assert now - END < 45 * DAY


@given(tables, ats, st.integers(1, 40), st.sampled_from(["login", "server", "limited", "crashed"]))
def test_more_failures_never_hurry(table: Table, at: timedelta, failures: int, status: str) -> None:
    dues = [
        next_attempt(table, now=END + at, interval=MINUTE, last=Last(status=status, failures=number))
        for number in (failures, failures + 1)
    ]
    first, second = dues
    assert second is None or (first is not None and first <= second)


@given(tables, ats, st.integers(0, 5000))
def test_a_stiller_table_is_never_read_sooner(table: Table, at: timedelta, minutes: int) -> None:
    now = END + at
    stirred = replace(table, n_rows=1, changed=now - timedelta(minutes=minutes))
    stiller = replace(stirred, changed=now - timedelta(minutes=minutes + 1))
    first, second = (next_attempt(one, now=now, interval=MINUTE, last=Last()) for one in (stirred, stiller))
    assert second is None or (first is not None and first <= second)
