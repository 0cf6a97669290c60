"""What sites changed about a contest, in words: one line a field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.contests.models import ContestChange
from apps.core.durations import short_duration

KINDS = {
    ContestChange.ADDED: pgettext_lazy("change", "announced"),
    ContestChange.MOVED: pgettext_lazy("change", "moved"),
    ContestChange.EXTENDED: pgettext_lazy("change", "extended"),
    ContestChange.SHORTENED: pgettext_lazy("change", "shortened"),
    ContestChange.RENAMED: pgettext_lazy("change", "renamed"),
    ContestChange.RELINKED: pgettext_lazy("change", "address changed"),
    ContestChange.CANCELLED: pgettext_lazy("change", "cancelled"),
    ContestChange.GONE: pgettext_lazy("change", "gone from the site's lists"),
    ContestChange.RETURNED: pgettext_lazy("change", "back again"),
}
FIELDS = {
    "title": gettext_lazy("Title"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("End"),
    "duration": gettext_lazy("Duration"),
    "url": gettext_lazy("Address"),
    "standings_url": gettext_lazy("Standings"),
    "registration_url": gettext_lazy("Registration"),
    "registration_opens": gettext_lazy("Registration opens"),
    "registration_closes": gettext_lazy("Registration closes"),
    "kind": gettext_lazy("Kind"),
    "rated": gettext_lazy("Rated"),
    "cancelled": gettext_lazy("Cancelled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One field before and after; "" where it had no value."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change: what kind, when it was seen, and field by field."""

    kind: str
    word: str
    at: datetime
    steps: list[Step]


def history(changes: Iterable[ContestChange]) -> list[Line]:
    """Put changes in words, in the order given. A first announcement lists no fields: the page shows them."""
    return [
        Line(
            kind=change.kind,
            word=str(KINDS.get(change.kind, change.kind)),
            at=change.at,
            steps=[] if change.kind == ContestChange.ADDED else _steps(change),
        )
        for change in changes
    ]


def _steps(change: ContestChange) -> list[Step]:
    names = [name for name in (*FIELDS, *sorted({*change.was, *change.now} - {*FIELDS})) if _differs(change, name)]
    return [
        Step(
            field=str(FIELDS.get(name, name.replace("_", " "))),
            was=_words(name, change.was.get(name)),
            now=_words(name, change.now.get(name)),
        )
        for name in names
    ]


def _differs(change: ContestChange, name: str) -> bool:
    return name not in ("cancelled", "gone") and change.was.get(name) != change.now.get(name)


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "duration" and isinstance(value, int | float):
        return short_duration(timedelta(seconds=value))
    instant = parse_datetime(value) if isinstance(value, str) and len(value) < 40 else None
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT") if instant and instant.tzinfo else str(value)
