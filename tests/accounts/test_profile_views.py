"""Several accounts as one person: under their names, and as a person of ours has linked them."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import Account, AccountLink, User
from apps.accounts.profile_views import address_of_profile
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory, ContestFactory, ResourceFactory
from tests.standings.tables import NOW, row, table

pytestmark = pytest.mark.django_db
ADDRESS = "/profile/codeforces.com:ann,atcoder.jp:ann_o/"


@pytest.fixture(autouse=True)
def accounts() -> list[Account]:
    """Two accounts with a rated contest each."""
    made = []
    for host, key, rating in (("codeforces.com", "ann", 1500), ("atcoder.jp", "ann_o", 900)):
        site = ResourceFactory(host=host, title=host, adapter=host.partition(".")[0])
        made.append(AccountFactory(resource=site, key=key, name="Ann Other" if rating > 1000 else ""))
        contest = ContestFactory(resource=site, title=f"Round at {host}")
        rows = [row(account=key, old_rating=rating, new_rating=rating + 50)]
        upsert_standings(contest, table(rows), now=NOW)
    return made


def test_profile_shows_the_contests_of_all_its_accounts(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()

    assert "<h1>Ann Other</h1>" in page
    assert ("Round at codeforces.com" in page, "Round at atcoder.jp" in page) == (True, True)
    assert 'class="with-mark rating-cyan" href="/account/ann/resource/codeforces.com/"' in page


def test_other_spellings_lead_to_the_lasting_address(client: Client) -> None:
    answer = client.get("/profile/codeforces.com:ANN,,atcoder.jp:ann_o/?year=2026")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ADDRESS}?year=2026")


SIGNS = ["a=b", "a;b", "it's (a) test!", "100%25 + 1", '<b>&"', "\u05d0\u202e🦊", "c++", "..", "a:b@c"]


@pytest.mark.parametrize("key", SIGNS)
def test_handle_with_any_sign_has_a_page_that_stays(client: Client, key: str) -> None:
    account: Account = AccountFactory(resource=ResourceFactory(host="signs.example"), key=key)
    address = address_of_profile([account])

    assert client.get(address).status_code == 200
    assert client.get(f"{address}?year=2026").status_code == 200


def test_unknown_names_are_told_beside_the_known(client: Client) -> None:
    page = client.get("/profile/codeforces.com:ann,nowhere:else/").content.decode()

    assert "Nobody is known as “nowhere:else”." in page
    assert "Round at codeforces.com" in page


@pytest.mark.parametrize(
    "address",
    ["/profile/nobody/", "/profile/~0/", "/profile/,/", "/coder/nobody/", "/coder/", "/profile/%00/", "/coder/%00/"],
)
def test_nobody_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_ratings_of_all_accounts_are_one_answer(client: Client) -> None:
    both = client.get(f"{ADDRESS}ratings/").json()["data"]["resources"]
    one = client.get(f"{ADDRESS}ratings/?resource=atcoder.jp").json()["data"]["resources"]

    assert (sorted(both), list(one)) == (["atcoder.jp", "codeforces.com"], ["atcoder.jp"])


def test_person_of_ours_is_shown_by_linked_accounts(client: Client, accounts: list[Account]) -> None:
    person = User.objects.create_user("ann", first_name="Ann", last_name="Example")
    assert client.get("/coder/ann/").status_code == 404
    AccountLink.objects.create(user=person, account=accounts[1])

    page = client.get("/coder/ann/").content.decode()

    assert "<h1>Ann Example</h1>" in page
    assert ("Round at atcoder.jp" in page, "Round at codeforces.com" in page) == (True, False)
    client.force_login(person)
    assert client.get("/coder/").headers["Location"] == "/coder/ann/"
