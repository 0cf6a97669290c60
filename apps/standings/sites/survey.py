"""What the accounts and problems of a site amount to: histograms, countries and leaders, counted now and then.

Counting a million accounts takes a second or two, so pages show what was counted last, and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import Account
from apps.contests.models import Problem
from apps.resources.models import Resource
from apps.standings.models import SiteSurvey

STEP = 100  # of a rating, from one bar of a histogram to the next
MOST_LEADERS = 50
AT_MOST_EVERY = timedelta(minutes=15)  # for a contest that ends: sites end dozens of them at the same hour

# Made-up rivals, whom a site lets people race against, are nobody.
PEOPLE = "FROM accounts_account WHERE resource_id = %(resource)s AND kind <> 'ghost'"
RATINGS = f"""
SELECT floor(rating / {STEP}.0)::integer * {STEP}, count(*) {PEOPLE} AND rating IS NOT NULL GROUP BY 1 ORDER BY 1
"""
PROBLEMS = f"""
SELECT floor(coalesce(rating, own_rating) / {STEP}.0)::integer * {STEP}, count(*) FROM contests_problem
WHERE resource_id = %(resource)s AND coalesce(rating, own_rating) IS NOT NULL GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - made of constants
NUMBERS = f"SELECT count(*), count(rating) {PEOPLE}"
COUNTRIES = f"""
SELECT country, count(*), count(rating), sum(n_contests), sum(n_won), sum(n_gold), sum(n_silver), sum(n_bronze)
{PEOPLE} AND country <> '' GROUP BY country ORDER BY count(*) DESC, country
"""

# What people are ranked by: the condition for being ranked at all, and the order.
BOARDS: Mapping[str, tuple[str, str]] = {
    "rating": ("rating IS NOT NULL", "rating DESC"),
    "contests": ("n_contests > 0", "n_contests DESC, rating DESC NULLS LAST"),
    "recent": ("last_activity IS NOT NULL", "last_activity DESC, rating DESC NULLS LAST"),
    "solved": ("n_solved > 0", "n_solved DESC"),
    "first": ("n_first > 0", "n_first DESC"),
    "won": ("n_won > 0", "n_won DESC, n_contests"),
    "medals": ("n_gold + n_silver + n_bronze > 0", "n_gold DESC, n_silver DESC, n_bronze DESC"),
}


class CountryCount(NamedTuple):
    """One country on one site: how many of its people are known there, and what they did."""

    country: str
    n_accounts: int
    n_rated: int
    n_contests: int
    n_won: int
    n_gold: int
    n_silver: int
    n_bronze: int


def survey(resource: Resource, *, now: datetime) -> SiteSurvey:
    """Count a site's accounts and problems anew and keep the figures; return them.

    `ratings` and `problem_ratings` are [least, number] by hundreds, `countries` the fields of CountryCount, the most
    accounts first, `leaders` the ids of the best accounts for each of BOARDS.
    """
    given = {"resource": resource.pk}
    with connection.cursor() as cursor:
        (n_accounts, n_rated), *_ = _rows(cursor, NUMBERS, given)
        counted: dict[str, Any] = {
            "at": now,
            "n_accounts": n_accounts,
            "n_rated": n_rated,
            "ratings": _rows(cursor, RATINGS, given),
            "problem_ratings": _rows(cursor, PROBLEMS, given),
            "countries": _rows(cursor, COUNTRIES, given),
            "leaders": {board: _leaders(cursor, board, given) for board in BOARDS},
        }
    kept, _ = SiteSurvey.objects.update_or_create(resource=resource, defaults=counted)
    return kept


def survey_again(resource: Resource, *, now: datetime) -> SiteSurvey | None:
    """Count a site anew unless that was done less than AT_MOST_EVERY ago; then the clock does it."""
    if SiteSurvey.objects.filter(resource=resource, at__gt=now - AT_MOST_EVERY).exists():
        return None
    return survey(resource, now=now)


def surveyed() -> QuerySet[Resource]:
    """Return the sites of which there is something to count."""
    people, problems = (Exists(model.objects.filter(resource=OuterRef("pk"))) for model in (Account, Problem))
    return Resource.objects.filter(people | problems, enabled=True)


def accounts_of(surveys: Sequence[SiteSurvey], *, most: int) -> dict[int, Account]:
    """Return the first `most` leaders of each board of some surveys, by id. One query."""
    wanted = {pk for survey in surveys for leaders in survey.leaders.values() for pk in leaders[:most]}
    return Account.objects.defer("facts", "days").in_bulk(wanted)


def _leaders(cursor: CursorWrapper, board: str, given: Mapping[str, Any]) -> list[int]:
    condition, order = BOARDS[board]
    statement = f"SELECT id {PEOPLE} AND {condition} ORDER BY {order}, id LIMIT {MOST_LEADERS}"
    return [pk for (pk,) in _rows(cursor, statement, given)]


def _rows(cursor: CursorWrapper, statement: str, given: Mapping[str, Any]) -> list[Any]:
    cursor.execute(statement, given)
    return [list(row) for row in cursor.fetchall()]
