"""Lists of problems: the same pages whether they are short enough to be sorted as a whole or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from apps.contests import problem_list
from apps.contests.models import Problem
from apps.contests.problem_filters import SORTS, ProblemFilter
from apps.contests.problem_list import KnownFirst
from apps.resources.models import Resource
from tests.factories import ResourceFactory
from tests.standings.plans import planned

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NUMBER, PAGE = 23, 5


@pytest.fixture
def site() -> Resource:
    """A site of problems of which this or that is not known, some of them alike."""
    made: Resource = ResourceFactory()
    Problem.objects.bulk_create(
        Problem(
            resource=made,
            key=f"{number}",
            name=f"Problem {number % 7}",
            rating=800 + number // 2 if number % 3 else None,
            own_rating=number % 4 or None,
            n_tried=number % 5 or None,
            n_solved=number % 2 if number % 5 else None,
            set_at=NOW - timedelta(days=number // 3) if number % 4 else None,
            created=NOW,
            modified=NOW,
        )
        for number in range(NUMBER)
    )
    return made


def listed(query: str) -> KnownFirst:
    """Return the list of what a query asks for."""
    wanted = ProblemFilter.from_query(QueryDict(query))
    usable = Problem.objects.filter(resource__enabled=True)
    return KnownFirst(wanted.apply(usable, list(Resource.objects.all())), wanted, usable=usable)


def pages(query: str) -> list[list[int]]:
    """Return the ids of a list, page by page, each as a request of its own reads it."""
    return [[one.pk for one in listed(query)[start : start + PAGE]] for start in range(0, NUMBER, PAGE)]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_long_lists_have_the_same_pages_as_short_ones(monkeypatch: pytest.MonkeyPatch, sort: str, order: str) -> None:
    query = f"search=prob&sort={sort}&sort_order={order}"
    short = pages(query)
    problem_list.short.clear()
    monkeypatch.setattr(problem_list, "MOST_COUNTED", NUMBER)

    assert (len(listed(query)), pages(query)) == (NUMBER, short)
    assert sum(map(len, short)) == NUMBER


@pytest.mark.usefixtures("site")
def test_short_list_is_searched_once_for_all_of_its_pages() -> None:
    assert len(listed("search=prob&rating_from=800")) == 15

    with planned() as found:
        assert [len(listed("search=prob&rating_from=800")[start : start + 10]) for start in (0, 10, 20)] == [10, 5, 0]
    assert [one.statement for one in found if "LIKE" in one.statement] == []


def test_problems_of_a_site_that_was_switched_off_leave_at_once(site: Resource) -> None:
    assert len(listed("search=prob")[0:PAGE]) == PAGE
    Resource.objects.filter(pk=site.pk).update(enabled=False)

    assert listed("search=prob")[0:PAGE] == []


@pytest.mark.usefixtures("site")
def test_what_nothing_can_be_is_an_empty_list() -> None:
    assert (len(listed("resource=nowhere")), listed("resource=nowhere")[0:PAGE]) == (0, [])
