"""How texts in a query are read: yes and no, numbers, times, lengths of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField

from apps.api.errors import MISMATCHED, AnswerError, QuestionError

YES = frozenset({"1", "yes", "y", "true", "t", "on"})
NULL = frozenset({"none", "None", "nil"})
BOOLEANS = {"true": 1, "True": 1, "false": 0, "False": 0}
MAX_DURATION_TEXT = 100

# A plus sign that was not encoded in the URL arrives as a blank.
LOST_PLUS = re.compile(r"(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$")
CLOCK = re.compile(r"(?:(?P<days>\d+)\s*d(?:ays?)?,?\s*)?(?:(?P<hours>\d+):)?(?P<minutes>\d+):(?P<seconds>\d{2})")
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)[\s,]*")
SECONDS = {
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 604800),
    **dict.fromkeys(("d", "dy", "dys", "day", "days"), 86400),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
}


def is_yes(text: str | None) -> bool:
    """Return whether a switch is on: `1 yes y true t on` in any case; everything else, also nothing, is off."""
    return text is not None and text.lower() in YES


def read_text(text: str) -> str:
    """Return a text that the database can hold.

    Raises:
        QuestionError: it has a NUL character.
    """
    if "\0" in text:
        raise QuestionError(MISMATCHED)
    return text


def read_integer(text: str) -> int:
    """Return a whole number.

    Raises:
        QuestionError: it is none.
    """
    try:
        return BOOLEANS[text] if text in BOOLEANS else int(text)
    except ValueError as error:
        raise QuestionError(MISMATCHED) from error


def read_time(text: str) -> datetime:
    """Return an aware time in UTC: `YYYY-MM-DD`, or with a time, with or without an offset; naive is UTC.

    Raises:
        QuestionError: in Django's words, with the text in it.
    """
    try:
        time: datetime | None = DateTimeField().to_python(LOST_PLUS.sub(r"\1+\2", text.strip()))
        if time is None:
            raise QuestionError(MISMATCHED)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except ValidationError as error:
        raise QuestionError(repr(list(error))) from error
    except OverflowError as error:
        raise QuestionError(MISMATCHED) from error


def read_duration(text: str) -> timedelta:
    """Return a length of time: seconds, or `2 hours`, `1h 30m`, `1:30:00`, `10 days`.

    Raises:
        AnswerError: it is none, in the incumbent's words.
    """
    words = text.strip().lower()
    sign = -1 if words.startswith("-") else 1
    seconds = _seconds(words.lstrip("+-").strip()) if len(words) <= MAX_DURATION_TEXT else None
    if seconds is None:
        raise AnswerError("unsupported type for timedelta seconds component: NoneType")
    try:
        return timedelta(seconds=sign * seconds)
    except OverflowError as error:
        raise AnswerError(str(error)) from error


def _seconds(words: str) -> float | None:
    if re.fullmatch(r"\d+(\.\d+)?", words):
        return float(words)
    clock = CLOCK.fullmatch(words)
    if clock:
        days, hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    amounts = AMOUNT.findall(words)
    if not amounts or AMOUNT.sub("", words) or any(unit not in SECONDS for _, unit in amounts):
        return None
    return sum(float(number) * SECONDS[unit] for number, unit in amounts)
