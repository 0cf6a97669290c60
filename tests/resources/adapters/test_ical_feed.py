"""iCalendar in all the forms that calendars really send, and in those that only an attacker does."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from apps.resources.adapters import ical_feed
from apps.resources.adapters.base import AdapterError, Site, read_contests
from apps.resources.adapters.ical_feed import MAX_EVENTS, ICalFeed
from apps.resources.recordings import Call, ReplayWeb
from apps.resources.rows import ContestRow

URL = "https://campus.example/contests.ics"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def event(*lines: str, uid: str = "a@campus.example") -> str:
    """Return an event of these lines."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Round", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    """Return a calendar of these parts."""
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(parts) + "END:VCALENDAR\r\n"


def read(body: str | bytes, *, zone: str = "Asia/Kolkata", url: str = URL, **options: str) -> list[ContestRow]:
    """Return what the adapter reads from a body."""
    answer = body if isinstance(body, bytes) else body.encode()
    web = ReplayWeb([Call(method="GET", url=URL, body=answer)], now=NOW)
    site = Site(host="campus.example", title="Campus", url=url, timezone=zone, options=options)
    return read_contests(ICalFeed(web=web, site=site))


def span(*lines: str, **options: str) -> tuple[str, str]:
    """Return the start and end of the one contest that an event of these lines gives."""
    [row] = read(calendar(event(*lines)), **options)
    return f"{row.start:%Y-%m-%d %H:%M}", f"{row.end:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (["DTSTART:20260110T140000Z", "DTEND:20260110T160000Z"], "2026-01-10 14:00", "2026-01-10 16:00"),
        (
            ["DTSTART;TZID=America/New_York:20260110T140000", "DTEND;TZID=Europe/London:20260110T220000"],
            "2026-01-10 19:00",
            "2026-01-10 22:00",
        ),
        (
            ["DTSTART;TZID=India Standard Time:20260110T140000", "DURATION:PT90M"],
            "2026-01-10 08:30",
            "2026-01-10 10:00",
        ),
        (["DTSTART:20260110T140000", "DTEND:20260110T160000"], "2026-01-10 08:30", "2026-01-10 10:30"),
        (["DTSTART;VALUE=DATE:20260110", "DTEND;VALUE=DATE:20260112"], "2026-01-09 18:30", "2026-01-11 18:30"),
        (["DTSTART;VALUE=DATE:20260110", "DURATION:P2D"], "2026-01-09 18:30", "2026-01-11 18:30"),
        (["DTSTART;VALUE=DATE:20260110", "DTEND;VALUE=DATE:20260110"], "2026-01-09 18:30", "2026-01-10 18:30"),
        (["DTSTART;VALUE=DATE:20260110"], "2026-01-09 18:30", "2026-01-10 18:30"),
        (["DTSTART:20260110T140000Z"], "2026-01-10 14:00", "2026-01-10 15:00"),
        (["DTSTART:20260110T140000Z", "DTEND:20260110T140000Z"], "2026-01-10 14:00", "2026-01-10 15:00"),
    ],
)
def test_times_are_read_in_every_form(lines: list[str], start: str, end: str) -> None:
    assert span(*lines) == (start, end)


def test_an_all_day_event_follows_the_clock_change() -> None:
    assert span("DTSTART;VALUE=DATE:20260308", zone="America/New_York") == ("2026-03-08 05:00", "2026-03-09 04:00")


def test_an_open_end_takes_the_minutes_of_the_options() -> None:
    assert span("DTSTART:20260110T140000Z", minutes="150") == ("2026-01-10 14:00", "2026-01-10 16:30")


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        (["URL:https://a.example/1", "LOCATION:https://b.example"], "https://a.example/1"),
        (["URL:mailto:x@a.example", "LOCATION:Zoom (https://b.example/x)\\, soon"], "https://b.example/x"),
        (["DESCRIPTION:https://c.example/rules\\nhttps://c.example/round_(1)."], "https://c.example/round_(1)"),
        (['DESCRIPTION:<a href="https://d.example/1?a=b&c=d">here</a>'], "https://d.example/1?a=b&c=d"),
        (["DESCRIPTION:no link here"], URL),
    ],
)
def test_the_address_is_the_nearest_link(lines: list[str], url: str) -> None:
    [row] = read(calendar(event("DTSTART:20260110T140000Z", *lines)))

    assert row.url == url


def test_an_event_without_a_name_takes_the_calendars() -> None:
    [row] = read(calendar(event("DTSTART:20260110T140000Z")).replace("SUMMARY:Round\r\n", ""))

    assert row.title == "Campus"


def test_a_move_keeps_the_key() -> None:
    [before] = read(calendar(event("DTSTART:20260110T140000Z", "SEQUENCE:0")))
    [after] = read(calendar(event("DTSTART:20260117T140000Z", "SEQUENCE:1")))

    assert (before.key, after.key) == ("a@campus.example", "a@campus.example")
    assert after.start == datetime(2026, 1, 17, 14, tzinfo=UTC)


WEEKLY = event("DTSTART;TZID=America/New_York:20260222T100000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=4")
LATER = "RECURRENCE-ID;TZID=America/New_York:20260308T100000"


def test_a_rule_keeps_the_wall_clock_over_the_clock_change() -> None:
    assert [(row.key, f"{row.start:%m-%d %H:%M}") for row in read(calendar(WEEKLY))] == [
        ("a@campus.example/20260222T150000Z", "02-22 15:00"),
        ("a@campus.example/20260301T150000Z", "03-01 15:00"),
        ("a@campus.example/20260308T140000Z", "03-08 14:00"),
        ("a@campus.example/20260315T140000Z", "03-15 14:00"),
    ]


