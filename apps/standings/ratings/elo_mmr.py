"""Elo-MMR, a rating over all sites: what each contest tells of each participant's skill, and how far it is trusted.

The algorithm: Ebtekar and Liu, "Elo-MMR: A Rating System for Massive Multiplayer Competitions", WWW 2021, algorithm 1,
with logistic performances (ρ finite).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from apps.standings.ratings.elo import Floats

LOGISTIC = math.sqrt(3) / math.pi  # the scale of a logistic distribution of deviation 1
GRID = 4.0  # points between two places at which the sum over all participants is computed
MOST_PERFORMANCES = 500  # that are remembered one by one; older ones melt into the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The model's constants, in points of rating."""

    newcomer: float = 1500.0
    newcomer_deviation: float = 350.0
    lowest_deviation: float = 80.0  # where the deviation of somebody who always plays ends
    performance_deviation: float = 200.0  # β: how much a performance strays from the skill
    memory: float = 1.0  # ρ: 0 keeps old performances apart for long, more melts them sooner

    @property
    def drift(self) -> float:
        """γ²: the variance that skill gains between two contests, so that deviations end at the lowest."""
        lowest, performance = self.lowest_deviation**2, self.performance_deviation**2
        return 1 / (1 / lowest - 1 / performance) - lowest


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """What is known of one person: skill with its deviation, and the performances with their weights.

    The first performance stands for the newcomer's prior and all that has melted into it; it counts as normal, the
    others as logistic.
    """

    skill: float
    deviation: float
    performances: Floats
    weights: Floats


DEFAULT = Settings()


def newcomer(settings: Settings = DEFAULT) -> Player:
    """Return somebody of whom nothing is known."""
    return Player(
        skill=settings.newcomer,
        deviation=settings.newcomer_deviation,
        performances=np.array([settings.newcomer]),
        weights=np.array([settings.newcomer_deviation**-2]),
    )


def shown(player: Player, settings: Settings = DEFAULT) -> int:
    """Return the rating to show: the skill less what is not proved yet."""
    return round(player.skill - 2 * (player.deviation - settings.lowest_deviation))


def after(
    players: Mapping[str, Player], places: Mapping[str, int], *, settings: Settings = DEFAULT
) -> dict[str, Player]:
    """Return everybody who took part as they are known after a contest.

    `places` says who took which place, equals the same; the order of the mapping does not matter. Who stands in
    `places` only is a newcomer.
    """
    names = sorted(places)
    diffused = [_diffused(players.get(name) or newcomer(settings), settings) for name in names]
    if len(names) < 2:
        return dict(zip(names, diffused, strict=True))
    performances = performances_of(diffused, [places[name] for name in names], settings=settings)
    return {
        name: _updated(player, performance, settings)
        for name, player, performance in zip(names, diffused, performances, strict=True)
    }


def _diffused(player: Player, settings: Settings) -> Player:
    """Return somebody a contest later: skill may have drifted, and old performances melt towards it."""
    keep = 1 / (1 + settings.drift / player.deviation**2)
    share = keep**settings.memory
    of_first, of_all = share * player.weights[0], (1 - share) * player.weights.sum()
    first = (of_first * player.performances[0] + of_all * player.skill) / (of_first + of_all)
    performances, weights = player.performances.copy(), player.weights * keep ** (1 + settings.memory)
    performances[0], weights[0] = first, keep * (of_first + of_all)
    if len(weights) > MOST_PERFORMANCES:
        performances, weights = _melted(performances, weights)
    return replace(player, deviation=player.deviation / math.sqrt(keep), performances=performances, weights=weights)


def _melted(performances: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the list with its second performance melted into the first."""
    first = np.average(performances[:2], weights=weights[:2])
    return np.append(first, performances[2:]), np.append(weights[:2].sum(), weights[2:])


def performances_of(players: Sequence[Player], places: Sequence[int], *, settings: Settings) -> Floats:
    """Return the performance of each: where being beaten by those above and beating those below balance.

    Somebody who shares a place draws with its other holders. Equals get the same performance.
    """
    center = np.array([player.skill for player in players])
    scale = LOGISTIC * np.hypot([player.deviation for player in players], settings.performance_deviation)
    weight = LOGISTIC / scale
    _, group = np.unique(places, return_inverse=True)
    per_place = np.bincount(group, weight)
    ranked_above = np.cumsum(per_place) - per_place
    ranked_below = per_place.sum() - np.cumsum(per_place)
    surplus = ranked_below - ranked_above
    everybody = _Sum(center, scale, weight)
    low = np.full(len(per_place), center.min() - 20 * scale.max())
    high = np.full(len(per_place), center.max() + 20 * scale.max())
    while float((high - low).max()) > 1e-6:
        middle = (low + high) / 2
        equals = np.bincount(group, weight * np.tanh((middle[group] - center) / (2 * scale)))
        is_above = everybody.at(middle) + equals - surplus > 0
        low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
    return np.asarray(((low + high) / 2)[group])


class _Sum:
    """The sum of everybody's tanh over the line of ratings, interpolated with its slope between points of a grid."""

    def __init__(self, center: Floats, scale: Floats, weight: Floats) -> None:
        self.low = float(center.min() - 21 * scale.max())
        size = math.ceil((float(center.max() + 21 * scale.max()) - self.low) / GRID) + 2
        points = self.low + GRID * np.arange(size)
        self.value, self.slope = np.zeros(size), np.zeros(size)
        for part in np.array_split(np.arange(len(center)), max(1, len(center) * size // 4_000_000)):
            tanh = np.tanh((points[:, None] - center[part]) / (2 * scale[part]))
            self.value += tanh @ weight[part]
            self.slope += (1 - tanh**2) @ (weight[part] / (2 * scale[part]))

    def at(self, ratings: Floats) -> Floats:
        """Return the sum at these ratings, which lie within the grid: cubic between its points."""
        place = (ratings - self.low) / GRID
        below = place.astype(np.int64)
        share = place - below
        left, right = self.value[below], self.value[below + 1]
        up, down = self.slope[below] * GRID, self.slope[below + 1] * GRID
        return np.asarray(
            (1 + 2 * share) * (1 - share) ** 2 * left
            + share * (1 - share) ** 2 * up
            + share**2 * (3 - 2 * share) * right
            + share**2 * (share - 1) * down
        )


def _updated(player: Player, performance: float, settings: Settings) -> Player:
    """Return somebody with one more performance, at the skill that all of them make likeliest."""
    performances = np.append(player.performances, performance)
    weights = np.append(player.weights, settings.performance_deviation**-2)
    scale = LOGISTIC * settings.performance_deviation
    strength = weights[1:] * settings.performance_deviation**2 / scale
    low, high = float(performances.min()), float(performances.max())
    while high - low > 1e-6:
        middle = (low + high) / 2
        pull = weights[0] * (middle - performances[0]) + float(
            strength @ np.tanh((middle - performances[1:]) / (2 * scale))
        )
        low, high = (low, middle) if pull > 0 else (middle, high)
    return replace(
        player,
        skill=(low + high) / 2,
        deviation=float(weights.sum() ** -0.5),
        performances=performances,
        weights=weights,
    )
