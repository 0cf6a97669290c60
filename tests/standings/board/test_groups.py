"""Rows of a table counted by groups: the sizes add up, and each group leads to its rows."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.board.finding import ids_asked
from apps.standings.board.groups import Groups, groups_of
from apps.standings.board.selection import GROUPS, Selection
from apps.standings.models import Standings
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
N_ROWS = 30


@pytest.fixture
def contest() -> Contest:
    """Return a contest of thirty rows that differ in all that they can be grouped by."""
    made = contest_of()
    rows = [
        row(
            number,
            score=float(number % 3),
            cells={
                "A": Cell(state="solved", time=60.0 * number, language=("C++", "Rust", "")[number % 3]),
                "B": Cell(state="wrong", wrong=1, language="C++" if number % 2 else ""),
            },
            country=("LV", "BY", "")[number % 3],
            organization=("North", "")[number % 2],
            division=("Div. 1", "Div. 2", "")[number % 3],
            medal="gold" if number < 4 else "silver" if number < 8 else "",
            old_rating=None if number % 5 == 0 else 100 * number,
        )
        for number in range(1, N_ROWS + 1)
    ]
    upsert_standings(made, table(rows), now=NOW)
    return made


def counted(contest: Contest, query: str) -> Groups:
    """Return the groups that a query asks for."""
    return groups_of(contest, Standings.objects.get(pk=contest.pk), Selection.from_query(QueryDict(query)))


def test_groups_tell_size_places_solved_and_the_best_row(contest: Contest) -> None:
    groups = counted(contest, "groupby=country").groups

    assert [
        (
            one.word,
            one.counted.size,
            one.counted.best_place,
            one.counted.place,
            one.counted.solved,
            one.counted.best_name,
        )
        for one in groups
    ] == [
        ("Belarus", 10, 1, 14.5, 1.0, "user1"),
        ("unknown", 10, 2, 15.5, 1.0, "user2"),
        ("Latvia", 10, 3, 16.5, 1.0, "user3"),
    ]
    assert [(one.counted.gold, one.counted.silver, one.counted.bronze) for one in groups] == [
        (1, 2, 0), (1, 1, 0), (1, 1, 0)
    ]  # fmt: skip


@pytest.mark.parametrize("by", [name for name in GROUPS if name != "language"])
@pytest.mark.parametrize("more", ["", "&country=LV", "&search=user1", "&official=yes"])
def test_sizes_of_groups_add_up_to_the_rows(contest: Contest, by: str, more: str) -> None:
    header = Standings.objects.get(pk=contest.pk)
    rows = ids_asked(header, Selection.from_query(QueryDict(more)))

    assert sum(one.counted.size for one in counted(contest, f"groupby={by}{more}").groups) == len(rows)


@pytest.mark.parametrize("by", GROUPS)
def test_each_group_leads_to_its_rows(contest: Contest, by: str) -> None:
    header = Standings.objects.get(pk=contest.pk)
    groups = [one for one in counted(contest, f"groupby={by}").groups if one.query]

    assert len(groups) > 1
    for one in groups:
        assert len(ids_asked(header, Selection.from_query(QueryDict(one.query)))) == one.counted.size, one.word


def test_group_keeps_the_other_filters(contest: Contest) -> None:
    query = counted(contest, "groupby=country&division=Div.+2&sort=name&page=3").groups[0].query

    assert parse_qs(query) == {"country": ["BY"], "division": ["Div. 2"]}


def test_groups_by_rating_are_the_bands_of_the_site(contest: Contest) -> None:
    groups = counted(contest, "groupby=rating").groups

    assert {one.word: (one.counted.size, one.query) for one in groups} == {
        "Newbie · 0–1199": (9, "rating=0..1199"),
        "unrated": (6, "rating=unrated"),
        "International Grandmaster · 2600–2999": (4, "rating=2600..2999"),
        "Expert · 1600–1899": (3, "rating=1600..1899"),
        "Pupil · 1200–1399": (2, "rating=1200..1399"),
        "Master · 2100–2299": (2, "rating=2100..2299"),
        "Specialist · 1400–1599": (1, "rating=1400..1599"),
        "Candidate Master · 1900–2099": (1, "rating=1900..2099"),
        "International Master · 2300–2399": (1, "rating=2300..2399"),
        "Grandmaster · 2400–2599": (1, "rating=2400..2599"),
    }


def test_groups_by_language_count_who_used_several_with_each(contest: Contest) -> None:
    groups = counted(contest, "groupby=language")

    assert groups.overlap
    assert {one.word: one.counted.size for one in groups.groups} == {"C++": 20, "Rust": 10, "unknown": 5}


def test_groups_cost_one_query(contest: Contest, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    header = Standings.objects.get(pk=contest.pk)

    with django_assert_num_queries(1):
        groups_of(contest, header, Selection.from_query(QueryDict("groupby=country")))


def test_page_shows_groups_in_place_of_the_table(client: Client, contest: Contest) -> None:
    page = LexborHTMLParser(client.get(f"/standings/{contest.pk}/?groupby=medal", follow=True).content.decode())

    lines = [
        [" ".join(cell.text().split()) for cell in line.css("th, td")] for line in page.css(".group-table tbody tr")
    ]
    assert lines == [
        ["none", "23", "8", "19.0", "1.00", "0", "0", "0", "user8"],
        ["Silver", "4", "4", "5.5", "1.00", "0", "4", "0", "user4"],
        ["Gold", "3", "1", "2.0", "1.00", "3", "0", "0", "user1"],
    ]
    assert [node.attributes["href"] for node in page.css(".group-table tbody th a")][1] == "?medal=silver"
    assert page.css(".results-table") == []
    assert page.css_first("plot-figure").attributes["kind"] == "bars"


def test_page_without_matching_rows_says_so(client: Client, contest: Contest) -> None:
    page = client.get(f"/standings/{contest.pk}/?groupby=country&search=nobody", follow=True).content.decode()

    assert LexborHTMLParser(page).css_first("#standings .empty").text().split(".")[0].strip() == "No row matches"
