"""Days in words, which pages about people print by the hundred: each is formatted once for a language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def day_writer() -> Callable[[datetime | date], str]:
    """Return what writes the day of an instant, in the zone and language that are current now: "21 Nov 2026"."""
    zone, language = timezone.get_current_timezone(), get_language() or "en"

    def write(when: datetime | date) -> str:
        return _written(when.astimezone(zone).date() if isinstance(when, datetime) else when, language)

    return write


@lru_cache(maxsize=20_000)
def _written(day: date, _language: str) -> str:
    return str(date_format(day, "DATE_FORMAT"))
