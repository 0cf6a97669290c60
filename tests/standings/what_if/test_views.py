"""The page of a table without some of its rows: who is left out, what moves, and what is said of it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import StandingRow
from apps.standings.ratings import codeforces
from apps.standings.ratings.codeforces import Contestant
from apps.standings.upsert import upsert_standings
from tests.standings.pages import row_id, texts
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
RATINGS = (2100, 1500, 1900, 1700, 1300)
QUERIES = 6  # contest, its topic, header, entrants, rows, the plan


def changes_of(ratings: tuple[int, ...]) -> list[int]:
    """Return what Codeforces' formula gives to people who come in this order."""
    return [one.change for one in codeforces.changes([Contestant(-n, 0, r) for n, r in enumerate(ratings)])]


def rated_contest() -> Contest:
    """Return a Codeforces round of five whose changes are the formula's."""
    contest = contest_of("codeforces.com", title="Round", rated=True)
    changes = changes_of(RATINGS)
    rows = [
        row(place, account=f"user{place}", score=10 - place, old_rating=rating, new_rating=rating + change)
        for place, (rating, change) in enumerate(zip(RATINGS, changes, strict=True), 1)
    ]
    upsert_standings(contest, table(rows), now=NOW)
    return contest


def plain_contest(rows: list[StandingRow]) -> Contest:
    """Return a contest of a site of which no formula is known."""
    contest = contest_of(title="Cup")
    type(contest.resource).objects.filter(pk=contest.resource_id).update(adapter="domjudge", title="Judge")
    upsert_standings(contest, table(rows), now=NOW)
    return contest


