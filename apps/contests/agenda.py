"""The agenda: contests one below the other under the day on which they start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from apps.contests.month import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay:
    """One day's contests. `day` is None for those that began before the agenda does."""

    day: date | None
    name: str  # "Today", "Tomorrow" or ""
    slots: Sequence[Slot]


def build_agenda(slots: Iterable[Slot], *, first: date, today: date) -> list[AgendaDay]:
    """Group slots, given by start, by day; what began earlier comes first."""
    kept = list(slots)
    earlier = [slot for slot in kept if slot.first < first]
    names = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    days = [AgendaDay(day=None, name=_("Under way"), slots=earlier)] if earlier else []
    for day, group in groupby((slot for slot in kept if slot.first >= first), key=lambda slot: slot.first):
        days.append(AgendaDay(day=day, name=names.get(day, ""), slots=list(group)))
    return days
