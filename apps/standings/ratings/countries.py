"""How strong a country is on a site: its people together, those who play much and lately above all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from apps.standings.ratings.elo import balance

FADING_DAYS = 180  # a rating counts nine tenths after so many days without a rated contest
WINS = 0.5


class Citizen(NamedTuple):
    """One rated account: its rating, its rated contests, and days between its last and the site's last of them."""

    rating: float
    n_contests: int
    days_away: float


def country_rating(citizens: Sequence[Citizen]) -> float | None:
    """Return the rating against which a country's people win half a game; None where they weigh too little."""
    if not citizens:
        return None
    rating, contests, away = np.array(citizens, float).T
    weights = (1 - 0.9**contests) * 0.9 ** (away / FADING_DAYS)
    return balance(rating, weights, wins=WINS) if float(weights.sum()) > WINS else None
