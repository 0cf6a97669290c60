"""What the charts of a table count in the database."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.charts.numbers import (
    Bar,
    Group,
    Solved,
    countries_of,
    organizations_of,
    problems_of_chart,
    scores_of,
    step_of,
)
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
QUERIES = 10  # version, contest, header, its plan, scores and their ends, problems, who was first, two groupings


def stored(*scores: float | None, **fields: object) -> Contest:
    """Return a contest with a row for each score."""
    contest = contest_of()
    rows = [row(number, score=score, **fields) for number, score in enumerate(scores, 1)]
    upsert_standings(contest, table(rows), now=NOW)
    return contest


def test_few_scores_have_a_bar_each() -> None:
    contest = stored(4.0, 2.0, 2.0, None)

    assert scores_of(contest.pk) == [Bar(2, "2", "2", 2), Bar(3, "3", "3", 0), Bar(4, "4", "4", 1)]


def test_many_scores_share_bars_of_round_width() -> None:
    contest = stored(3999.0, 130.0, 60.5)

    bars = scores_of(contest.pk)

    assert (len(bars), bars[0], bars[1], bars[-1]) == (
        40, Bar(0, "0", "0–99", 1), Bar(100, "100", "100–199", 1), Bar(3900, "3900", "3900–3999", 1)
    )  # fmt: skip


def test_table_without_scores_has_no_bars() -> None:
    assert scores_of(stored(None).pk) == []


@pytest.mark.parametrize(("span", "step"), [(0, 1), (39, 1), (40, 1), (41, 2), (4000, 100), (9999, 250), (10_000, 250)])
def test_steps_are_round(span: float, step: float) -> None:
    assert step_of(span) == step


def test_problems_tell_how_they_went_and_who_was_first() -> None:
    contest = contest_of()
    cells = [
        {"A": Cell(state="solved", time=90.0), "B": Cell(state="wrong", wrong=2)},
        {"A": Cell(state="solved", time=60.0), "B": Cell(state="partial", points=20.0)},
    ]
    upsert_standings(contest, table([row(n, cells=each) for n, each in enumerate(cells, 1)]), now=NOW)

    first, second, third = problems_of_chart(contest.pk, "site.example")

    assert first == Solved(
        "A", "Problem A", first.problem, 0, 2, 0, 0, 0, "0:01:00", "user2", "/account/user2/resource/site.example/"
    )
    assert second[4:] == (0, 1, 0, 1, "", "", "")
    assert third[4:] == (0, 0, 0, 0, "", "", "")


def test_groups_are_counted_with_their_best_places() -> None:
    contest = contest_of()
    rows = [
        row(1, country="LV", organization="North"),
        row(2, country="EE", organization="North"),
        row(3, country="LV"),
        row(4),
    ]
    upsert_standings(contest, table(rows), now=NOW)

    latvia, estonia, unknown = Group("Latvia", 2, 1), Group("Estonia", 1, 2), Group("unknown", 1, None, is_one=False)
    assert countries_of(contest.pk) == [latvia, estonia, unknown]
    assert organizations_of(contest.pk) == []  # one is no comparison


def test_page_costs_as_many_queries_for_many_rows_as_for_few(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (2, 30):
        contest = stored(*range(1, number))
        with django_assert_num_queries(QUERIES):
            assert client.get(f"/standings/{contest.pk}/charts/").status_code == 200


@pytest.mark.parametrize("page", ["charts", "resolver", "race"])
def test_pages_are_missing_where_nothing_was_read(client: Client, page: str) -> None:
    assert client.get(f"/standings/{contest_of().pk}/{page}/").status_code == 404
    assert client.get(f"/standings/999999999999999999999/{page}/").status_code == 404
