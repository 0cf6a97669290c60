"""The pages of problems: the archive with its filters, orders and groups, and one problem."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest, Problem
from apps.contests.problems_upsert import upsert_problems
from apps.resources.models import Resource
from apps.resources.rows import ProblemRow
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def site() -> Resource:
    """A site with an archive of three problems, two of which stood in contests, and another site with one."""
    made: Resource = ResourceFactory(host="site.example", title="Site", short="st")
    other = ResourceFactory(host="other.example", title="Other", short="ot", adapter="atcoder")
    rows = [
        ProblemRow(key="1A", name="Sum of Two", url="https://site.example/1A", rating=800, tags=("math", "greedy")),
        ProblemRow(key="1B", name="Graph 100%", n_solved=3, n_tried=9, tags=("Math",)),
        ProblemRow(key="2A", name="Tree (hard)", rating=2400, n_solved=1, n_tried=200),
    ]
    upsert_problems(made, rows, now=NOW, complete=True)
    upsert_problems(other, [ProblemRow(key="abc1_a", name="Élan", n_solved=50, n_tried=60)], now=NOW)
    for number, key in enumerate(("1A", "2A")):
        contest = ContestFactory(
            resource=made, key=f"c{number}", title=f"Round {number}", start=NOW - (9 - number) * DAY, parsed_at=NOW
        )
        upsert_problems(
            made, [ProblemRow(key=key, name=rows[2 * number].name, short="A", contest=contest.key)], now=NOW
        )
    return made


def page_of(client: Client, query: str = "") -> LexborHTMLParser:
    """Return the list as a browser reads it."""
    response = client.get(f"/problems/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def lines(client: Client, query: str = "") -> list[list[str]]:
    """Return the texts of the list, row by row."""
    rows = page_of(client, query).css("tbody tr")
    return [[" ".join(cell.text(separator=" ").split()) for cell in row.css("td, th")] for row in rows]


def names(client: Client, query: str = "") -> list[str]:
    """Return the names of the problems in the list, in its order."""
    return [link.text() for link in page_of(client, query).css("tbody th .name")]


@pytest.mark.usefixtures("site")
def test_problems_show_ratings_counts_and_contests_and_unknown_as_such(client: Client) -> None:
    assert lines(client) == [
        ["13 Nov 2026", "Tree (hard)", "A Round 1", "2400", "–", "1", "200", "<1 %", ""],
        ["12 Nov 2026", "Sum of Two Sum of Two math greedy", "A Round 0", "800", "–", "–", "–", "–", ""],
        ["–", "Élan", "–", "–", "–", "50", "60", "83 %", ""],
        ["–", "Graph 100% Math", "–", "–", "–", "3", "9", "33 %", ""],
    ]


@pytest.mark.usefixtures("site")
def test_many_people_are_written_in_groups_of_figures(client: Client) -> None:
    Problem.objects.filter(name="Élan").update(n_solved=50_123, n_tried=60_000)

    (line,) = lines(client, "?search=lan")
    assert line[5:8] == ["50,123", "60,000", "83 %"]
    bar = page_of(client, "?search=lan").css_first("progress").attributes
    assert (bar["value"], bar["max"]) == ("50123", "60000")


@pytest.mark.usefixtures("site")
def test_problems_have_the_classes_that_extensions_read(client: Client) -> None:
    page = page_of(client, "?search=sum")
    problem = Problem.objects.get(key="1A")

    second = page.css_first("table tbody tr .problem-name-column a:nth-of-type(2)")
    assert (second.attributes["href"], second.text()) == ("https://site.example/1A", "Sum of Two")
    assert page.css_first("table tbody tr .problem-name-column a").attributes["href"] == f"/problem/{problem.pk}/"
    tags = page.css("table tbody tr .problem-name-column .pull-right a[title]")
    assert [(tag.attributes["title"], tag.attributes["href"]) for tag in tags] == [
        ("math", "?search=sum&tag=math"),
        ("greedy", "?search=sum&tag=greedy"),
    ]
    assert page.css_first(".problem-rating-column").text() == "800"
    assert "rating-grey" in (page.css_first("td.problem-rating-column").attributes["class"] or "")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?search=GRAPH", ["Graph 100%"]),
        ("?search=two+sum", ["Sum of Two"]),
        ("?search=elan", ["Élan"]),
        ("?search=1b", ["Graph 100%"]),
        ("?search=%25", ["Graph 100%"]),
        ("?search=Tree+(hard)", ["Tree (hard)"]),
        ("?search=^(sum|tree)", ["Tree (hard)", "Sum of Two"]),
        ("?search=rating>=2000", ["Tree (hard)"]),
        ("?search=rating:700-900", ["Sum of Two"]),
        ("?search=rating:none", ["Élan", "Graph 100%"]),
        ("?search=tag:greedy", ["Sum of Two"]),
        ("?search=tag:MATH", ["Sum of Two", "Graph 100%"]),
        ("?search=!tag:math+%26%26+resource:site", ["Tree (hard)"]),
        ("?search=contest:round+0", ["Sum of Two"]),
        ("?search=short:a", ["Tree (hard)", "Sum of Two"]),
        ("?search=year:2026", ["Tree (hard)", "Sum of Two"]),
        ("?search=year<2026", []),
        ("?search=solved>2", ["Élan", "Graph 100%"]),
        ("?search=archive:no", ["Élan"]),
        ("?search=key:abc", ["Élan"]),
        ("?resource=site.example", ["Tree (hard)", "Sum of Two", "Graph 100%"]),
        ("?resource=st,other.example", ["Tree (hard)", "Sum of Two", "Élan", "Graph 100%"]),
        ("?resource=nowhere.example", []),
        ("?tag=math&tag=greedy", ["Sum of Two"]),
        ("?tag=math", ["Sum of Two", "Graph 100%"]),
        ("?rating_from=801", ["Tree (hard)"]),
        ("?rating_to=800", ["Sum of Two"]),
        ("?solved_from=3&solved_to=49", ["Graph 100%"]),
        ("?archive=yes&rating_from=1000", ["Tree (hard)"]),
        ("?archive=no", ["Élan"]),
        ("?search=nothing", []),
    ],
)
def test_problems_are_filtered(client: Client, query: str, found: list[str]) -> None:
    assert names(client, query) == found


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?sort=name", ["Graph 100%", "Sum of Two", "Tree (hard)", "Élan"]),
        ("?sort=rating", ["Tree (hard)", "Sum of Two", "Élan", "Graph 100%"]),
        ("?sort=rating&sort_order=asc", ["Sum of Two", "Tree (hard)", "Élan", "Graph 100%"]),
        ("?sort=solved", ["Élan", "Graph 100%", "Tree (hard)", "Sum of Two"]),
        ("?sort=tried&sort_order=asc", ["Graph 100%", "Élan", "Tree (hard)", "Sum of Two"]),
        ("?sort=share", ["Élan", "Graph 100%", "Tree (hard)", "Sum of Two"]),
        ("?sort_order=asc", ["Sum of Two", "Tree (hard)", "Élan", "Graph 100%"]),
    ],
)
def test_problems_are_sorted_with_the_unknown_last(client: Client, query: str, found: list[str]) -> None:
    assert names(client, query) == found


@pytest.mark.usefixtures("site")
def test_heads_sort_and_turn_the_order(client: Client) -> None:
    head = page_of(client, "?tag=math&sort=rating").css_first("thead [aria-sort]")
    assert (head.attributes["aria-sort"], head.css_first("a").attributes["href"]) == (
        "descending",
        "?tag=math&sort=rating&sort_order=asc",
    )


@pytest.mark.usefixtures("site")
def test_problems_are_grouped_by_tag_and_by_site(client: Client) -> None:
    by_tag = [["Math", "1", "–", "33 %"], ["greedy", "1", "800", "–"], ["math", "1", "800", "–"]]
    assert sorted(lines(client, "?groupby=tag&resource=st")) == by_tag
    assert lines(client, "?groupby=resource") == [["Site", "3", "1600", "1 %"], ["Other", "1", "–", "83 %"]]
    page = page_of(client, "?groupby=resource&archive=yes")
    assert page.css_first("tbody a").attributes["href"] == "?resource=site.example&archive=yes"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?rating_from=hard", "“rating_from=hard” is not understood and passed over."),
        ("?search=rating:hard", "“rating:hard” is no known condition: searched as text."),
        ("?search=mood:good", "“mood” is no field of problems: searched as text."),
        ("?search=(((", "“(((” is no regular expression that runs here: searched as text."),
        ("?sort=mood", "“sort=mood” is not understood and passed over."),
        ("?groupby=mood", "“groupby=mood” is not understood and passed over."),
        ("?contest=x", "“contest=x” is not understood and passed over."),
        ("?search=year:9999999", ""),
        ("?search=solved>=99999999999", "“solved>=99999999999” is no known condition: searched as text."),
        ("?tag=%00&page=99999999", ""),
        ("?unknown=1", ""),
    ],
)
def test_what_is_not_understood_is_said(client: Client, query: str, said: str) -> None:
    assert [notice.text() for notice in page_of(client, query).css("main .notice")] == ([said] if said else [])


@pytest.mark.usefixtures("site")
def test_what_is_set_can_be_taken_away(client: Client) -> None:
    page = page_of(client, "?tag=math&rating_from=800&rating_to=900&search=sum&sort=rating")
    assert [
        (chip.css_first("span").text(), chip.css_first("a").attributes["href"]) for chip in page.css(".set .chip")
    ] == [
        ("math", "?rating_from=800&rating_to=900&search=sum&sort=rating"),
        ("rating 800–900", "?tag=math&search=sum&sort=rating"),
        ("“sum”", "?tag=math&rating_from=800&rating_to=900&sort=rating"),
    ]
    empty = page_of(client, "?search=nothing").css_first("main .empty")
    assert " ".join(empty.text().split()) == "No problem matches. Clear filters"


def test_htmx_is_told_the_canonical_address(client: Client, site: Resource) -> None:
    response = client.get("/problems/?resource=st&rating_from=&search=+sum+&page=1", headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/problems/?resource=st&search=sum"


@pytest.mark.parametrize("number", [1, 150])
def test_problems_cost_the_same_queries_for_any_number(client: Client, number: int) -> None:
    site: Resource = ResourceFactory()
    contest: Contest = ContestFactory(resource=site, key="9")
    rows = [ProblemRow(key=f"{n}", name=f"Round one {n}", short=f"A{n}", contest="9") for n in range(number)]
    upsert_problems(site, rows, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        assert len(names(client, "?search=round+one&sort=rating")) == min(number, 50)
    assert contest.title in page_of(client, "?search=round+one").css_first("tbody td.set-in").text()
    assert len(queries) <= 12
