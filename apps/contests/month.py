"""The month as a grid: weeks of days, contests of several days as bars in lanes, the others under their day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.core.durations import short_duration

DAY = timedelta(days=1)
LONG = timedelta(days=7)
MORNING = time(6)  # what ends before it still belongs to the evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One contest on the viewer's wall."""

    contest: Contest
    start: datetime
    end: datetime
    first: date
    last: date  # the last day on which it is shown
    label: str  # its times and length in words

    @property
    def clock(self) -> str:
        """When it starts: "22:30"."""
        return f"{self.start:%H:%M}"

    @property
    def length(self) -> str:
        """How long it is for a participant: "2 h 30"."""
        return short_duration(self.contest.duration)

    @property
    def is_bar(self) -> bool:
        """True when it is shown over several days."""
        return self.last > self.first

    @property
    def off(self) -> str:
        """The word for a contest that will not take place, else ""."""
        return _("cancelled") if self.contest.cancelled else _("gone") if self.contest.gone else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A piece of a contest of several days within one week."""

    slot: Slot
    span: int  # days
    opens: bool  # it starts here, and not in the week before
    closes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day: the bars that begin on it by lane, with None where another one passes or nothing is, and the rest."""

    day: date
    lanes: Sequence[Bar | None]
    slots: Sequence[Slot]


def is_long(contest: Contest) -> bool:
    """True for what is folded away: contests that stay open for a week or more."""
    return contest.end - contest.start >= LONG


def slot_of(contest: Contest, zone: tzinfo) -> Slot:
    """Put a contest on the wall of a zone."""
    start, end = contest.start.astimezone(zone), contest.end.astimezone(zone)
    last = (contest.end - timedelta(microseconds=1)).astimezone(zone).date()
    is_over_night = contest.end - contest.start < DAY and last > start.date() and end.time() < MORNING
    return Slot(
        contest=contest,
        start=start,
        end=end,
        first=start.date(),
        last=last - DAY if is_over_night else last,
        label=_label(contest, start, end),
    )


def _label(contest: Contest, start: datetime, end: datetime) -> str:
    if contest.end - contest.start < DAY:
        times = f"{start:%H:%M} – {end:%H:%M}"
    else:
        times = " – ".join(f"{date_format(moment, 'MONTH_DAY_FORMAT')} {moment:%H:%M}" for moment in (start, end))
    return f"{times}, {short_duration(contest.duration)}"


def build_weeks(slots: Iterable[Slot], *, first: date, until: date) -> list[list[Cell]]:
    """Lay slots, given by start, into the weeks from one day up to another, which is a week's first day as well."""
    kept = list(slots)
    weeks = []
    while first < until:
        weeks.append(_build_week([slot for slot in kept if slot.first < first + 7 * DAY and slot.last >= first], first))
        first += 7 * DAY
    return weeks


def _build_week(slots: Sequence[Slot], first: date) -> list[Cell]:
    days = [first + number * DAY for number in range(7)]
    lanes = _lanes([slot for slot in slots if slot.is_bar], days)
    return [
        Cell(
            day=day,
            lanes=[_bar(lane, day, days) for lane in lanes][: _lanes_used(lanes, day)],
            slots=[slot for slot in slots if slot.first == day and not slot.is_bar],
        )
        for day in days
    ]


def _lanes(slots: Iterable[Slot], days: Sequence[date]) -> list[list[Slot]]:
    """Return bars by lane: each takes the uppermost one that is free on its first day of the week."""
    lanes: list[list[Slot]] = []
    for slot in sorted(slots, key=lambda slot: (max(slot.first, days[0]), -slot.last.toordinal())):
        free = next((lane for lane in lanes if lane[-1].last < max(slot.first, days[0])), None)
        if free is None:
            lanes.append([slot])
        else:
            free.append(slot)
    return lanes


def _bar(lane: Iterable[Slot], day: date, days: Sequence[date]) -> Bar | None:
    """Return the bar that begins on a day in a lane, or goes on there from the week before."""
    slot = next((slot for slot in lane if max(slot.first, days[0]) == day), None)
    if slot is None:
        return None
    last = min(slot.last, days[-1])
    return Bar(slot=slot, span=(last - day).days + 1, opens=slot.first == day, closes=slot.last == last)


def _lanes_used(lanes: Iterable[Iterable[Slot]], day: date) -> int:
    used = [number for number, lane in enumerate(lanes, 1) if any(slot.first <= day <= slot.last for slot in lane)]
    return max(used, default=0)
