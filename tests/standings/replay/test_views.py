"""The time machine's page: a table at a moment, and one row through the contest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import Cell, Column
from apps.standings.upsert import upsert_standings
from tests.standings.pages import row_id, texts
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
ANN = {"A": Cell(state="solved", wrong=0, time=630), "B": Cell(state="solved", wrong=1, time=3600)}
BOB = {"A": Cell(state="solved", wrong=0, time=300), "B": Cell(state="wrong", wrong=3, time=4000)}
QUERIES = 9  # contest, its topic, header, topic and rows with problems to replay, problems, rows, the plan


def stored_contest(**fields: Any) -> Contest:
    """Return an ICPC contest of two hours in which Ann overtook Bob."""
    contest = contest_of(title="Cup", **fields)
    rows = [
        row(1, account="ann", name="Ann", score=2, penalty=90, cells=ANN),
        row(2, account="bob", name="Bob", score=1, penalty=5, cells=BOB),
    ]
    freeze = timedelta(hours=1, minutes=30)
    upsert_standings(
        contest, table(rows, kind="icpc", penalty_unit="minutes", penalty_per_wrong=20, freeze=freeze), now=NOW
    )
    return contest


def see(client: Client, contest: Contest, query: str = "") -> LexborHTMLParser:
    """Return the page as a browser reads it."""
    response = client.get(f"/standings/{contest.pk}/replay/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def board(page: LexborHTMLParser) -> list[tuple[str, str, str]]:
    """Return place, name and score of each row."""
    rows = page.css("#rows tr")
    return [(texts(one, ".place")[0], texts(one, ".name")[0], texts(one, ".score")[0]) for one in rows]


@pytest.mark.parametrize(("query", "time", "expected"), [
    ("", "2:00:00", [("1", "Ann", "2"), ("2", "Bob", "1")]),
    ("?at=0:20:00", "0:20:00", [("1", "Bob", "1"), ("2", "Ann", "1")]),
    ("?at=0.5", "1:00:00", [("1", "Ann", "2"), ("2", "Bob", "1")]),
    ("?at=300", "0:05:00", [("1", "Bob", "1"), ("2", "Ann", "0")]),
    ("?at=0", "0:00:00", [("1", "Ann", "0"), ("1", "Bob", "0")]),
    ("?at=99:00:00", "2:00:00", [("1", "Ann", "2"), ("2", "Bob", "1")]),
    ("?at=soon&row=x&nonsense=1", "2:00:00", [("1", "Ann", "2"), ("2", "Bob", "1")]),
])  # fmt: skip
def test_page_shows_the_board_of_a_moment(
    client: Client, query: str, time: str, expected: list[tuple[str, str, str]]
) -> None:
    page = see(client, stored_contest(), query)

    assert texts(page, ".moment-time strong") == [time]
    assert board(page) == expected


def test_page_counts_problems_until_then_and_hides_later_cells(client: Client) -> None:
    page = see(client, stored_contest(), "?at=0:20:00")

    assert texts(page, "thead .cell .counts") == ["2 /2", "0 /0", "0 /0"]
    assert texts(page, "#rows tr:first-child .cell") == ["+ first 0:05", "·", "·"]


def test_columns_of_the_site_are_those_of_the_end(client: Client) -> None:
    contest = contest_of()
    columns = (Column(key="room", title="Room"),)
    upsert_standings(contest, table([row(1, columns={"room": "7"})], columns=columns), now=NOW)

    assert texts(see(client, contest), ".further") == ["Room", "7"]
    assert texts(see(client, contest, "?at=0.5"), ".further") == []


def test_page_leads_to_moments_and_names_the_freeze(client: Client) -> None:
    contest = stored_contest()
    row = row_id(contest, "ann")

    page = see(client, contest, f"?at=300&row={row}")

    assert [(node.text(), node.attributes["href"]) for node in page.css(".moment-marks a")] == [
        ("0:00:00", f"?at=0:00:00&row={row}"),
        ("0:30:00", f"?at=0:30:00&row={row}"),
        ("1:00:00", f"?at=1:00:00&row={row}"),
        ("1:30:00", f"?at=1:30:00&row={row}"),
        ("the freeze", f"?at=1:30:00&row={row}"),
        ("the end", f"?row={row}"),
    ]
    [replay] = page.css("board-replay")
    assert replay.attributes == {
        "src": f"/standings/{contest.pk}/moves-1.json?shape=2",
        "data-start": str(int(contest.start.timestamp())),
        "data-at": "300",
        "data-row": str(row),
        "data-run": None,
    }


def test_followed_row_tells_its_places_and_cells(client: Client) -> None:
    contest = stored_contest()

    page = see(client, contest, f"?at=0:20:00&row={row_id(contest, 'ann')}")

    assert texts(page, ".passed .told") == ["place 2 at 0:20:00 · best 1 at 1:00:00 · 1 at last"]
    steps = {tuple(texts(line, "th, td")) for line in page.css(".passed tbody tr")}
    assert steps >= {
        ("0:00:00", "1", "0", "0", ""),
        ("0:10:00", "2", "0", "0", ""),
        ("0:10:30", "2", "1", "10", "+A"),
        ("1:00:00", "1", "2", "90", "+B"),
        ("2:00:00", "1", "2", "90", ""),
    }
    assert texts(page, ".passed [aria-current] th") == ["0:20:00"]
    assert texts(page, "tr.is-followed .name") == ["Ann"]


def test_row_of_another_contest_is_not_followed(client: Client) -> None:
    contest, other = stored_contest(), stored_contest()

    page = see(client, contest, f"?row={row_id(other, 'ann')}")

    assert (texts(page, ".passed"), len(board(page))) == ([], 2)


def test_row_to_follow_is_found_by_name(client: Client) -> None:
    contest = stored_contest()

    page = see(client, contest, "?at=300&who=bo")

    [link] = page.css(".picks a")
    assert " ".join(link.text().split()) == "2 Bob bob"
    assert link.attributes["href"] == f"?at=300&row={row_id(contest, 'bob')}"
    assert texts(see(client, contest, "?who=nobody-like-it"), ".followed .empty") == ["Nobody here matches. Clear"]


def test_running_contest_ends_now(client: Client) -> None:
    contest = stored_contest(start=NOW - HOUR - timedelta(minutes=20), end=NOW + HOUR)

    page = see(client, contest, "?row=" + str(row_id(contest, "ann")))

    assert texts(page, ".moment-time") == ["1:20:00 of 1:20:00"]
    assert texts(page, ".moment-marks a") == ["0:00:00", "0:20:00", "0:40:00", "1:00:00", "now"]
    assert texts(page, ".passed .told") == ["place 1 at 1:20:00 · best 1 at 1:00:00"]
    assert board(page) == [("1", "Ann", "2"), ("2", "Bob", "1")]


def test_table_without_times_says_so(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1, cells={"A": Cell(state="solved", points=1)})]), now=NOW)

    page = see(client, contest)

    assert texts(page, ".plain-board .notice") == [
        "The site tells no times of solutions here, so only the start and the end are known."
    ]


@pytest.mark.parametrize(("timeline", "page"), [
    ("1:30:00", "replay/?at=1:30:00"),
    ("0.75", "replay/?at=0.75"),
    ("play", "replay/"),
    ("show", "replay/"),
    ("unfreezing", "resolver/"),
])  # fmt: skip
def test_timelines_of_the_incumbent_lead_to_moments(client: Client, timeline: str, page: str) -> None:
    contest = stored_contest()

    response = client.get(f"/standings/cup-{contest.pk}/?timeline={timeline}")

    assert (response.status_code, response["Location"]) == (302, f"/standings/{contest.pk}/{page}")


def test_timeline_that_is_none_is_passed_over(client: Client) -> None:
    assert client.get(f"/standings/cup-{stored_contest().pk}/?timeline=//evil.example").status_code == 200


def test_contest_without_results_has_no_time_machine(client: Client) -> None:
    assert client.get(f"/standings/{contest_of().pk}/replay/").status_code == 404
    assert client.get("/standings/999999999999999999999/replay/").status_code == 404


def test_page_costs_as_many_queries_for_three_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 3):
        contest = contest_of(title=f"Cup {number}")
        upsert_standings(contest, table([row(one) for one in range(1, number + 1)]), now=NOW)
        with django_assert_num_queries(QUERIES):
            assert len(board(see(client, contest, "?at=0.5"))) == number
