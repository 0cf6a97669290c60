"""What a table is replayed from, and the address that gives it."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.models import Standing
from apps.standings.models import Standings as Header
from apps.standings.replay.moves import read_moves
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
ONE_QUERY_EACH = 4  # contest, header, problems, rows with their version; and the topic's version


def stored_contest(**fields: Any) -> Contest:
    """Return a contest with a solved, a partly solved, a pending cell, and one of which only the end is known."""
    contest = contest_of(title="Cup", **fields)
    cells = {
        "A": Cell(state="solved", wrong=2, points=50.0, time=90.5, penalty=41.0),
        "B": Cell(state="pending", wrong=1, pending=3, time=100.0),
        "C": Cell(state="wrong", wrong=0, upsolved=Cell(state="solved")),
    }
    rows = [
        row(1, name="Ann", country="LV", organization="North", score=1.5, penalty=41.0, cells=cells, old_rating=1500),
        row(2, account="t2", name="Team 2", is_team=True, place=None, participation="unofficial", score=None, cells={}),
    ]
    upsert_standings(
        contest, table(rows, kind="icpc", penalty_unit="minutes", penalty_per_wrong=20, freeze=timedelta(hours=1)),
        now=NOW,
    )  # fmt: skip
    return contest


def address(contest: Contest, version: int = 1) -> str:
    """Return where the moves of a contest are."""
    return f"/standings/{contest.pk}/moves-{version}.json?shape=2"


def test_moves_hold_header_problems_and_rows(client: Client) -> None:
    contest = stored_contest()
    ann, team = Standing.objects.filter(contest=contest).order_by("place")

    response = client.get(address(contest))

    assert response.json() == {
        "contest": contest.pk,
        "version": 1,
        "title": "Cup",
        "start": int(contest.start.timestamp()),
        "duration": 7200,
        "kind": "icpc",
        "freeze": 3600,
        "per_wrong": 20,
        "unit": "minutes",
        "exact": False,
        "problems": [["A", "Problem A", None], ["B", "Problem B", None], ["C", "Problem C", None]],
        "rows": [
            [ann.pk, ann.account_id, "user1", "Ann", "LV", "North", "", "official", 1, 1.5, 41, 1500,
             [0, 0, 2, 50, 90.5, 41, 1, 3, 3, None, 100, None]],
            [team.pk, team.account_id, "t2", "Team 2", "", "", "", "unofficial", None, None, None, None, []],
        ],
        "end": 7200,
        "rule": {
            "penalty": "sum", "second": 60, "rounding": "cell", "per_wrong": 20, "ties": "shared", "by_division": False,
        },
        "exactness": {"rows": 2, "agree": 1},
    }  # fmt: skip


def test_moves_of_a_version_may_be_kept_for_good(client: Client) -> None:
    contest = stored_contest()

    response = client.get(address(contest), headers={"Accept-Encoding": "gzip"})

    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Type"] == "application/json"
    assert json.loads(gzip.decompress(response.content))["version"] == 1


@pytest.mark.parametrize("version", [0, 2, 10**30])
def test_moves_of_another_version_lead_to_those_of_now(client: Client, version: int) -> None:
    contest = stored_contest()

    response = client.get(address(contest, version))

    assert (response.status_code, response["Location"]) == (302, address(contest))
    assert response["Cache-Control"] == "no-store"


def test_moves_lead_to_the_version_that_came_while_they_were_read(client: Client) -> None:
    contest = stored_contest()
    header = Header.objects.get(pk=contest.pk)
    Header.objects.filter(pk=contest.pk).update(version=2)

    assert read_moves(contest, header).version == 2


def test_moves_are_missing_where_nothing_was_read(client: Client) -> None:
    assert client.get(address(contest_of())).status_code == 404
    assert client.get("/standings/999999999999999999999/moves-1.json").status_code == 404


def test_moves_cost_as_many_queries_for_three_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 3):
        contest = contest_of(title=f"Cup {number}")
        upsert_standings(contest, table([row(one) for one in range(1, number + 1)]), now=NOW)
        with django_assert_num_queries(ONE_QUERY_EACH + 1):
            assert len(client.get(address(contest)).json()["rows"]) == number
