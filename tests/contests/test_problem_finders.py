"""How problems are found: words, keys, spelling, pasted addresses, and which index answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.contests import problem_finders
from apps.contests.models import Problem
from apps.contests.problem_finders import ProblemFinder
from apps.contests.problems_upsert import upsert_problems
from apps.core.folding import read_asked
from apps.resources.models import Resource
from apps.resources.rows import ProblemRow
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Resource:
    """Codeforces with four problems, two of which stood in contests."""
    forces: Resource = ResourceFactory(host="codeforces.com", title="Codeforces")
    now = timezone.now()
    for number, days in ((1878, 9), (1900, 2)):
        ContestFactory(resource=forces, key=str(number), title=f"Round {number}", start=now - timedelta(days=days))
    rows = [
        ProblemRow(
            key="1878A", name="Shortest Path", short="A", contest="1878", rating=2100,
            url="https://codeforces.com/contest/1878/problem/A",
        ),
        ProblemRow(key="1900B", name="Path of Ёлка", short="B", contest="1900"),
        ProblemRow(key="1B", name="Old Tree"),
        ProblemRow(key="2C", name="Two Sum", url="https://codeforces.com/problemset/problem/2/C"),
    ]  # fmt: skip
    upsert_problems(forces, rows, now=now)
    return forces


def find(typed: str, *, skip: int = 0, most: int = 20) -> list[str]:
    """Return the names that a search finds, in their order."""
    return [found.title for found in ProblemFinder().find(read_asked(typed).words, skip=skip, most=most)]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("path", ["Path of Ёлка", "Shortest Path"]),
        ("pa sho", ["Shortest Path"]),
        ("елка", ["Path of Ёлка"]),
        ("1878a", ["Shortest Path"]),
        ("1878A path", ["Shortest Path"]),
        ("shrotest", ["Shortest Path"]),
        ("sum two", ["Two Sum"]),
        ("zzz", []),
    ],
)
def test_words_in_any_order_begin_words_of_what_is_found(typed: str, found: list[str]) -> None:
    assert find(typed) == found


@pytest.mark.usefixtures("site")
def test_pages_continue_each_other() -> None:
    assert [find("path", most=1), find("path", skip=1, most=1), find("path", skip=2, most=1)] == [
        ["Path of Ёлка"],
        ["Shortest Path"],
        [],
    ]


@pytest.mark.usefixtures("site")
def test_found_problems_carry_their_place_and_rating() -> None:
    (found,) = ProblemFinder().find(["shortest"], skip=0, most=5)
    problem = Problem.objects.get(key="1878A")
    assert (found.url, found.note, found.figure, found.hue) == (
        f"/problem/{problem.pk}/",
        "A · Round 1878",
        "2100",
        "orange",
    )


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://codeforces.com/contest/1878/problem/A", ["Shortest Path"]),
        ("codeforces.com/problemset/problem/1878/A?locale=ru", ["Shortest Path"]),
        ("http://www.codeforces.com/problemset/problem/2/C/", ["Two Sum"]),
        ("https://codeforces.com/contest/1878", []),
        ("https://codeforces.com/", []),
        ("https://other.example/problem/1878/A", []),
        ("https://codeforces.com/%ff/%00", []),
    ],
)
def test_pasted_addresses_name_their_problem(address: str, found: list[str]) -> None:
    assert [one.title for one in ProblemFinder().named(address)] == found


def test_problems_of_sites_out_of_use_are_not_found(site: Resource) -> None:
    Resource.objects.filter(pk=site.pk).update(enabled=False)
    assert find("path") == []


def test_rare_words_are_found_by_the_index(site: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_finders, "LATELY", 50)
    upsert_problems(site, [ProblemRow(key=f"x{n}", name=f"Game {n}") for n in range(3000)], now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contests_problem")
    with CaptureQueriesContext(connection) as asked:
        assert find("game 2999") == ["Game 2999"]
    by_index = next(query["sql"] for query in asked if "AS found" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # three thousand rows are few
        cursor.execute(f"EXPLAIN {by_index}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "problem_folded_words" in plan
