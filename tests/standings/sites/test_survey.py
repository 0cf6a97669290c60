"""What the accounts and problems of a site amount to, against what was put there, and the pages that show it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import Account
from apps.contests.models import Problem
from apps.resources.models import Resource
from apps.standings import jobs
from apps.standings.models import CountryRating, SiteSurvey
from apps.standings.sites.leaders import board_of, country_lines
from apps.standings.sites.survey import AT_MOST_EVERY, accounts_of, survey, surveyed
from tests.factories import AccountFactory, ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Resource:
    made: Resource = ResourceFactory(host="codeforces.com", title="Codeforces", adapter="codeforces")
    played = {"n_contests": 3, "last_activity": NOW}
    AccountFactory(resource=made, key="ann", rating=1599, country="BY", n_solved=9, n_gold=1, **played)
    AccountFactory(resource=made, key="bob", rating=1500, country="PL", n_solved=12, n_won=1, **played)
    AccountFactory(resource=made, key="cid", rating=-20, country="PL", n_contests=5)
    AccountFactory(resource=made, key="dan", last_activity=NOW + timedelta(days=1))
    AccountFactory(resource=made, key="tom", rating=3000, kind="ghost", country="PL")
    AccountFactory(key="elsewhere", rating=4000, country="PL")
    times = {"created": NOW, "modified": NOW}
    Problem.objects.create(resource=made, key="1A", name="A", rating=800, own_rating=1200, **times)
    Problem.objects.create(resource=made, key="1B", name="B", own_rating=855, **times)
    Problem.objects.create(resource=made, key="1C", name="C", **times)
    return made


def test_survey_counts_people_problems_and_countries(site: Resource) -> None:
    found = survey(site, now=NOW)

    kept = SiteSurvey.objects.get(pk=site.pk)
    assert (found.n_accounts, found.n_rated, kept.at) == (4, 3, NOW)
    assert kept.ratings == [[-100, 1], [1500, 2]]
    assert kept.problem_ratings == [[800, 2]]
    assert kept.countries == [["PL", 2, 2, 8, 1, 0, 0, 0], ["BY", 1, 1, 3, 0, 1, 0, 0]]


def test_survey_ranks_people_on_every_board(site: Resource) -> None:
    found = survey(site, now=NOW)
    accounts = accounts_of([found], most=10)
    boards = {
        board: [(one.account.key, one.figure) for one in board_of(found, board, site, accounts=accounts)]
        for board in found.leaders
    }

    assert boards == {
        "rating": [("ann", "1599"), ("bob", "1500"), ("cid", "-20")],
        "contests": [("cid", "5"), ("ann", "3"), ("bob", "3")],
        "recent": [("dan", ""), ("ann", ""), ("bob", "")],
        "solved": [("bob", "12"), ("ann", "9")],
        "first": [],
        "won": [("bob", "1")],
        "medals": [("ann", "1 · 0 · 0")],
    }


def test_leaders_stand_in_the_order_of_the_figures_that_are_shown(site: Resource) -> None:
    found = survey(site, now=NOW)
    Account.objects.filter(key="bob").update(n_contests=9, rating=None)

    accounts = accounts_of([found], most=10)

    shown = {
        board: [(one.account.key, one.figure) for one in board_of(found, board, site, accounts=accounts)]
        for board in ("contests", "rating")
    }
    assert shown == {
        "contests": [("bob", "9"), ("cid", "5"), ("ann", "3")],
        "rating": [("ann", "1599"), ("cid", "-20"), ("bob", "–")],
    }


def test_survey_is_counted_anew(site: Resource) -> None:
    survey(site, now=NOW)
    Account.objects.filter(key="cid").update(rating=None)
    later = NOW + timedelta(hours=1)

    assert jobs.survey_sites() == 2
    kept = SiteSurvey.objects.get(pk=site.pk)
    assert (kept.n_rated, kept.ratings) == (2, [[1500, 2]])
    assert kept.at > later - timedelta(days=1)


def test_contests_that_end_together_let_their_site_be_counted_once(site: Resource) -> None:
    contests = [ContestFactory(resource=site).pk for _ in range(3)]
    counted = []
    for after, contest in zip((timedelta(0), timedelta(minutes=1), AT_MOST_EVERY), contests, strict=True):
        with time_machine.travel(NOW + after, tick=False):
            jobs.settle(contest)
        counted.append(SiteSurvey.objects.get(pk=site.pk).at)

    assert counted == [NOW, NOW, NOW + AT_MOST_EVERY]


def test_sites_without_people_and_problems_are_not_counted(site: Resource) -> None:
    ResourceFactory(host="empty.example")
    ResourceFactory(host="off.example", enabled=False)

    assert site in surveyed()
    assert not surveyed().filter(host__in=["empty.example", "off.example"]).exists()


def test_countries_are_shown_by_place_and_then_by_people(site: Resource) -> None:
    found = survey(site, now=NOW)
    CountryRating.objects.create(resource=site, country="BY", rating=1700, place=1, n_accounts=1, n_rated=1)

    lines = country_lines(found)

    assert [(line.name, line.place, line.counted.n_accounts) for line in lines] == [
        ("Belarus", 1, 1),
        ("Poland", None, 2),
    ]


def test_countries_of_which_no_result_is_known_show_dashes(site: Resource, client: Client) -> None:
    Account.objects.filter(country="BY").update(n_contests=0, n_won=0, n_gold=0, n_silver=0, n_bronze=0)
    Account.objects.filter(country="PL").update(n_contests=3, n_won=0, n_gold=0, n_silver=1, n_bronze=0)
    survey(site, now=NOW)

    page = LexborHTMLParser(client.get("/resources/country/ratings/?resource=codeforces.com").content.decode())

    rows = {
        node.css_first("th").text().strip(): [one.text() for one in node.css("td")] for node in page.css("tbody tr")
    }
    assert rows["Belarus"][-3:] == ["–", "–", "–"]
    assert rows["Poland"][-3:] == ["6", "0", "0 · 2 · 0"]


def test_page_of_a_site_shows_its_people(site: Resource, client: Client) -> None:
    assert "Best rated" not in client.get("/resource/codeforces.com/").content.decode()
    survey(site, now=NOW)

    page = client.get("/resource/codeforces.com/?search=x").content.decode()

    assert 'class="rating-cyan" href="/account/ann/resource/codeforces.com/"' in page
    assert "Problems by rating" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "Belarus"),
        ("", "3 rated, counted "),
        ("?resource=codeforces.com", "Poland"),
        ("?country=by", "> Belarus</h1>"),
        ("?country=zz", "Nobody is known from there."),
        ("?resource=nowhere.example", "Belarus"),
    ],
)
def test_country_ratings_show_a_site_a_country_or_the_best(
    site: Resource, client: Client, query: str, shown: str
) -> None:
    survey(site, now=NOW)
    CountryRating.objects.create(resource=site, country="BY", rating=1700, place=1, n_accounts=1, n_rated=1)

    answer = client.get(f"/resources/country/ratings/{query}")

    assert (answer.status_code, shown in answer.content.decode()) == (200, True)


def test_account_ratings_show_the_best_of_each_site(site: Resource, client: Client) -> None:
    assert "Nobody" in client.get("/resources/account/ratings/").content.decode()
    survey(site, now=NOW)

    page = client.get("/resources/account/ratings/?fragment=1").content.decode()

    assert page.index("ann") < page.index("bob")
    assert "tom" not in page
