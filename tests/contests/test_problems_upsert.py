"""Problems into the table: an archive's, and those that it says belong to contests."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.contests.models import Contest, ContestProblem, Problem
from apps.contests.problems_upsert import upsert_problems
from apps.core.outcome import Outcome
from apps.resources.models import Resource
from apps.resources.rows import ProblemRow, StandingRow
from apps.standings.upsert import upsert_standings
from tests.factories import ResourceFactory
from tests.standings.tables import HOUR, NOW, contest_of, row, table


@pytest.fixture
def resource(db: None) -> Resource:
    return ResourceFactory.create(host="site.example")


def problem(key: str = "1A", **fields: Any) -> ProblemRow:
    return ProblemRow(key=key, name=fields.pop("name", f"Problem {key}"), **fields)


def written() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, xmin::text, xmax::text FROM contests_problem ORDER BY id")
        return list(cursor.fetchall())


def test_every_field_of_a_problem_is_stored(resource: Resource) -> None:
    told = problem(
        url="https://site.example/1A", rating=1200, tags=("dp", "two words, 'quoted'"), n_solved=5, n_tried=7,
        n_accepted=6, n_submissions=20, facts={"limit": 2.5},
    )  # fmt: skip
    assert upsert_problems(resource, [told], now=NOW, complete=True) == Outcome(rows=1, added=1)
    stored = Problem.objects.get()
    for name in ("key", "name", "url", "rating", "n_solved", "n_tried", "n_accepted", "n_submissions", "facts"):
        assert getattr(stored, name) == getattr(told, name), name
    assert (stored.tags, stored.is_archived, stored.is_counted) == (list(told.tags), True, False)
    assert (stored.created, stored.modified) == (NOW, NOW)


def test_archive_that_says_the_same_writes_nothing(resource: Resource) -> None:
    listed = [problem(str(number), rating=number) for number in range(20)]
    upsert_problems(resource, listed, now=NOW, complete=True)
    before = written()
    assert upsert_problems(resource, listed, now=NOW + HOUR, complete=True) == Outcome(rows=20)
    assert written() == before


def test_what_a_list_leaves_open_stays(resource: Resource) -> None:
    upsert_problems(resource, [problem(url="https://site.example/a", rating=9, tags=("x",), facts={"a": 1})], now=NOW)
    outcome = upsert_problems(resource, [problem(name="Renamed", facts={"b": 2})], now=NOW + HOUR)
    stored = Problem.objects.get()
    assert outcome == Outcome(rows=1, changed=1)
    assert (stored.name, stored.url, stored.rating, stored.tags) == ("Renamed", "https://site.example/a", 9, ["x"])
    assert (stored.facts, stored.created, stored.modified) == ({"a": 1, "b": 2}, NOW, NOW + HOUR)


def test_problem_that_left_the_archive_is_kept(resource: Resource) -> None:
    listed = [problem(str(number)) for number in range(10)]
    upsert_problems(resource, listed, now=NOW, complete=True)
    assert upsert_problems(resource, listed[1:], now=NOW, complete=True) == Outcome(rows=9, removed=1)
    assert Problem.objects.get(is_archived=False).key == "0"
    assert upsert_problems(resource, listed, now=NOW, complete=True) == Outcome(rows=10, changed=1)


def test_archive_that_lost_much_is_not_believed(resource: Resource) -> None:
    listed = [problem(str(number)) for number in range(10)]
    upsert_problems(resource, listed, now=NOW, complete=True)
    assert upsert_problems(resource, listed[2:], now=NOW, complete=True) == Outcome(rows=8, absent=2)
    assert Problem.objects.filter(is_archived=True).count() == 10


def test_part_of_an_archive_takes_nothing_away(resource: Resource) -> None:
    upsert_problems(resource, [problem("1"), problem("2")], now=NOW, complete=True)
    assert upsert_problems(resource, [problem("2"), problem("3")], now=NOW) == Outcome(rows=2, added=1)
    assert sorted(Problem.objects.values_list("key", "is_archived")) == [("1", True), ("2", True), ("3", False)]


def test_archive_shows_the_problems_of_contests_without_results(resource: Resource) -> None:
    waiting, read = contest_of(key="1"), contest_of(key="2")
    upsert_standings(read, table([row(1)]), now=NOW)
    listed = [problem(f"{key}{short}", short=short, contest=key) for key in "123" for short in ("B", "A", "A2")]
    upsert_problems(resource, listed, now=NOW, complete=True)
    assert list(ContestProblem.objects.filter(contest=waiting).values_list("short", "problem__key")) == [
        ("A", "1A"),
        ("B", "1B"),
        ("A2", "1A2"),
    ]
    assert [one["short"] for one in Contest.objects.get(pk=waiting.pk).problems or []] == ["A", "B", "A2"]
    assert Contest.objects.get(pk=waiting.pk).n_problems == 3
    assert list(ContestProblem.objects.filter(contest=read).values_list("short", flat=True)) == ["A", "B", "C"]


@pytest.mark.parametrize("rows", [[], [row(1, cells={})]])
def test_archive_shows_the_problems_of_a_table_that_names_none(resource: Resource, rows: list[StandingRow]) -> None:
    contest = contest_of()
    upsert_standings(contest, table(rows, problems=()), now=NOW)
    upsert_problems(resource, [problem("1A", short="A", contest=contest.key)], now=NOW, complete=True)
    assert ContestProblem.objects.values_list("contest", "short").get() == (contest.pk, "A")


def test_number_of_statements_does_not_depend_on_problems(resource: Resource) -> None:
    counts = []
    for size in (2, 500):
        listed = [problem(f"{size}-{number}", contest=str(number)) for number in range(size)]
        with CaptureQueriesContext(connection) as queries:
            upsert_problems(resource, listed, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_problem_knows_when_its_newest_contest_starts(resource: Resource) -> None:
    old, new = (contest_of(key=key, start=NOW - days * 24 * HOUR, end=NOW - HOUR) for key, days in (("1", 9), ("2", 3)))
    shared = (problem("1A", short="A"),)
    upsert_standings(old, table([row(1)], problems=shared), now=NOW)
    assert Problem.objects.get().set_at == old.start
    upsert_standings(new, table([row(1)], problems=shared), now=NOW)
    assert Problem.objects.get().set_at == new.start
    upsert_standings(new, table([row(1)], problems=(problem("2A", short="A"),)), now=NOW)
    assert sorted(Problem.objects.values_list("key", "set_at")) == [("1A", old.start), ("2A", new.start)]
    upsert_problems(resource, [problem("9Z")], now=NOW, complete=True)
    assert Problem.objects.get(key="9Z").set_at is None
