"""One row through a whole contest: its places, scores and cells, step by step, as the time machine tells them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from django.utils.translation import gettext as _

from apps.standings.board.cells import clock, in_number
from apps.standings.replay.columns import STATES
from apps.standings.replay.moment import Moment
from apps.standings.replay.timeline import Had, Step
from apps.standings.what_if.picking import Picked, picked_rows

PARTS = 12  # of the contest, at the ends of which a row's place is told besides
SIGNS = dict(zip(STATES, ("+", "±", "−", "?"), strict=True))
Moved = TypeVar("Moved", Had, Step)


class Passed(NamedTuple):
    """What a followed row had at a moment, and what it had just got there."""

    time: str
    place: int | None
    score: str
    penalty: str
    got: str
    is_now: bool


class Followed(NamedTuple):
    """One row through the whole contest, in one sentence and step by step."""

    who: Picked
    said: str
    passed: Sequence[Passed]


def follow(moment: Moment, row: int) -> Followed | None:
    """Return how a row went, by its id, up to a moment and beyond; None where it is not in the table. One query."""
    rows = picked_rows(moment.replay.contest, [row])
    numbers = np.flatnonzero(moment.replay.rows == row)
    if not rows or not len(numbers):
        return None
    number = int(numbers[0])
    return Followed(rows[0], _words_of_places(moment, number), _passed_by(moment, number))


def _words_of_places(moment: Moment, number: int) -> str:
    """Return in a sentence where a row stood, by its number in the table, when it stood best, and where it ended."""
    steps = moment.replay.timeline.rank_history(number)
    if not steps:
        return _("not ranked")
    now = _at(steps, moment.seconds).value
    scored = [had.second for had in moment.replay.timeline.score_history(number) if had.score > 0]
    best = min(
        (step for step in steps if scored and step.second >= scored[0]), key=lambda step: step.value, default=None
    )
    said = [_("place %(place)d at %(time)s") % {"place": now, "time": clock(moment.seconds, exact=True)}]
    if best is not None:
        said.append(_("best %(place)d at %(time)s") % {"place": best.value, "time": clock(best.second, exact=True)})
    if not moment.is_over:
        said.append(_("%(place)d at last") % {"place": steps[-1].value})
    return " · ".join(said)


def _passed_by(moment: Moment, number: int) -> list[Passed]:
    """Return how a row went, by its number in the table: at each of its cells and at even parts of the contest."""
    timeline = moment.replay.timeline
    places, scores = timeline.rank_history(number), timeline.score_history(number)
    got = _gains(moment, number)
    end = timeline.columns.end
    seconds = sorted({*got, *(had.second for had in scores), *(end * part / PARTS for part in range(PARTS + 1))})
    current = seconds[bisect_right(seconds, moment.seconds) - 1]
    found = []
    for second in seconds:
        had = _at(scores, second)
        found.append(
            Passed(
                time=clock(second, exact=True),
                place=_at(places, second).value if places else None,
                score="" if np.isnan(had.score) else in_number(had.score),
                penalty="" if np.isnan(had.penalty) else in_number(had.penalty),
                got=", ".join(got.get(second, [])),
                is_now=second == current,
            )
        )
    return found


def _at(history: Sequence[Moved], second: float) -> Moved:
    """Return what held at a second, of a history that begins with the start."""
    return history[bisect_right(history, second, key=lambda one: one.second) - 1]


def _gains(moment: Moment, number: int) -> dict[float, list[str]]:
    """Return the cells of a row by the seconds at which they came: "+A", "−B"."""
    columns = moment.replay.timeline.columns
    found: dict[float, list[str]] = defaultdict(list)
    for cell in np.flatnonzero((columns.row == number) & ~np.isnan(columns.time)):
        sign, short = SIGNS[STATES[columns.state[cell]]], moment.replay.shorts[columns.problem[cell]]
        found[float(columns.time[cell])].append(f"{sign}{short}")
    return found
