"""The rules that every row keeps: texts that a page and a database can hold, real addresses, times in UTC."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

MAX_KEY = 255
MAX_TITLE = 500
MAX_URL = 2000
LARGEST = 2**53  # numbers beyond it are not exact in JSON
MOST = 2**31 - 1  # of things that are counted
MOST_RATING = 1_000_000  # no formula of ratings reaches so far, and some reckon with every whole number up to it
# Control characters, and half characters that no database keeps.
UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class RowError(ValueError):
    """A row breaks a rule of its own; the text says which field and why."""


def check_text(name: str, value: object, longest: int) -> None:
    """Refuse what is no text of one line, not empty and at most so long.

    Raises:
        RowError: it is not.
    """
    if not isinstance(value, str) or not value.strip():
        raise RowError(f"{name} is empty")
    if value != value.strip() or UNFIT.search(value):
        raise RowError(f"{name} has control characters or blanks at its ends: {value[:60]!r}")
    if len(value) > longest:
        raise RowError(f"{name} is longer than {longest} characters")


def check_url(name: str, value: str) -> None:
    """Refuse what is no web address.

    Raises:
        RowError: it is none.
    """
    check_text(name, value, MAX_URL)
    if not value.startswith(("https://", "http://")) or " " in value:
        raise RowError(f"{name} is no web address: {value[:60]!r}")


def check_fact(name: str, value: object) -> None:
    """Refuse a fact that JSON or the database cannot hold.

    Raises:
        RowError: it has control characters or is no finite number.
    """
    if isinstance(value, str) and UNFIT.search(value):
        raise RowError(f"the fact {name} has control characters: {value[:60]!r}")
    if isinstance(value, float) and not math.isfinite(value):
        raise RowError(f"the fact {name} is {value}")


def check_number(name: str, value: float | None, *, least: float = -LARGEST) -> None:
    """Refuse a number that is not finite, too large to be exact, or below the least that makes sense.

    Raises:
        RowError: it is.
    """
    if value is not None and not least <= value <= LARGEST:  # NaN compares false
        raise RowError(f"{name} is {value}")


def check_count(name: str, value: int | None, *, least: int = 0) -> None:
    """Refuse a number of things, a place or a rating that is below the least that makes sense, or beyond belief.

    Raises:
        RowError: it is.
    """
    if value is not None and not least <= value <= MOST:
        raise RowError(f"{name} is {value}")


def check_rating(name: str, value: int | None) -> None:
    """Refuse a rating beyond belief, whichever sign it has.

    Raises:
        RowError: it is.
    """
    if value is not None and not -MOST_RATING <= value <= MOST_RATING:
        raise RowError(f"{name} is {value}")


def check_instant(name: str, value: object) -> None:
    """Refuse what is no aware time in UTC.

    Raises:
        RowError: it is none.
    """
    if not isinstance(value, datetime) or value.utcoffset() != timedelta(0):
        raise RowError(f"{name} is no time in UTC: {value!r}")


def check_fields(row: object, names: Iterable[str], longest: int) -> None:
    """Refuse a row with an unfit text in one of these fields, each of which may be "".

    Raises:
        RowError: it has one.
    """
    for name in names:
        if value := getattr(row, name):
            check_text(name, value, longest)
