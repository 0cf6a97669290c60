"""What happens in a contest: every try of everybody, hacks, rejudges and removals, a pure function of the contest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from contestweb.contest import Contest, Deed
from contestweb.play import Hack, Play, Task, Try

NAMES = (
    "Apple Scales", "Broken Clock", "Crossing Ferries", "Dusty Archive", "Even Lanterns", "Frozen Lake", "Glass Towers",
    "Hidden Orchard", "Iron Bridges", "Jumping Foxes", "Kite Festival", "Long Shadows", "Mirror Maze", "Narrow Canals",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMN"
HORIZON = 2  # tries go on for so many times the announced length, should the contest be prolonged
WRONG = 0.45  # the share of tries in vain before one that counts
PASSES = 2  # so often somebody comes back to a task
PARTIAL = (0.0, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
FLAWED, HACKED = 0.06, 0.5  # of solutions; of flawed ones
EVERY = 3  # every third result of a rejudged task is overturned
REJUDGING = 45  # seconds that a rejudge takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is usual in the contests of a site. The shares are probabilities."""

    n_tasks: int
    presence: float = 0.65  # of the people who come
    judging: tuple[int, int] = (2, 20)  # seconds
    leaps: float = 2.5  # so many tasks ahead people may turn to another
    is_partial: bool = False  # tries in vain get a part of the points
    has_hacks: bool = False  # and a system test after the end
    rejudged: float = 0.0  # of contests, in the middle of which one task is judged anew
    removed: float = 0.0  # of participants, some time after the end
    removing: tuple[int, int] = (180, 900)  # seconds after the end


def play(contest: Contest, skills: Sequence[float], rules: Rules) -> Play:
    """Return what happens in a contest among people of these skills, of whom a part comes.

    It is paced by the announced length: a contest that is prolonged goes on as it began. Scripted deeds come on top.
    """
    announced = int((contest.span or contest.length).total_seconds())
    deeds = tuple((deed, int((deed.at - contest.start).total_seconds())) for deed in contest.deeds)
    lengths = announced, int(contest.length.total_seconds())
    return _told(contest.key, lengths, skills=tuple(skills), rules=rules, deeds=deeds)


@lru_cache(maxsize=64)
def tasks(key: str, n_tasks: int) -> tuple[Task, ...]:
    """Return the problems of a contest, the easiest first."""
    chance = _chance(f"tasks of {key}")
    titles = [f"{name}{more}" for more in ("", " II", " III") for name in NAMES]
    names = chance.sample(titles[: max(n_tasks, len(NAMES))], n_tasks)
    return tuple(
        Task(
            number=number,
            letter=LETTERS[number] if number < len(LETTERS) else str(number + 1),
            name=name,
            rating=800 + 100 * round(26 * number / n_tasks),
        )
        for number, name in enumerate(names)
    )


def _chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a game, no secret


@lru_cache(maxsize=400)
def _told(
    key: str,
    lengths: tuple[int, int],
    *,
    skills: tuple[float, ...],
    rules: Rules,
    deeds: tuple[tuple[Deed, int], ...],
) -> Play:
    announced, length = lengths
    tries, hacks = _story(key, announced, skills=skills, rules=rules)
    removed = _removals(key, tries, rules=rules, length=length)
    for deed, at in deeds:
        if deed.kind == "rejudge":
            tries = _rejudge(tries, deed.subject, at)
        else:
            removed = {**removed, deed.subject: at}
    return Play(
        tasks=tasks(key, rules.n_tasks),
        tries=tries,
        length=length,
        hacks=hacks,
        removed=removed,
        has_system_test=rules.has_hacks,
    )


@lru_cache(maxsize=400)
def _story(
    key: str, announced: int, *, skills: tuple[float, ...], rules: Rules
) -> tuple[tuple[Try, ...], tuple[Hack, ...]]:
    chance = _chance(f"play of {key}")
    tries = [
        one
        for who, skill in enumerate(skills)
        if chance.random() < rules.presence
        for one in _tries_of(who, skill, chance, announced=announced, rules=rules)
    ]
    hacks: list[Hack] = []
    if rules.has_hacks:
        tries, hacks = _hacked(tries, chance, announced)
    tries.sort(key=lambda one: (one.at, one.who, one.task))
    story = tuple(tries)
    if chance.random() < rules.rejudged:
        story = _rejudge(story, chance.randrange(rules.n_tasks // 2), int(announced * chance.uniform(0.35, 0.6)))
    return story, tuple(hacks)


def _tries_of(who: int, skill: float, chance: random.Random, *, announced: int, rules: Rules) -> Iterator[Try]:
    """Yield the tries of somebody, who takes the tasks roughly from the easiest on, and comes back to what failed."""
    clock, passes = 0.0, dict.fromkeys(range(rules.n_tasks), PASSES)
    queue = sorted(passes, key=lambda number: number + chance.uniform(0, rules.leaps))
    pace = announced * (1.6 - skill) * min(10 / rules.n_tasks, 1.2)
    while queue and clock < HORIZON * announced:
        task = queue.pop(0)
        hardness = task / rules.n_tasks
        clock += pace * chance.uniform(0.03, 0.2) * (0.4 + hardness)
        while chance.random() < WRONG:
            share = chance.choice(PARTIAL) if rules.is_partial else 0.0
            yield Try(int(clock), who, task, share, int(clock + chance.uniform(*rules.judging)))
            clock += announced * chance.uniform(0.01, 0.04)
        passes[task] -= 1
        if chance.random() < 0.9 * skill + 0.4 - hardness:
            yield Try(int(clock), who, task, 1.0, int(clock + chance.uniform(*rules.judging)))
        elif passes[task]:
            queue.append(task)


def _hacked(tries: Sequence[Try], chance: random.Random, announced: int) -> tuple[list[Try], list[Hack]]:
    """Return the tries with some that are hacked and others that fall in the system test, and all attacks."""
    told: list[Try] = []
    hacks: list[Hack] = []
    attackers = sorted({one.who for one in tries})
    for one in tries:
        told.append(one)
        if one.share < 1 or chance.random() >= FLAWED:
            continue
        if chance.random() >= HACKED:
            told[-1] = replace(one, is_flawed=True)
            continue
        at = one.judged + int(announced * chance.uniform(0.03, 0.25))
        told[-1] = replace(one, overturned=at)
        hacks.append(Hack(at, chance.choice(attackers), succeeds=True))
        if chance.random() < 0.4:
            hacks.append(Hack(at + 60, chance.choice(attackers), succeeds=False))
        if chance.random() < 0.7:  # who is hacked tries again
            again = at + int(announced * chance.uniform(0.01, 0.08))
            told.append(Try(again, one.who, one.task, 1.0, again + 10))
    return told, hacks


def _rejudge(tries: Iterable[Try], task: int, at: int) -> tuple[Try, ...]:
    """Overturn every third outcome of a task that was told by then, the first one first; each somebody's last."""
    tries = tuple(tries)
    last = {one.who: number for number, one in enumerate(tries) if one.task == task and one.judged <= at}
    chosen = sorted(number for number in last.values() if tries[number].overturned is None)[::EVERY]
    told = list(tries)
    for number in chosen:
        told[number] = replace(told[number], overturned=at + number % REJUDGING)
    return tuple(told)


def _removals(key: str, tries: Sequence[Try], *, rules: Rules, length: int) -> dict[int, int]:
    chance = _chance(f"removals of {key}")
    who = sorted({one.who for one in tries if one.at < length})
    return {one: length + chance.randint(*rules.removing) for one in who if chance.random() < rules.removed}