def test_one_moved_recurrence_keeps_its_key() -> None:
    moved = event(LATER, "DTSTART:20260310T000000Z", "DTEND:20260310T010000Z")

    rows = {row.key: row for row in read(calendar(WEEKLY, moved))}

    assert len(rows) == 4
    assert rows["a@campus.example/20260308T140000Z"].start == datetime(2026, 3, 10, tzinfo=UTC)


def test_one_cancelled_recurrence_is_cancelled_alone() -> None:
    off = event(LATER, "DTSTART;TZID=America/New_York:20260308T100000", "DURATION:PT2H", "STATUS:CANCELLED")

    assert [row.cancelled for row in read(calendar(WEEKLY, off))] == [False, False, True, False]


def test_recurrences_moved_from_one_on_stay_apart() -> None:
    later = LATER.replace(";", ";RANGE=THISANDFUTURE;", 1)
    moved = event(later, "DTSTART;TZID=America/New_York:20260308T110000", "DURATION:PT2H")

    rows = read(calendar(WEEKLY, moved))

    assert [f"{row.start:%m-%d %H:%M}" for row in rows] == ["02-22 15:00", "03-01 15:00", "03-08 15:00", "03-15 15:00"]


def test_an_endless_rule_ends_a_year_ahead() -> None:
    rows = read(calendar(event("DTSTART;VALUE=DATE:20150101", "RRULE:FREQ=MONTHLY")))

    assert (rows[0].key, rows[-1].key, len(rows)) == ("a@campus.example/20260101", "a@campus.example/20270101", 13)


def test_events_of_all_calendars_in_a_file_are_read() -> None:
    first = calendar(event("DTSTART:20260110T140000Z"))
    second = calendar(event("DTSTART:20260111T140000Z", uid="b"))

    assert [row.key for row in read(first + second)] == ["a@campus.example", "b"]
    assert read(calendar()) == []


def test_the_option_feed_is_read_and_webcal_is_https() -> None:
    body = calendar(event("DTSTART:20260110T140000Z"))

    [row] = read(body, url="https://campus.example/", feed="webcal://campus.example/contests.ics")

    assert row.url == "https://campus.example/"


def test_a_line_that_was_not_folded_costs_nothing_else() -> None:
    [row] = read(calendar(event("DESCRIPTION:Bring", "a laptop", "DTSTART:20260110T140000Z")))

    assert row.start == datetime(2026, 1, 10, 14, tzinfo=UTC)


GOOD = calendar(event("DTSTART:20260110T140000Z"))
ZONE = "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
ZONE += "TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("", "body"),
        ("hello", "body"),
        ("<html><title>Calendar</title></html>", "body"),
        (GOOD.encode() + b"\xff", "body"),
        (GOOD[:-16], "line 7"),
        (GOOD[: GOOD.index("END:VEVENT")], "line 6"),
        (GOOD.replace("END:VEVENT\r\n", ""), "line 7"),
        (calendar(event("DTSTART;TZID=Nowhere/Land:20260110T140000")), "VEVENT 1 DTSTART"),
        (calendar(event("DTSTART:soon")), "VEVENT 1"),
        (calendar(event("DTSTART:20260110T140000Z", "DTSTART:20260111T140000Z")), "VEVENT 1 DTSTART"),
        (calendar(event("DTEND:20260110T140000Z")), "VEVENT 1 DTSTART"),
        (calendar(event("DTSTART:20260110T140000Z", "DTEND:20260110T130000Z")), "VEVENT 1 DTEND"),
        (calendar(event("DTSTART:20260110T140000Z", "DURATION:-PT1H")), "VEVENT 1 DTEND"),
        (calendar(event("DTSTART:20260110T140000Z", uid="")), "VEVENT 1"),
        (calendar(event("DTSTART:20260110T140000Z", "RRULE:FREQ=SECONDLY")), "line 7 RRULE"),
        (calendar(event("DTSTART:20260110T140000Z", "RRULE:FREQ=DAILY;INTERVAL=0")), "line 7 RRULE"),
        (calendar(event("DTSTART:20260110T140000Z", f"RRULE:FREQ=DAILY;BYHOUR={',1' * 25}")), "line 7 RRULE"),
        (calendar(event("DTSTART:20260110T140000Z", "RRULE:FREQ=DAILY;BYDAY=XX")), "VEVENT 1"),
        (calendar(ZONE), "line 9 RRULE"),
        (calendar("BEGIN:VEVENT\r\n" * 9 + "END:VEVENT\r\n" * 9), "line 5"),
        (calendar("X:" + "a" * 300_000 + "\r\n"), "body"),
        (calendar("X:a\r\n" * 200_000), "body"),
        (calendar(*(event("DTSTART:20260110T140000Z") for _ in range(MAX_EVENTS + 1))), "line 25003"),
    ],
)
def test_a_broken_or_hostile_file_is_refused_with_its_place(body: str | bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read(body)
    assert caught.value.place == place


def test_rules_that_never_match_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ical_feed, "EXPANSION_SECONDS", 0.5)
    never = [
        event("DTSTART:20260110T140000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=str(number))
        for number in range(50)
    ]
    began = time.thread_time()

    with pytest.raises(AdapterError, match="too long to work out"):
        read(calendar(*never))
    assert time.thread_time() - began < 10


@pytest.mark.parametrize(
    ("settings", "place"), [({"zone": "Mars/Base"}, "timezone"), ({"minutes": "x"}, "options.minutes")]
)
def test_odd_settings_are_refused(settings: dict[str, str], place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read(GOOD, **settings)
    assert caught.value.place.endswith(place)
