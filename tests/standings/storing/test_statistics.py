"""What follows from rows: who was first, how many solved a problem, what an account has done in all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from apps.accounts.models import Account
from apps.contests.models import Contest, ContestProblem, Problem
from apps.resources.rows import Cell, ProblemRow, StandingRow
from apps.standings.models import Standing
from apps.standings.storing.recount import recount_accounts
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory
from tests.standings.tables import HOUR, NOW, contest_of, row, table

COUNTERS = ("n_contests", "n_solved", "n_first", "n_won", "n_gold", "n_silver", "n_bronze")


@pytest.fixture
def contest(db: None) -> Contest:
    return contest_of()


def solved(time: float | None, **fields: Any) -> Cell:
    return Cell(state="solved", time=time, **fields)


def first_in(contest: Contest, short: str = "A") -> tuple[float | None, list[str]]:
    """Return when a problem was solved first, and the accounts that did."""
    problem = ContestProblem.objects.get(contest=contest, short=short)
    accounts = Account.objects.filter(pk__in=problem.first_accounts).order_by("key")
    return problem.first_time, [account.key for account in accounts]


def counters(key: str) -> dict[str, int]:
    return Account.objects.values(*COUNTERS).get(key=key)


def test_problems_count_who_tried_and_solved_them(contest: Contest) -> None:
    rows = [
        row(1, cells={"A": solved(60), "B": Cell(state="partial", points=30)}),
        row(2, cells={"A": Cell(state="wrong", wrong=1), "B": Cell(state="pending", pending=2)}),
        row(3, cells={"A": solved(70)}, participation="unofficial"),
        row(4, cells={"A": solved(10), "C": solved(10)}, participation="virtual"),
        row(5, cells={"A": solved(10)}, participation="ghost"),
        row(6, cells={"B": Cell(state="wrong", wrong=0, upsolved=solved(99999))}),
        row(7, cells={"A": Cell(state="wrong")}),
    ]
    upsert_standings(contest, table(rows), now=NOW)
    found = ContestProblem.objects.values_list("short", "n_tried", "n_solved", "n_partial", "n_pending")
    assert list(found) == [("A", 4, 2, 0, 0), ("B", 2, 0, 1, 1), ("C", 0, 0, 0, 0)]


def test_totals_of_a_problem_are_over_all_contests_unless_the_site_counts(contest: Contest) -> None:
    other = contest_of(key="other")
    told = ProblemRow(key="told", name="Told", short="A", n_solved=1000)
    ours = ProblemRow(key="ours", name="Ours", short="B")
    rows = [row(1, cells={"A": solved(60), "B": solved(70)}), row(2, cells={"B": Cell(state="wrong", wrong=1)})]
    for each in (contest, other):
        upsert_standings(each, table(rows, problems=(told, ours)), now=NOW)
    assert sorted(Problem.objects.values_list("key", "n_tried", "n_solved", "is_counted")) == [
        ("ours", 4, 2, True),
        ("told", None, 1000, False),
    ]


def test_first_is_who_no_official_participant_undercuts_and_ties_share(contest: Contest) -> None:
    rows = [
        row(1, cells={"A": solved(60)}),
        row(2, cells={"A": solved(50)}),
        row(3, cells={"A": solved(50)}),
        row(4, cells={"A": solved(40)}, participation="unofficial"),
        row(5, cells={"A": Cell(state="partial", time=1)}),
    ]
    upsert_standings(contest, table(rows), now=NOW)
    assert first_in(contest) == (50, ["user2", "user3"])
    assert list(Standing.objects.order_by("place").values_list("n_first", flat=True)) == [0, 1, 1, 0, 0]


def test_marks_of_the_site_win(contest: Contest) -> None:
    rows = [row(1, cells={"A": solved(60, first=True)}), row(2, cells={"A": solved(60)}), row(3, cells={})]
    upsert_standings(contest, table(rows), now=NOW)
    assert first_in(contest) == (60, ["user1"])
    assert list(Standing.objects.order_by("place").values_list("n_first", flat=True)) == [1, 0, 0]


def test_nobody_is_first_where_no_time_is_known(contest: Contest) -> None:
    upsert_standings(contest, table([row(1, cells={"A": solved(None)}), row(2, cells={})]), now=NOW)
    assert first_in(contest) == (None, [])
    assert list(Standing.objects.order_by("place").values_list("n_first", flat=True)) == [None, 0]


def test_who_is_undercut_is_first_no_more(contest: Contest) -> None:
    rows = [row(1, cells={"A": solved(60)}), row(2, cells={})]
    upsert_standings(contest, table(rows), now=NOW)
    assert (counters("user1")["n_first"], counters("user2")["n_first"]) == (1, 0)
    outcome = upsert_standings(contest, table([rows[0], row(2, cells={"A": solved(30)})]), now=NOW)
    assert (first_in(contest), outcome.changed) == ((30, ["user2"]), 2)
    assert (counters("user1")["n_first"], counters("user2")["n_first"]) == (0, 1)


def test_accounts_count_what_they_did(contest: Contest) -> None:
    other = contest_of(key="other", start=NOW - 48 * HOUR, end=NOW - 46 * HOUR)
    sent = NOW - 2 * HOUR
    upsert_standings(contest, table([row(1, medal="gold", last_submission=sent), row(2)]), now=NOW)
    upsert_standings(other, table([row(2, medal="silver"), row(1, place=5), row(3, place=1)]), now=NOW)
    assert counters("user1") == dict(zip(COUNTERS, (2, 2, 2, 1, 1, 0, 0), strict=True))
    assert counters("user2") == dict(zip(COUNTERS, (2, 2, 0, 0, 0, 1, 0), strict=True))
    first = Account.objects.get(key="user1")
    assert (first.last_activity, first.last_submission) == (contest.end, sent)
    assert Account.objects.get(key="user3").last_activity == other.end


def test_virtual_participation_is_not_counted(contest: Contest) -> None:
    upsert_standings(contest, table([row(1, participation="virtual", last_submission=NOW)]), now=NOW)
    account = Account.objects.get()
    assert counters("user1") == dict.fromkeys(COUNTERS, 0)
    assert (account.last_activity, account.last_submission) == (None, None)


def test_what_is_taken_back_is_counted_back(contest: Contest) -> None:
    other = contest_of(key="other", start=NOW - 48 * HOUR, end=NOW - 46 * HOUR)
    upsert_standings(other, table([row(1, last_submission=NOW - 47 * HOUR)]), now=NOW)
    rows = [row(number, medal="bronze", last_submission=NOW - HOUR) for number in range(1, 12)]
    upsert_standings(contest, table(rows), now=NOW)
    assert counters("user1") == dict(zip(COUNTERS, (2, 2, 2, 2, 0, 0, 1), strict=True))
    upsert_standings(contest, table(rows[1:]), now=NOW)
    account = Account.objects.get(key="user1")
    assert counters("user1") == dict(zip(COUNTERS, (1, 1, 1, 1, 0, 0, 0), strict=True))
    assert (account.last_activity, account.last_submission) == (other.end, NOW - 47 * HOUR)
    earlier = msgspec.structs.replace(rows[1], last_submission=NOW - 2 * HOUR)
    upsert_standings(contest, table([earlier, *rows[2:]]), now=NOW)
    assert Account.objects.get(key="user2").last_submission == NOW - 2 * HOUR


@pytest.mark.parametrize(
    ("known", "told", "expected"),
    [
        ({}, {"new_rating": 1500}, 1500),
        ({"rating": 1400}, {"new_rating": 1500}, 1500),
        ({"rating": 1400, "rated_at": NOW}, {"new_rating": 1500}, 1400),  # a later contest, or a profile, is known
        ({"rating": 1400, "read_at": NOW - 9 * HOUR}, {"old_rating": 1400, "new_rating": 1500}, 1500),
        ({"rating": 1400, "read_at": NOW - 9 * HOUR}, {"old_rating": 900, "new_rating": 1000}, 1400),  # another rating
        ({"rating": 1400}, {"old_rating": 1400}, 1400),
    ],
)
def test_rating_is_that_of_the_newest_contest_unless_the_profile_knows_better(
    contest: Contest, known: dict[str, Any], told: dict[str, Any], expected: int
) -> None:
    AccountFactory.create(resource=contest.resource, key="user1", **known)
    upsert_standings(contest, table([row(1, **told)]), now=NOW)
    assert Account.objects.get().rating == expected


def test_highest_rating_is_kept(contest: Contest) -> None:
    later = contest_of(key="later", start=NOW - HOUR, end=NOW)
    upsert_standings(contest, table([row(1, new_rating=1500)]), now=NOW)
    upsert_standings(later, table([row(1, old_rating=1500, new_rating=1450)]), now=NOW)
    account = Account.objects.get()
    assert (account.rating, account.max_rating, account.rated_at) == (1450, 1500, NOW)


def test_recount_mends_what_is_wrong(contest: Contest) -> None:
    said = [row(1, medal="gold", last_submission=NOW), row(2), StandingRow(account="virtual", participation="virtual")]
    upsert_standings(contest, table(said), now=NOW)
    names = (*COUNTERS, "last_activity", "last_submission")
    right = list(Account.objects.order_by("id").values(*names))
    Account.objects.update(n_contests=7, n_solved=7, n_first=7, n_gold=7, last_activity=None, last_submission=None)
    recount_accounts([account.pk for account in Account.objects.all()])
    assert list(Account.objects.order_by("id").values(*names)) == right
