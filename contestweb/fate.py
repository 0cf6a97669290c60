"""What befalls a contest between its announcement and its end: moves, names, sponsors, extensions, cancellation."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from contestweb.contest import Change
from contestweb.series import Series

STEP = timedelta(minutes=45)
LAST_CALL = timedelta(minutes=90)
MOVES = tuple(timedelta(minutes=minutes) for minutes in (-60, -30, 30, 60, 120, 24 * 60))
NUDGES = tuple(timedelta(minutes=minutes) for minutes in range(-45, 65, 5))
LENGTHENINGS = tuple(timedelta(minutes=minutes) for minutes in (0, 15, 30, 45, 60))
MARKS = ("draft", "new date", "rated", "unrated", "final", "teams of three", "beginners welcome", "all languages")
SPONSORS = ("Halloway", "Nordlicht Labs", "Quill & Sons", "Otter Cloud", "Bitwright", "Seven Rivers", "Kestrel Systems")


def fate(series: Series, chance: random.Random, *, title: str, start: datetime) -> tuple[Change, ...]:
    """Return what befalls one contest between its announcement and its end, soonest first."""
    if series.steady:
        return (_extension(series, chance, changes=[], start=start),) if chance.random() < series.prolonged else ()
    changes = (_moods if series.restless else _accidents)(series, chance, title=title, start=start)
    if series.draft:
        named = start - timedelta(days=series.lead * chance.uniform(0.15, 0.5))
        changes = [change for change in changes if change.title is None] + [Change(at=_whole(named), title=title)]
    changes.sort(key=lambda change: change.at)
    if chance.random() < (0.5 if series.restless else 0.12):
        changes.append(_extension(series, chance, changes=changes, start=start))
    return tuple(changes)


def _accidents(series: Series, chance: random.Random, *, title: str, start: datetime) -> list[Change]:
    announced = start - timedelta(days=series.lead)
    latest = start - timedelta(hours=3)

    def some_time() -> datetime:
        return _whole(announced + chance.uniform(0.05, 1) * (latest - announced))

    changes = []
    if chance.random() < 0.2:
        changes.append(Change(at=some_time(), shift=chance.choice(MOVES)))
    if chance.random() < 0.12:
        changes.append(Change(at=some_time(), title=f"{title}, sponsored by {chance.choice(SPONSORS)}"))
    if chance.random() < 0.05:
        changes.append(Change(at=some_time(), cancelled=True))
    return changes


def _moods(series: Series, chance: random.Random, *, title: str, start: datetime) -> list[Change]:
    changes: list[Change] = []
    at = start - timedelta(days=series.lead) + chance.random() * STEP
    shift, longer, name = timedelta(0), timedelta(0), title
    while at < start - LAST_CALL:
        back = False if changes and changes[-1].cancelled else None
        mood = chance.random()
        if back is None and mood < 0.04:
            changes.append(Change(at=_whole(at), cancelled=True))
        elif mood < 0.55:
            shift = chance.choice([nudge for nudge in NUDGES if nudge != shift])
            changes.append(Change(at=_whole(at), shift=shift, cancelled=back))
        elif mood < 0.8:
            name = chance.choice([f"{title} ({mark})" for mark in MARKS if not name.endswith(f"({mark})")])
            changes.append(Change(at=_whole(at), title=name, cancelled=back))
        else:
            longer = chance.choice([more for more in LENGTHENINGS if more != longer])
            changes.append(Change(at=_whole(at), longer=longer, cancelled=back))
        at += STEP * chance.uniform(0.6, 1.4)
    if changes and changes[-1].cancelled:
        changes.append(Change(at=_whole(at), cancelled=False))
    return changes


def _extension(series: Series, chance: random.Random, *, changes: list[Change], start: datetime) -> Change:
    shift = next((change.shift for change in reversed(changes) if change.shift is not None), timedelta(0))
    longer = next((change.longer for change in reversed(changes) if change.longer is not None), timedelta(0))
    length = timedelta(minutes=series.minutes)
    more = max(timedelta(minutes=10), _whole_quarter(length * 0.15))
    return Change(at=_whole(start + shift + length * chance.uniform(0.4, 0.9)), longer=longer + more)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _whole_quarter(length: timedelta) -> timedelta:
    return timedelta(minutes=round(length / timedelta(minutes=15)) * 15)
