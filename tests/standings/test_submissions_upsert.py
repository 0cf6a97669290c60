"""An account's submissions into the table, and what they solved after the end into its rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.core.outcome import Outcome
from apps.resources.rows import Cell, SubmissionRow
from apps.standings.models import Standing, Submission
from apps.standings.submissions_upsert import upsert_submissions
from apps.standings.upsert import upsert_standings
from tests.standings.following import changes_since
from tests.standings.tables import HOUR, NOW, contest_of, row, stored, table

LATER = NOW + HOUR


@pytest.fixture
def contest(db: None) -> Contest:
    contest = contest_of(key="1")
    upsert_standings(contest, table([row(1)]), now=NOW)
    return contest


@pytest.fixture
def account(contest: Contest) -> Account:
    return Account.objects.get()


def sent(key: str = "9", **fields: Any) -> SubmissionRow:
    given = {"problem": "1B", "contest": "1", "short": "B", "at": LATER, "state": "solved"} | fields
    return SubmissionRow(key=key, **given)


def upsolved() -> dict[str, Cell | None]:
    (found,) = stored(Contest.objects.get(key="1")).values()
    return {short: cell.upsolved for short, cell in found.cells.items()}


def test_every_field_of_a_submission_is_stored(account: Account) -> None:
    told = sent(
        verdict="OK", participation="practice", language="C++", points=2.5, time=61.0, run_time=0.25,
        memory=9_000_000_000, url="https://site.example/s/9",
    )  # fmt: skip
    assert upsert_submissions(account, [told], now=NOW) == Outcome(rows=1, added=1)
    kept = Submission.objects.get()
    for name in ("key", "short", "at", "verdict", "state", "participation", "language", "points", "time", "memory"):
        assert getattr(kept, name) == getattr(told, name), name
    assert (kept.run_time, kept.url, kept.account, kept.problem_key) == (0.25, told.url, account, "1B")
    assert (kept.contest.key if kept.contest else "", kept.problem.key if kept.problem else "") == ("1", "1B")
    account.refresh_from_db()
    assert account.last_submission == LATER


def test_submissions_are_never_deleted_and_judged_later(account: Account) -> None:
    upsert_submissions(account, [sent("1"), sent("2", state="pending", problem="?", contest="", short="")], now=NOW)
    judged = sent("2", state="wrong", verdict="WA", problem="?", contest="", short="")
    assert upsert_submissions(account, [judged], now=NOW) == Outcome(rows=1, changed=1)
    assert upsert_submissions(account, [judged], now=NOW) == Outcome(rows=1)
    assert list(account.submissions.filter(key="2").values_list("state", "problem")) == [("wrong", None)]
    assert Submission.objects.count() == 2


def test_what_was_solved_after_the_end_is_marked_without_being_counted(contest: Contest, account: Account) -> None:
    upsert_submissions(account, [sent("9", verdict="OK", language="C++"), sent("8", problem="1C", short="C",
                       state="wrong", at=LATER)], now=NOW)  # fmt: skip
    seconds = (LATER - contest.start).total_seconds()
    assert upsolved() == {
        "A": None,
        "B": Cell(state="solved", verdict="OK", language="C++", submission="9", time=seconds),
        "C": Cell(state="wrong", submission="8", time=seconds),
    }
    kept = Standing.objects.get()
    assert (kept.score, kept.place, kept.n_solved, kept.cells["B"]["state"], kept.cells["B"]["wrong"]) == (
        1.0, 1, 1, "wrong", 0,
    )  # fmt: skip
    changes = changes_since(contest.pk, 1)
    assert changes is not None
    assert (changes.version, [one["account"] for one in changes.rows]) == (2, ["user1"])
    assert list(contest.contest_problems.values_list("short", "n_tried")) == [("A", 1), ("B", 0), ("C", 0)]


@pytest.mark.parametrize(
    "told",
    [
        sent(problem="1A", short="A"),  # it was solved in the contest
        sent(at=NOW - 2 * HOUR),  # it was sent in the contest
        sent(state="pending"),
        sent(contest="another"),
        sent(problem="unknown", short="Z"),
    ],
)
def test_other_submissions_mark_nothing(contest: Contest, account: Account, told: SubmissionRow) -> None:
    upsert_submissions(account, [told], now=NOW)
    assert upsolved() == {"A": None}
    assert contest.standings.version == 1


def test_submission_without_a_contest_belongs_to_the_last_that_had_its_problem(account: Account) -> None:
    told = [
        sent("1", contest="", short="", problem="1B"),
        sent("2", contest="", short="", problem="1C", at=NOW - 9000 * HOUR),
    ]
    upsert_submissions(account, told, now=NOW)
    assert list(account.submissions.order_by("key").values_list("key", "contest__key")) == [
        ("1", "1"),
        ("2", None),  # sent before the contest had begun
    ]
    marked = upsolved()
    assert {short: late.submission for short, late in marked.items() if late} == {"B": "1"}
    assert upsert_submissions(account, told, now=NOW) == Outcome(rows=2)


def test_solution_replaces_a_vain_try_and_stays(account: Account) -> None:
    found = []
    for key, state in (("1", "wrong"), ("2", "solved"), ("3", "wrong"), ("4", "solved")):
        upsert_submissions(account, [sent(key, state=state, at=LATER + int(key) * HOUR)], now=NOW)
        late = upsolved()["B"]
        found.append((late.state, late.submission) if late else None)
    assert found == [("wrong", "1"), ("solved", "2"), ("solved", "2"), ("solved", "2")]


def test_marks_survive_a_table_that_says_nothing_of_them(contest: Contest, account: Account) -> None:
    upsert_submissions(account, [sent()], now=NOW)
    before = upsolved()
    assert upsert_standings(contest, table([row(1)]), now=NOW).touched == ()
    upsert_standings(contest, table([row(1, score=2.0, cells={"B": Cell(state="wrong", wrong=3)})]), now=NOW)
    assert upsolved() == {"B": before["B"]}
    assert Standing.objects.get().cells["B"]["wrong"] == 3


def test_number_of_statements_does_not_depend_on_submissions(account: Account) -> None:
    counts = []
    for size in (2, 500):
        with CaptureQueriesContext(connection) as queries:
            upsert_submissions(account, [sent(f"{size}-{number}", problem=f"1{'BC'[size > 2]}",
                               short="BC"[size > 2]) for number in range(size)], now=NOW)  # fmt: skip
        counts.append(len(queries))
    assert counts[0] == counts[1]
