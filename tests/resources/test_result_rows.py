"""Rows of results, people and problems refuse what no table could keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.resources.rows import Cell, Member, ProblemRow, ProfileRow, RatingRow, RowError, StandingRow

MOST = 2**31 - 1
MOST_RATING = 1_000_000


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"account": ""}, "account is empty"),
        ({"place": 0}, "place is 0"),
        ({"place": MOST + 1}, f"place is {MOST + 1}"),
        ({"hacks": -1}, "hacks is -1"),
        ({"new_rating": -MOST_RATING - 1}, f"new_rating is {-MOST_RATING - 1}"),
        ({"cells": {"A": Cell(state="solved", time=MOST + 1.0)}}, f"time of cell A is {MOST + 1.0}"),
        ({"score": float("nan")}, "score is nan"),
        ({"country": "by"}, "country is no ISO 3166-1 alpha-2 code"),
        ({"members": (Member(name="a\x00"),)}, "the fact a member's name has control characters"),
        ({"members": (Member(account="\ud800"),)}, "the fact a member's account has control characters"),
        ({"columns": {"a\x00": 1}}, "the fact a column's name has control characters"),
        ({"columns": {"a": "\x00"}}, "the fact a has control characters"),
        ({"cells": {"": Cell(state="wrong")}}, "a cell of the problem ''"),
        ({"cells": {"A": Cell(state="wrong", upsolved=Cell(state="solved", time=-1))}}, "time of cell A is -1"),
    ],
)
def test_row_of_a_table_refuses(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(RowError) as caught:
        StandingRow(**{"account": "a"} | fields)
    assert str(caught.value).startswith(why)


def test_numbers_that_a_table_can_keep_pass() -> None:
    row = StandingRow(
        account="a", place=MOST, hacks=MOST, old_rating=-MOST_RATING, new_rating=MOST_RATING, score=2.0**53
    )
    assert (row.place, row.hacks, row.rating_change, row.score) == (MOST, MOST, 2 * MOST_RATING, 2.0**53)


def test_people_and_problems_refuse_numbers_beyond_belief() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for make in (
        lambda: ProfileRow(asked="a", key="a", rating=MOST_RATING + 1),
        lambda: ProfileRow(asked="a", key="a", n_solved=-1),
        lambda: RatingRow(contest="1", at=at, new_rating=MOST_RATING + 1),
        lambda: RatingRow(contest="1", at=at, new_rating=1, place=MOST + 1),
        lambda: ProblemRow(key="1", name="a", n_solved=MOST + 1),
    ):
        with pytest.raises(RowError, match=" is "):
            make()