def see(client: Client, contest: Contest, query: str = "") -> LexborHTMLParser:
    """Return the page as a browser reads it."""
    response = client.get(f"/standings/{contest.pk}/what-if/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def lines(page: LexborHTMLParser, table: int = -1) -> list[list[str]]:
    """Return the rows of one of the page's tables, without the link that leaves one out."""
    return [texts(line, "td, th")[:-1] for line in page.css(".what-if-table")[table].css("tbody tr")]


def test_nobody_left_out_changes_nothing(client: Client) -> None:
    page = see(client, rated_contest())

    changes = [f"+{change}" if change > 0 else f"−{-change}" for change in changes_of(RATINGS)]
    assert lines(page) == [
        [str(place), str(place), f"user{place}", str(10 - place), str(rating), change, change, ""]
        for place, (rating, change) in enumerate(zip(RATINGS, changes, strict=True), 1)
    ]
    [said] = texts(page, ".said")
    assert said.endswith("by the formula of Codeforces. It gives all 5 changes of the table exactly.")
    assert texts(page, ".what-if h2") == []


def test_chosen_rows_are_left_out_and_ratings_reckoned_without_them(client: Client) -> None:
    contest = rated_contest()
    winner = row_id(contest, "user1")

    page = see(client, contest, f"?drop={winner}&drop=nonsense&drop=999999")

    were, would_be = changes_of(RATINGS)[1:], changes_of(RATINGS[1:])
    assert [(line[0], line[1], line[2]) for line in lines(page)] == [
        (str(place), f"▲1 {place + 1}", f"user{place + 1}") for place in range(1, 5)
    ]
    assert [int(line[6].replace("−", "-")) for line in lines(page)] == would_be
    assert [int(line[7].replace("−", "-") or 0) for line in lines(page)] == [
        new - old for old, new in zip(were, would_be, strict=True)
    ]
    assert [(node.text().split()[0], node.attributes["href"]) for node in page.css(".chip")] == [
        ("user1", "?drop=999999")
    ]
    assert texts(page, ".summary span") == ["1 row left out"]


def test_rows_lead_to_the_page_without_them(client: Client) -> None:
    contest = rated_contest()
    first, second = sorted(row_id(contest, key) for key in ("user1", "user2"))
    dropped = row_id(contest, "user2")

    page = see(client, contest, f"?drop={dropped}")

    assert page.css(".out a")[-4].attributes["href"] == f"?drop={first}&drop={second}"


def test_unofficial_rows_are_left_out_by_one_link(client: Client) -> None:
    contest = plain_contest([row(1, participation="virtual"), row(2), row(3, place=None, participation="unofficial")])

    whole, official = see(client, contest), see(client, contest, "?official=yes")

    assert [(" ".join(node.text().split()), node.attributes["href"]) for node in whole.css(".chip")] == [
        ("Official rows only −2", "?official=yes")
    ]
    assert lines(official) == [["1", "▲1 2", "user2", "1"]]
    assert [node.attributes["href"] for node in official.css(".chip")] == ["?"]
    assert texts(official, ".said") == [
        "Places are counted anew. How Judge rates is not known here, so ratings are left out."
    ]


def test_one_division_is_ranked_alone(client: Client) -> None:
    rows = [row(1, division="North"), row(2, division="South"), row(3, division="South", penalty=1)]
    contest = plain_contest(rows)

    assert [line[:3] for line in lines(see(client, contest, "?division=South"))] == [
        ["1", "▲1 2", "user2"], ["2", "▲1 3", "user3"],
    ]  # fmt: skip
    assert len(lines(see(client, contest, "?division=West"))) == 3


def test_rows_to_leave_out_are_found_by_name(client: Client) -> None:
    contest = rated_contest()
    one, two = row_id(contest, "user1"), row_id(contest, "user2")

    page = see(client, contest, f"?drop={one}&who=user2")

    first, second = sorted((one, two))
    assert [node.attributes["href"] for node in page.css(".picks a")] == [f"?drop={first}&drop={second}"]
    assert texts(see(client, contest, "?who=nobody-like-it"), ".empty") == ["Nobody else here matches."]


def test_unrated_contest_and_too_few_ratings_are_said(client: Client) -> None:
    unrated = contest_of("codeforces.com", key="1", rated=False)
    upsert_standings(unrated, table([row(1)]), now=NOW)
    unknown = contest_of("codeforces.com", key="2", rated=True)
    upsert_standings(unknown, table([row(1, account="new1")]), now=NOW)

    assert [texts(see(client, contest), ".said") for contest in (unrated, unknown)] == [
        ["Places are counted anew. This contest is not rated, so ratings are left out."],
        ["Places are counted anew. Of too few participants the rating before is known to go on."],
    ]


def test_everybody_left_out_is_said(client: Client) -> None:
    contest = plain_contest([row(1)])

    page = see(client, contest, f"?drop={row_id(contest, 'user1')}")

    assert texts(page, ".empty") == ["Everybody is left out. Put all back"]


def test_contest_without_results_has_no_what_if(client: Client) -> None:
    assert client.get(f"/standings/{contest_of().pk}/what-if/").status_code == 404


def test_page_costs_as_many_queries_for_three_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 3):
        contest = contest_of(title=f"Cup {number}")
        upsert_standings(contest, table([row(one) for one in range(1, number + 1)]), now=NOW)
        with django_assert_num_queries(QUERIES):
            assert len(lines(see(client, contest))) == number


def test_those_whom_it_moves_most_stand_above_a_long_table(client: Client) -> None:
    rows = [row(place, division="North" if place <= 20 else "South", score=100 - place) for place in range(1, 41)]
    contest = plain_contest(rows)
    first, last = row_id(contest, "user1"), row_id(contest, "user30")

    page = see(client, contest, f"?drop={first}&drop={last}")
    alike = see(client, contest, f"?drop={first}")

    assert [line[:3] for line in lines(page, 0)] == [[str(n - 2), f"▲2 {n}", f"user{n}"] for n in range(31, 36)]
    assert texts(page, ".what-if h2") == ["Moved most", "The whole table"]
    assert texts(alike, ".what-if h2") == []
