"""Names of people in addresses, and the accounts that they lead to."""

from __future__ import annotations

import pytest
from django.utils import timezone

from apps.accounts.models import AccountLink, AccountRenaming, User
from apps.accounts.naming import find_named, name_of, read_names
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
