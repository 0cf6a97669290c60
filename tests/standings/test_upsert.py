"""A contest's results into the tables: what is written, what is told, and what is left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, AccountRenaming
from apps.contests.models import Contest, ContestProblem, Problem
from apps.core.models import Event
from apps.live.queries import version
from apps.resources.rows import Cell, Column, Member, ProblemRow, StandingRow
from apps.standings.models import Standing, Standings
from apps.standings.queries import topic_of
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory
from tests.standings.tables import HOUR, NOW, PROBLEMS, contest_of, row, stored, table, written

FULL = StandingRow(
    account="Tourist",
    name="Gennady K.",
    place=2,
    score=3.5,
    penalty=120.0,
    cells={
        "A": Cell(
            state="solved", wrong=2, points=1.5, time=61.0, penalty=41.0, first=True, verdict="OK", language="C++",
            submission="77", url="https://site.example/s/77",
        ),
        "B": Cell(state="pending", pending=3, frozen=True, upsolved=Cell(state="solved", time=9000.0)),
    },
    division="Div. 1",
    participation="unofficial",
    is_team=True,
    members=(Member(account="petr", name="Petr"), Member(name="Somebody")),
    country="BY",
    organization="ITMO University",
    hacks=3,
    failed_hacks=1,
    medal="gold",
    qualified="Q1",
    rated=True,
    old_rating=3500,
    new_rating=3600,
    performance=3900,
    last_submission=NOW - 2 * HOUR,
    url="https://site.example/r/1",
    columns={"hash": "a", "runs": 7, "share": 0.5, "late": False},
)  # fmt: skip


@pytest.fixture
def contest(db: None) -> Contest:
    return contest_of()


def test_every_field_of_a_row_is_stored(contest: Contest) -> None:
    outcome = upsert_standings(contest, table([FULL]), now=NOW)
    account = Account.objects.get()
    assert stored(contest) == {"Tourist": FULL}
    assert (outcome.rows, outcome.added, outcome.changed, outcome.removed, outcome.absent) == (1, 1, 0, 0, 0)
    assert (outcome.version, outcome.held, outcome.touched, outcome.removed_accounts) == (1, "", (account.pk,), ())
    assert (account.key, account.name, account.kind) == ("Tourist", "Gennady K.", "team")
    assert (account.country, account.organization) == ("BY", "ITMO University")


def test_what_is_unknown_is_stored_as_unknown(contest: Contest) -> None:
    upsert_standings(contest, table([StandingRow(account="a")], problems=()), now=NOW)
    kept = Standing.objects.get()
    assert stored(contest) == {"a": StandingRow(account="a")}
    assert (kept.n_solved, kept.n_first, kept.members, kept.predicted_change) == (None, None, None, None)


def test_header_is_stored(contest: Contest) -> None:
    columns = (Column(key="runs", title="Runs", kind="integer"),)
    said = table(
        [row(1, division="B"), row(2, division="A"), row(3)],
        columns=columns, kind="icpc", penalty_unit="minutes", penalty_per_wrong=20, freeze=HOUR, is_frozen=True,
        is_final=False, url="https://site.example/standings",
    )  # fmt: skip
    upsert_standings(contest, said, now=NOW)
    kept = Standings.objects.get()
    assert (kept.kind, kept.penalty_unit, kept.penalty_per_wrong, kept.freeze) == ("icpc", "minutes", 20, HOUR)
    assert (kept.is_frozen, kept.is_final, kept.url) == (True, False, "https://site.example/standings")
    assert (kept.columns, kept.divisions, kept.n_rows) == (
        [{"key": "runs", "title": "Runs", "kind": "integer"}], ["A", "B"], 3,
    )  # fmt: skip
    assert (kept.version, kept.read_at, kept.changed_at, kept.trouble, kept.said) == (1, NOW, NOW, "", "")
    contest.refresh_from_db()
    assert (contest.n_statistics, contest.n_problems, contest.parsed_at) == (3, 3, NOW)


def test_table_without_rows_is_a_table(contest: Contest) -> None:
    outcome = upsert_standings(contest, table([]), now=NOW)
    contest.refresh_from_db()
    assert (outcome.rows, outcome.version, contest.n_statistics, Standings.objects.get().read_at) == (0, 0, 0, NOW)


def test_unchanged_table_writes_and_tells_nothing(contest: Contest) -> None:
    said = table([FULL, *(row(number) for number in range(1, 50))])
    upsert_standings(contest, said, now=NOW)
    known = [written(), version(topic_of(contest.pk)), Event.objects.count()]
    outcome = upsert_standings(contest, said, now=NOW + HOUR)
    assert [written(), version(topic_of(contest.pk)), Event.objects.count()] == known
    assert (outcome.rows, outcome.added, outcome.changed, outcome.touched, outcome.version) == (50, 0, 0, (), 1)
    assert Standings.objects.get().read_at == NOW + HOUR


def test_order_of_cells_and_columns_is_no_change(contest: Contest) -> None:
    cells = {"A": Cell(state="wrong", wrong=1), "B": Cell(state="wrong", wrong=2)}
    upsert_standings(contest, table([row(1, cells=cells, columns={"x": 1, "y": 2})]), now=NOW)
    turned = row(1, cells=dict(reversed(cells.items())), columns={"y": 2, "x": 1})
    assert upsert_standings(contest, table([turned]), now=NOW).touched == ()


def test_change_writes_its_row_alone_and_tells(contest: Contest) -> None:
    rows = [row(number) for number in range(1, 6)]
    upsert_standings(contest, table(rows), now=NOW)
    places = {line[1]: line for line in written() if line[0] == "standings_standing"}
    rows[3] = row(4, score=7.0)
    outcome = upsert_standings(contest, table(rows), now=NOW + HOUR)
    changed = Account.objects.get(key="user4")
    after = {line[1]: line for line in written() if line[0] == "standings_standing"}
    assert [Standing.objects.get(pk=pk).account for pk in places if places[pk] != after[pk]] == [changed]
    assert (outcome.added, outcome.changed, outcome.touched, outcome.version) == (0, 1, (changed.pk,), 2)
    assert version(topic_of(contest.pk)) == 2
    assert [(event.name, event.payload) for event in Event.objects.order_by("id")] == [
        ("standings.updated", {"contest": contest.pk, "version": 1, "n": 5}),
        ("standings.updated", {"contest": contest.pk, "version": 2, "n": 1}),
    ]


def test_standings_become_final_once(contest: Contest) -> None:
    for is_final in (False, None, True, True):
        upsert_standings(contest, table([row()], is_final=is_final), now=NOW)
    final = Event.objects.filter(name="standings.final")
    assert [event.payload for event in final] == [{"contest": contest.pk, "version": 1}]
    assert version(topic_of(contest.pk)) > 1, "pages show that it is final"


def test_vanished_row_is_deleted(contest: Contest) -> None:
    upsert_standings(contest, table([row(number) for number in range(1, 12)]), now=NOW)
    gone = Account.objects.get(key="user11")
    outcome = upsert_standings(contest, table([row(number) for number in range(1, 11)]), now=NOW)
    assert (outcome.removed, outcome.removed_accounts, outcome.absent, outcome.held) == (1, (gone.pk,), 0, "")
    assert sorted(stored(contest)) == sorted(f"user{number}" for number in range(1, 11))
    contest.refresh_from_db()
    assert (contest.n_statistics, contest.standings.n_rows, contest.standings.version) == (10, 10, 2)


def test_many_vanished_rows_are_kept_until_that_is_accepted(contest: Contest) -> None:
    upsert_standings(contest, table([row(number) for number in range(1, 11)]), now=NOW)
    fewer = table([row(1, score=5.0), *(row(number) for number in range(2, 9))], problems=PROBLEMS[:1])
    held = upsert_standings(contest, fewer, now=NOW)
    assert (held.changed, held.removed, held.absent) == (1, 0, 2)
    assert held.held == "2 of 10 rows vanished; they are kept until that is accepted"
    assert (len(stored(contest)), Standings.objects.get().said) == (10, held.held)
    assert ContestProblem.objects.count() == 3
    taken = upsert_standings(contest, fewer, now=NOW, accepted=True)
    assert (taken.changed, taken.removed, taken.absent, taken.held) == (0, 2, 0, "")
    assert (len(stored(contest)), Standings.objects.get().said) == (8, "")
    assert list(ContestProblem.objects.values_list("short", flat=True)) == ["A"]


def test_part_of_a_table_takes_nobody_away(contest: Contest) -> None:
    upsert_standings(contest, table([row(number) for number in range(1, 5)]), now=NOW)
    outcome = upsert_standings(contest, table([row(2, score=9.0)], is_whole=False), now=NOW)
    assert (outcome.changed, outcome.removed, outcome.absent, outcome.held) == (1, 0, 0, "")
    assert {key: kept.score for key, kept in stored(contest).items()} == {
        "user1": 1.0, "user2": 9.0, "user3": 1.0, "user4": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "\\N",
        "\\.",
        "a\\tb\\nc",
        'quo"te',
        "it's",
        "back\\slash",
        "🦀 κόσμε",
        "{}",
        "NULL",
        "%s %(x)s",
        "a\u2028b",
        "'; --",
    ],
)
def test_odd_texts_pass_through(contest: Contest, text: str) -> None:
    said = row(1, account=text, name=text, organization=text, division=text, qualified=text, columns={text: text},
               members=(Member(account=text, name=text),), cells={"A": Cell(state="wrong", verdict=text)})  # fmt: skip
    upsert_standings(contest, table([said], url=""), now=NOW)
    assert stored(contest) == {text: said}
    assert Account.objects.get().key == text


def test_number_of_statements_does_not_depend_on_rows(db: None) -> None:
    counts = []
    for size in (10, 1000):
        contest = contest_of(f"of{size}.example")
        rows = [row(number) for number in range(1, size + 1)]
        changed = [msgspec.structs.replace(one, score=2.0) for one in rows[: size // 5]] + rows[size // 5 :]
        fewer = changed[:-1]
        taken = []
        for said in (rows, rows, changed, fewer):
            with CaptureQueriesContext(connection) as queries:
                upsert_standings(contest, table(said), now=NOW)
            taken.append(len(queries))
        counts.append(taken)
    few, many = counts
    assert few[1:] == many[1:]
    assert many[0] < few[0], "so many new rows are not kept one by one"


def test_accounts_are_counted_on_their_resource(contest: Contest) -> None:
    AccountFactory.create(resource=contest.resource, key="user1")
    upsert_standings(contest, table([row(1), row(2), row(3)]), now=NOW)
    contest.resource.refresh_from_db()
    assert (contest.resource.n_accounts, Account.objects.count()) == (2, 3)


def test_former_handle_leads_to_its_account(contest: Contest) -> None:
    account = AccountFactory.create(resource=contest.resource, key="new")
    AccountRenaming.objects.create(resource=contest.resource, old_key="old", account=account, at=NOW)
    upsert_standings(contest, table([row(1, account="old"), row(2)]), now=NOW)
    assert sorted(Account.objects.values_list("key", flat=True)) == ["new", "user2"]
    assert Standing.objects.get(place=1).account == account
    again = upsert_standings(contest, table([row(1, account="new"), row(2)]), now=NOW)
    assert (again.touched, again.removed) == ((account.pk,), 0)
    assert Standing.objects.get(place=1).account == account


@pytest.mark.parametrize("own_row_first", [True, False])
def test_former_handle_taken_by_somebody_else_is_another_account(contest: Contest, *, own_row_first: bool) -> None:
    account = AccountFactory.create(resource=contest.resource, key="new")
    for old in ("old", "older"):
        AccountRenaming.objects.create(resource=contest.resource, old_key=old, account=account, at=NOW)
    rows = [row(1, account="new"), row(2, account="old"), row(3, account="older")]
    if own_row_first:
        upsert_standings(contest, table(rows[:1]), now=NOW)
    upsert_standings(contest, table(rows), now=NOW)
    assert list(Standing.objects.order_by("place").values_list("account__key", flat=True)) == ["new", "old", "older"]


def test_two_former_handles_of_one_account_do_not_share_a_row(contest: Contest) -> None:
    account = AccountFactory.create(resource=contest.resource, key="new")
    for old in ("old", "older"):
        AccountRenaming.objects.create(resource=contest.resource, old_key=old, account=account, at=NOW)
    outcome = upsert_standings(contest, table([row(1, account="old"), row(2, account="older")]), now=NOW)
    assert (outcome.added, Standing.objects.filter(account=account).count()) == (2, 1)


def test_sites_do_not_share_accounts(contest: Contest) -> None:
    other = contest_of("other.example")
    for each in (contest, other):
        upsert_standings(each, table([row(1)]), now=NOW)
    assert sorted(Account.objects.values_list("resource", "key")) == [
        (contest.resource_id, "user1"),
        (other.resource_id, "user1"),
    ]


@pytest.mark.parametrize(
    ("known", "told", "expected"),
    [
        ({}, {"name": "A", "country": "PL"}, ("A", "PL")),
        ({"name": "B", "country": "BY"}, {}, ("B", "BY")),
        ({"name": "B", "country": "BY"}, {"name": "A", "country": "PL"}, ("A", "PL")),
        ({"name": "B", "last_activity": NOW + HOUR}, {"name": "A", "country": "PL"}, ("B", "PL")),
        ({"name": "B", "read_at": NOW}, {"name": "A", "country": "PL"}, ("B", "PL")),
    ],
)
def test_tables_tell_of_accounts_what_is_not_known_better(
    contest: Contest, known: dict[str, Any], told: dict[str, Any], expected: tuple[str, str]
) -> None:
    AccountFactory.create(resource=contest.resource, key="user1", **known)
    upsert_standings(contest, table([row(1, **told)]), now=NOW)
    account = Account.objects.get()
    assert (account.name, account.country) == expected


def test_problems_are_shared_between_contests_and_listed_in_order(contest: Contest) -> None:
    other = contest_of(key="other")
    upsert_standings(contest, table([row(1)]), now=NOW)
    shared = ProblemRow(key="1C", name="Problem C", short="X", points=500.0)
    fresh = ProblemRow(key="9", name="Fresh", short="A", url="https://site.example/9")
    upsert_standings(other, table([row(1)], problems=(shared, fresh)), now=NOW)
    assert Problem.objects.count() == 4
    assert list(other.contest_problems.values_list("short", "problem__key", "points")) == [
        ("X", "1C", 500.0),
        ("A", "9", None),
    ]
    other.refresh_from_db()
    assert other.problems == [
        {"short": "X", "code": "1C", "name": "Problem C", "full_score": 500,
         "n_total": 0, "n_accepted": 0, "n_partial": 0, "n_hidden": 0},
        {"short": "A", "code": "9", "name": "Fresh", "url": "https://site.example/9", "first_ac": {"in_seconds": 60},
         "n_total": 1, "n_accepted": 1, "n_partial": 0, "n_hidden": 0},
    ]  # fmt: skip


def test_problems_of_divisions_are_told_apart(contest: Contest) -> None:
    problems = tuple(
        ProblemRow(key=f"{division}{short}", name=short, short=f"{short}{division}", division=f"div_{division}")
        for division in (2, 1) for short in "AB"
    )  # fmt: skip
    upsert_standings(contest, table([], problems=problems), now=NOW)
    contest.refresh_from_db()
    assert contest.problems is not None
    shorts = {name: [one["short"] for one in listed] for name, listed in contest.problems["division"].items()}
    assert shorts == {"div_1": ["A1", "B1"], "div_2": ["A2", "B2"]}
    assert (contest.problems["divisions_order"], contest.n_problems) == (["div_2", "div_1"], 4)


def test_digest_depends_on_every_field(contest: Contest) -> None:
    """A field that is left out of the comparison would never be updated."""
    upsert_standings(contest, table([FULL]), now=NOW)
    bare = StandingRow(account="Tourist")
    for name in StandingRow.__struct_fields__[1:]:
        other = msgspec.structs.replace(FULL, **{name: getattr(bare, name)})
        assert other != FULL, name
        assert upsert_standings(contest, table([other]), now=NOW).changed == 1, name
        assert stored(contest) == {"Tourist": other}, name
        upsert_standings(contest, table([FULL]), now=NOW + timedelta(minutes=1))
