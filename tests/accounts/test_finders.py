"""How accounts are found: whole handles first, the best rated first, names, pasted addresses of profiles."""

from __future__ import annotations

import pytest

from apps.accounts import found_names
from apps.accounts.finders import AccountFinder
from apps.accounts.found_names import EVERY, LOOKED_AT, fold_names
from apps.accounts.models import Account, AccountName
from apps.core.folding import read_asked
from apps.resources.models import Resource
from tests.factories import AccountFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Resource:
    """Make five accounts on two sites."""
    forces: Resource = ResourceFactory(host="codeforces.com", title="Codeforces")
    coder = ResourceFactory(host="atcoder.jp", title="AtCoder", adapter="atcoder")
    AccountFactory(resource=forces, key="tourist", name="Gennady K", country="BY", rating=3805)
    AccountFactory(resource=coder, key="tourist", name="Gennady K", rating=3900)
    AccountFactory(resource=forces, key="tourist_fan", rating=1500)
    AccountFactory(resource=forces, key="Um_nik", name="Алексей", rating=3300)
    AccountFactory(resource=forces, key="tour", n_contests=3)
    fold_names()
    return forces


def find(typed: str, *, skip: int = 0, most: int = 20) -> list[tuple[str, str]]:
    """Return the handles and ratings that a search finds, in their order."""
    found = AccountFinder().find(read_asked(typed).words, skip=skip, most=most)
    return [(one.title, one.figure) for one in found]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tourist", [("tourist", "3900"), ("tourist", "3805"), ("tourist_fan", "1500")]),
        ("tour", [("tour", ""), ("tourist", "3900"), ("tourist", "3805"), ("tourist_fan", "1500")]),
        ("TOURIST FAN", [("tourist_fan", "1500")]),
        ("um_nik", [("Um_nik", "3300")]),
        ("umnik", []),
        ("nik алекс", [("Um_nik", "3300")]),
        ("gennady", [("tourist", "3900"), ("tourist", "3805")]),
        ("zzz", []),
    ],
)
def test_whole_handles_come_first_then_the_best_rated(typed: str, found: list[tuple[str, str]]) -> None:
    assert find(typed) == found


@pytest.mark.usefixtures("site")
def test_pages_continue_each_other() -> None:
    everybody = find("tour")
    assert [find("tour", most=1), find("tour", skip=1, most=2), find("tour", skip=3)] == [
        everybody[:1],
        everybody[1:3],
        everybody[3:],
    ]


@pytest.mark.usefixtures("site")
def test_found_accounts_carry_site_country_and_colour() -> None:
    found = AccountFinder().find(["gennady"], skip=0, most=5)[1]
    assert (found.url, found.note, found.country, found.hue) == (
        "/account/tourist/resource/codeforces.com/",
        "Gennady K · Codeforces",
        "BY",
        "red",
    )


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://codeforces.com/profile/Tourist", [("tourist", "Gennady K · Codeforces")]),
        ("atcoder.jp/users/tourist?lang=en", [("tourist", "Gennady K · AtCoder")]),
        ("https://codeforces.com/profile/nobody", [("nobody", "Look it up at Codeforces")]),
        ("https://codeforces.com/contest/1", []),
        ("https://nowhere.example/profile/tourist", []),
    ],
)
def test_pasted_addresses_name_their_account(address: str, found: list[tuple[str, str]]) -> None:
    assert [(one.title, one.note) for one in AccountFinder().named(address)] == found


@pytest.mark.usefixtures("site")
def test_unknown_accounts_lead_to_the_look_up() -> None:
    (found,) = AccountFinder().named("https://codeforces.com/profile/nobody")
    assert found.url == "/accounts/lookup/?q=https%3A%2F%2Fcodeforces.com%2Fprofile%2Fnobody"


def test_names_follow_accounts(site: Resource) -> None:
    fan = Account.objects.get(key="tourist_fan")
    assert AccountName.objects.values_list("folded", "weight").get(pk=fan.pk) == (" tourist fan", 1500)
    Account.objects.filter(pk=fan.pk).update(name="Ann", global_rating=2000)
    turn = fan.pk // LOOKED_AT * 300
    assert fold_names(now=turn) == 1
    assert AccountName.objects.values_list("folded", "weight").get(pk=fan.pk) == (" tourist fan ann", 2000)
    assert fold_names(now=turn) == 0
    Resource.objects.filter(pk=site.pk).update(enabled=False)
    assert find("tour") == [("tourist", "3900")]


def test_names_of_many_new_accounts_are_all_folded_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_names, "NEW", 2)
    monkeypatch.setattr(found_names, "LOOKED_AT", 4)
    people = [AccountFactory(key=f"person{number}").pk for number in range(11)]
    turns = range(people[-1] // 4 + 1)

    assert fold_names(now=turns[-1] * EVERY, seconds=0) == 2  # and none of the last, whose turn it would be
    assert fold_names(now=0) == 9
    assert set(AccountName.objects.values_list("account_id", flat=True)) == set(people)
