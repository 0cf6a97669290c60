"""What happens in a contest: every try of everybody, a pure function of the contest; and how it stands at a moment."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from contestweb.contest import Contest

TASKS = (
    "Apple Scales", "Broken Clock", "Crossing Ferries", "Dusty Archive", "Even Lanterns", "Frozen Lake", "Glass Towers",
    "Hidden Orchard", "Iron Bridges", "Jumping Foxes", "Kite Festival", "Long Shadows", "Mirror Maze", "Narrow Canals",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMN"
WRONG = 0.45  # the share of tries in vain before one that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One problem of a contest."""

    number: int
    letter: str
    name: str
    rating: int


@dataclass(frozen=True, slots=True)
class Try:
    """One submission, so many seconds after the start."""

    at: int
    who: int
    task: int
    is_right: bool


@dataclass(slots=True)
class Cell:
    """What somebody did on one problem until a moment."""

    wrong: int = 0
    solved: int | None = None  # seconds
    pending: int = 0  # tries whose outcome is hidden
    last: int = 0

    @property
    def tries(self) -> int:
        """How many of them are judged."""
        return self.wrong + (self.solved is not None)


@dataclass(slots=True)
class Line:
    """What one participant did until a moment."""

    who: int
    cells: dict[int, Cell] = field(default_factory=dict)

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
    """All tries of a contest by time."""

    tasks: tuple[Task, ...]
    tries: tuple[Try, ...]

    def until(self, seconds: float, *, hidden_from: float | None = None) -> list[Line]:
        """Return who has tried anything by then; outcomes since `hidden_from` are not told."""
        lines: dict[int, Line] = {}
        for one in self.tries:
            if one.at > seconds:
                break
            cell = lines.setdefault(one.who, Line(one.who)).cells.setdefault(one.task, Cell())
            cell.last = one.at
            if hidden_from is not None and one.at >= hidden_from:
                cell.pending += 1
            elif one.is_right:
                cell.solved = one.at
            else:
                cell.wrong += 1
        return list(lines.values())


def play(contest: Contest, skills: Sequence[float], *, n_tasks: int) -> Play:
    """Return what happens in a contest among people of these skills, of whom a part comes."""
    return _play(contest.key, int(contest.length.total_seconds()), skills=tuple(skills), n_tasks=n_tasks)


def tasks(key: str, n_tasks: int) -> tuple[Task, ...]:
    """Return the problems of a contest, the easiest first."""
    chance = random.Random(f"tasks of {key}")  # noqa: S311 - a game, no secret
    names = chance.sample(TASKS, n_tasks)
    return tuple(
        Task(number=number, letter=LETTERS[number], name=name, rating=800 + 100 * round(26 * number / n_tasks))
        for number, name in enumerate(names)
    )


@lru_cache(maxsize=400)
def _play(key: str, length: int, *, skills: tuple[float, ...], n_tasks: int) -> Play:
    chance = random.Random(f"play of {key}")  # noqa: S311 - as above
    tries: list[Try] = []
    for who, skill in enumerate(skills):
        if chance.random() < 0.35:
            continue
        clock = 0.0
        for task in range(n_tasks):
            hardness = task / n_tasks
            clock += length * chance.uniform(0.03, 0.2) * (0.4 + hardness) * (1.6 - skill)
            solves = chance.random() < 1.25 * skill + 0.55 - hardness
            while clock < length and chance.random() < WRONG:
                tries.append(Try(int(clock), who, task, False))
                clock += length * chance.uniform(0.01, 0.04)
            if solves and clock < length:
                tries.append(Try(int(clock), who, task, True))
    tries.sort(key=lambda one: (one.at, one.who, one.task))
    return Play(tasks=tasks(key, n_tasks), tries=tuple(tries))


def places(keys: Sequence[object]) -> list[int]:
    """Return the place of each of the keys, which are sorted from the best on; equal ones share a place."""
    found: list[int] = []
    for number, key in enumerate(keys):
        found.append(found[-1] if number and key == keys[number - 1] else number + 1)
    return found
