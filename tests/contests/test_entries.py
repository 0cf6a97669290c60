"""A row: when, how long, and what stands behind the title."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from apps.contests.entries import ace_json, entry_of
from apps.contests.news import News
from tests.contests.test_board import DAY, HOUR, MINSK, MINUTE, NOW, make


@pytest.mark.parametrize(
    ("start", "length", "state", "clock", "left", "soon"),
    [
        (36 * MINUTE, HOUR, "coming", "22:30", "36:00", True),
        (HOUR, HOUR, "coming", "22:54", "1 h 00", True),
        (3 * HOUR, HOUR, "coming", "00:54", "3 h 00", False),
        (3 * HOUR, 9 * DAY, "coming", "Sun 00:54", "3 h 00", False),
        (9 * DAY, 9 * DAY, "coming", "30 Nov 21:54", "9 d", False),
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
    ("facts", "news", "tags"),
    [
        ({}, {}, []),
        ({"cancelled": NOW}, {}, [("bad", "cancelled")]),
        ({"gone": NOW}, {}, [("bad", "gone")]),
        ({"gone": NOW, "cancelled": NOW, "rated": True}, {}, [("bad", "cancelled"), ("plain", "rated")]),
        ({"rated": False}, {"added": frozenset({1})}, [("new", "new")]),
        ({}, {"moved_from": {1: NOW + 3 * HOUR}}, [("moved", "moved from 00:54")]),
        ({}, {"moved_from": {1: NOW + 2 * HOUR}}, [("moved", "moved from Sat 23:54")]),
        ({}, {"moved_from": {1: NOW - 6 * DAY}}, [("moved", "moved from 15 Nov")]),
        ({}, {"length_before": {1: HOUR / 2}}, [("moved", "extended by 30 min")]),
        ({}, {"length_before": {1: 3 * HOUR}}, [("moved", "shortened by 2 h")]),
        ({}, {"length_before": {1: HOUR}}, []),
        ({"registration_opens": NOW + 3 * HOUR}, {}, [("soon", "registration opens in 3 h")]),
        ({"registration_opens": NOW + 2 * DAY}, {}, []),
        ({"registration_closes": NOW + 3 * HOUR}, {}, [("soon", "registration closes in 3 h")]),
        ({"registration_closes": NOW + 2 * DAY}, {}, [("open", "registration open")]),
        ({"registration_opens": NOW - DAY, "registration_closes": NOW - HOUR}, {}, []),
        ({"registration_closes": NOW + 3 * HOUR, "cancelled": NOW}, {}, [("bad", "cancelled")]),
    ],
)
def test_entry_has_its_tags(facts: dict[str, object], news: dict[str, object], tags: list[tuple[str, str]]) -> None:
    entry = entry_of(make("A", 4 * HOUR, HOUR, **facts), now=NOW, zone=MINSK, news=News(**news))  # type: ignore[arg-type]
    assert [(tag.kind, tag.words) for tag in entry.tags] == tags


def test_contest_that_is_over_is_not_new_and_has_no_registration() -> None:
    contest = make("A", -4 * HOUR, HOUR, registration_closes=NOW + HOUR)
    assert entry_of(contest, now=NOW, zone=MINSK, news=News(added=frozenset({1}))).tags == []


def test_entry_tells_a_window_from_the_time_one_has() -> None:
    contest = make("A", HOUR, 51 * HOUR, duration=3 * HOUR)
    entry = entry_of(contest, now=NOW, zone=MINSK)
    assert (entry.duration, entry.window) == ("3 h", "2 d 3 h")


def test_entry_knows_the_share_that_has_passed() -> None:
    assert entry_of(make("A", -HOUR, 4 * HOUR), now=NOW, zone=MINSK).share == 250


def test_ace_text_is_json_that_cannot_leave_its_attribute() -> None:
    title = """It's <b>"A" & 'B'</b>"""
    text = ace_json(title, "https://site.example/1", "site.example", NOW + HOUR, NOW + 2 * HOUR)
    assert not set("'<>") & set(text)
    plain = text.replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert json.loads(plain) == {
        "title": title,
        "desc": "https://site.example/1",
        "location": "site.example",
        "time": {"start": "November 21, 2026 19:54:00", "end": "November 21, 2026 20:54:00", "zone": "UTC"},
    }
