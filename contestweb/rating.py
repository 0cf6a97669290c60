"""How a make-believe site rates its people: contest after contest, from the places they took."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from contestweb.contest import Contest, Deed

Ranked = Callable[[Contest], Sequence[tuple[int, int]]]  # contest → (who, place), the best first
SWING = 120  # the most that a contest moves a rating by


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one contest did to one rating."""

    contest: Contest
    who: int
    place: int
    old: int
    new: int


def steps(site: str, contests: Sequence[Contest], bases: Sequence[int], *, ranked: Ranked) -> tuple[Step, ...]:
    """Return what the rated contests of a site did, in their order, to people who begin near these ratings.

    It is kept until another contest is over or somebody is put out of one, because every one of them has to be played.
    """
    facts = tuple((contest.key, contest.end, contest.deeds) for contest in contests)
    kept = _kept.get(site)
    if kept is None or kept[0] != facts:
        kept = _kept[site] = facts, tuple(_steps(contests, bases, ranked))
    return kept[1]


Facts = tuple[tuple[str, datetime, tuple[Deed, ...]], ...]
_kept: dict[str, tuple[Facts, tuple[Step, ...]]] = {}


def _steps(contests: Sequence[Contest], bases: Sequence[int], ranked: Ranked) -> Iterator[Step]:
    ratings = {who: base - SWING for who, base in enumerate(bases)}
    for contest in sorted(contests, key=lambda one: (one.end, one.key)):
        lines = ranked(contest)
        by_rating = sorted((who for who, _ in lines), key=lambda who: -ratings[who])
        expected = {who: number + 1 for number, who in enumerate(by_rating)}
        for who, place in lines:
            pull = (bases[who] - ratings[who]) / 8
            new = ratings[who] + round(SWING * (expected[who] - place) / max(len(lines), 1) + pull)
            yield Step(contest=contest, who=who, place=place, old=ratings[who], new=new)
            ratings[who] = new
