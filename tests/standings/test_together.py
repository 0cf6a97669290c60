"""Several workers at once: nothing is doubled, nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import Account
from apps.accounts.ranking import rank_accounts
from apps.accounts.upsert import upsert_profiles
from apps.contests.models import Problem
from apps.resources.rows import ProfileRow, RatingRow
from apps.standings.global_rating import weigh
from apps.standings.models import Standing, Standings
from apps.standings.predictions import predict
from apps.standings.problem_ratings import rate_problems
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.storing.recount import recount_accounts
from apps.standings.upsert import Stored, upsert_standings
from tests.standings.following import changes_since
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run pieces of work at the same time, each in a thread with a connection of its own; return what they gave."""
    given: list[Any] = [None] * len(works)
    begin = threading.Barrier(len(works))

    def run(number: int) -> None:
        begin.wait()
        try:
            given[number] = works[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert None not in given, "one failed, or waits for ever"
    return given


def test_two_workers_on_one_contest_double_nothing() -> None:
    contest = contest_of()
    rows = [row(number) for number in range(1, 301)]
    outcomes: list[Stored] = together(*[lambda: upsert_standings(contest, table(rows), now=NOW)] * 4)
    assert sorted(outcome.added for outcome in outcomes) == [0, 0, 0, 300]
    assert (Standing.objects.count(), Account.objects.count(), Problem.objects.count()) == (300, 300, 3)
    contest.resource.refresh_from_db()
    assert (contest.resource.n_accounts, {outcome.version for outcome in outcomes}) == (300, {1})


def test_contests_that_share_new_accounts_and_problems_are_stored_at_once() -> None:
    contests = [contest_of(key=str(number)) for number in range(4)]
    rows = [row(number) for number in range(1, 401)]

    def store(number: int) -> Stored:
        turned = rows[number * 50 :] + rows[: number * 50]
        return upsert_standings(contests[number], table(turned if number % 2 else turned[::-1]), now=NOW)

    outcomes = together(*[lambda number=number: store(number) for number in range(4)])
    assert [outcome.added for outcome in outcomes] == [400] * 4
    assert (Account.objects.count(), Problem.objects.count(), Standing.objects.count()) == (400, 3, 1600)
    assert set(Account.objects.values_list("n_contests", "n_solved")) == {(4, 4)}
    contests[0].resource.refresh_from_db()
    assert contests[0].resource.n_accounts == 400


def test_results_profiles_ratings_and_places_are_written_at_once() -> None:
    contests = [contest_of(key=str(number)) for number in range(2)]
    resource = contests[0].resource
    for contest in contests:
        upsert_standings(contest, table([row(number) for number in range(1, 201)]), now=NOW)
    accounts = list(Account.objects.order_by("-id"))

    def live(number: int) -> bool:
        for score in range(2, 8):
            rows = [row(one, score=float(score), new_rating=one + score) for one in range(1, 201)]
            upsert_standings(contests[number], table(rows), now=NOW)
        return True

    def profiles() -> bool:
        for score in range(6):
            rows = [ProfileRow(asked=one.key, key=f"{one.key}-{score}" if score == 3 else one.key, rating=score)
                    for one in accounts[: 100 if score == 3 else 200]]  # fmt: skip
            if score <= 3:
                upsert_profiles(resource, rows, now=NOW)
        return True

    def ratings() -> bool:
        for account in accounts[::9]:
            steps = [RatingRow(contest=str(number), at=NOW - HOUR, new_rating=account.pk) for number in range(2)]
            upsert_ratings(account, steps, now=NOW)
        return True

    def ranks() -> bool:
        return all(rank_accounts(resource) >= 0 for _ in range(6))

    assert together(lambda: live(0), lambda: live(1), profiles, ratings, ranks) == [True] * 5
    assert Account.objects.count() == 200
    assert set(Account.objects.values_list("n_contests", flat=True)) == {2}
    assert changes_since(contests[0].pk, contests[0].standings.version) is not None


def test_counts_predictions_and_global_ratings_are_written_meanwhile() -> None:
    contests = [contest_of("codeforces.com", key=str(number)) for number in range(2)]
    rows = [row(number, new_rating=number) for number in range(1, 201)]
    for contest in contests:
        upsert_standings(contest, table(rows), now=NOW)
    accounts = list(Account.objects.order_by("-id"))
    ids = [account.pk for account in accounts]

    def live() -> bool:
        for score in range(2, 8):
            said = [row(one, score=float(score), new_rating=one + score) for one in range(200, 0, -1)]
            upsert_standings(contests[0], table(said), now=NOW)
        return True

    def weighed() -> bool:
        for _ in range(6):
            Standings.objects.filter(pk=contests[1].pk).update(weighed_at=None)
            assert weigh(contests[1], now=NOW) == 200
        return True

    def counted() -> bool:
        for _ in range(12):
            recount_accounts(ids)
        return True

    def renamed() -> bool:
        for turn in range(6):
            said = [ProfileRow(asked=f"{one.key}{'!' * turn}", key=f"{one.key}{'!' * (turn + 1)}") for one in accounts]
            upsert_profiles(contests[0].resource, said, now=NOW)
        return True

    def rated() -> bool:
        for score in range(12):
            rate_problems(contests[score % 2])
        return True

    def predicted() -> bool:
        return all(predict(contest, now=NOW) >= 0 for contest in contests * 6)

    assert together(live, weighed, counted, renamed, rated, predicted) == [True] * 6
