"""The departure board: who stands where, in which words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.contests.board import Board, ace_json, build_board, entry_of
from apps.contests.models import Contest
from apps.resources.models import Resource

MINSK = ZoneInfo("Europe/Minsk")
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)  # Saturday, 21:54 in Minsk
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def make(title: str, start: timedelta, length: timedelta, **more: Any) -> Contest:
    """Return an unsaved contest that starts so long after NOW."""
    begin = NOW + start
    facts = {"pk": 1, "url": "https://site.example/1", "host": "site.example", "duration": length} | more
    return Contest(resource=Resource(host="site.example"), title=title, start=begin, end=begin + length, **facts)


def board(*contests: Contest, **more: Any) -> Board:
    """Return the board of contests as seen from Minsk at NOW."""
    return build_board(sorted(contests, key=lambda contest: contest.start), now=NOW, zone=MINSK, **more)


def test_board_sorts_contests_into_their_groups() -> None:
    found = board(
        make("runs longer", -2 * HOUR, 5 * HOUR),
        make("runs", -HOUR, 2 * HOUR),
        make("long", -8 * DAY, 30 * DAY),
        make("tonight", 36 * MINUTE, HOUR),
        make("after midnight", 3 * HOUR, HOUR),
        make("long, to come", 5 * DAY, 10 * DAY),
        make("ended first", -9 * HOUR, HOUR),
        make("ended last", -4 * HOUR, HOUR),
    )

    def titles(entries: list[Any]) -> list[str]:
        return [entry.contest.title for entry in entries]

    assert titles(found.running) == ["runs", "runs longer"]
    assert [(day.name, str(day.day), titles(day.entries)) for day in found.days] == [
        ("Today", "2026-11-21", ["tonight"]),
        ("Tomorrow", "2026-11-22", ["after midnight"]),
        ("", "2026-11-26", ["long, to come"]),
    ]
    assert titles(found.long) == ["long"]
    assert titles(found.over) == ["ended last", "ended first"]
    assert (found.n_coming, found.is_empty) == (3, False)
    assert found.until == NOW + 36 * MINUTE


def test_board_without_contests_is_empty_and_stays_so() -> None:
    found = board()
    assert (found.is_empty, found.until) == (True, None)


@pytest.mark.parametrize(
    ("start", "length", "state", "clock", "left", "soon"),
    [
        (36 * MINUTE, HOUR, "coming", "22:30", "36:00", True),
        (HOUR, HOUR, "coming", "22:54", "1 h 00", True),
        (3 * HOUR, HOUR, "coming", "00:54", "3 h 00", False),
        (-HOUR, 2 * HOUR, "running", "22:54", "1:00:00", False),
        (-HOUR, DAY, "running", "Sun 20:54", "23:00:00", False),
        (-HOUR, 20 * DAY, "running", "11 Dec", "19 d 23 h", False),
        (-3 * HOUR, HOUR, "over", "19:54", "2 h", False),
        (timedelta(0), HOUR, "running", "22:54", "1:00:00", False),
        (-HOUR, HOUR, "over", "21:54", "0 s", False),
    ],
)
def test_entry_says_when_and_how_long(
    start: timedelta, length: timedelta, state: str, clock: str, left: str, soon: bool
) -> None:
    entry = entry_of(make("A", start, length), now=NOW, zone=MINSK)
    assert (entry.state, entry.clock, entry.left, entry.soon) == (state, clock, left, soon)


@pytest.mark.parametrize(
    ("off", "word"),
    [
        ({}, ""),
        ({"cancelled": NOW}, "cancelled"),
        ({"gone": NOW}, "gone"),
        ({"gone": NOW, "cancelled": NOW}, "cancelled"),
    ],
)
def test_entry_says_that_it_is_off(off: dict[str, datetime], word: str) -> None:
    assert entry_of(make("A", HOUR, HOUR, **off), now=NOW, zone=MINSK).off == word


@pytest.mark.parametrize(("before", "words"), [(-HOUR, "00:54"), (-2 * HOUR, "Sat 23:54"), (-10 * DAY, "12 Nov")])
def test_entry_says_from_when_it_was_moved(before: timedelta, words: str) -> None:
    contest = make("A", 4 * HOUR, HOUR, pk=7)
    found = board(contest, moves={7: contest.start + before})
    assert found.days[0].entries[0].moved_from == words


def test_entry_tells_a_window_from_the_time_one_has() -> None:
    contest = make("A", HOUR, 51 * HOUR, duration=3 * HOUR)
    entry = entry_of(contest, now=NOW, zone=MINSK)
    assert (entry.duration, entry.window) == ("3 h", "2 d 3 h")


def test_entry_knows_the_share_that_has_passed() -> None:
    assert entry_of(make("A", -HOUR, 4 * HOUR), now=NOW, zone=MINSK).share == 250


def test_ace_text_is_json_that_cannot_leave_its_attribute() -> None:
    title = """It's <b>"A" & 'B'</b>"""
    text = ace_json(make(title, HOUR, HOUR))
    assert not set("'<>") & set(text)
    plain = text.replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert json.loads(plain) == {
        "title": title,
        "desc": "https://site.example/1",
        "location": "site.example",
        "time": {"start": "November 21, 2026 19:54:00", "end": "November 21, 2026 20:54:00", "zone": "UTC"},
    }
