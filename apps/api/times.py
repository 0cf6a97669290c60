"""Times for people: a time zone, a format, and lengths of time in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from apps.api.errors import QuestionError
from apps.core.viewer import read_zone

DEFAULT_FORMAT = "%d.%m %a %H:%M"
# Widths (`%999999999d`) are left out: the C library would fill gigabytes.
FORMAT = re.compile(r"(?:[^%\0]|%-?[aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%])*")
MAX_FORMAT = 100
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, slots=True)
class TimeStyle:
    """How a person reads times."""

    zone: tzinfo
    format: str

    def write(self, time: datetime) -> str:
        """Return a time as its reader wants it; one without an offset is in UTC."""
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(self.zone).strftime(self.format)


def style(zone: str, form: str) -> TimeStyle:
    """Return the style of a zone (an IANA name, minutes, or `+HH:MM`, else UTC) and a strftime format.

    "" stands for the default format.

    Raises:
        QuestionError: the format is none.
    """
    form = form or DEFAULT_FORMAT
    if len(form) > MAX_FORMAT or not FORMAT.fullmatch(form):
        raise QuestionError(f"Invalid time_format '{form[:MAX_FORMAT]}' provided.")
    return TimeStyle(read_zone(zone)[1], form)


def in_words(seconds: int) -> str:
    """Return a length of time as `2 hours 15 minutes`."""
    words = []
    for unit, size in UNITS:
        number, seconds = divmod(seconds, size)
        if number:
            words.append(f"{number} {unit}" if number == 1 else f"{number} {unit}s")
    return " ".join(words) or "0 seconds"
