"""Head to head: meetings, scores, and the pages of both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.models import Resource
from apps.standings.people.versus import Score, Side, meetings, running_scores, score
from apps.standings.upsert import upsert_standings
from tests.factories import ContestFactory, ResourceFactory
from tests.standings.tables import HOUR, NOW, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def contests() -> list[Contest]:
    """Four contests, one a day, the first of which ended last: ann and bob met in three of them."""
    site: Resource = ResourceFactory(host="site.example", title="A site")
    made = [
        ContestFactory(
            resource=site, title=f"Round {number}", start=NOW - timedelta(days=number) - HOUR, rated=number < 3
        )
        for number in range(1, 5)
    ]
    places = [{"ann": 1, "bob": 5}, {"ann": 9, "bob": 2}, {"ann": 3, "bob": 3, "cid": 1}, {"bob": 1}]
    for contest, people in zip(made, places, strict=True):
        rows = [
            row(account=key, place=place, old_rating=1500, new_rating=1500 + place) for key, place in people.items()
        ]
        upsert_standings(contest, table(rows), now=NOW)
    return made


def side(*keys: str) -> Side:
    accounts = [Account.objects.select_related("resource").get(key=key) for key in keys]
    return Side(name=",".join(keys), accounts=accounts)


def test_sides_meet_where_both_have_a_row(contests: list[Contest]) -> None:
    found = meetings([side("ann"), side("bob")])

    assert [one.contest for one in found] == [contest.pk for contest in contests[:3]]
    assert [sorted(one.winners) for one in found] == [[0], [1], [0, 1]]
    assert [one.results[1].place for one in found] == [5, 2, 3]
    assert found[0].results[0].change == 1
    assert score(found, sides=2) == Score(won=[1, 1], shared=1, undecided=0)
    assert running_scores(found, sides=2) == [(1, 1), (0, 1), (0, 0)]


def test_best_account_of_a_side_counts(contests: list[Contest]) -> None:
    found = meetings([side("ann", "cid"), side("bob")])

    assert [(one.title, one.results[0].place) for one in found] == [("Round 1", 1), ("Round 2", 9), ("Round 3", 1)]


def test_divisions_and_virtual_rows_are_no_meeting(contests: list[Contest]) -> None:
    rows = [row(account="ann", place=1, division="1"), row(account="bob", place=1, division="2")]
    upsert_standings(contests[3], table(rows), now=NOW)
    late = [row(account="ann", place=1), row(account="bob", place=1, participation="virtual")]
    upsert_standings(contests[0], table(late), now=NOW)

    assert [one.title for one in meetings([side("ann"), side("bob")])] == ["Round 2", "Round 3"]


def test_unknown_places_decide_nothing(contests: list[Contest]) -> None:
    upsert_standings(contests[0], table([row(account="ann", place=1), row(account="bob", place=None)]), now=NOW)

    found = meetings([side("ann"), side("bob")])

    assert score(found, sides=2) == Score(won=[0, 1], shared=1, undecided=1)


def test_contest_that_runs_decides_nothing_yet(contests: list[Contest], client: Client) -> None:
    Contest.objects.filter(pk=contests[0].pk).update(end=timezone.now() + HOUR)

    found = meetings([side("ann"), side("bob")])
    page = LexborHTMLParser(client.get("/versus/site.example:ann/vs/site.example:bob/").content)

    assert score(found, sides=2) == Score(won=[0, 1], shared=1, undecided=0, running=1)
    assert running_scores(found, sides=2) == [(0, 1), (0, 1), (0, 0)]
    assert "· 1 not over yet ·" in page.css_first(".legend").text()


def table_of(page: str) -> str:
    """Return the table of meetings of a page, without the chart of ratings below it."""
    return page.partition('<table class="sheet list-table versus-table">')[2].partition("</table>")[0]


def test_page_shows_the_score_and_filters(contests: list[Contest], client: Client) -> None:
    address = "/versus/site.example:ann/vs/site.example:bob/"

    page = table_of(client.get(address).content.decode())
    rated = table_of(client.get(f"{address}?rated=no&search=round").content.decode())
    nothing = client.get(f"{address}?search=zzz").content.decode()

    assert ("Round 1" in page, "Round 4" in page) == (True, False)
    assert ("Round 3" in rated, "Round 1" in rated) == (True, False)
    assert "No contest in which they met matches." in nothing


def test_page_tells_how_old_each_profile_is(contests: list[Contest], client: Client) -> None:
    Account.objects.filter(key="ann").update(read_at=timezone.now() - timedelta(hours=2))

    page = LexborHTMLParser(client.get("/versus/site.example:ann/vs/site.example:bob/").content)

    assert [node.text().strip() for node in page.css(".sides li li .quiet")] == ["read 2 h ago", "profile never read"]


def test_former_spelling_of_an_address_leads_to_the_lasting_one(contests: list[Contest], client: Client) -> None:
    answer = client.get("/versus/site.example:ANN/vs/site.example:bob/?rated=yes")

    assert answer.headers["Location"] == "/versus/site.example:ann/vs/site.example:bob/?rated=yes"


def test_handles_with_any_sign_have_a_page_that_stays(contests: list[Contest], client: Client) -> None:
    for key, odd in (("ann", "a=b;c'd!"), ("bob", "100% (+) 🦊")):
        Account.objects.filter(key=key).update(key=odd)

    answer = client.get("/versus/", {"side": ["site.example:a=b;c'd!", "site.example:100% (+) 🦊"]}, follow=True)

    assert answer.status_code == 200
    assert len(answer.redirect_chain) == 1


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("", 200, "Compare"),
        ("?side=ann", 200, "Two sides are needed."),
        ("?side=ann&side=nobody", 200, "Nobody is known as “nobody”."),
        ("?side=ann&side=bob", 302, "/versus/site.example:ann/vs/site.example:bob/"),
        ("?side=ann&side=site.example:cid,bob", 302, "/versus/site.example:ann/vs/site.example:cid,site.example:bob/"),
        ("?side=%00&side=" + "x" * 500, 200, "Nobody is known"),
    ],
)
def test_form_leads_to_the_page_of_known_people(
    contests: list[Contest], client: Client, query: str, status: int, told: str
) -> None:
    answer = client.get(f"/versus/{query}")

    assert answer.status_code == status
    assert told in (answer.headers["Location"] if status == 302 else answer.content.decode())


def test_address_with_unknown_people_asks_who_was_meant(contests: list[Contest], client: Client) -> None:
    answer = client.get("/versus/site.example:ann/vs/nobody/", follow=True)

    assert answer.redirect_chain == [("/versus/?side=site.example%3Aann&side=nobody", 302)]
