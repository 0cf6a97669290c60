"""Laws: whatever tables come in whatever order, rows, versions and counters say what the last one said."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.rows import Cell, StandingRow
from apps.standings.models import Standing, StandingsOrder
from apps.standings.queries import rows_of
from apps.standings.storing.recount import recount_accounts
from apps.standings.upsert import upsert_standings
from tests.standings.following import by_account, changes_since, snapshot
from tests.standings.tables import HOUR, NOW, contest_of, stored, table

NUMBERS = ("n_contests", "n_solved", "n_first", "n_won", "n_gold", "n_silver", "n_bronze")
COUNTED = (*NUMBERS, "last_activity", "last_submission")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
times = st.none() | st.integers(0, 5).map(float)
later = st.none() | st.builds(Cell, state=st.sampled_from(["solved", "wrong"]), time=times)
cells = st.builds(
    Cell,
    state=st.sampled_from(["solved", "partial", "wrong", "pending"]),
    wrong=st.none() | st.integers(0, 2),
    time=times,
    first=st.sampled_from([False, False, False, True]),
    verdict=texts,
    upsolved=later,
)
rows = st.builds(
    StandingRow,
    account=st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "ж", "\\N", "a\\tb"]),
    name=texts,
    place=st.none() | st.integers(1, 3),
    score=st.none() | st.floats(-5, 5),
    cells=st.dictionaries(st.sampled_from("ABC"), cells),
    participation=st.sampled_from(["official", "official", "unofficial", "virtual", "ghost"]),
    medal=st.sampled_from(["", "gold", "silver", "bronze", "honorable"]),
    last_submission=st.none() | st.integers(0, 3).map(lambda hours: NOW - hours * HOUR),
    new_rating=st.none() | st.integers(1, 3),
    columns=st.dictionaries(st.sampled_from("xy"), st.booleans() | st.integers(-9, 9) | texts),
)
tables = st.lists(rows, unique_by=lambda one: one.account, max_size=6)
steps = st.lists(st.tuples(st.integers(0, 1), tables), min_size=1, max_size=6)


class StandingsLaws(TestCase):
    """Each table is taken in whole: what vanished is accepted."""

    @given(steps=steps)
    @settings(max_examples=60, deadline=None, derandomize=True)
    def test_last_table_stands_and_versions_and_counters_agree_with_it(
        self, steps: list[tuple[int, list[StandingRow]]]
    ) -> None:
        contests = [contest_of(key="1"), contest_of(key="2", start=NOW - 9 * HOUR, end=NOW - 8 * HOUR)]
        copies: list[dict[int, Any]] = [{}, {}]
        known = [0, 0]
        last: list[list[StandingRow]] = [[], []]
        for number, said in steps:
            upsert_standings(contests[number], table(said), now=NOW, accepted=True)
            last[number] = said
            known[number] = replayed(contests[number], copies[number], known[number])
        for contest, said, copy in zip(contests, last, copies, strict=True):
            assert stored(contest) == {one.account: one for one in said}
            assert sorted(copy.values(), key=lambda one: one["id"]) == sorted(
                snapshot(contest.pk), key=lambda one: one["id"]
            )
        self.check_counters()

    def check_counters(self) -> None:
        """Moved step by step, counters are what counting from nothing gives, and what Python counts."""
        moved = list(Account.objects.order_by("id").values("id", *COUNTED))
        recount_accounts([account["id"] for account in moved])
        assert list(Account.objects.order_by("id").values("id", *COUNTED)) == moved
        taken_part = Standing.objects.exclude(participation__in=["virtual", "ghost"]).values()
        for account in moved:
            own = [one for one in taken_part if one["account_id"] == account["id"]]
            assert [account[name] for name in NUMBERS] == [
                len(own),
                sum(one["n_solved"] or 0 for one in own),
                sum(one["n_first"] or 0 for one in own),
                sum(one["place"] == 1 for one in own),
                *(sum(one["medal"] == medal for one in own) for medal in ("gold", "silver", "bronze")),
            ]


boards = st.lists(st.tuples(st.none() | st.integers(1, 9), st.integers(0, 1), st.booleans()), min_size=14, max_size=14)


class VersionLaws(TestCase):
    """Boards of the same people, of whom some are missing, some say something else, and all may stand anywhere."""

    @given(said=st.lists(boards, min_size=2, max_size=5))
    @settings(max_examples=60, deadline=None, derandomize=True)
    def test_changes_over_an_older_snapshot_give_the_present(
        self, said: list[list[tuple[int | None, int, bool]]]
    ) -> None:
        contest = contest_of()
        copies: list[tuple[int, dict[int, Any]]] = []
        for board in said:
            rows = [
                StandingRow(account=str(number), place=place, score=float(score))
                for number, (place, score, is_there) in enumerate(board)
                if is_there
            ]
            stored = upsert_standings(contest, table(rows), now=NOW, accepted=True)
            copies.append((stored.version, by_account(snapshot(contest.pk))))
        present = by_account(snapshot(contest.pk))
        for version, copy in copies:
            replayed(contest, copy, version)
            assert copy == present
        ordered = StandingsOrder.objects.filter(contest=contest).values_list("rows", flat=True).first() or []
        assert ordered == list(rows_of(contest.pk).values_list("pk", flat=True))


def replayed(contest: Contest, copy: dict[int, Any], version: int) -> int:
    """Bring a copy of a table, by account, to the present by its changes alone; return the version that it has now."""
    changes = changes_since(contest.pk, version)
    assert changes is not None
    changes.apply(copy)
    return changes.version
