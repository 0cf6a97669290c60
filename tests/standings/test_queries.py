"""Reads of results: in the order of places, and of an account."""

from __future__ import annotations

import pytest

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.rows import StandingRow
from apps.standings.queries import header_of, rows_of, rows_of_account
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table


@pytest.fixture
def contest(db: None) -> Contest:
    contest = contest_of()
    unplaced = [StandingRow(account="u", score=1.0), StandingRow(account="v", score=9.0), StandingRow(account="w")]
    placed = [row(number, division="AB"[number % 2]) for number in (3, 1, 2)]
    tied = [row(2, account="better", score=5.0)]
    upsert_standings(contest, table([*unplaced, *placed, *tied]), now=NOW)
    return contest


def test_rows_come_by_place_then_score_and_those_without_a_place_last(contest: Contest) -> None:
    found = [one.account.key for one in rows_of(contest.pk)]
    assert found == ["user1", "better", "user2", "user3", "v", "u", "w"]
    assert [one.account.key for one in rows_of(contest.pk, division="A")] == ["user2"]


def test_rows_of_an_account_come_latest_first(contest: Contest) -> None:
    later = contest_of(key="later", start=NOW - HOUR, end=NOW)
    upsert_standings(later, table([row(1)]), now=NOW)
    account = Account.objects.get(key="user1")
    assert [one.contest for one in rows_of_account(account.pk)] == [later, contest]


def test_header_is_none_where_nobody_asked(contest: Contest) -> None:
    header = header_of(contest.pk)
    assert header is not None
    assert (header.n_rows, header.divisions, header_of(contest.pk + 1)) == (7, ["A", "B"], None)
