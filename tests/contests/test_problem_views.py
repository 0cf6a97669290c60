"""The list of problems."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.problems_upsert import upsert_problems
from apps.resources.models import Resource
from apps.resources.rows import ProblemRow
from tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Resource:
    """A site with two problems."""
    made: Resource = ResourceFactory(host="site.example")
    rows = [
        ProblemRow(key="1A", name="Sum of Two", url="https://site.example/1A", rating=800, tags=("math", "greedy")),
        ProblemRow(key="1B", name="Graph 100%", n_solved=3, n_tried=9),
    ]
    upsert_problems(made, rows, now=NOW, complete=True)
    return made


def lines(client: Client, query: str = "") -> list[list[str]]:
    """Return the texts of the list, row by row."""
    page = LexborHTMLParser(client.get(f"/problems/{query}").content.decode())
    return [[" ".join(cell.text().split()) for cell in line.css("td, th")] for line in page.css("table tbody tr")]


def test_problems_show_ratings_and_counts_and_unknown_as_such(client: Client, site: Resource) -> None:
    assert sorted(lines(client)) == [
        ["Graph 100%", "–", "–", "3", "9", ""],
        ["Sum of Two", "800", "–", "–", "–", "math, greedy"],
    ]


def test_problems_have_the_classes_that_extensions_read(client: Client, site: Resource) -> None:
    page = LexborHTMLParser(client.get("/problems/?search=sum").content.decode())

    links = page.css("table tbody tr .problem-name-column a")
    assert [link.attributes["href"] for link in links] == ["/resource/site.example/", "https://site.example/1A"]
    assert page.css_first(".problem-rating-column").text() == "800"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?search=GRAPH", ["Graph 100%"]),
        ("?search=%25", ["Graph 100%"]),
        ("?resource=site.example", ["Graph 100%", "Sum of Two"]),
        ("?resource=other.example", []),
        ("?search=nothing", []),
    ],
)
def test_problems_are_filtered_by_name_and_site(client: Client, site: Resource, query: str, names: list[str]) -> None:
    assert sorted(line[0] for line in lines(client, query)) == names


def test_problems_are_filtered_by_the_number_of_their_site(client: Client, site: Resource) -> None:
    assert len(lines(client, f"?resource={site.pk}")) == 2


@pytest.mark.parametrize("number", [1, 90])
def test_problems_cost_the_same_queries_for_any_number(
    client: Client, site: Resource, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    upsert_problems(site, [ProblemRow(key=f"{n}", name=f"Round one {n}") for n in range(number)], now=NOW)

    with django_assert_num_queries(4):
        assert len(lines(client, "?search=round+one")) == number
