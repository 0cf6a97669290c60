"""CTFd says start and end in the script of its pages, in the spellings of several themes and years."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.resources.adapters.base import AdapterError, Page
from apps.resources.adapters.ctfd import init_script, moment

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("script", "start"),
    [
        ("init = {'start': 1798761600, 'end': null}", NEW_YEAR),
        ("init={start:1798761600,end:1798848000}", NEW_YEAR),
        ('init = {"start": "1798761600", "end": ""}', NEW_YEAR),
        ("init = {\n  'restart': 5,\n  'start': 1798761600.0\n}", NEW_YEAR),
        ("init = {'start': null, 'end': 1798848000}", None),
        ("init = {'start': '', 'end': ''}", None),
    ],
)
def test_start_is_read_from_every_spelling(script: str, start: datetime | None) -> None:
    assert moment(script, "start") == start


@pytest.mark.parametrize(
    "script", ["init = {}", "init = {'start': soon}", "init = {'start': -5}", "init = {'start': [1]}"]
)
def test_start_that_is_no_number_is_refused(script: str) -> None:
    with pytest.raises(AdapterError) as raised:
        moment(script, "start")

    assert str(raised.value) == "init.start: no epoch in seconds and no null"


def test_start_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(AdapterError) as raised:
        moment(f"init = {{'start': {'9' * 30}}}", "start")

    assert raised.value.place == "init.start"


def test_script_begins_at_its_init_object() -> None:
    page = Page("<script>var theme = {'start': 1}</script><script>x = 1; var init = {'start': 2}</script>")

    assert init_script(page) == "init = {'start': 2}"
