"""What each version of a table changed, for who has the version before."""

from __future__ import annotations

import pytest

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings import versions
from apps.standings.models import Standings, StandingsVersion
from apps.standings.queries import changes_since, rows_of, snapshot
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table


@pytest.fixture
def contest(db: None) -> Contest:
    return contest_of()


def test_change_holds_the_rows_as_they_became(contest: Contest) -> None:
    upsert_standings(contest, table([row(1), row(2)]), now=NOW)
    upsert_standings(contest, table([row(1), row(2, score=4.0, country="PL")]), now=NOW + HOUR)
    kept = StandingsVersion.objects.get(version=2)
    found = rows_of(contest.pk).get(account__key="user2")
    expected = {
        "id": found.pk,
        "account_id": found.account_id,
        "account": "user2",
        "name": "",
        "place": 2,
        "score": 4,
        "cells": {"A": {"state": "solved", "time": 120}},
        "n_solved": 1,
        "n_first": 0,
        "division": "",
        "participation": "official",
        "is_team": False,
        "country": "PL",
        "organization": "",
        "medal": "",
        "qualified": "",
        "url": "",
        "columns": {},
    }
    assert (kept.changed, kept.removed, kept.at) == ([expected], [], NOW + HOUR)
    assert snapshot(contest.pk)[1] == expected


def test_changes_since_a_version_are_its_successors_together(contest: Contest) -> None:
    rows = [row(number) for number in range(1, 21)]
    upsert_standings(contest, table(rows), now=NOW)
    accounts = {found.account.key: found.account_id for found in rows_of(contest.pk)}
    upsert_standings(contest, table([row(1, score=2.0), *rows[1:]]), now=NOW)
    upsert_standings(contest, table([row(1, score=3.0), *rows[1:-1]]), now=NOW)
    changes = changes_since(contest.pk, 1)
    assert changes is not None
    assert (changes.version, changes.removed) == (3, [accounts["user20"]])
    assert [(one["account"], one["score"]) for one in changes.rows] == [("user1", 3)]


def test_who_left_and_came_back_is_not_removed(contest: Contest) -> None:
    rows = [row(number) for number in range(1, 21)]
    for said in (rows, rows[:-1], rows):
        upsert_standings(contest, table(said), now=NOW)
    changes = changes_since(contest.pk, 1)
    assert changes is not None
    assert ([one["account"] for one in changes.rows], changes.removed) == (["user20"], [])


def test_nothing_changed_since_the_present_version(contest: Contest) -> None:
    upsert_standings(contest, table([row(1)]), now=NOW)
    changes = changes_since(contest.pk, 1)
    assert changes is not None
    assert (changes.version, changes.rows, changes.removed) == (1, [], [])


@pytest.mark.parametrize("version", [-1, 2, 99])
def test_unknown_version_has_no_changes(contest: Contest, version: int) -> None:
    upsert_standings(contest, table([row(1)]), now=NOW)
    assert changes_since(contest.pk, version) is None


def test_contest_that_was_never_read_has_no_changes(contest: Contest) -> None:
    assert changes_since(contest.pk, 0) is None


def test_change_of_most_rows_is_not_kept(contest: Contest) -> None:
    rows = [row(number) for number in range(1, 301)]
    upsert_standings(contest, table(rows), now=NOW)
    assert changes_since(contest.pk, 0) is None
    few = [row(number, score=2.0) for number in range(1, 61)]
    upsert_standings(contest, table(few + rows[60:]), now=NOW)
    kept = changes_since(contest.pk, 1)
    assert kept is not None
    assert len(kept.rows) == 60
    upsert_standings(contest, table(rows[:61] + rows[61:]), now=NOW)
    many = [row(number, score=3.0) for number in range(1, 62)]
    upsert_standings(contest, table(many + rows[61:]), now=NOW)
    assert changes_since(contest.pk, 3) is None


def test_only_the_last_versions_are_kept(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "KEPT", 3)
    for score in range(1, 7):
        upsert_standings(contest, table([row(1, score=float(score))]), now=NOW)
    assert list(StandingsVersion.objects.order_by("version").values_list("version", flat=True)) == [4, 5, 6]
    assert changes_since(contest.pk, 2) is None
    kept = changes_since(contest.pk, 3)
    assert kept is not None
    assert [one["score"] for one in kept.rows] == [6]


def test_large_changes_shorten_the_history(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "KEPT_BYTES", 1_500)
    for number in range(1, 9):
        cells = {"A": Cell(state="wrong", verdict=f"{number}" * 250, language="".join(map(chr, range(65, 90))))}
        upsert_standings(contest, table([row(1, cells=cells)]), now=NOW)
    kept = list(StandingsVersion.objects.order_by("version").values_list("version", flat=True))
    assert kept == list(range(kept[0], 9))
    assert 1 <= len(kept) < 8
    assert Standings.objects.get().version == 8
