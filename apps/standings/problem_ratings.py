"""How hard the problems of a contest were, from all standings that have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Avg, FloatField, Value
from django.db.models.functions import Coalesce

from apps.accounts.models import Account
from apps.contests.models import Contest, ContestProblem
from apps.contests.problems_upsert import hold_problems
from apps.core.copying import copy_rows, drop_tables
from apps.standings.models import Standing
from apps.standings.ratings.problems import Participant, Solver, credit, problem_rating, solvers

FEWEST = 5  # participants, for a rating to mean anything

STORE = """
UPDATE contests_problem AS problem SET own_rating = rated.rating FROM rated
WHERE problem.id = rated.problem_id AND problem.own_rating IS DISTINCT FROM rated.rating
"""


class _Tried(NamedTuple):
    """One participant and what they achieved, by the marks of the contest's problems."""

    solver: Solver
    achieved: dict[str, float]


def rate_problems(contest: Contest) -> int:
    """Rate each problem of a contest anew, from every contest that has it; return how many ratings moved.

    A mirror or the other division counts as well. A problem that fewer than five tried to meet gets no rating.
    """
    places = ContestProblem.objects.filter(problem__in_contests__contest=contest).order_by("contest_id", "position")
    contests = {place.contest_id for place in places}
    average = Account.objects.filter(resource=contest.resource_id).aggregate(mean=Avg("rating"))["mean"]
    if average is None:  # nobody of the site has a rating to measure by
        return 0
    full = {(place.contest_id, place.short): place.points for place in places}
    tried = {one: list(_tried(one, full=full, average=average)) for one in sorted(contests)}
    ratings = []
    for problem in sorted({place.problem_id for place in places}):
        met = [(one, place.short) for place in places if place.problem_id == problem for one in tried[place.contest_id]]
        if len(met) >= FEWEST:
            rating = problem_rating(
                [one.solver for one, _ in met], [one.achieved.get(short, 0.0) for one, short in met]
            )
            ratings.append((problem, rating))
    return _store(contest.resource_id, ratings)


def _tried(contest: int, *, full: dict[tuple[int, str], float | None], average: float) -> Iterator[_Tried]:
    """Yield the official participants of a contest; a team is as strong as its account, or as the site's average."""
    ranked = Standing.objects.filter(contest_id=contest, participation="official", place__isnull=False)
    rating = Coalesce("old_rating", "account__rating", Value(average), output_field=FloatField())
    rows = list(ranked.values_list("place", rating, "account__n_contests", "rated", "cells"))
    people = [
        Participant(order=place, rating=rating, n_rated=n_contests, rated=rated is not False)
        for place, rating, n_contests, rated, _ in rows
    ]
    for solver, (*_, cells) in zip(solvers(people), rows, strict=True):
        yield _Tried(solver, {short: _credit(cell, full.get((contest, short))) for short, cell in cells.items()})


def _credit(cell: dict[str, object], full: float | None) -> float:
    points = cell.get("points")
    share = points / full if isinstance(points, int | float) and full else None
    return credit(solved=cell["state"] == "solved", share=share)


def _store(resource: int, ratings: Sequence[tuple[int, int | None]]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        hold_problems(resource)
        copy_rows(cursor, "rated", columns={"problem_id": "bigint", "rating": "integer"}, rows=ratings)
        cursor.execute(STORE)
        moved = int(cursor.rowcount)
        drop_tables(cursor, "rated")
    return moved
