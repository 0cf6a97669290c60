"""Names of people in addresses, and the accounts that they lead to."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import AccountLink, AccountRenaming, User
from apps.accounts.naming import find_account, find_named, name_of, read_names
from tests.factories import AccountFactory, ResourceFactory


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" a , b,,a ", ["a", "b"]),
        ("a\x00,\x00", ["a\ufffd", "\ufffd"]),
        ("codeforces.com:tourist,ann", ["codeforces.com:tourist", "ann"]),
        (",".join(map(str, range(30))), [str(number) for number in range(20)]),
    ],
)
def test_names_are_read_once_each(text: str, names: list[str]) -> None:
    assert read_names(text) == names


@pytest.mark.django_db
def test_names_lead_to_accounts() -> None:
    site = ResourceFactory(host="codeforces.com")
    ann, odd, old = (AccountFactory(resource=site, key=key) for key in ("ann", "odd, one", "renamed"))
    AccountRenaming.objects.create(resource=site, old_key="former", account=old, at=timezone.now())
    off = AccountFactory(resource=ResourceFactory(host="off.example", enabled=False), key="gone")
    person = User.objects.create_user("person")
    AccountLink.objects.create(user=person, account=odd)
    AccountLink.objects.create(user=person, account=off)

    names = [
        "codeforces.com:ANN",
        f"~{odd.pk}",
        "codeforces.com:former",
        "person",
        f"~{off.pk}",
        "~x",
        "no:body",
        "who",
    ]
    found = find_named(names)

    assert [account.pk for account in found.accounts] == [ann.pk, odd.pk, old.pk]
    assert list(found.unknown) == [f"~{off.pk}", "~x", "no:body", "who"]
    assert [name_of(account) for account in found.accounts] == [
        "codeforces.com:ann",
        f"~{odd.pk}",
        "codeforces.com:renamed",
    ]


@pytest.mark.django_db
def test_number_of_queries_does_not_depend_on_names(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    site = ResourceFactory(host="codeforces.com")
    accounts = [AccountFactory(resource=site, key=f"user{number}", rating=number) for number in range(9)]
    person = User.objects.create_user("person")
    for account in accounts[4:]:
        AccountLink.objects.create(user=person, account=account)

    with django_assert_num_queries(2):
        found = find_named([*(name_of(account) for account in accounts[:4]), "person", f"~{accounts[0].pk}"])

    assert [account.key for account in found.accounts] == [f"user{number}" for number in (0, 1, 2, 3, 8, 7, 6, 5, 4)]


@pytest.mark.django_db
def test_handle_as_written_goes_before_a_former_one_and_other_letters() -> None:
    site = ResourceFactory(host="codeforces.com")
    lower, upper, renamed = (AccountFactory(resource=site, key=key) for key in ("ann", "ANN", "now"))
    for old in ("ann", "Ann"):
        AccountRenaming.objects.create(resource=site, old_key=old, account=renamed, at=timezone.now())

    assert [find_account(site, key) for key in ("ann", "ANN", "Ann", "aNN", "nobody", "a\x00")] == [
        *(lower, upper, renamed, lower),
        *(None, None),
    ]
