"""The words of a filter's URL: each kind of value read from a query, with a warning for what makes no sense."""

from __future__ import annotations

import re
import unicodedata
from datetime import time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.contests.search import MAX_TEXT

MAX_VALUES = 100
MAX_DURATION = 40  # characters: blanks between the units could be matched in many ways
YES, NO = frozenset({"1", "yes", "y", "true", "t", "on"}), frozenset({"0", "no", "n", "false", "f", "off"})
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DURATION = re.compile(
    r"(?:(?P<days>[0-9]{1,4})\s*d(?:ays?)?)?\s*(?:(?P<hours>[0-9]{1,5})\s*h(?:ours?)?)?\s*"
    r"(?:(?P<minutes>[0-9]{1,6})\s*m(?:in(?:ute)?s?)?)?\s*(?:(?P<seconds>[0-9]{1,8})\s*s?)?",
    re.IGNORECASE,
)
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])(?::[0-5][0-9])?)?", re.ASCII)


class Reader:
    """Reads the values of one query, and remembers in `warnings` what it had to pass over."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.warnings: list[str] = []

    def text(self, *names: str) -> str:
        """Return the first of these that says something, cut to what a search may be long."""
        found = clean(next((value for name in names if (value := self.query.get(name))), ""))
        if len(found) > MAX_TEXT:
            self.warnings.append(_("The search is cut after %(number)d characters.") % {"number": MAX_TEXT})
        return found[:MAX_TEXT].strip()

    def values(self, name: str) -> tuple[str, ...]:
        """Return all that is said, once each, sorted."""
        parts = {clean(part)[:MAX_TEXT] for value in self.query.getlist(name) for part in value.split(",")}
        return tuple(sorted(parts - {""})[:MAX_VALUES])

    def ids(self, name: str) -> tuple[int, ...]:
        """Return the numbers of rows."""
        numbers: set[int] = set()
        for value in self.values(name):
            if value.isdecimal() and len(value) <= 18:
                numbers.add(int(value))
            else:
                self.pass_over(name, value)
        return tuple(sorted(numbers))

    def yes_or_no(self, name: str) -> bool | None:
        """Return a choice, None for no choice."""
        value = self.query.get(name, "").strip().lower()
        if value and value not in YES | NO:
            self.pass_over(name, value)
        return value in YES if value in YES | NO else None

    def some_of(self, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return the known words that are said, in their own order."""
        values = [value.lower() for value in self.values(name)]
        for value in values:
            if value not in known:
                self.pass_over(name, value)
        return tuple(word for word in known if word in values)

    def duration(self, name: str) -> timedelta | None:
        """Return a length of time."""
        value = self.query.get(name, "")
        length = read_duration(value) if value.strip() else None
        if value.strip() and length is None:
            self.pass_over(name, value)
        return length

    def clock(self, name: str) -> time | None:
        """Return a time of day, in whole minutes: `18:00`, or `18`."""
        value = self.query.get(name, "").strip()
        found = CLOCK.fullmatch(value)
        if value and not found:
            self.pass_over(name, value)
        return time(int(found[1]), int(found[2] or 0)) if found else None

    def number(self, name: str, *, most: int) -> int | None:
        """Return a whole number from 0 on; a larger one than the largest counts as that."""
        value = self.query.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
            return min(int(value), most)
        if value:
            self.pass_over(name, value)
        return None

    def pass_over(self, name: str, value: str) -> None:
        """Warn that a value is not understood."""
        told = {"name": name, "value": clean(value)[:50]}
        self.warnings.append(_("“%(name)s=%(value)s” is not understood and passed over.") % told)


def clean(text: str) -> str:
    """Return a text without what PostgreSQL or a feed cannot hold: control characters and half characters."""
    kept = (sign if unicodedata.category(sign) not in ("Cc", "Cs") else " " for sign in text)
    return "".join(kept).strip()


def read_duration(text: str) -> timedelta | None:
    """Return a length of time written as `90m`, `2h`, `1d12h`, `2 hours` or a number of seconds, else None."""
    found = DURATION.fullmatch(text.strip()) if len(text) <= MAX_DURATION else None
    if not found or not any(found.groups()):
        return None
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})
