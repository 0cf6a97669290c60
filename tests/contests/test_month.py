"""The month as a grid: days, bars in lanes, and clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contests.agenda import build_agenda
from apps.contests.models import Contest
from apps.contests.month import Cell, Slot, build_weeks, is_long, slot_of

MONDAY = date(2026, 11, 16)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def contest(title: str, start: str, length: timedelta) -> Contest:
    """Return a contest that is in no table; times in UTC."""
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return Contest(title=title, start=begins, end=begins + length, duration=length)


def slot(title: str, start: str, length: timedelta, zone: str = "UTC") -> Slot:
    """Return a contest on the wall of a zone."""
    return slot_of(contest(title, start, length), ZoneInfo(zone))


def draw(cells: list[Cell]) -> list[str]:
    """Return a week as lines: per day its lanes (title × days, "-" where nothing begins) and its other contests."""
    return [
        " ".join(
            [f"{bar.slot.contest.title}×{bar.span}" if bar else "-" for bar in cell.lanes]
            + [slot.contest.title for slot in cell.slots]
        )
        for cell in cells
    ]


@pytest.mark.parametrize(
    ("start", "length", "zone", "first", "last"),
    [
        ("2026-11-21T22:00", 3 * HOUR, "UTC", 21, 21),  # past midnight, still the same evening
        ("2026-11-21T22:00", 9 * HOUR, "UTC", 21, 22),  # a night
        ("2026-11-21T00:00", DAY, "UTC", 21, 21),  # to the stroke of midnight
        ("2026-11-20T20:00", 28 * HOUR, "UTC", 20, 21),
        ("2026-11-20T20:00", 30 * HOUR, "UTC", 20, 22),  # a day and more holds every day it touches
        ("2026-11-21T22:00", HOUR, "Europe/Minsk", 22, 22),
    ],
)
def test_slot_is_shown_on_its_days(start: str, length: timedelta, zone: str, first: int, last: int) -> None:
    found = slot("A", start, length, zone)
    assert (found.first.day, found.last.day) == (first, last)


@pytest.mark.parametrize(
    ("start", "length", "label"),
    [
        ("2026-11-21T17:35", 2 * HOUR, "20:35 – 22:35, 2 h"),
        ("2026-11-20T17:00", 2 * DAY, "20 Nov 20:00 – 22 Nov 20:00, 2 d"),
    ],
)
def test_slot_says_its_times(start: str, length: timedelta, label: str) -> None:
    assert slot("A", start, length, "Europe/Minsk").label == label


def test_clocks_that_change_move_only_the_wall() -> None:
    before, after = (slot("A", f"{day}T18:00", 2 * HOUR, "Europe/Berlin") for day in ("2026-10-24", "2026-10-25"))
    assert (before.clock, before.label) == ("20:00", "20:00 – 22:00, 2 h")
    assert (after.clock, after.label) == ("19:00", "19:00 – 21:00, 2 h")
    within = slot("A", "2026-10-25T00:30", HOUR, "Europe/Berlin")
    assert within.label == "02:30 – 02:30, 1 h"


def test_week_puts_bars_into_lanes() -> None:
    slots = [
        slot("A", "2026-11-14T10:00", 4 * DAY),  # from the week before, until Wednesday
        slot("B", "2026-11-17T10:00", 2 * DAY),
        slot("x", "2026-11-18T12:00", HOUR),
        slot("C", "2026-11-19T10:00", 9 * DAY),
        slot("y", "2026-11-22T12:00", HOUR),
    ]
    (week,) = build_weeks(slots, first=MONDAY, until=MONDAY + 7 * DAY)
    assert draw(week) == ["A×3", "- B×3", "- - x", "C×4 -", "-", "-", "- y"]
    bars = {bar.slot.contest.title: (bar.opens, bar.closes) for cell in week for bar in cell.lanes if bar}
    assert bars == {"A": (False, True), "B": (True, True), "C": (True, False)}


def test_month_has_whole_weeks() -> None:
    weeks = build_weeks([], first=date(2026, 10, 26), until=date(2026, 12, 7))
    assert [week[0].day for week in weeks] == [date(2026, 10, 26) + number * 7 * DAY for number in range(6)]
    assert {len(week) for week in weeks} == {7}


@given(st.lists(st.tuples(st.integers(-200, 400), st.integers(1, 300)), max_size=12))
def test_every_contest_is_in_its_week_once_and_no_bars_meet(spans: list[tuple[int, int]]) -> None:
    opening = datetime(2026, 11, 16, tzinfo=UTC)
    slots = []
    for number, (start, length) in enumerate(sorted(spans)):
        begins = opening + start * HOUR
        made = Contest(title=str(number), start=begins, end=begins + length * HOUR, duration=length * HOUR)
        slots.append(slot_of(made, UTC))
    (week,) = build_weeks(slots, first=MONDAY, until=MONDAY + 7 * DAY)
    taken: set[tuple[date, int]] = set()
    seen = []
    for cell in week:
        seen += [slot.contest.title for slot in cell.slots]
        for lane, bar in enumerate(cell.lanes):
            if bar is None:
                continue
            seen.append(bar.slot.contest.title)
            days = {(cell.day + number * DAY, lane) for number in range(bar.span)}
            assert not taken & days
            taken |= days
    inside = [slot.contest.title for slot in slots if slot.first < MONDAY + 7 * DAY and slot.last >= MONDAY]
    assert sorted(seen) == sorted(inside)


def test_long_contests_are_those_of_a_week() -> None:
    lengths = [7 * DAY, 7 * DAY - HOUR]
    assert [is_long(contest("A", "2026-11-16T00:00", length)) for length in lengths] == [True, False]


def test_agenda_goes_by_day_and_begins_with_what_runs() -> None:
    slots = [slot("A", "2026-11-15T23:00", 3 * HOUR), slot("B", "2026-11-16T10:00", HOUR)]
    slots += [slot("C", "2026-11-16T12:00", HOUR), slot("D", "2026-11-18T12:00", HOUR)]
    days = build_agenda(slots, first=MONDAY, today=MONDAY)
    assert [(day.day, day.name, [slot.contest.title for slot in day.slots]) for day in days] == [
        (None, "Under way", ["A"]),
        (MONDAY, "Today", ["B", "C"]),
        (MONDAY + 2 * DAY, "", ["D"]),
    ]
