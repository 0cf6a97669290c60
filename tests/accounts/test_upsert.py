"""Profiles into the table: what they tell, and what becomes of accounts that were renamed or lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, AccountLink, AccountRenaming, User
from apps.accounts.ranking import rank_accounts
from apps.accounts.upsert import RATED_WITHIN, upsert_profiles
from apps.contests.models import ContestProblem
from apps.core import events
from apps.core.outcome import Outcome
from apps.resources.models import Resource
from apps.resources.rows import ProfileRow, RatingRow
from apps.standings.models import GlobalSkill, RatingChange, Standing
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory, ResourceFactory
from tests.standings.tables import HOUR, NOW, contest_of, row, table


@pytest.fixture
def resource(db: None) -> Resource:
    return ResourceFactory.create(host="site.example")


def profile(key: str = "tourist", **fields: Any) -> ProfileRow:
    return ProfileRow(asked=fields.pop("asked", key), key=key, **fields)


def test_every_field_of_a_profile_is_stored(resource: Resource) -> None:
    told = profile(
        name="Gennady", kind="team", country="BY", city="Homel", organization="ITMO", url="https://site.example/t",
        avatar="https://site.example/a.png", title="legend", rating=3700, max_rating=4000, place=1, n_solved=9,
        n_contests=8, registered=NOW, last_seen=NOW + HOUR, days={date(2026, 11, 2): 3, date(2026, 11, 1): 1},
        facts={"friends": 7},
    )  # fmt: skip
    assert upsert_profiles(resource, [told], now=NOW) == Outcome(rows=1, added=1)
    stored = Account.objects.get()
    for name in ("key", "name", "kind", "country", "city", "organization", "url", "avatar", "title", "rating"):
        assert getattr(stored, name) == getattr(told, name), name
    assert (stored.max_rating, stored.days) == (4000, {"2026-11-01": 1, "2026-11-02": 3})
    assert stored.facts == {
        "friends": 7, "place": 1, "n_solved": 9, "n_contests": 8,
        "registered": "2026-11-21T12:00:00+00:00", "last_seen": "2026-11-21T13:00:00+00:00",
    }  # fmt: skip
    assert (stored.n_contests, stored.n_solved, stored.place) == (0, 0, None), "these are ours"
    assert (stored.read_at, stored.rated_at, stored.created, stored.modified) == (NOW, NOW - RATED_WITHIN, NOW, NOW)
    resource.refresh_from_db()
    assert resource.n_accounts == 1


def test_what_a_profile_leaves_open_stays(resource: Resource) -> None:
    upsert_profiles(resource, [profile(name="G", country="BY", rating=1500, max_rating=1600, facts={"a": 1})], now=NOW)
    outcome = upsert_profiles(resource, [profile(city="Minsk", facts={"b": 2})], now=NOW + HOUR)
    stored = Account.objects.get()
    assert outcome == Outcome(rows=1, changed=1)
    assert (stored.name, stored.country, stored.city, stored.rating) == ("G", "BY", "Minsk", 1500)
    assert (stored.max_rating, stored.facts) == (1600, {"a": 1, "b": 2})


def test_profile_that_says_the_same_was_read_but_did_not_change(resource: Resource) -> None:
    upsert_profiles(resource, [profile(rating=1500)], now=NOW)
    assert upsert_profiles(resource, [profile(rating=1500)], now=NOW + HOUR) == Outcome(rows=1)
    stored = Account.objects.get()
    assert (stored.read_at, stored.modified) == (NOW + HOUR, NOW)


def test_contest_that_a_profile_may_not_show_yet_moves_the_rating(resource: Resource) -> None:
    upsert_profiles(resource, [profile("user1", rating=1500)], now=NOW)
    for start, old, new, expected in (
        (NOW - RATED_WITHIN - 9 * HOUR, 1500, 1400, 1500),
        (NOW - 3 * HOUR, 1500, 1550, 1550),
    ):
        contest = contest_of(start=start, end=start + HOUR)
        upsert_standings(contest, table([row(1, old_rating=old, new_rating=new)]), now=NOW)
        assert Account.objects.get().rating == expected


def test_lost_account_is_kept_and_may_return(resource: Resource) -> None:
    upsert_profiles(resource, [profile("a", name="A"), profile("b")], now=NOW)
    lost = [ProfileRow(asked="a"), ProfileRow(asked="unheard of"), profile("b")]
    assert upsert_profiles(resource, lost, now=NOW + HOUR) == Outcome(rows=3, removed=1)
    assert upsert_profiles(resource, lost, now=NOW + 2 * HOUR) == Outcome(rows=3)
    gone = Account.objects.get(key="a")
    assert (gone.gone, gone.read_at, gone.name) == (NOW + HOUR, NOW + 2 * HOUR, "A")
    assert upsert_profiles(resource, [profile("a")], now=NOW + 3 * HOUR) == Outcome(rows=1, changed=1)
    assert Account.objects.get(key="a").gone is None


def test_renamed_account_keeps_its_id_and_history(resource: Resource) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1, account="old")]), now=NOW)
    before = Account.objects.get()
    assert upsert_profiles(resource, [profile("new", asked="old", name="N")], now=NOW) == Outcome(rows=1, changed=1)
    after = Account.objects.get()
    assert (after.pk, after.key, after.name, after.n_contests) == (before.pk, "new", "N", 1)
    assert Standing.objects.get().account == after
    assert list(AccountRenaming.objects.values_list("old_key", "account", "at")) == [("old", after.pk, NOW)]


def test_profile_of_an_unheard_of_former_handle_is_found_by_it(resource: Resource) -> None:
    upsert_profiles(resource, [profile("new", asked="old")], now=NOW)
    assert AccountRenaming.objects.values_list("old_key", "account__key").get() == ("old", "new")


def test_renaming_there_and_back_ends_where_it_began(resource: Resource) -> None:
    account = AccountFactory.create(resource=resource, key="a")
    upsert_profiles(resource, [profile("b", asked="a")], now=NOW)
    upsert_profiles(resource, [profile("a", asked="b")], now=NOW + HOUR)
    assert Account.objects.values_list("pk", "key").get() == (account.pk, "a")
    assert AccountRenaming.objects.values_list("old_key", "account").get() == ("b", account.pk)


def test_accounts_that_swap_their_handles_stay_themselves(resource: Resource) -> None:
    first, second = (AccountFactory.create(resource=resource, key=key) for key in "ab")
    upsert_profiles(resource, [profile("b", asked="a"), profile("a", asked="b")], now=NOW)
    assert dict(Account.objects.values_list("key", "pk")) == {"b": first.pk, "a": second.pk}
    upsert_profiles(resource, [profile("c", asked="b"), profile("b", asked="a")], now=NOW)
    assert dict(Account.objects.values_list("key", "pk")) == {"c": first.pk, "b": second.pk}


def test_account_takes_over_what_goes_by_its_new_handle(resource: Resource) -> None:
    both, early, late = (contest_of(key=key) for key in ("both", "early", "late"))
    upsert_standings(early, table([row(1, account="old")]), now=NOW)
    upsert_standings(both, table([row(1, account="old", score=1.0), row(2)]), now=NOW)
    old = Account.objects.get(key="old")
    upsert_standings(late, table([row(1, account="new", country="PL", medal="gold")]), now=NOW)
    upsert_standings(both, table([row(3, account="new", score=9.0), row(2)], is_whole=False), now=NOW)
    new = Account.objects.get(key="new")
    upsert_ratings(old, [RatingRow(contest="early", at=NOW - HOUR, new_rating=1500)], now=NOW)
    upsert_ratings(new, [RatingRow(contest=key, at=NOW, new_rating=1600) for key in ("early", "late")], now=NOW)
    users = [User.objects.create(username=name) for name in ("one", "two")]
    for user, account in ((users[0], old), (users[0], new), (users[1], new)):
        AccountLink.objects.create(user=user, account=account)
    resource.refresh_from_db()
    assert resource.n_accounts == 3

    upsert_profiles(resource, [profile("new", asked="old")], now=NOW)
    events.dispatch()

    merged = Account.objects.get(key="new")
    resource.refresh_from_db()
    assert (merged.pk, Account.objects.count(), resource.n_accounts) == (old.pk, 2, 2)
    assert (merged.country, merged.rating, merged.max_rating) == ("PL", 1600, 1600)
    assert sorted(Standing.objects.filter(account=merged).values_list("contest__key", "score")) == [
        ("both", 9.0),
        ("early", 1.0),
        ("late", 1.0),
    ]
    assert sorted(RatingChange.objects.values_list("account", "contest_key", "new_rating")) == [
        (old.pk, "early", 1600),
        (old.pk, "late", 1600),
    ]
    assert sorted(AccountLink.objects.values_list("user", "account")) == [(user.pk, old.pk) for user in users]
    assert (merged.n_contests, merged.n_solved, merged.n_won, merged.n_gold) == (3, 3, 2, 1)


def test_who_was_first_is_so_under_the_new_handle(resource: Resource) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1, account="new"), row(2)]), now=NOW)
    old = AccountFactory.create(resource=resource, key="old")
    upsert_profiles(resource, [profile("new", asked="old")], now=NOW)
    events.dispatch()
    assert ContestProblem.objects.get(contest=contest, short="A").first_accounts == [old.pk]
    assert Account.objects.values_list("n_first", flat=True).get(key="new") == 1


def test_two_former_handles_of_one_person_become_one_account(resource: Resource) -> None:
    first, _ = (AccountFactory.create(resource=resource, key=key) for key in ("a", "b"))
    outcome = upsert_profiles(resource, [profile("c", asked="a"), profile("c", asked="b")], now=NOW)
    assert Account.objects.values_list("pk", "key").get() == (first.pk, "c")
    assert sorted(AccountRenaming.objects.values_list("old_key", "account")) == [("a", first.pk), ("b", first.pk)]
    assert outcome.rows == 2


@pytest.mark.parametrize(("known", "stays"), [(("old", "new"), 1700.0), (("new",), 1600.0)])
def test_merged_accounts_have_one_global_skill(resource: Resource, known: tuple[str, ...], stays: float) -> None:
    skills = {"old": 1700.0, "new": 1600.0}
    old, _ = (AccountFactory.create(resource=resource, key=key) for key in ("old", "new"))
    for key in known:
        account = Account.objects.get(key=key)
        GlobalSkill.objects.create(account=account, skill=skills[key], deviation=90, performances=[1.0], weights=[1.0])
        Account.objects.filter(pk=account.pk).update(global_rating=skills[key])
    upsert_profiles(resource, [profile("new", asked="old")], now=NOW)
    assert GlobalSkill.objects.values_list("account", "skill").get() == (old.pk, stays)
    assert Account.objects.values_list("pk", "global_rating").get() == (old.pk, stays)


def test_number_of_statements_does_not_depend_on_profiles(db: None) -> None:
    counts = []
    for size in (2, 200):
        resource = ResourceFactory.create()
        taken = []
        for rows in (
            [profile(f"{number}", rating=number) for number in range(size)],
            [profile(f"{number}x", asked=f"{number}") for number in range(size // 2)],
            [ProfileRow(asked=f"{number}x") for number in range(size // 2)],
        ):
            with CaptureQueriesContext(connection) as queries:
                upsert_profiles(resource, rows, now=NOW)
            taken.append(len(queries))
        counts.append(taken)
    assert counts[0] == counts[1]


def test_places_follow_ratings(resource: Resource) -> None:
    for key, rating, place, gone in (
        ("a", 1500, None, None),
        ("b", 1700, 3, None),
        ("c", 1500, 2, None),
        ("d", None, 4, None),
        ("e", 1900, 1, NOW),
        ("f", None, None, None),
    ):
        AccountFactory.create(resource=resource, key=key, rating=rating, place=place, gone=gone)
    AccountFactory.create(key="elsewhere", rating=9999)
    assert rank_accounts(resource) == 4
    assert dict(Account.objects.values_list("key", "place")) == {
        "a": 2, "b": 1, "c": 2, "d": None, "e": None, "f": None, "elsewhere": None,
    }  # fmt: skip
    assert rank_accounts(resource) == 0
