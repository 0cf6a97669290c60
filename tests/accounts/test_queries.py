"""What statements written by hand read of an account is what Django reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, AccountRenaming
from apps.accounts.queries import number_of_account, topic_of, whole_account
from apps.live.actions import publish
from apps.resources.models import Resource

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def account() -> Account:
    site = Resource.objects.create(
        host="a.example", title="A", url="https://a.example/", adapter="codeforces", options={"depth": [1, 2]}
    )
    made = Account.objects.create(
        resource=site, key="tourist", rating=3500, facts={"place": 1, "said": "“é”"}, days={"2026-11-20": 3},
        read_at=NOW, created=NOW, modified=NOW,
    )  # fmt: skip
    for day, key in enumerate(("first", "second"), 1):
        AccountRenaming.objects.create(resource=site, old_key=key, account=made, at=NOW.replace(day=day))
    return made


def test_whole_account_has_every_value_its_site_and_former_handles_by_one_query(account: Account) -> None:
    usual = Account.objects.select_related("resource").get(pk=account.pk)
    with CaptureQueriesContext(connection) as queries:
        found = whole_account(account.pk)
        assert found is not None
        read, former = found
        site = read.resource
    assert len(queries) == 1
    assert former == ["second", "first"]
    for here, there in ((read, usual), (site, usual.resource)):
        names = [field.attname for field in here._meta.concrete_fields]
        assert {name: getattr(here, name) for name in names} == {name: getattr(there, name) for name in names}


def test_account_read_by_hand_is_saved_as_any_other(account: Account) -> None:
    found = whole_account(account.pk)
    assert found is not None
    read, _ = found
    read.facts["place"] = 2
    read.save()
    assert Account.objects.get().facts == {"place": 2, "said": "“é”"}


def test_account_is_found_by_its_very_key_on_a_site_that_is_switched_on(account: Account) -> None:
    asked = [("tourist", "a.example"), ("Tourist", "a.example"), ("tourist", "b.example"), ("to\x00", "a.example")]
    assert [number_of_account(*one) for one in asked] == [(account.pk, 0), None, None, None]
    publish(topic_of(account.pk))
    assert number_of_account("tourist", "a.example") == (account.pk, 1)
    Resource.objects.update(enabled=False)
    assert number_of_account("tourist", "a.example") is None


def test_account_that_is_no_more_is_none(account: Account) -> None:
    assert whole_account(account.pk + 1) is None
