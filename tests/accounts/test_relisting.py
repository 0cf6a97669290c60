"""The copy of the accounts that their list sorts: row by row where little changed, whole where much did."""

from __future__ import annotations

import pytest
from django.db.models import F

from apps.accounts import relisting
from apps.accounts.models import Account, ListedAccount
from apps.accounts.relisting import TABLE, relist_accounts
from apps.resources.models import Resource
from tests.factories import AccountFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let three rows be much; return the tables that are made anew, as it goes."""
    told: list[str] = []
    monkeypatch.setattr(relisting, "ALWAYS_APART", 2)
    monkeypatch.setattr(relisting, "LARGEST_SHARE", 1000)
    monkeypatch.setattr(relisting, "STRETCH", 2)
    real = relisting.remake
    monkeypatch.setattr(relisting, "remake", lambda table, fill: told.append(table) or real(table, fill))
    return told


@pytest.fixture
def site() -> Resource:
    made: Resource = ResourceFactory()
    for number in range(7):
        AccountFactory(resource=made, key=f"person{number}", rating=1000 + number)
    return made


def in_step() -> bool:
    """Return whether the copy says what the accounts say."""
    listed = ListedAccount.objects.order_by("pk").values_list("pk", "resource", "rating", "handle")
    accounts = Account.objects.order_by("pk").values_list("pk", "resource", "rating", "key")
    return list(listed) == [(pk, resource, rating, key.upper()) for pk, resource, rating, key in accounts]


def test_first_copy_is_made_in_one_piece(site: Resource, made_anew: list[str]) -> None:
    assert (relist_accounts(), made_anew, in_step()) == (7, [TABLE], True)
    assert (relist_accounts(), made_anew) == (0, [TABLE])


def test_few_changes_are_copied_by_themselves(site: Resource, made_anew: list[str]) -> None:
    relist_accounts()
    made_anew.clear()
    AccountFactory(resource=site, key="new")
    Account.objects.filter(key="person0").update(rating=5)

    assert (relist_accounts(), made_anew, in_step()) == (2, [], True)


def test_many_changes_lead_to_a_new_copy(site: Resource, made_anew: list[str]) -> None:
    relist_accounts()
    made_anew.clear()
    Account.objects.update(rating=F("rating") + 1)

    assert (relist_accounts(), made_anew, in_step()) == (7, [TABLE], True)


def test_copy_that_somebody_holds_is_written_row_by_row(site: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relisting, "ALWAYS_APART", 2)
    monkeypatch.setattr(relisting, "remake", lambda table, fill: None)

    assert (relist_accounts(), in_step()) == (7, True)
