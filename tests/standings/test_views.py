"""Pages of results: a contest's table, the list of tables, and the wish to have one read now."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.core.models import Event
from apps.ingest.models import Plan
from apps.resources.rows import Cell, Column, Member
from apps.standings.addresses import address_of_standings
from apps.standings.models import Standing
from apps.standings.models import Standings as Header
from apps.standings.upsert import upsert_standings
from tests.standings.pages import texts
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
QUERIES = 7  # contest, version of the topic, header, problems, rows, plan, contests beside it


def see(client: Client, contest: Contest, query: str = "") -> LexborHTMLParser:
    """Return the page of a contest's results as a browser reads it."""
    response = client.get(f"{address_of_standings(contest.pk, contest.title)}{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def lines(page: LexborHTMLParser) -> list[list[str]]:
    """Return the texts of the table's body, row by row."""
    return [
        [" ".join(cell.text(separator=" ").split()) for cell in line.css("td, th")]
        for line in page.css(".results-table tbody tr")
    ]


def test_standings_show_places_cells_teams_and_ratings(client: Client) -> None:
    contest = contest_of(title="Cup of Teams")
    rows = [
        row(
            1,
            account="t1",
            name="Quick Sorts",
            is_team=True,
            members=(Member(account="ann", name="Ann"), Member(name="Bob")),
            organization="North University",
            country="LV",
            medal="gold",
            qualified="WF",
            penalty=61,
            old_rating=1500,
            new_rating=1547,
            columns={"room": 7},
        ),
        row(1, account="user2", score=None, cells={"B": Cell(state="wrong", wrong=2)}, participation="unofficial"),
        row(3, place=None, cells={"C": Cell(state="pending", pending=1, frozen=True)}),
    ]
    columns = (Column(key="room", title="Room", kind="integer"),)
    upsert_standings(contest, table(rows, kind="icpc", penalty_unit="minutes", columns=columns), now=NOW)

    page = see(client, contest)

    heads = [
        "# Place", "Places won or lost", "Participant", "Country", "Solved", "Penalty", "A 1 /1", "B 0 /1", "C 0 /1",
        "Room", "± Rating",
    ]  # fmt: skip
    assert texts(page, ".results-table thead th") == heads
    first = "first"
    assert lines(page) == [
        ["G Gold 1", "", "Quick Sorts WF North University: Ann , Bob", "", "1", "61", f"+ {first} 0:01", "·", "·", "7",
         "+47 1547"],
        ["1", "", "user2 unofficial", "", "–", "", "·", "−2", "·", "", ""],
        ["–", "", "user3", "", "1", "", "·", "·", "?1", "", ""],
    ]  # fmt: skip
    assert page.css_first(".country img").attributes["alt"] == "Latvia"
    assert page.css_first(".is-frozen").attributes["title"] == "Hidden until the results are revealed"


def test_standings_mark_predicted_changes_as_predicted(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1, old_rating=1500)]), now=NOW)
    Standing.objects.update(predicted_change=-12)

    assert texts(see(client, contest), "td.rating") == ["≈ predicted −12 1488"]


def test_standings_of_another_title_redirect_to_the_one_address(client: Client) -> None:
    contest = contest_of(title="Round 7 (Div. 2)")
    named = f"/standings/round-7-div-2-{contest.pk}/"

    for address in (f"/standings/{contest.pk}/", f"/standings/old-name-{contest.pk}/"):
        response = client.get(f"{address}?page=2")
        assert (response.status_code, response["Location"]) == (302, f"{named}?page=2")
    assert client.get(named).status_code == 200


def test_standings_of_a_title_without_latin_letters_stand_under_their_number() -> None:
    assert address_of_standings(5, "第 484 场周赛") == "/standings/484-5/"
    assert address_of_standings(5, "周赛") == "/standings/5/"


@pytest.mark.parametrize("hidden", [True, False])
def test_standings_of_hidden_contests_are_not_found(client: Client, *, hidden: bool) -> None:
    contest = contest_of(hidden=hidden)

    response = client.get(address_of_standings(contest.pk, contest.title))

    assert response.status_code == (404 if hidden else 200)
    assert client.get("/standings/99999999999999999999/").status_code == 404


def test_standings_are_paged_by_a_hundred(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(number) for number in range(1, 202)]), now=NOW)

    pages = [lines(see(client, contest, query)) for query in ("", "?page=2", "?page=3", "?page=99")]

    assert [(page[0][0], len(page)) for page in pages] == [("1", 100), ("101", 100), ("201", 1), ("201", 1)]
    assert texts(see(client, contest, "?page=2"), ".paging a") == ["Previous", "1", "3", "Next"]


def test_standings_of_one_division_leave_out_the_others(client: Client) -> None:
    contest = contest_of()
    rows = [row(1, division="Open"), row(2, division="Open"), row(3, division="Junior")]
    upsert_standings(contest, table(rows), now=NOW)

    page = see(client, contest, "?division=Junior")

    assert [line[2] for line in lines(page)] == ["user3 Junior"]
    assert texts(page, "select[name=division] option[selected]") == ["Junior"]
    assert texts(page, ".matches") == ["1 of 3"]
    assert texts(see(client, contest, "?division=Nobody"), ".empty") == ["No row matches. Clear filters"]


