"""Tables of results as CSV and JSON: the same rows as on the page, unknown values empty, formulas defused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import Cell, Column, Member
from apps.standings.board.selection import Selection
from apps.standings.exports.files import defused, rows_of
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
QUERIES = 4  # contest, header, problems, rows


def lines(client: Client, contest: Contest, query: str = "") -> list[dict[str, str]]:
    """Return the rows of the CSV by their heads."""
    answer = b"".join(client.get(f"/standings/{contest.pk}/standings.csv{query}"))
    return list(csv.DictReader(io.StringIO(answer.decode("utf-8-sig"), newline="")))


def told(client: Client, contest: Contest, query: str = "") -> dict[str, Any]:
    """Return the JSON."""
    answer: dict[str, Any] = json.loads(b"".join(client.get(f"/standings/{contest.pk}/standings.json{query}")))
    return answer


def shown(client: Client, contest: Contest, query: str = "") -> list[str]:
    """Return the handles, or names, that the pages of the table show."""
    found: list[str] = []
    for number in range(1, 9):
        page = client.get(f"/standings/{contest.pk}/?{query}&page={number}", follow=True).content.decode()
        names = [node.text() for node in LexborHTMLParser(page).css("#rows .who .name")]
        found += [name for name in names if name not in found]
        if len(names) < 100:
            break
    return found


def mixed() -> Contest:
    """Return a contest of 120 rows that differ in all that can be asked for."""
    contest = contest_of()
    rows = [
        row(
            number,
            place=number if number % 7 else None,
            score=float(number % 5),
            country=("LV", "BY", "")[number % 3],
            participation="official" if number % 4 else "virtual",
            division=("Div. 1", "Div. 2")[number % 2],
        )
        for number in range(1, 121)
    ]
    upsert_standings(contest, table(rows), now=NOW)
    return contest


def test_csv_writes_all_that_is_known_of_a_row(client: Client) -> None:
    contest = contest_of(title="Cup of Teams")
    team = row(
        1,
        account="t1",
        name="Quick Sorts",
        score=2.5,
        penalty=61.0,
        cells={
            "A": Cell(state="solved", wrong=2, time=90.0),
            "B": Cell(state="partial", points=12.5),
            "C": Cell(state="pending", pending=1, frozen=True),
        },
        is_team=True,
        members=(Member(account="ann", name="Ann"), Member(name="Bob")),
        organization="North, University",
        country="LV",
        medal="gold",
        qualified="WF",
        old_rating=1500,
        new_rating=1488,
        last_submission=NOW,
        columns={"room": 7},
    )
    columns = (Column(key="room", title="Room", kind="integer"), Column(key="hall", title="=Hall"))
    upsert_standings(contest, table([team], columns=columns), now=NOW)

    (line,) = lines(client, contest)

    assert line == {
        "place": "1", "name": "Quick Sorts", "handle": "t1", "country": "LV", "organization": "North, University",
        "members": "Ann; Bob", "division": "", "participation": "official", "medal": "gold", "qualified": "WF",
        "score": "2.5", "penalty": "61", "solved": "1",
        "A": "solved", "A tries": "2", "A time": "90", "B": "12.5", "B tries": "", "B time": "",
        "C": "frozen", "C tries": "", "C time": "",
        "rating before": "1500", "rating after": "1488", "rating change": "-12", "performance": "",
        "predicted change": "", "last submission": "2026-11-21T12:00:00+00:00", "Room": "7", "'=Hall": "",
    }  # fmt: skip


def test_json_writes_all_that_is_known_of_a_row(client: Client) -> None:
    contest = contest_of(title="Cup")
    cells = {"A": Cell(state="solved", wrong=2, time=90.0)}
    upsert_standings(contest, table([row(1, cells=cells, columns={"room": 7})], kind="icpc"), now=NOW)
    standing = Standing.objects.get()

    answer = told(client, contest)

    assert answer.pop("rows") == [
        {
            "row": standing.pk, "account": standing.account_id, "handle": "user1", "name": "user1", "place": 1,
            "score": 1.0, "n_solved": 1, "n_first": 1, "participation": "official", "is_team": False,
            "cells": {"A": {"state": "solved", "wrong": 2, "time": 90.0}}, "columns": {"room": 7},
        }
    ]  # fmt: skip
    problems = answer.pop("problems")
    assert [(one["short"], one["name"], one["n_solved"]) for one in problems] == [
        ("A", "Problem A", 1), ("B", "Problem B", 0), ("C", "Problem C", 0)
    ]  # fmt: skip
    assert answer == {
        "contest": {
            "id": contest.pk, "title": "Cup", "url": contest.url, "resource": "site.example",
            "start": "2026-11-21T09:00:00Z", "end": "2026-11-21T11:00:00Z",
        },
        "version": 1, "read": "2026-11-21T12:00:00Z", "url": "", "kind": "icpc", "penalty_unit": "",
        "is_frozen": None, "is_final": None, "n_rows": 1, "asked": "", "columns": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["", "country=LV", "division=Div.+1", "official=yes", "search=user1", "sort=-score", "sort=name&country=none"],
)
def test_exports_hold_the_rows_of_the_pages_in_their_order(client: Client, query: str) -> None:
    contest = mixed()

    handles = shown(client, contest, query)

    assert len(handles) > 10
    assert [line["handle"] for line in lines(client, contest, f"?{query}")] == handles
    assert [one["handle"] for one in told(client, contest, f"?{query}")["rows"]] == handles


def test_exports_pass_over_page_and_groups(client: Client) -> None:
    contest = mixed()

    assert len(lines(client, contest, "?page=2&groupby=country&field=solved&sort=nonsense")) == 120


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+7", "'+7"), ("-7", "'-7"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("plain = text", "plain = text"), ("", ""),
    ],
)  # fmt: skip
def test_texts_that_would_be_formulas_are_defused(text: str, written: str) -> None:
    assert defused(text) == written


def test_csv_defuses_every_text_of_a_row(client: Client) -> None:
    contest = contest_of()
    evil = row(
        1, account="@evil", name="=cmd()", organization="+x", qualified="-y", is_team=True,
        members=(Member(name="=z"),), columns={"note": "@w", "delta": -5},
    )  # fmt: skip
    columns = (Column(key="note", title="Note"), Column(key="delta", title="Delta", kind="integer"))
    upsert_standings(contest, table([evil], columns=columns), now=NOW)

    (line,) = lines(client, contest)

    names = ("handle", "name", "organization", "qualified", "members", "Note", "Delta")
    assert [line[name] for name in names] == ["'@evil", "'=cmd()", "'+x", "'-y", "'=z", "'@w", "-5"]


def test_export_is_not_sent_twice_to_who_has_it(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1)]), now=NOW)
    address = f"/standings/{contest.pk}/standings.csv"
    first = client.get(address)
    list(first)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    upsert_standings(contest, table([row(1, score=2.0)]), now=NOW)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    list(changed)

    assert (same.status_code, changed.status_code) == (304, 200)
    assert first["Content-Disposition"].startswith('attachment; filename="round-')


def test_export_of_what_was_never_read_is_empty(client: Client) -> None:
    contest = contest_of()

    assert lines(client, contest) == []
    assert (told(client, contest)["rows"], told(client, contest)["read"]) == ([], None)


def test_export_of_a_hidden_contest_is_not_found(client: Client) -> None:
    hidden = contest_of(hidden=True)

    for kind in ("csv", "json"):
        assert client.get(f"/standings/{hidden.pk}/standings.{kind}").status_code == 404


@pytest.mark.parametrize("number", [1, 40])
def test_export_costs_the_same_queries_for_any_number_of_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(place) for place in range(1, number + 1)]), now=NOW)

    with django_assert_num_queries(QUERIES):
        assert len(lines(client, contest)) == number


@pytest.mark.parametrize(("is_pooled", "held"), [(False, 1), (True, 0)])
def test_no_cursor_is_held_behind_a_pooler(is_pooled: bool, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    contest = mixed()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", is_pooled)
    rows = rows_of(contest.standings, Selection())

    assert len(next(rows)) == 120
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django%'")
        assert cursor.fetchone() == (held,)
    rows.close()
