"""What each version of a table changed, for who has the version before."""

from __future__ import annotations

from typing import Any

import pytest

from apps.contests.models import Contest
from apps.resources.rows import Cell, StandingRow
from apps.standings.history import versions
from apps.standings.models import Standings, StandingsVersion
from apps.standings.queries import rows_of
from apps.standings.upsert import upsert_standings
from tests.standings.following import by_account, changes_since, snapshot
from tests.standings.tables import HOUR, NOW, contest_of, row, table


@pytest.fixture
def contest(db: None) -> Contest:
    return contest_of()


def test_change_holds_the_rows_as_they_became(contest: Contest) -> None:
    upsert_standings(contest, table([row(1), row(2)]), now=NOW)
    upsert_standings(contest, table([row(1), row(2, score=4.0, country="PL")]), now=NOW + HOUR)
    change = kept(contest, 2)
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
    assert (change.changed, change.removed, change.at) == ([expected], [], NOW + HOUR)
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


def ranked(scores: dict[int, float], **fields: Any) -> list[StandingRow]:
    """Return the rows of accounts by their scores; ties share a place."""
    order = sorted(scores, key=lambda number: (-scores[number], number))
    places = {number: 1 + sum(other > scores[number] for other in scores.values()) for number in order}
    return [row(number, place=places[number], score=scores[number], cells={}, **fields) for number in order]


def kept(contest: Contest, version: int) -> StandingsVersion:
    return StandingsVersion.objects.get(contest=contest, version=version)


def test_places_that_one_solve_shifts_are_told_as_ranges(contest: Contest) -> None:
    scores = {number: float(1000 - number) for number in range(1, 401)}
    upsert_standings(contest, table(ranked(scores)), now=NOW)
    upsert_standings(contest, table(ranked(scores | {300: 995.5, 200: 990.5})), now=NOW)
    change = kept(contest, 2)
    assert [(one["account"], one["place"]) for one in change.changed] == [("user300", 5), ("user200", 11)]
    assert (change.shifts, change.moved, change.n_changed) == ([[5, 9, 1], [10, 199, 2], [201, 299, 1]], [], 2)
    copied = by_account(snapshot(contest.pk))
    upsert_standings(contest, table(ranked(scores)), now=NOW)
    changes = changes_since(contest.pk, 2)
    assert changes is not None
    changes.apply(copied)
    assert copied == by_account(snapshot(contest.pk))


def test_rows_that_part_from_those_beside_them_are_told_one_by_one(contest: Contest) -> None:
    ranks = {1: 1, 2: 2, 3: 2, 4: 2, 5: None, 6: 6}
    upsert_standings(contest, table([row(one, place=at, score=0.0, cells={}) for one, at in ranks.items()]), now=NOW)
    ranks |= {3: 3, 4: 3, 5: 5, 6: None}
    upsert_standings(contest, table([row(one, place=at, score=0.0, cells={}) for one, at in ranks.items()]), now=NOW)
    ids = {found.account.key: found.pk for found in rows_of(contest.pk)}
    change = kept(contest, 2)
    assert (change.changed, change.shifts, change.n_changed) == ([], [[2, 2, 1]], 0)
    assert change.moved == [[ids["user2"], 2], [ids["user5"], 5], [ids["user6"], None]]


def test_version_tells_what_rows_said_before(contest: Contest) -> None:
    rows = [row(number, score=9.0, penalty=1.0, new_rating=1500) for number in range(1, 31)]
    upsert_standings(contest, table(rows), now=NOW)
    found = {one.account.key: one for one in rows_of(contest.pk)}
    upsert_standings(contest, table([row(1, score=9.5, name="One"), *rows[1:-1], row(99)]), now=NOW)
    was = {"place": 1, "score": 9, "penalty": 1, "solved": 1, "new_rating": 1500, "name": ""}
    expected = {
        str(found[key].account_id): {**was, "key": key, "row": found[key].pk, "place": place}
        for key, place in (("user1", 1), ("user30", 30))
    }
    assert (kept(contest, 2).was, kept(contest, 2).n_changed) == (expected, 2)


def test_first_solve_lost_to_another_leaves_the_rest_as_it_was(contest: Contest) -> None:
    second = row(2, cells={"A": Cell(state="wrong", wrong=1)}, score=0.0)
    upsert_standings(contest, table([row(1), second]), now=NOW)
    upsert_standings(contest, table([row(1), row(2, cells={"A": Cell(state="solved", time=1.0)})]), now=NOW)
    change = kept(contest, 2)
    assert [(one["account"], one["n_first"]) for one in change.changed] == [("user1", 0), ("user2", 1)]
    assert sorted((one["key"], one["score"]) for one in change.was.values()) == [("user1", 1), ("user2", 0)]


def test_removed_rows_are_named_though_too_much_else_changed(contest: Contest) -> None:
    rows = [row(number) for number in range(1, 301)]
    upsert_standings(contest, table(rows), now=NOW)
    account = rows_of(contest.pk).get(account__key="user300").account_id
    upsert_standings(contest, table([row(number, score=5.0) for number in range(1, 300)]), now=NOW)
    change = kept(contest, 2)
    assert (change.changed, change.shifts, change.removed, change.n_changed) == (None, None, [account], 299)
    assert [one["key"] for one in change.was.values()] == ["user300"]
    assert changes_since(contest.pk, 1) is None


def test_change_of_most_rows_is_not_kept(contest: Contest) -> None:
    rows = [row(number) for number in range(1, 301)]
    upsert_standings(contest, table(rows), now=NOW)
    assert changes_since(contest.pk, 0) is None
    few = [row(number, score=2.0) for number in range(1, 61)]
    upsert_standings(contest, table(few + rows[60:]), now=NOW)
    changes = changes_since(contest.pk, 1)
    assert changes is not None
    assert len(changes.rows) == 60
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
    changes = changes_since(contest.pk, 3)
    assert changes is not None
    assert [one["score"] for one in changes.rows] == [6]


def test_large_changes_shorten_the_history(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "KEPT_BYTES", 1_500)
    for number in range(1, 9):
        cells = {"A": Cell(state="wrong", verdict=f"{number}" * 250, language="".join(map(chr, range(65, 90))))}
        upsert_standings(contest, table([row(1, cells=cells)]), now=NOW)
    numbers = list(StandingsVersion.objects.order_by("version").values_list("version", flat=True))
    assert numbers == list(range(numbers[0], 9))
    assert 1 <= len(numbers) < 8
    assert Standings.objects.get().version == 8
