"""What a table would be without some of its rows: places, and rating changes by the site's formula. No I/O."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from apps.standings.predictions import Participant, Prediction

Formula = Callable[[Sequence[Participant]], list[Prediction]]


class Entrant(NamedTuple):
    """One row of a table. `rating` is that before, `change` what the table shows of it; None is unknown."""

    row: int
    account: int
    place: int | None
    division: str = ""
    is_official: bool = True
    rating: int | None = None
    n_rated: int | None = None
    change: int | None = None
    is_rated: bool = False  # the rating changes, or will
    is_told: bool = True  # the change is the site's own, no prediction


class Outcome(NamedTuple):
    """What becomes of an entrant that stays."""

    entrant: Entrant
    place: int | None
    change: int | None

    @property
    def places_won(self) -> int:
        """How many places better it is."""
        was = self.entrant.place
        return 0 if was is None or self.place is None else was - self.place

    @property
    def change_won(self) -> int:
        """By how much more the rating changes."""
        was = self.entrant.change
        return 0 if was is None or self.change is None else self.change - was


class Fit(NamedTuple):
    """How many of the changes that a table shows the formula gives, with nobody left out."""

    known: int
    exact: int


class WhatIf:
    """One table, to be seen without some of its rows.

    A row wins a place for each dropped one that stood strictly before it, in its division if those have places of
    their own. A rating changes by what the table shows and by how much the formula's answer differs from its answer
    for the whole table, so that what it cannot know of a person weighs on neither side.
    """

    def __init__(self, entrants: Sequence[Entrant], *, by_division: bool = False, formula: Formula | None = None):
        self.entrants = entrants
        self.by_division = by_division
        self.formula = formula
        self._of_all = self._by_formula({one.row: one.place for one in entrants})

    @property
    def fit(self) -> Fit:
        """How well the formula explains the changes that the table shows."""
        known = [one for one in self.entrants if one.row in self._of_all and one.change is not None and one.is_told]
        return Fit(known=len(known), exact=sum(self._of_all[one.row] == one.change for one in known))

    def without(self, dropped: Collection[int]) -> list[Outcome]:
        """Return what becomes of the others when some rows, by their ids, are dropped: best first, unranked last."""
        gone = {one.row for one in self.entrants if one.row in dropped}
        lost = self._places_of(gone)
        places = {
            one.row: one.place and one.place - bisect_left(lost[self._group(one)], one.place)
            for one in self.entrants
            if one.row not in gone
        }
        found = self._by_formula(places) if gone else self._of_all
        outcomes = [
            Outcome(one, places[one.row], self._change(one, found)) for one in self.entrants if one.row in places
        ]
        return sorted(outcomes, key=lambda outcome: (outcome.place is None, outcome.place or 0))

    def _group(self, entrant: Entrant) -> str:
        return entrant.division if self.by_division else ""

    def _places_of(self, gone: Collection[int]) -> Mapping[str, list[int]]:
        """Return the places of some rows, in ascending order, by what has places of its own."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, group in sorted(
            (one.place, self._group(one)) for one in self.entrants if one.row in gone and one.place is not None
        ):
            found[group].append(place)
        return found

    def _change(self, entrant: Entrant, found: Mapping[int, int]) -> int | None:
        if entrant.row not in found:
            return entrant.change
        if entrant.change is None:
            return found[entrant.row]
        return entrant.change + found[entrant.row] - self._of_all[entrant.row]

    def _by_formula(self, places: Mapping[int, int | None]) -> dict[int, int]:
        """Return the changes that the formula gives to those who are rated, by their places."""
        rated = [
            (one, place)
            for one in self.entrants
            if one.is_rated and (place := places.get(one.row)) is not None and self.formula is not None
        ]
        if self.formula is None or not rated:
            return {}
        found = self.formula(
            [
                Participant(account=one.account, place=place, rating=one.rating, n_rated=one.n_rated)
                for one, place in rated
            ]
        )
        return {one.row: change for (one, _), (change, _) in zip(rated, found, strict=True)}


def movers(outcomes: Sequence[Outcome], number: int) -> list[Outcome]:
    """Return so many of those whom it moves most: by the change of rating, then by places; nobody whom it does not."""
    moved = [one for one in outcomes if one.change_won or one.places_won]
    return sorted(moved, key=lambda one: (-abs(one.change_won), -abs(one.places_won)))[:number]
