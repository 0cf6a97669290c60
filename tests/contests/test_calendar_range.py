"""The days that the calendar shows, and the addresses that lead to others."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.contests.calendar_range import MONDAY, SUNDAY, Range, View, first_weekday, read_day

TODAY = date(2026, 11, 22)  # a Sunday


def shown(query: str = "", *, first: int = MONDAY) -> Range:
    """Return the range of a URL's query."""
    return Range.from_query(QueryDict(query), today=TODAY, first_weekday=first)


@pytest.mark.parametrize(
    ("query", "first", "until"),
    [
        ("", date(2026, 10, 26), date(2026, 12, 7)),
        ("view=week", date(2026, 11, 16), date(2026, 11, 23)),
        ("view=day", date(2026, 11, 22), date(2026, 11, 23)),
        ("view=agenda", date(2026, 11, 22), date(2026, 12, 6)),
        ("date=2027-02-10", date(2027, 2, 1), date(2027, 3, 1)),
        ("view=year&date=2026-02-30", date(2026, 10, 26), date(2026, 12, 7)),
        ("view=day&date=0001-01-01", date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_range_holds_the_days_of_its_view(query: str, first: date, until: date) -> None:
    assert (shown(query).first, shown(query).until) == (first, until)


def test_range_begins_with_sunday_where_weeks_do() -> None:
    assert (shown(first=SUNDAY).first, shown(first=SUNDAY).until) == (date(2026, 11, 1), date(2026, 12, 6))
    assert (shown("view=week", first=SUNDAY).first, shown(first=SUNDAY).first_day) == (TODAY, 0)


@pytest.mark.parametrize(
    ("query", "previous", "following"),
    [
        ("date=2026-01-31", date(2025, 12, 1), date(2026, 2, 1)),
        ("view=week", date(2026, 11, 15), date(2026, 11, 29)),
        ("view=day", date(2026, 11, 21), date(2026, 11, 23)),
        ("view=agenda", date(2026, 11, 8), date(2026, 12, 6)),
    ],
)
def test_range_knows_its_neighbours(query: str, previous: date, following: date) -> None:
    assert (shown(query).previous, shown(query).following) == (previous, following)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("view=month&date=2026-11-22&long=no", ""),
        ("long=yes&date=2026-12-01T00:00:00&view=week", "view=week&date=2026-12-01&long=yes"),
    ],
)
def test_range_has_one_address(query: str, canonical: str) -> None:
    assert shown(query).query_string() == canonical
    assert shown(query).query_string("rated=yes") == "&".join(filter(None, [canonical, "rated=yes"]))
    assert shown(query).query_string(day=TODAY, view=View.DAY, long=False) == "view=day"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "November 2026"),
        ("view=week", "16 Nov – 22 Nov 2026"),
        ("view=day", "Sunday, 22 November 2026"),
        ("view=agenda", "22 Nov – 5 Dec 2026"),
    ],
)
def test_range_is_put_in_words(query: str, title: str) -> None:
    assert shown(query).title == title


def test_day_is_as_long_as_the_clocks_make_it() -> None:
    start, end = shown("view=day&date=2026-10-25").bounds(ZoneInfo("Europe/Berlin"))
    assert end.timestamp() - start.timestamp() == timedelta(hours=25).total_seconds()


@pytest.mark.parametrize(
    ("header", "language", "first"),
    [
        ("en-US,en;q=0.9", "en", SUNDAY),
        ("en-GB,en;q=0.9", "en", MONDAY),
        ("en", "en", MONDAY),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", "ru", MONDAY),
        ("en-US,en;q=0.9", "ru", MONDAY),
        ("", "en", MONDAY),
    ],
)
def test_week_begins_as_the_reader_is_used_to(header: str, language: str, first: int) -> None:
    request = RequestFactory().get("/calendar/", headers={"Accept-Language": header})
    with translation.override(language):
        assert first_weekday(request) == first


@given(st.dates(date(1990, 2, 1), date(2099, 10, 31)), st.sampled_from(list(View)), st.sampled_from([MONDAY, SUNDAY]))
def test_ranges_follow_each_other(day: date, view: View, first: int) -> None:
    here = Range.around(day, view=view, today=TODAY, first_weekday=first)
    after = Range.around(here.following, view=view, today=TODAY, first_weekday=first)
    assert here.first <= day < here.until
    assert after.first <= here.until
    assert Range.around(after.previous, view=view, today=TODAY, first_weekday=first).first == here.first


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "9999-12-31", "1812-06-24", "2026-11"])
def test_senseless_day_is_none(text: str) -> None:
    assert read_day(text) is None
