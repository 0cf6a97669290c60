"""The page of a problem as results fill it: who solved it first, when, with how many tries, over all its contests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import Account
from apps.contests.models import Contest, Problem
from apps.contests.problem_page import stood_in
from apps.resources.rows import Cell, ProblemRow
from apps.standings.models import Submission
from apps.standings.people.problem_solves import PAGE, Asked, Solves, first_solves, step_of
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
SHARED = ProblemRow(key="1A", name="Shared", short="A", url="https://site.example/1A")


@pytest.fixture
def problem() -> Problem:
    """A problem of two contests, a day apart; in the second one it is B."""
    first = contest_of(key="1", title="First Cup", start=NOW - 27 * HOUR, end=NOW - 25 * HOUR)
    second = contest_of(key="2", title="Second Cup")
    rows = [
        row(1, cells={"A": Cell(state="solved", time=600.0, wrong=2, language="C++")}, old_rating=1500),
        row(2, cells={"A": Cell(state="solved", time=60.0)}),
        row(3, cells={"A": Cell(state="wrong", wrong=3, upsolved=Cell(state="solved"))}),
        row(4, cells={"A": Cell(state="solved", time=30.0)}, participation="virtual"),
        row(5, cells={"A": Cell(state="wrong", wrong=1)}),
        row(6, cells={"A": Cell(state="solved", time=5.0)}, participation="ghost"),
    ]
    upsert_standings(first, table(rows, problems=(SHARED,)), now=NOW)
    later = [
        row(2, cells={"B": Cell(state="solved", time=10.0)}),
        row(5, cells={"B": Cell(state="solved", time=7000.0, wrong=0)}),
    ]
    others = (ProblemRow(key="2A", name="Other", short="A"), ProblemRow(key="1A", name="Shared", short="B"))
    upsert_standings(second, table(later, problems=others), now=NOW)
    found = Problem.objects.get(key="1A")
    Submission.objects.create(
        resource=first.resource, key="s1", account=Account.objects.get(key="user3"), problem_key="1A", problem=found,
        at=NOW - 20 * HOUR, state="solved", language="Rust",
    )  # fmt: skip
    return found


def asked(problem: Problem, page: int = 0) -> Solves:
    """Return what is found of a problem."""
    return first_solves(Asked(problem=problem.pk, places=stood_in(problem), page=page))


def test_everybody_stands_once_by_the_moment_of_the_first_solve(problem: Problem) -> None:
    found = asked(problem)
    first, second = Contest.objects.order_by("start")
    assert [(one.key, one.at, one.time, one.contest) for one in found.solves] == [
        ("user2", first.start + timedelta(seconds=60), 60.0, first.pk),
        ("user1", first.start + timedelta(seconds=600), 600.0, first.pk),
        ("user3", NOW - 20 * HOUR, None, None),
        ("user5", second.start + timedelta(seconds=7000), 7000.0, second.pk),
        ("user4", None, 30.0, first.pk),
    ]
    assert [(one.rating, one.wrong, one.language, one.is_then) for one in found.solves][1:3] == [
        (1500, 2, "C++", True),
        (None, None, "Rust", False),
    ]
    assert found.number == 5


def test_solves_lie_in_slots_of_time_and_of_tries(problem: Problem) -> None:
    assert step_of(stood_in(problem)) == timedelta(minutes=5)
    found = asked(problem)
    assert (found.times, found.tries) == ({0: 2, 2: 1, 23: 1}, {1: 1, 3: 1})


def test_a_new_version_of_a_table_is_seen_at_once(problem: Problem) -> None:
    assert asked(problem).number == 5
    second = Contest.objects.get(key="2")
    rows = [row(number, cells={"A": Cell(state="solved", time=1.0)}) for number in (2, 5, 7)]
    upsert_standings(second, table(rows, problems=(SHARED,)), now=NOW)
    assert asked(problem).number == 6


@pytest.mark.parametrize(
    ("duration", "step"),
    [
        (timedelta(minutes=30), timedelta(minutes=1)),
        (timedelta(hours=5), timedelta(minutes=10)),
        (timedelta(days=10), timedelta(hours=12)),
        (timedelta(days=360), timedelta(days=10)),
    ],
)
def test_bars_stand_for_round_lengths(problem: Problem, duration: timedelta, step: timedelta) -> None:
    Contest.objects.update(duration=duration)
    assert step_of(stood_in(problem)) == step


def texts(page: LexborHTMLParser, selector: str) -> list[list[str]]:
    """Return the texts of rows, cell by cell."""
    return [[" ".join(cell.text(separator=" ").split()) for cell in line.css("td, th")] for line in page.css(selector)]


def test_page_shows_contests_and_first_solves(client: Client, problem: Problem) -> None:
    response = client.get(f"/problem/{problem.pk}/")
    page = LexborHTMLParser(response.content.decode())
    assert page.css_first("h1").text() == "B Shared"
    assert texts(page, ".stood-table tbody tr") == [
        ["21 Nov 2026", "B Second Cup", "2", "2", "100 %", "0:00:10 user2"],
        ["20 Nov 2026", "A First Cup", "2", "4", "50 %", "0:01 user2"],
    ]
    assert texts(page, ".solves-table tbody tr") == [
        ["1", "user2", "–", "0:01:00 A", "–", "–"],
        ["2", "user1", "1500", "0:10:00 A", "3", "C++"],
        ["3", "user3", "–", "later: 20 Nov 2026, 16:00", "–", "Rust"],
        ["4", "user5", "–", "1:56:40 B", "1", "–"],
        ["5", "user4 virtual", "–", "0:00:30 A", "–", "–"],
    ]
    assert [(link.text(), link.attributes["rel"]) for link in page.css(".letters a[rel]")] == [("‹", "prev")]
    assert [link.text() for link in page.css(".letters a:not([rel])")] == ["A", "B"]


def test_page_of_a_problem_of_which_nothing_is_known_says_so(client: Client, problem: Problem) -> None:
    lonely = Problem.objects.create(
        resource=problem.resource, key="9", name="<Lonely>", created=NOW, modified=NOW
    )  # fmt: skip
    page = LexborHTMLParser(client.get(f"/problem/{lonely.pk}/").content.decode())
    assert page.css_first("h1").text() == "<Lonely>"
    assert [" ".join(node.text().split()) for node in page.css(".problem-facts dd")] == [
        "The site does not rate it.",
        "Unknown: too few rated people met it.",
        "Unknown how many solved it.",
        "It is not known to be in an archive.",
        "9",
    ]
    assert [node.text() for node in page.css(".empty")] == [
        "No contest is known here that had it.",
        "Nobody is known here who solved it.",
    ]


@pytest.mark.parametrize("address", ["/problem/999999999/", "/problem/99999999999999999999/"])
def test_unknown_problems_are_missing(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_problems_of_sites_out_of_use_are_missing(client: Client, problem: Problem) -> None:
    problem.resource.enabled = False
    problem.resource.save()
    assert client.get(f"/problem/{problem.pk}/").status_code == 404


@pytest.mark.parametrize("page", ["2", "3", "99999", "0", "x"])
def test_solves_go_page_by_page_and_end_with_the_last(client: Client, page: str) -> None:
    contest = contest_of()
    rows = [row(number, cells={"A": Cell(state="solved", time=60.0 * number)}) for number in range(1, PAGE + 3)]
    upsert_standings(contest, table(rows), now=NOW)
    problem = Problem.objects.get(key="1A")
    shown = LexborHTMLParser(client.get(f"/problem/{problem.pk}/?page={page}").content.decode())
    numbers = [int(cell.text()) for cell in shown.css(".solves-table td:first-child")]
    assert numbers == (list(range(1, PAGE + 1)) if page in "0x" else [PAGE + 1, PAGE + 2])


@pytest.mark.parametrize("number", [1, 40])
def test_page_costs_the_same_queries_for_any_number(client: Client, number: int) -> None:
    contest = contest_of()
    rows = [row(one, cells={"A": Cell(state="solved", time=60.0)}) for one in range(1, number + 1)]
    upsert_standings(contest, table(rows), now=NOW)
    problem = Problem.objects.get(key="1A")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/problem/{problem.pk}/").status_code == 200
    assert len(queries) == 8
