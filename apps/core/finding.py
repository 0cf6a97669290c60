"""Finders: each app tells, in its `finders.py`, how its nouns are found by the search that stands on every page.

A second noun of an app is found by a file of its own: `problem_finders.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import ClassVar, cast

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from apps.core import plugins


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that a search found, as a line of the answer."""

    title: str
    url: str
    note: str = ""
    mark: SafeString | None = None  # a drawing of 20 pixels
    when: datetime | None = None
    is_past: bool = False
    figure: str = ""  # a rating, in the colour `rating-<hue>`
    hue: str = ""
    country: str = ""  # its code


class Finder(ABC):
    """How one kind of thing is found. Later apps bring more kinds: a file `finders.py` with one subclass each."""

    kind: ClassVar[str]  # its name in addresses
    heading: ClassVar[str | Promise]
    order: ClassVar[int] = 0  # its place among the kinds

    @abstractmethod
    def find(self, words: Sequence[str], *, skip: int, most: int) -> list[Found]:
        """Return what matches all of the folded words, best first: so many after the first `skip`."""

    def named(self, address: str) -> list[Found]:
        """Return what the address of a page on some contest site names; nothing where it names no such thing."""
        return []

    @abstractmethod
    def version(self) -> int:
        """Return a number that changes whenever an answer might."""


@cache
def finders() -> dict[str, Finder]:
    """Return a finder of every kind, by kind, in the order in which answers stand."""
    classes = cast("dict[str, type[Finder]]", plugins.load_from_apps("finders", Finder))
    return {finder.kind: finder() for finder in sorted(classes.values(), key=lambda finder: finder.order)}
