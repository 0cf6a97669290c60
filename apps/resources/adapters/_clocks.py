"""Ways of writing a time that several sites share: milliseconds, wall clocks of a place, durations in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from apps.resources.adapters.base import AdapterError, from_epoch

Instant = Annotated[datetime, msgspec.Meta(tz=True)]  # in a payload's form: ISO 8601 with an offset from UTC

UNITS = {
    "d": "days",
    "day": "days",
    "h": "hours",
    "hr": "hours",
    "hour": "hours",
    "m": "minutes",
    "min": "minutes",
    "minute": "minutes",
    "s": "seconds",
    "sec": "seconds",
    "second": "seconds",
    "week": "weeks",
}
NUMBER_AND_UNIT = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]+?)s?(?![a-z])")
CLOCK = re.compile(r"(?:(\d{1,4}) days?,? )?(\d{1,5}):([0-5]\d)(?::([0-5]\d))?")


def from_millis(milliseconds: float) -> datetime:
    """Return the UTC time of an epoch in milliseconds.

    Raises:
        AdapterError: the number is no time a calendar has.
    """
    return from_epoch(milliseconds / 1000)


def from_wall_clock(text: str, form: str, *, zone: str) -> datetime:
    """Return the UTC time of what a clock on the wall of a place shows; `form` is strptime's, `zone` "Asia/Tokyo".

    Raises:
        AdapterError: the text has another form.
    """
    try:
        return datetime.strptime(text.strip(), form).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise AdapterError(f"{text[:60]!r} is no time of the form {form!r}") from error


def duration_in_words(text: str) -> timedelta:
    """Return the duration that words such as "5 hours" or "1 day, 2 hours and 30 minutes" say.

    Raises:
        AdapterError: a part is no number with a unit of time.
    """
    lower = text.lower()
    parts = NUMBER_AND_UNIT.findall(lower)
    rest = NUMBER_AND_UNIT.sub("", lower).replace("and", "").replace(",", "").strip()
    if not parts or rest or any(unit not in UNITS for _, unit in parts):
        raise AdapterError(f"{text[:60]!r} is no duration in words")
    return sum((timedelta(**{UNITS[unit]: float(number)}) for number, unit in parts), timedelta())


def duration_on_clock(text: str) -> timedelta:
    """Return the duration that "5:00:00", "125:30" (hours and minutes) or "2 days, 5:00:00" says.

    Raises:
        AdapterError: the text has another form.
    """
    match = CLOCK.fullmatch(text.strip())
    if match is None:
        raise AdapterError(f"{text[:60]!r} is no duration")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
