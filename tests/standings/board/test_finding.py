"""Which rows a selection finds, and in which order: against the same done in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict

from apps.contests.models import Contest
from apps.resources.rows import Cell, Column, Member, StandingRow
from apps.standings.board.finding import ids_asked, warnings_of
from apps.standings.board.selection import Selection
from apps.standings.models import Standing, Standings
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db

SOLVED, LATE = Cell(state="solved", time=60, language="C++20"), Cell(state="solved", time=90, wrong=1)
ROWS = [
    row(1, account="ann", name="Ann Lee", score=3.0, penalty=50.0, country="LV", organization="ITMO, Riga",
        cells={"A": SOLVED, "B": LATE}, medal="gold", old_rating=1500, new_rating=1540,
        columns={"room": 7, "seat": "b"}),
    row(2, account="bob", score=2.0, penalty=70.0, country="BY", organization="itmo", qualified="Q1",
        cells={"A": LATE, "C": Cell(state="wrong", wrong=2, language="Rust")}, medal="silver", old_rating=2400, hacks=2,
        new_rating=2390, columns={"room": 10, "seat": "a"}, performance=2300, last_submission=NOW),
    row(3, account="cyd", score=2.0, penalty=70.0, cells={"A": Cell(state="partial", points=40, time=5)},
        participation="unofficial", division="Junior", hacks=0),
    row(4, account="t1", name="Öl Team", is_team=True,
        members=(Member(account="dan", name="Dan Roe"), Member(name="Eve")),
        score=None, place=None, country="BY", division="Open", columns={"room": 9.5},
        cells={"A": Cell(state="pending", pending=1), "B": Cell(state="wrong", wrong=0, upsolved=SOLVED)},
        last_submission=NOW - timedelta(minutes=1)),
    row(5, account="eve_99", score=0.0, cells={}, participation="virtual", old_rating=1200, columns={"seat": "C"}),
]  # fmt: skip
COLUMNS = (Column(key="room", title="Room", kind="number"), Column(key="seat", title="Seat"))


@pytest.fixture
def contest() -> Contest:
    """Return a contest with five rows that differ in everything."""
    contest = contest_of()
    upsert_standings(contest, table(ROWS, columns=COLUMNS), now=NOW)
    return contest


def found(contest: Contest, query: str) -> list[str]:
    """Return the accounts that a query finds, in its order."""
    header = Standings.objects.get(pk=contest.pk)
    keys = dict(Standing.objects.filter(contest=contest).values_list("pk", "account__key"))
    return [keys[pk] for pk in ids_asked(header, Selection.from_query(QueryDict(query)))]


FILTERS: list[tuple[str, Callable[[StandingRow], bool]]] = [
    ("", lambda row: True),
    ("country=BY", lambda row: row.country == "BY"),
    ("country=LV&country=none", lambda row: row.country in ("LV", "")),
    ("organization=ITMO, Riga", lambda row: row.organization == "ITMO, Riga"),
    ("organization=none", lambda row: not row.organization),
    ("language=Rust", lambda row: any(cell.language == "Rust" for cell in row.cells.values())),
    ("language=none", lambda row: not any(cell.language for cell in row.cells.values())),
    ("medal=gold&medal=silver", lambda row: row.medal != ""),
    ("division=Junior", lambda row: row.division == "Junior"),
    ("rating=rated", lambda row: row.old_rating is not None),
    ("rating=unrated", lambda row: row.old_rating is None),
    ("rating=1300..", lambda row: row.old_rating is not None and row.old_rating >= 1300),
    ("rating=..1500", lambda row: row.old_rating is not None and row.old_rating <= 1500),
    ("official=yes", lambda row: row.participation == "official"),
    ("search=itmo", lambda row: "itmo" in row.organization.lower()),
    ("search=LEE ann", lambda row: row.account == "ann"),
    ("search=ol", lambda row: row.account == "t1"),
    ("search=eve", lambda row: row.account in ("t1", "eve_99")),
    ("search=account", lambda row: False),
    ("search=score:2", lambda row: row.score is not None and row.score >= 2),
    ("search=regex:^(ann|bob)", lambda row: row.account in ("ann", "bob")),
    ("search=regex:(", lambda row: False),
    ("search=%25", lambda row: True),
    ("country=BY&official=yes&search=bob", lambda row: row.account == "bob"),
]


@pytest.mark.parametrize(("query", "passes"), FILTERS)
def test_filters_find_the_rows_that_pass_in_the_order_of_the_table(
    contest: Contest, query: str, passes: Callable[[StandingRow], bool]
) -> None:
    in_order = sorted(ROWS, key=lambda row: (row.place is None, row.place or 0))

    assert found(contest, query) == [row.account for row in in_order if passes(row)]


def test_accounts_are_found_by_their_ids(contest: Contest) -> None:
    ids = Standing.objects.filter(account__key__in=("eve_99", "bob")).values_list("account", flat=True)

    assert found(contest, f"account={','.join(map(str, ids))}") == ["bob", "eve_99"]


SORTS: list[tuple[str, Callable[[StandingRow], object]]] = [
    ("name", lambda row: (row.name or row.account).lower()),
    ("country", lambda row: row.country or None),
    ("organization", lambda row: row.organization.lower() or None),
    ("score", lambda row: row.score),
    ("penalty", lambda row: row.penalty),
    ("hacks", lambda row: row.hacks),
    ("medal", lambda row: {"gold": 3, "silver": 2}.get(row.medal)),
    ("advance", lambda row: row.qualified or None),
    ("division", lambda row: row.division or None),
    ("old_rating", lambda row: row.old_rating),
    ("change", lambda row: row.rating_change),
    ("rating", lambda row: row.new_rating or row.old_rating),
    ("performance", lambda row: row.performance),
    ("upsolved", lambda row: 1 if row.account == "t1" else None),
    ("last", lambda row: row.last_submission),
    ("column:room", lambda row: row.columns.get("room")),
    ("column:seat", lambda row: str(row.columns["seat"]).lower() if "seat" in row.columns else None),
    ("problem:A", lambda row: {"ann": 5, "bob": 4, "cyd": 3, "t1": 2}.get(row.account)),
    ("problem:B", lambda row: {"ann": 5}.get(row.account)),
    ("problem:C", lambda row: {"bob": 0}.get(row.account)),
    ("problem:Z", lambda row: None),
    ("column:shoes", lambda row: None),
]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("column", "value"), SORTS)
def test_every_column_sorts_what_is_unknown_last(
    contest: Contest, column: str, value: Callable[[StandingRow], object], *, descending: bool
) -> None:
    in_order = sorted(ROWS, key=lambda row: (row.place is None, row.place or 0))
    known = [row for row in in_order if value(row) is not None]
    known.sort(key=value, reverse=descending)  # type: ignore[arg-type] # stable both ways: ties stay in order
    wanted = known + [row for row in in_order if value(row) is None]

    assert found(contest, f"sort={'-' if descending else ''}{column}") == [row.account for row in wanted]


def test_warnings_name_what_the_table_cannot_do(contest: Contest) -> None:
    header = Standings.objects.get(pk=contest.pk)

    def told(query: str) -> list[str]:
        return warnings_of(header, ["A", "B"], Selection.from_query(QueryDict(query)))

    assert told("sort=problem:A&search=regex:a+b") == []
    assert told("sort=problem:Z") == ["This table has no column “Z” to sort by."]
    assert told("sort=column:shoes") == ["This table has no column “shoes” to sort by."]
    assert told("search=regex:(") == ["“(” is no regular expression that runs here."]
