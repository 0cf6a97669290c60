"""An account's rating history into the table, and into the rows of results that tell no rating."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account
from apps.core.outcome import Outcome
from apps.resources.rows import RatingRow
from apps.standings.models import RatingChange, Standing
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory, ResourceFactory
from tests.standings.following import changes_since
from tests.standings.tables import HOUR, NOW, contest_of, row, table


@pytest.fixture
def account(db: None) -> Account:
    return AccountFactory.create(resource=ResourceFactory.create(host="site.example"), key="user1")


def step(number: int = 1, **fields: Any) -> RatingRow:
    given = {"contest": str(number), "at": NOW + number * HOUR, "new_rating": 1000 + number} | fields
    return RatingRow(**given)


def test_every_field_of_a_step_is_stored(account: Account) -> None:
    contest = contest_of(key="1")
    told = step(
        old_rating=900, title="Round 1", kind="heuristic", place=3, performance=1700, rated=False,
        url="https://site.example/1",
    )  # fmt: skip
    assert upsert_ratings(account, [told], now=NOW) == Outcome(rows=1, added=1)
    stored = RatingChange.objects.get()
    for name in ("at", "new_rating", "old_rating", "title", "kind", "place", "performance", "rated", "url"):
        assert getattr(stored, name) == getattr(told, name), name
    assert (stored.account, stored.contest, stored.contest_key) == (account, contest, "1")


def test_contest_that_appears_later_is_linked_then(account: Account) -> None:
    upsert_ratings(account, [step()], now=NOW)
    assert RatingChange.objects.get().contest is None
    contest = contest_of(key="1")
    assert upsert_ratings(account, [step()], now=NOW) == Outcome(rows=1, changed=1)
    assert RatingChange.objects.get().contest == contest


def test_history_that_says_the_same_writes_nothing(account: Account) -> None:
    history = [step(number) for number in range(20)]
    upsert_ratings(account, history, now=NOW)
    before = list(RatingChange.objects.extra(select={"place_in_table": "ctid::text"}).values_list("place_in_table"))
    assert upsert_ratings(account, history, now=NOW) == Outcome(rows=20)
    after = list(RatingChange.objects.extra(select={"place_in_table": "ctid::text"}).values_list("place_in_table"))
    assert after == before
    ratings = account.rating_changes.order_by("at").values_list("new_rating", flat=True)
    assert list(ratings) == [1000 + number for number in range(20)]


@pytest.mark.parametrize(("lost", "removed", "absent"), [(1, 1, 0), (2, 0, 2)])
def test_vanished_steps_go_unless_there_are_many(account: Account, lost: int, removed: int, absent: int) -> None:
    history = [step(number) for number in range(10)]
    upsert_ratings(account, history, now=NOW)
    expected = Outcome(rows=10 - lost, removed=removed, absent=absent)
    assert upsert_ratings(account, history[lost:], now=NOW) == expected
    assert RatingChange.objects.count() == 10 - removed


def test_rating_of_the_account_is_the_newest_of_its_main_kind(account: Account) -> None:
    upsert_ratings(account, [step(1), step(3, new_rating=900), step(9, new_rating=50, kind="heuristic"),
                             step(10, new_rating=7, rated=False)], now=NOW)  # fmt: skip
    account.refresh_from_db()
    assert (account.rating, account.max_rating, account.rated_at) == (900, 1001, NOW + 3 * HOUR)
    Account.objects.update(rating=1234, rated_at=NOW + 5 * HOUR)
    upsert_ratings(account, [step(1), step(4)], now=NOW)
    account.refresh_from_db()
    assert account.rating == 1234


def test_ratings_of_rows_that_tell_none_are_filled(account: Account) -> None:
    silent, telling, unrated = (contest_of(key=key) for key in "123")
    for contest, told in ((silent, {}), (telling, {"old_rating": 5, "new_rating": 6}), (unrated, {"rated": False})):
        upsert_standings(contest, table([row(1, **told)]), now=NOW)
    history = [step(number, old_rating=1000 + number - 1, performance=2000) for number in (1, 2, 3)]
    upsert_ratings(account, history, now=NOW)
    found = Standing.objects.order_by("contest__key").values_list("old_rating", "new_rating", "performance")
    assert list(found) == [(1000, 1001, 2000), (5, 6, None), (None, None, None)]
    changes = [changes_since(contest.pk, 1) for contest in (silent, telling, unrated)]
    assert [None if one is None else (one.version, len(one.rows)) for one in changes] == [(2, 1), (1, 0), (1, 0)]
    again = upsert_standings(silent, table([row(1)]), now=NOW)
    assert again.touched == (), "the site says what it said"
    upsert_standings(silent, table([row(1, score=7.0)]), now=NOW)
    assert Standing.objects.values_list("new_rating", "score").get(contest=silent) == (1001, 7.0)


def test_number_of_statements_does_not_depend_on_steps(account: Account) -> None:
    for key in range(300):
        if key in (0, 1) or key > 290:
            upsert_standings(contest_of(key=str(key)), table([row(1)]), now=NOW)
    counts = []
    for numbers in (range(2), range(300)):
        with CaptureQueriesContext(connection) as queries:
            upsert_ratings(account, [step(number) for number in numbers], now=NOW)
        counts.append(len([one for one in queries if "live_topic" not in one["sql"]]))
    assert counts[0] == counts[1]
