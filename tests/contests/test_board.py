"""The departure board: which contest stands under which heading, in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.contests.board import Board, Group, build_board
from apps.contests.models import Contest
from apps.resources.models import Resource

MINSK = ZoneInfo("Europe/Minsk")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)  # Saturday, 21:54 in Minsk
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ONE, TWO = (Resource(pk=number, host=f"site{number}.example", title=f"Site {number}") for number in (1, 2))


def make(title: str, start: timedelta, length: timedelta, *, now: datetime = NOW, **more: Any) -> Contest:
    """Return an unsaved contest that starts so long after a moment."""
    begin = now + start
    facts = {
        "pk": 1,
        "url": "https://site.example/1",
        "host": "site.example",
        "duration": length,
        "resource": ONE,
    } | more
    return Contest(title=title, start=begin, end=begin + length, created=now - 30 * DAY, **facts)


def board(*contests: Contest, now: datetime = NOW, zone: tzinfo = MINSK, **more: Any) -> Board:
    """Return the board of contests as seen from Minsk at NOW."""
    return build_board(contests, now=now, zone=zone, **more)


def titles(group: Group) -> list[str]:
    """Return the titles of a group, with what is folded away behind a bar."""
    return [entry.contest.title for entry in group.entries] + [f"| {entry.contest.title}" for entry in group.rest]


def told(found: Board) -> dict[str, list[str]]:
    """Return heading → titles."""
    return {group.title: titles(group) for group in found.groups}


def test_board_sorts_contests_into_their_groups() -> None:
    found = board(
        make("long, running", -8 * DAY, 30 * DAY),
        make("runs longer", -2 * HOUR, 5 * HOUR),
        make("runs", -HOUR, 2 * HOUR),
        make("tonight", 36 * MINUTE, HOUR),
        make("after midnight", 3 * HOUR, HOUR),
        make("long, to come", 5 * DAY, 10 * DAY),
        make("in a week", 7 * DAY, HOUR),
        make("ended first", -9 * HOUR, HOUR),
        make("ended last", -4 * HOUR, HOUR),
    )
    assert told(found) == {
        "Running": ["runs", "runs longer"],
        "1 long contest running (7 days and more)": ["long, running"],
        "Today, Saturday 21 November": ["tonight"],
        "Tomorrow, Sunday 22 November": ["after midnight"],
        "Saturday 28 November": ["in a week"],
        "1 long contest coming (7 days and more)": ["long, to come"],
        "Ended": ["ended last", "ended first"],
    }
    assert [group.key for group in found.groups if group.is_folded] == ["long-running", "long-coming"]
    assert [group.key for group in found.groups if group.is_first_coming] == ["day-2026-11-21"]
    assert (found.n_running, found.n_coming, found.n_over, found.is_empty) == (3, 4, 2, False)
    assert found.until == NOW + 36 * MINUTE


def test_board_by_site_puts_the_most_pressing_first_and_folds_the_rest() -> None:
    found = board(
        make("later", 5 * HOUR, HOUR, resource=ONE),
        make("runs", -HOUR, 2 * HOUR, resource=ONE),
        make("long", -8 * DAY, 30 * DAY, resource=ONE),
        make("soon", HOUR, HOUR, resource=ONE),
        make("sooner", MINUTE, HOUR, resource=TWO),
        make("last", 9 * DAY, HOUR, resource=ONE),
        make("over", -4 * HOUR, HOUR, resource=TWO),
        by_site=True,
    )
    assert told(found) == {
        "Site 1": ["runs", "soon", "later", "| last", "| long"],
        "Site 2": ["sooner"],
        "Ended": ["over"],
    }
    assert found.groups[0].more == "+2 more"
    assert [entry.clock for entry in found.groups[0].entries] == ["22:54", "22:54", "Sun 02:54"]
    assert [entry.clock for entry in found.groups[0].rest] == ["30 Nov 21:54", "13 Dec"]


def test_long_contests_alone_are_not_hidden() -> None:
    assert board(make("long", -8 * DAY, 30 * DAY)).is_folded
    assert not board(make("long", -8 * DAY, 30 * DAY), make("soon", HOUR, HOUR)).is_folded


def test_board_without_contests_is_empty_and_stays_so() -> None:
    found = board()
    assert (found.is_empty, found.until) == (True, None)


SPRING = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)  # Saturday 23:30 in New York; at 02:00 clocks go to 03:00
AUTUMN = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)  # Saturday 23:30 in New York; at 02:00 clocks go to 01:00


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (
            SPRING,
            {
                "Today, Saturday 7 March": [("23:45", "15:00")],
                "Tomorrow, Sunday 8 March": [("00:30", "1 h 00"), ("03:30", "3 h 00"), ("23:30", "23 h 00")],
                "Monday 9 March": [("00:30", "1 d")],
            },
        ),
        (
            AUTUMN,
            {
                "Today, Saturday 31 October": [("23:45", "15:00")],
                "Tomorrow, Sunday 1 November": [
                    ("00:30", "1 h 00"), ("01:30", "3 h 00"),
                    ("21:30", "23 h 00"), ("22:30", "1 d"), ("23:30", "1 d 1 h"),
                ],
                "Monday 2 November": [("00:30", "1 d 2 h")],
            },
        ),
    ],
    ids=["spring", "autumn"],
)  # fmt: skip
def test_days_and_countdowns_stand_firm_where_clocks_change(
    now: datetime, days: dict[str, list[tuple[str, str]]]
) -> None:
    hours = [0.25, 1, 3, 23, 24] + ([25, 26] if now == AUTUMN else [])
    found = board(*(make("A", hour * HOUR, HOUR, now=now) for hour in hours), now=now, zone=NEW_YORK)
    assert {group.title: [(entry.clock, entry.left) for entry in group.entries] for group in found.groups} == days


def test_contest_that_runs_through_a_change_of_clocks_ends_when_it_ends() -> None:
    found = board(make("A", HOUR, 5 * HOUR, now=AUTUMN), now=AUTUMN + 2 * HOUR, zone=NEW_YORK)
    (entry,) = found.groups[0].entries
    assert (entry.clock, entry.left, entry.duration, entry.share) == ("04:30", "4:00:00", "5 h", 200)
