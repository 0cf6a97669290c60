"""iCalendar text: escaping and folding as laws, and a calendar word for word."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contests.ical import Calendar, Occasion, escape, fold, write

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
CALENDAR = Calendar(name="Cups, all", description="d", url="https://clist.example/x", refresh=timedelta(minutes=90))


@given(TEXT)
def test_folded_line_unfolds_to_itself_in_pieces_of_75_octets(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    folded = fold(line)
    pieces = folded.encode().split(b"\r\n")
    assert max(map(len, pieces)) <= 75
    assert [piece[:1] for piece in pieces[1:]] == [b" "] * (len(pieces) - 1)
    assert "".join([pieces[0].decode(), *(piece[1:].decode() for piece in pieces[1:])]) == line


@given(TEXT)
def test_escaped_text_is_one_line_that_reads_back(text: str) -> None:
    escaped = escape(text)
    assert len(escaped.splitlines()) <= 1
    read = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{fold(f'SUMMARY:{escaped}')}\r\nEND:VEVENT")["summary"]
    kept = "".join(sign if sign == "\n" or sign not in LINE_ENDS_AND_CONTROLS else " " for sign in text)
    assert str(read) == kept


LINE_ENDS_AND_CONTROLS = {chr(code) for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


@pytest.mark.parametrize(
    ("length", "pieces"),
    [(75, 1), (76, 2), (149, 2), (150, 3)],
)
def test_line_is_folded_no_sooner_than_needed(length: int, pieces: int) -> None:
    assert fold("x" * length).count("\r\n") == pieces - 1


def test_calendar_word_for_word() -> None:
    moment = datetime(2026, 11, 21, 14, 35, tzinfo=UTC)
    occasion = Occasion(
        uid="5@clist.example", title="Cup; final", start=date(2026, 11, 21), end=date(2026, 11, 23),
        url="https://site.example/5?a=1,2", location="site.example", category="Site", description="one\ntwo",
        sequence=3, created=moment, modified=moment, is_off=True,
    )  # fmt: skip
    assert write(CALENDAR, [occasion]).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CLIST//Contests//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Cups\\, all",
        "X-WR-CALNAME:Cups\\, all",
        "DESCRIPTION:d",
        "X-WR-CALDESC:d",
        "SOURCE;VALUE=URI:https://clist.example/x",
        "REFRESH-INTERVAL;VALUE=DURATION:PT90M",
        "X-PUBLISHED-TTL:PT90M",
        "BEGIN:VEVENT",
        "UID:5@clist.example",
        "DTSTAMP:20261121T143500Z",
        "CREATED:20261121T143500Z",
        "LAST-MODIFIED:20261121T143500Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20261121",
        "DTEND;VALUE=DATE:20261123",
        "SUMMARY:Cup\\; final",
        "STATUS:CANCELLED",
        "URL:https://site.example/5?a=1,2",
        "LOCATION:site.example",
        "CATEGORIES:Site",
        "DESCRIPTION:one\\ntwo",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
