"""Several contests in one table: whose rows come when, which columns they share, and what the address may say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import Cell, ProblemRow
from apps.standings.merged.rows import contests_asked, rows_of
from apps.standings.models import StandingsOrder
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
QUERIES = 5  # contests, versions of their topics, version of the last, problems, rows


def held(title: str, rows: list[Any], **fields: Any) -> Contest:
    """Return a contest with these rows."""
    contest = contest_of(title=title)
    upsert_standings(contest, table(rows, **fields), now=NOW)
    return contest


def see(client: Client, *contests: Contest, query: str = "") -> LexborHTMLParser:
    """Return the merged table as a browser reads it."""
    response = client.get(f"/standings/{','.join(str(one.pk) for one in contests)}/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def lines(page: LexborHTMLParser) -> list[list[str]]:
    """Return the texts of the table's body, row by row."""
    return [
        [" ".join(cell.text(separator=" ").split()) for cell in line.css("td, th")]
        for line in page.css(".merged-table tbody tr")
    ]


def heads(page: LexborHTMLParser) -> list[str]:
    """Return the heads of the problems."""
    return [" ".join(node.text(separator="").split()) for node in page.css(".merged-table thead .short")]


def test_merged_rows_stand_in_one_order(client: Client) -> None:
    first = held("First", [row(1, account="ann", score=9.0), row(2, account="bob", score=3.0)])
    second = held("Second", [row(1, account="cid", score=5.0), row(2, account="dan", score=4.0)])

    page = see(client, first, second)

    assert [line[:7] for line in lines(page)] == [
        ["1", "ann", "", "1", "1", "9", ""],
        ["2", "cid", "", "2", "1", "5", ""],
        ["3", "dan", "", "2", "2", "4", ""],
        ["4", "bob", "", "1", "2", "3", ""],
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["ann", "cid", "dan", "bob"]),
        ("?sort=score", ["ann", "cid", "dan", "bob"]),
        ("?sort=share", ["ann", "cid", "dan", "bob"]),
        ("?sort=place", ["ann", "cid", "dan", "bob"]),
        ("?official=yes", ["ann", "cid", "bob"]),
        ("?sort=nonsense", ["ann", "cid", "dan", "bob"]),
    ],
)
def test_merged_rows_are_ordered_as_asked(client: Client, query: str, names: list[str]) -> None:
    first = held("First", [row(1, account="ann", score=9.0), row(2, account="bob", score=3.0)])
    rows = [row(1, account="cid", score=5.0), row(2, account="dan", score=4.0, participation="virtual")]
    second = held("Second", rows)

    assert [line[1].split()[0] for line in lines(see(client, first, second, query=query))] == names


def test_merged_rows_of_different_kinds_compare_by_their_share(client: Client) -> None:
    points = held("Points", [row(1, account="ann", score=900.0), row(2, account="bob", score=300.0)])
    solved = held("Solved", [row(1, account="cid", score=6.0), row(2, account="dan", score=3.0)], kind="icpc")

    assert [line[1] for line in lines(see(client, points, solved))] == ["ann", "cid", "dan", "bob"]
    assert [line[1] for line in lines(see(client, points, solved, query="?sort=score"))] == ["ann", "bob", "cid", "dan"]


def test_merged_contests_share_the_columns_of_their_common_problems(client: Client) -> None:
    easy = (ProblemRow(key="1A", name="Sum", short="A"), ProblemRow(key="1B", name="Tree", short="B"))
    hard = (ProblemRow(key="1B", name="Tree", short="A"), ProblemRow(key="1C", name="Flow", short="B"))
    solved = Cell(state="solved", time=60.0)
    second = held("Div. 2", [row(1, account="ann", score=1.0, cells={"B": solved})], problems=easy)
    first = held("Div. 1", [row(1, account="bob", score=2.0, cells={"A": solved, "B": solved})], problems=hard)

    page = see(client, second, first)

    assert heads(page) == ["A", "1B 2A", "B"]
    assert [line[7:] for line in lines(page)] == [["", "+ first 0:01", "+ first 0:01"], ["·", "+ first 0:01", ""]]


