"""How a contest stands at a moment: the tries, hacks and removals of its story, counted up to then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FOREVER = float("inf")
SYSTEM_TEST = 240  # seconds after the end in which solutions that stood so far are tested on everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One problem of a contest."""

    number: int
    letter: str
    name: str
    rating: int


@dataclass(frozen=True, slots=True)
class Try:
    """One submission. Times are seconds after the start; `share` of the points is what the judge gives at first."""

    at: int
    who: int
    task: int
    share: float
    judged: int  # when its outcome is told
    overturned: int | None = None  # from when on the opposite is true: it was hacked or rejudged
    is_flawed: bool = False  # it will fall in the system test, where there is one


@dataclass(frozen=True, slots=True)
class Hack:
    """Somebody attacks a solution of somebody else, so many seconds after the start."""

    at: int
    who: int
    succeeds: bool


@dataclass(slots=True)
class Cell:
    """What somebody did on one problem until a moment."""

    wrong: int = 0
    solved: int | None = None  # seconds
    pending: int = 0  # tries whose outcome is not told: they are judged now, or hidden
    best: float = 0.0  # share of the points
    best_at: int | None = None
    last: int = 0

    @property
    def tries(self) -> int:
        """How many of them are judged."""
        return self.wrong + (self.solved is not None)

    def take(self, at: int, share: float | None) -> None:
        """Count the next try, of which None says that its outcome is not told; nothing counts after a solution."""
        if self.solved is not None:
            return
        self.last = at
        if share is None:
            self.pending += 1
            return
        if share > self.best:
            self.best, self.best_at = share, at
        if share == 1:
            self.solved = at
        else:
            self.wrong += 1


@dataclass(slots=True)
class Line:
    """What one participant did until a moment."""

    who: int
    cells: dict[int, Cell] = field(default_factory=dict)
    hacks: int = 0
    failed_hacks: int = 0
    is_out: bool = False  # disqualified

    @property
    def n_solved(self) -> int:
        """How many problems are solved."""
        return sum(cell.solved is not None for cell in self.cells.values())

    def penalty(self, per_wrong: int = 20) -> int:
        """Return the minutes of all solutions and of the tries in vain before them."""
        return sum(
            cell.solved // 60 + per_wrong * cell.wrong for cell in self.cells.values() if cell.solved is not None
        )

    @property
    def last(self) -> int:
        """When the last solution came, in seconds."""
        return max((cell.solved for cell in self.cells.values() if cell.solved is not None), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """All that happens in a contest, by time. `length` is how long it is open, as far as is known now."""

    tasks: tuple[Task, ...]
    tries: tuple[Try, ...]
    length: int
    hacks: tuple[Hack, ...] = ()
    removed: Mapping[int, int] = field(default_factory=dict)  # who → seconds after the start
    has_system_test: bool = False

    def until(self, seconds: float, *, hidden_from: float | None = None) -> list[Line]:
        """Return who has tried anything by then, disqualified ones marked; outcomes since `hidden_from` are not told.

        What is submitted after the end counts only if the contest is prolonged.
        """
        lines: dict[int, Line] = {}
        for one in self.tries:
            if one.at > seconds or one.at >= self.length:
                break
            line = lines.get(one.who)
            if line is None:
                line = lines[one.who] = Line(one.who)
            is_hidden = hidden_from is not None and one.at >= hidden_from
            share = None if is_hidden else self._share(one, seconds)
            line.cells.setdefault(one.task, Cell()).take(one.at, share)
        self._count_hacks(lines, seconds)
        for who, moment in self.removed.items():
            if who in lines and moment <= seconds:
                lines[who].is_out = True
        return list(lines.values())

    def is_tested(self, who: int, seconds: float) -> bool:
        """Tell whether the solutions of somebody have gone through the system test."""
        return not self.has_system_test or seconds >= self._tested(who)

    def _tested(self, who: int) -> int:
        return self.length + 20 + who * 37 % (SYSTEM_TEST - 20)

    def _share(self, one: Try, seconds: float) -> float | None:
        if seconds < one.judged:
            return None
        if one.overturned is not None and seconds >= one.overturned:
            return 0.0 if one.share == 1 else 1.0
        if one.is_flawed and self.has_system_test and seconds >= self._tested(one.who):
            return 0.0
        return one.share

    def _count_hacks(self, lines: Mapping[int, Line], seconds: float) -> None:
        for hack in self.hacks:
            line = lines.get(hack.who)
            if line is None or hack.at > seconds or hack.at >= self.length:
                continue
            if hack.succeeds:
                line.hacks += 1
            else:
                line.failed_hacks += 1


def places(keys: Sequence[object]) -> list[int]:
    """Return the place of each of the keys, which are sorted from the best on; equal ones share a place."""
    found: list[int] = []
    for number, key in enumerate(keys):
        found.append(found[-1] if number and key == keys[number - 1] else number + 1)
    return found
