"""What the page of one problem shows of its contests."""

from __future__ import annotations

from collections.abc import Sequence

from apps.contests.models import ContestProblem, Problem

MOST_STOOD = 100  # contests that are shown of a problem
MOST_NEIGHBOURS = 100


def stood_in(problem: Problem) -> Sequence[ContestProblem]:
    """Return the places of a problem in the contests that anybody may see, with these, the newest first. One query."""
    places = ContestProblem.objects.filter(problem=problem, contest__hidden=False).select_related("contest")
    return list(places.order_by("-contest__start", "-contest_id", "position")[:MOST_STOOD])


def neighbours(place: ContestProblem) -> Sequence[ContestProblem]:
    """Return the problems of the same contest and division, in their order, with their names. One query."""
    beside = ContestProblem.objects.filter(contest=place.contest_id, division__in={place.division, ""})
    return list(beside.select_related("problem").order_by("position")[:MOST_NEIGHBOURS])
