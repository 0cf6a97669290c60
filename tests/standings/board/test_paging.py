"""Pages of tables: together they are the table, and every row is found on its own."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.board.finding import ids_asked
from apps.standings.board.paging import PAGE, address_of_row, page_asked
from apps.standings.board.rows import matching_ids, position_of, row_of, rows_by_id, rows_by_number, rows_of_change
from apps.standings.board.selection import Selection
from apps.standings.models import Standing, Standings, StandingsOrder
from apps.standings.queries import rows_of
from apps.standings.upsert import upsert_standings
from tests.standings.following import snapshot
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
NUMBER = 2 * PAGE + 5


@pytest.fixture
def contest() -> Contest:
    """Return a contest of three pages with ties, unranked rows and two countries."""
    contest = contest_of(title="Cup")
    rows = [
        row(
            number,
            place=None if number % 50 == 0 else number // 2 + 1,
            score=float(number % 7),
            country=("LV", "BY")[number % 2],
        )
        for number in range(1, NUMBER + 1)
    ]
    upsert_standings(contest, table(rows), now=NOW)
    return contest


def all_pages(contest: Contest, query: str) -> list[int]:
    """Return the ids of the rows of all pages of a selection, one after another."""
    header, found, page = Standings.objects.get(pk=contest.pk), [], 1
    while True:
        shown = page_asked(header, Selection.from_query(QueryDict(f"{query}&page={page}")))
        found += [one.pk for one in shown.rows]
        if page >= shown.page.paginator.num_pages:
            return found
        page += 1


@pytest.mark.parametrize("query", ["", "sort=-score", "sort=name", "country=LV", "country=BY&sort=-problem:A"])
def test_pages_together_are_the_order(contest: Contest, query: str) -> None:
    header = Standings.objects.get(pk=contest.pk)

    assert all_pages(contest, query) == ids_asked(header, Selection.from_query(QueryDict(query)))


def test_pages_of_a_whole_table_are_its_order(contest: Contest) -> None:
    assert all_pages(contest, "") == [one.pk for one in rows_of(contest.pk)]
    assert all_pages(contest, "") == StandingsOrder.objects.get(pk=contest.pk).rows


def test_page_beyond_the_last_is_the_last(contest: Contest) -> None:
    header = Standings.objects.get(pk=contest.pk)

    shown = page_asked(header, Selection(page="77"))

    assert (shown.page.number, len(shown.rows), shown.number) == (3, 5, NUMBER)


def test_matching_ids_are_those_of_the_present_version() -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1, country="LV"), row(2)]), now=NOW)
    before = keys_of(contest, Selection(countries=("LV",)))

    upsert_standings(contest, table([row(1, country="LV"), row(2, country="LV")]), now=NOW)

    assert (before, keys_of(contest, Selection(countries=("LV",)))) == (["user1"], ["user1", "user2"])


def keys_of(contest: Contest, selection: Selection) -> list[str]:
    """Return the accounts of the rows that a selection finds."""
    ids = matching_ids(Standings.objects.get(pk=contest.pk), selection)
    return [one.key for one in rows_by_id(contest.pk, ids)]


@pytest.mark.parametrize("number", [1, PAGE, PAGE + 1, NUMBER])
@pytest.mark.parametrize("query", ["", "sort=-score", "country=LV"])
def test_find_me_leads_to_the_page_with_the_row(client: Client, contest: Contest, number: int, query: str) -> None:
    pk = Standing.objects.get(contest=contest, account__key=f"user{number}").pk
    named = f"/standings/cup-{contest.pk}/"

    address = client.get(f"{named}?{query}&find_me={pk}")["Location"]
    page = client.get(address.partition("#")[0]).content.decode()

    assert address.endswith(f"#row-{pk}")
    assert f'id="row-{pk}"' in page


@pytest.mark.parametrize("wanted", ["0", "x", "99999999999999999999999", "-1", "٣"])
def test_find_me_of_nobody_leads_to_the_table(client: Client, contest: Contest, wanted: str) -> None:
    response = client.get(f"/standings/cup-{contest.pk}/?find_me={wanted}")

    assert (response.status_code, response["Location"]) == (302, f"/standings/cup-{contest.pk}/")


def test_address_of_row_leaves_a_filter_that_hides_it(contest: Contest) -> None:
    header = Standings.objects.get(pk=contest.pk)
    pk = Standing.objects.get(contest=contest, account__key="user1").pk  # of Belarus

    found = address_of_row(header, Selection(countries=("LV",), fields=("solved",)), str(pk))

    assert found == f"?field=solved#row-{pk}"


def test_position_of_is_counted_from_nought(contest: Contest) -> None:
    order = StandingsOrder.objects.get(pk=contest.pk).rows

    assert [position_of(contest.pk, pk) for pk in (order[0], order[-1])] == [0, NUMBER - 1]
    assert position_of(contest.pk, 0) is None


def test_rows_are_the_same_however_they_are_read() -> None:
    contest = contest_of()
    rich = row(
        1,
        account="team",
        name="Team",
        is_team=True,
        cells={"A": Cell(state="partial", points=1.5, upsolved=Cell(state="solved"))},
        columns={"room": 7},
        old_rating=1500,
        last_submission=NOW,
        country="LV",
        division="Open",
    )
    upsert_standings(contest, table([rich, row(2)]), now=NOW)
    stored = list(rows_of(contest.pk))

    by_number = rows_by_number(contest.pk, start=0, number=PAGE)

    assert by_number == rows_by_id(contest.pk, [one.pk for one in stored])
    plain = [one._replace(cells="", columns="") for one in by_number]
    assert [row_of(one)._replace(cells="", columns="") for one in stored] == plain
    kept = [one._replace(cells="", columns="") for one in rows_of_change(snapshot(contest.pk))]
    assert kept == plain