@pytest.mark.parametrize("number", [3, 250])
def test_merged_rows_of_one_contest_are_its_table(number: int) -> None:
    rows = [
        row(one, place=one // 2 + 1 if one % 9 else None, score=float(one % 4) if one % 5 else None)
        for one in range(1, number + 1)
    ]
    contest = held("Cup", rows)
    (known,) = contests_asked([contest.pk])
    pages = [rows_of([known], order="place", official=False, start=start) for start in (0, 100, 200)]

    assert [one.row.pk for page in pages for one in page] == StandingsOrder.objects.get(pk=contest.pk).rows
    assert [one.position for page in pages for one in page] == list(range(1, number + 1))


def test_merged_table_is_paged_by_a_hundred(client: Client) -> None:
    first = held("First", [row(number) for number in range(1, 81)])
    second = held("Second", [row(number) for number in range(1, 41)])

    pages = [lines(see(client, first, second, query=query)) for query in ("", "?page=2", "?page=9")]

    assert [(page[0][0], len(page)) for page in pages] == [("1", 100), ("101", 20), ("101", 20)]


@pytest.mark.parametrize("numbers", ["{0},{1},{0}", "{0},0{1}", "0{0},{1}"])
def test_merged_address_names_each_contest_once(client: Client, numbers: str) -> None:
    first, second = held("First", [row(1)]), held("Second", [row(1)])

    response = client.get(f"/standings/{numbers.format(first.pk, second.pk)}/?sort=place")

    assert (response.status_code, response["Location"]) == (302, f"/standings/{first.pk},{second.pk}/?sort=place")


def test_merged_table_of_unknown_or_hidden_or_too_many_contests_is_not_found(client: Client) -> None:
    known, hidden = held("First", [row(1)]), contest_of(hidden=True)
    many = ",".join(str(number) for number in range(1, 13))
    huge = f"{10**30},{10**30}"

    codes = [
        client.get(f"/standings/{numbers}/").status_code
        for numbers in (f"{known.pk},{hidden.pk}", "1,999999", many, huge)
    ]

    assert codes == [404, 404, 404, 404]


def test_merged_table_bears_contests_without_results(client: Client) -> None:
    with_results, without = held("First", [row(1)]), contest_of(title="Never read")

    page = see(client, with_results, without)

    assert [line[1] for line in lines(page)] == ["user1"]
    assert "never read" in page.css(".merged-sources li")[1].text()
    assert lines(see(client, without, contest_of())) == []


def test_form_leads_to_the_table_of_what_it_names(client: Client) -> None:
    ways = {
        "contest=3&contest=7": "/standings/3,7/",
        "contest=3,7&contest=x&contest=3": "/standings/3,7/",
        "contest=3": "/standings/3/",
        "contest=": "/standings/",
        "": "/standings/",
    }

    assert {query: client.get(f"/standings/compare/?{query}")["Location"] for query in ways} == ways


def test_open_merged_table_follows_the_contest_that_may_still_run(client: Client) -> None:
    first, second = held("First", [row(1, account="ann")]), held("Second", [row(1, account="cid")])
    Contest.objects.filter(pk=second.pk).update(end=NOW + 9 * HOUR)
    before = see(client, first, second).css_first("main").attributes

    upsert_standings(second, table([row(1, account="cid"), row(2, account="dan")]), now=NOW)

    page = see(client, first, second)
    after = page.css_first("main").attributes
    assert after["data-live"] == f"standings:{second.pk}"
    assert int(after["data-version"] or 0) == int(before["data-version"] or 0) + 1
    assert all(page.css(part) for part in (after["data-live-parts"] or "").split(","))
    assert [line[1] for line in lines(page)] == ["ann", "cid", "dan"]


@pytest.mark.parametrize("number", [1, 30])
def test_merged_table_costs_the_same_queries_for_any_number_of_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    first = held("First", [row(one) for one in range(1, number + 1)])
    second = held("Second", [row(one) for one in range(1, number + 1)])

    with django_assert_num_queries(QUERIES):
        assert len(lines(see(client, first, second))) == 2 * number


def test_table_shows_what_belongs_beside_it(client: Client) -> None:
    series: dict[str, Any] = {"series": "cup", "series_number": 7}
    contest = contest_of(title="Cup 7 (Div. 1)", **series)
    earlier = contest_of(title="Cup 6", series="cup", series_number=6, start=NOW - 30 * HOUR, end=NOW - 28 * HOUR)
    contest_of(title="Cup 8", series="cup", series_number=8, start=NOW + 30 * HOUR, end=NOW + 32 * HOUR)
    other = contest_of(title="Cup 7 (Div. 2)", **series)
    contest_of("mirror.example", title="Cup 7 (Div. 1)")
    contest_of(title="Something else")
    for one in (contest, earlier, other):
        upsert_standings(one, table([row(1)]), now=NOW)

    page = LexborHTMLParser(client.get(f"/standings/{contest.pk}/", follow=True).content.decode())

    aside = page.css_first(".beside-results")
    assert [" ".join(node.text().split()) for node in aside.css("p")] == [
        "‹ Cup 6Cup 8 ›", "Held together with: Cup 7 (Div. 1) mirror, Cup 7 (Div. 2)"
    ]  # fmt: skip
    boxes = [(box.attributes["value"], "checked" in box.attributes) for box in aside.css("[type=checkbox]")]
    assert boxes == [(str(other.pk), True), (str(earlier.pk), False)]


def test_table_of_a_contest_that_stands_alone_shows_nothing_beside_it(client: Client) -> None:
    contest = held("Alone", [row(1)])

    page = client.get(f"/standings/{contest.pk}/", follow=True).content.decode()

    assert LexborHTMLParser(page).css(".beside-results") == []
