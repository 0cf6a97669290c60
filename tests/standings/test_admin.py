"""Staff pages of results, accounts and problems: found, opened, and changed by nobody."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import Account, AccountLink, User
from apps.contests.models import Problem
from apps.standings.models import Standings
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
LISTS = ("standings/standings", "accounts/account", "contests/problem")


@pytest.fixture
def staff(client: Client) -> Client:
    """Somebody who may do everything, and one table of results."""
    client.force_login(User.objects.create_superuser("staff"))
    upsert_standings(contest_of(title="Cup"), table([row(1), row(2)]), now=NOW)
    return client


@pytest.mark.parametrize(("kind", "number"), list(zip(LISTS, (1, 2, 3), strict=True)))
def test_lists_show_what_is_known(staff: Client, kind: str, number: int) -> None:
    assert staff.get(f"/admin/{kind}/").context["cl"].result_count == number


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("standings/standings", "cup", 1),
        ("standings/standings", "x", 0),
        ("accounts/account", "USER1", 1),
        ("accounts/account", "ser1", 0),
        ("contests/problem", '"problem b"', 1),
    ],
)
def test_lists_are_searched(staff: Client, kind: str, text: str, number: int) -> None:
    assert staff.get(f"/admin/{kind}/?q={text}").context["cl"].result_count == number


@pytest.mark.parametrize("kind", LISTS)
def test_single_ones_open_for_reading_only(staff: Client, kind: str) -> None:
    model = {"standings": Standings, "accounts": Account, "contests": Problem}[kind.partition("/")[0]]
    page = staff.get(f"/admin/{kind}/{model.objects.first().pk}/change/")  # type: ignore[attr-defined]

    assert (page.status_code, page.context["has_change_permission"], page.context["has_add_permission"]) == (
        200,
        False,
        False,
    )


def test_staff_link_an_account_to_a_person(staff: Client) -> None:
    person, account = User.objects.create_user("ann"), Account.objects.get(key="user1")

    staff.post("/admin/accounts/accountlink/add/", {"user": person.pk, "account": account.pk})

    assert list(AccountLink.objects.values_list("user__username", "account__key")) == [("ann", "user1")]
