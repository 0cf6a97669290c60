"""Spelling: which known words a mistyped one may mean, by the trigrams that they share."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

SHARED = 0.5  # of a typed word's trigrams, at least
FEWEST = 3  # trigrams that are shared: two letters at the beginning alone make two of them
ALIKE = 0.25  # of both words' trigrams, at least: a long word is no answer to three letters in it
MOST = 3
SHORTEST = 3  # letters of a word that is worth correcting


class Vocabulary:
    """Known words, ready to be asked for the nearest."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sorted = sorted({word for word in words if len(word) >= SHORTEST})
        self._trigrams = {word: trigrams(word) for word in self._sorted}

    @cached_property
    def _holding(self) -> dict[str, list[str]]:
        """The words that hold each trigram."""
        holding: dict[str, list[str]] = defaultdict(list)
        for word, own in self._trigrams.items():
            for part in own:
                holding[part].append(word)
        return dict(holding)

    def knows(self, start: str) -> bool:
        """Return whether some word begins so."""
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)

    def nearest(self, typed: str) -> list[str]:
        """Return at most three words, the likeliest first, that somebody may mean who typed this or part of it.

        A number is meant as it stands.
        """
        if len(typed) < SHORTEST or typed.isdigit():
            return []
        asked = trigrams(typed)
        start = asked - {f"{typed[-2:]} "}  # perhaps the word goes on
        common = Counter(word for part in start for word in self._holding.get(part, ()))
        scored = []
        for word, number in common.items():
            shared = number / len(start)
            if number >= FEWEST and shared >= SHARED:
                own = self._trigrams[word]
                alike = len(asked & own) / len(asked | own)
                if alike >= ALIKE:
                    scored.append((-shared, -alike, word))
        return [word for _, _, word in sorted(scored)[:MOST]]


def trigrams(word: str) -> frozenset[str]:
    """Return the trigrams of a word as PostgreSQL counts them: two blanks before it, one after it."""
    padded = f"  {word} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