@pytest.mark.parametrize("number", [1, 90])
def test_standings_cost_the_same_queries_for_any_number_of_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(place) for place in range(1, number + 1)]), now=NOW)

    with django_assert_num_queries(QUERIES):
        assert len(lines(see(client, contest))) == number


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("login", "The site shows these results to its members only. See the site ↗"),
        ("missing", "The site has no results of this contest yet."),
        ("format", "The last try to read these results failed."),
    ],
)
def test_standings_say_why_there_are_none(client: Client, trouble: str, said: str) -> None:
    contest = contest_of()
    Header.objects.create(contest=contest, trouble=trouble, said="a secret of staff")

    page = see(client, contest)

    assert texts(page, ".notice") == [said]
    assert "a secret of staff" not in page.html


def test_standings_tell_that_vanished_rows_are_kept_until_they_are_not(client: Client) -> None:
    contest = contest_of()
    whole, part = ([row(number) for number in range(1, most)] for most in (11, 6))
    upsert_standings(contest, table(whole), now=NOW)

    told = []
    for rows, accepted in ((part, False), (whole, False), (part, False), (part, True)):
        upsert_standings(contest, table(rows), now=NOW, accepted=accepted)
        page = see(client, contest)
        told.append((texts(page, ".notice"), len(lines(page))))

    kept = ["The newest table of the site lacks many of these rows; they are kept for now."]
    assert told == [(kept, 10), ([], 10), (kept, 10), ([], 5)]


def test_table_keeps_room_for_moves_while_it_may_move(client: Client) -> None:
    contests = [
        contest_of("one.example", start=NOW - 60 * HOUR, end=NOW - ended)
        for ended in (timedelta(hours=-1), timedelta(hours=23), timedelta(hours=25))
    ]
    final = contest_of("two.example", end=NOW - HOUR)
    for contest in (*contests, final):
        upsert_standings(contest, table([row(1)], is_final=contest is final), now=NOW)

    tables = [see(client, contest).css_first("table").attributes["class"] for contest in (*contests, final)]

    assert tables == ["results-table is-usual", "results-table is-usual", *["results-table is-usual is-still"] * 2]


def test_standings_tell_when_they_were_read_and_when_next(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row()]), now=NOW - timedelta(minutes=3))
    Plan.objects.create(
        resource=contest.resource, ability="standings", subject=contest.key, due=NOW + timedelta(seconds=48)
    )

    assert texts(see(client, contest), "#freshness") == ["read 3 min ago · next in 0:48"]


def test_standings_follow_their_own_topic(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row()]), now=NOW)
    main = see(client, contest).css_first("main")

    assert (main.attributes["data-live"], main.attributes["data-version"]) == (f"standings:{contest.pk}", "1")


def test_update_asks_first_and_then_has_results_read(client: Client) -> None:
    contest = contest_of(host="codeforces.com")
    address = f"/standings/{contest.pk}/update/"

    assert texts(LexborHTMLParser(client.get(address).content.decode()), "main form button") == ["Update now"]
    assert Event.objects.filter(name="refresh.wanted").count() == 0
    asked = client.post(address)
    again = client.post(address)

    assert [event.payload for event in Event.objects.filter(name="refresh.wanted")] == [{"contest": contest.pk}]
    assert (asked.status_code, again.status_code) == (200, 409)
    assert "Asked for" in asked.content.decode()
    assert "It was asked for just now" in again.content.decode()


def test_update_gives_scripts_the_part_alone(client: Client) -> None:
    contest = contest_of(host="codeforces.com")

    part = client.get(f"/standings/{contest.pk}/update/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert LexborHTMLParser(part).css_first("form").attributes["hx-trigger"] == "load, submit"


def test_contest_page_leads_to_its_results(client: Client) -> None:
    contest = contest_of(title="Cup", standings_url="https://site.example/standings")
    before = LexborHTMLParser(client.get(contest.get_absolute_url()).content.decode())
    upsert_standings(contest, table([row()]), now=NOW)
    with time_machine.travel(NOW + timedelta(minutes=1)):
        after = LexborHTMLParser(client.get(contest.get_absolute_url()).content.decode())

    links = [
        [node.attributes["href"] for node in page.css(".doorway a.btn-outline-primary")] for page in (before, after)
    ]
    assert links == [["https://site.example/standings"], [f"/standings/cup-{contest.pk}/"]]
    assert texts(after, ".problems li") == [
        "A Problem A solved by 1 of 1", "B Problem B solved by 0 of 0", "C Problem C solved by 0 of 0"
    ]  # fmt: skip


def test_page_says_how_long_the_contest_runs_until_it_is_over(client: Client) -> None:
    contest = contest_of(start=NOW + timedelta(seconds=10), end=NOW + timedelta(seconds=20))
    upsert_standings(contest, table([row(1)]), now=NOW)
    said = []
    for seconds in (0, 10, 20):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            said += texts(see(client, contest), "#phase")
    assert said == ["starts in 0:10", "running, 0:10 left", ""]
