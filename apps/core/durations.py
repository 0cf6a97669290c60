"""Lengths of time in few signs: "1 h 30", "3 d 4 h", "12:05".

Whoever words hundreds of them hands in a translator that remembers, as `_`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext

Translator = Callable[[str], str]
MINUTE, HOUR, DAY = 60, 3600, 86400


def short_duration(length: timedelta, *, _: Translator = gettext) -> str:
    """Return a length by its two largest units, rounded down: "45 s", "45 min", "1 h 30", "3 d 4 h"."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < MINUTE:
        return _("%d s") % seconds
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours} if hours else _("%d d") % days
    if hours:
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes} if minutes else _("%d h") % hours
    return _("%d min") % minutes


def rough_duration(length: timedelta, *, _: Translator = gettext) -> str:
    """Return a length by its largest unit alone, rounded down: "40 s", "12 min", "3 h", "5 d"."""
    seconds = max(0, int(length.total_seconds()))
    for unit, text in ((DAY, _("%d d")), (HOUR, _("%d h")), (MINUTE, _("%d min"))):
        if seconds >= unit:
            return text % (seconds // unit)
    return _("%d s") % seconds


def countdown(length: timedelta, *, exact: bool = False, _: Translator = gettext) -> str:
    """Return the time that is left: "3 d 4 h", "16 h 05", and by the second in the last hour, "36:12".

    `exact` counts seconds through the whole last day: "1:12:33". static/js/count-down.js says the same.
    """
    seconds = max(0, int(length.total_seconds()))
    if seconds >= DAY:
        return short_duration(timedelta(seconds=seconds // HOUR * HOUR), _=_)
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if hours and not exact:
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes}
    clock = f"{minutes:02}:{seconds % MINUTE:02}"
    return f"{hours}:{clock}" if hours else clock.lstrip("0") if minutes >= 1 else f"0{clock[2:]}"
