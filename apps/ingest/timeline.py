"""The last ninety days of each source: how every day was, and the drawing of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q

from apps.ingest.models import Incident, SourceDay

DAYS = 90
A_DAY = timedelta(days=1)
MUCH = 0.5  # of a day in trouble make it a bad day
OFTEN = 0.2  # of a day's tries, though no two in a row
CELL, PITCH, HEIGHT = 4, 5, 20  # of the drawing, in its own units


class Level(StrEnum):
    """How a day was."""

    UNKNOWN = "unknown"  # it was not read
    FINE = "fine"
    PARTLY = "partly"
    DOWN = "down"


TOPS = {Level.DOWN: 0, Level.FINE: 3, Level.PARTLY: 9, Level.UNKNOWN: 17}  # so that colour does not stand alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day, in UTC, of one source. `trouble` is how long it was failing or late."""

    day: date
    level: Level
    tries: int
    failures: int
    trouble: timedelta
    place: int  # how far from the left edge of the drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Ninety days of one source, the oldest first. `share` of the time that is known it was fine; None: nothing is."""

    days: Sequence[Day]
    share: float | None

    @property
    def counts(self) -> dict[str, int]:
        """How many days there were of each level."""
        counted = Counter(day.level for day in self.days)
        return {str(level): counted[level] for level in Level}

    @property
    def paths(self) -> list[tuple[Level, str]]:
        """The drawing: an SVG path for each level that occurs."""
        return [(level, "".join(_cell(day) for day in self.days if day.level is level)) for level in self.levels]

    @property
    def levels(self) -> list[Level]:
        """The levels that occur."""
        return [level for level in Level if any(day.level is level for day in self.days)]

    @property
    def troubled(self) -> list[Day]:
        """The days that were not fine."""
        return [day for day in self.days if day.level in (Level.PARTLY, Level.DOWN)]


def timelines(plans: Iterable[int], *, now: datetime) -> dict[int, Timeline]:
    """Return plan id → its ninety days up to now. Two queries."""
    ids = list(plans)
    today = now.astimezone(UTC).date()
    first = today - (DAYS - 1) * A_DAY
    counted: dict[int, dict[date, SourceDay]] = defaultdict(dict)
    for row in SourceDay.objects.filter(plan__in=ids, day__gte=first):
        counted[row.plan_id][row.day] = row
    troubles: dict[int, list[Incident]] = defaultdict(list)
    for incident in Incident.objects.filter(Q(ended=None) | Q(ended__gte=_midnight(first)), plan__in=ids):
        troubles[incident.plan_id].append(incident)
    dates = [first + number * A_DAY for number in range(DAYS)]
    return {plan: _timeline(dates, counted[plan], troubles[plan], now=now) for plan in ids}


def _timeline(
    dates: Sequence[date], counted: Mapping[date, SourceDay], incidents: Sequence[Incident], *, now: datetime
) -> Timeline:
    days, known, trouble = [], timedelta(0), timedelta(0)
    for number, each in enumerate(dates):
        length = min(now, _midnight(each + A_DAY)) - _midnight(each)
        bad = sum((_overlap(incident, each, now) for incident in incidents), timedelta(0))
        row = counted.get(each)
        tries, failures = (row.tries, row.failures) if row else (0, 0)
        level = level_of(tries=tries, failures=failures, share=bad / length if length else 0)
        if level is not Level.UNKNOWN:
            known, trouble = known + length, trouble + bad
        days.append(Day(day=each, level=level, tries=tries, failures=failures, trouble=bad, place=number * PITCH))
    return Timeline(days=days, share=1 - trouble / known if known else None)


def level_of(*, tries: int, failures: int, share: float) -> Level:
    """Return how a day was by its tries and by the share of it that was spent in incidents."""
    if not tries and not share:
        return Level.UNKNOWN
    if share >= MUCH or (tries > 1 and failures == tries):
        return Level.DOWN
    return Level.PARTLY if share or failures > OFTEN * tries else Level.FINE


def _overlap(incident: Incident, day: date, now: datetime) -> timedelta:
    begin = max(incident.began, _midnight(day))
    end = min(incident.ended or now, _midnight(day + A_DAY), now)
    return max(end - begin, timedelta(0))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _cell(day: Day) -> str:
    top = TOPS[day.level]
    return f"M{day.place} {top}h{CELL}v{HEIGHT - top}h-{CELL}z"
