"""The search grammar: `a || b`, `a && b`, `!x`, `field:value`, otherwise a regular expression over title and host.

It is the incumbent's grammar, so that searches in bookmarks keep their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.contests.patterns import PatternError, for_database

MAX_TEXT = 200
MAX_TERMS = 20

FIELD = re.compile(r"([a-z_]+):\s*(.+)", re.DOTALL | re.IGNORECASE)
BRACKETS = re.compile(r"[()\[\]{}*+?$^|]")
ANYWHERE = ("title", "host")
COLUMNS = {
    "title": ("title",),
    "name": ("title",),
    "host": ("host", "resource__host"),
    "resource": ("host", "resource__host", "resource__title"),
    "kind": ("kind",),
}
STATES: dict[str, Callable[[datetime], Q]] = {
    "running": lambda now: Q(start__lte=now, end__gt=now),
    "coming": lambda now: Q(start__gt=now),
    "past": lambda now: Q(end__lte=now),
    "rated": lambda now: Q(rated=True),
    "unrated": lambda now: Q(rated=False),
    "cancelled": lambda now: Q(cancelled__isnull=False) | Q(gone__isnull=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search text, understood: what to ask of the database, and what to tell the person who wrote it."""

    condition: Q
    warnings: tuple[str, ...]


def read(text: str, now: datetime) -> Search:
    """Return what a search text asks for at a moment. Every text means something: nothing is raised for any of them."""
    return combine(text, lambda words, warnings: term(words, now, warnings))


def combine(text: str, condition_of: Callable[[str, list[str]], Q]) -> Search:
    """Return what a text asks for, given what one term of it does; that is told the list of warnings to add to."""
    warnings: list[str] = []
    condition = Q()
    terms = 0
    for alternative in text.split("||"):
        every = Q()
        for term in filter(None, (part.strip() for part in alternative.split("&&"))):
            terms += 1
            words = term.removeprefix("!").strip()
            if terms <= MAX_TERMS and words:
                asked = condition_of(words, warnings)
                every &= ~asked if term.startswith("!") else asked
        condition |= every
    if terms > MAX_TERMS:
        warnings.append(_("Only the first %(number)d terms of the search count.") % {"number": MAX_TERMS})
    return Search(condition=condition, warnings=tuple(dict.fromkeys(warnings)))


def term(words: str, now: datetime, warnings: list[str]) -> Q:
    """Return what one term asks of contests at a moment."""
    parts = FIELD.fullmatch(words)
    name, value = (parts[1].lower(), parts[2].strip()) if parts else ("", "")
    if name in COLUMNS:
        return matches(value, COLUMNS[name], warnings)
    if name == "id" and value.isdecimal() and len(value) <= 18:
        return Q(pk=int(value))
    if name in ("is", "status") and value.lower() in STATES:
        return STATES[value.lower()](now)
    if name in ("id", "is", "status"):
        warnings.append(_("“%(term)s” is no known condition: searched as text.") % {"term": words})
        return _any(ANYWHERE, "icontains", words)
    return matches(words, ANYWHERE, warnings)


def matches(pattern: str, columns: tuple[str, ...], warnings: list[str]) -> Q:
    """Return the condition of a pattern over some columns; a title pasted with its brackets finds itself, too."""
    verbatim = _any(columns, "icontains", pattern) if BRACKETS.search(pattern) else Q()
    try:
        return verbatim | _any(columns, "iregex", for_database(pattern))
    except PatternError:
        message = _("“%(pattern)s” is no regular expression that runs here: searched as text.")
        warnings.append(message % {"pattern": pattern})
        return _any(columns, "icontains", pattern)


def _any(columns: tuple[str, ...], lookup: str, value: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__{lookup}": value})
    return condition
