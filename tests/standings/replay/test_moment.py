"""A table at one moment: its rows as they were, and the texts that name a moment."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.models import Standing
from apps.standings.models import Standings as Header
from apps.standings.replay.moment import Moment, read_moment, replay_of
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

ANN = {"A": Cell(state="solved", wrong=0, time=630), "B": Cell(state="solved", wrong=1, time=3600)}
BOB = {"A": Cell(state="solved", wrong=0, time=300), "B": Cell(state="wrong", wrong=3, time=4000)}
EVE = {"A": Cell(state="solved", wrong=0, time=60), "C": Cell(state="wrong", wrong=1)}


def stored_contest() -> Contest:
    """Return an ICPC contest of three: Ann overtook Bob, and Eve is not ranked."""
    contest = contest_of()
    rows = [
        row(1, account="ann", score=2, penalty=90, cells=ANN, medal="gold", old_rating=1500, new_rating=1600),
        row(2, account="bob", score=1, penalty=5, cells=BOB, columns={"room": 7}),
        row(3, account="eve", place=None, participation="unofficial", score=1, penalty=1, cells=EVE),
    ]
    upsert_standings(contest, table(rows, kind="icpc", penalty_unit="minutes", penalty_per_wrong=20), now=NOW)
    return contest


def moment_of(contest: Contest, seconds: float) -> Moment:
    """Return a contest's table at a second."""
    return replay_of(contest, Header.objects.get(pk=contest.pk)).at(seconds)


def told(rows: list[Standing]) -> list[tuple[str, int | None, float | None, float | None, list[str]]]:
    """Return what rows say: handle, place, score, penalty, and which problems have cells."""
    return [(one.account.key, one.place, one.score, one.penalty, sorted(one.cells)) for one in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "expected"), [
    (0, [("ann", 1, 0, 0, []), ("bob", 1, 0, 0, []), ("eve", None, 0, 0, [])]),
    (300, [("bob", 1, 1, 5, ["A"]), ("ann", 2, 0, 0, []), ("eve", None, 1, 1, ["A"])]),
    (3600, [("ann", 1, 2, 90, ["A", "B"]), ("bob", 2, 1, 5, ["A"]), ("eve", None, 1, 1, ["A"])]),
    (7200, [("ann", 1, 2, 90, ["A", "B"]), ("bob", 2, 1, 5, ["A", "B"]), ("eve", None, 1, 1, ["A", "C"])]),
])  # fmt: skip
def test_rows_are_as_they_were_in_the_order_of_then(
    seconds: int, expected: list[tuple[str, int | None, float, float, list[str]]]
) -> None:
    assert told(moment_of(stored_contest(), seconds).page()) == expected


@pytest.mark.django_db
def test_rows_know_nothing_of_the_outcome_before_the_end() -> None:
    contest = stored_contest()

    ann, bob = moment_of(contest, 3600).page(0, 2)
    ann_after, bob_after = moment_of(contest, 7200).page(0, 2)

    assert (ann.medal, ann.new_rating, ann.old_rating, bob.columns) == ("", None, 1500, {})
    assert (ann_after.medal, ann_after.new_rating, bob_after.columns) == ("gold", 1600, {"room": 7})


@pytest.mark.django_db
def test_counts_of_problems_are_those_until_then() -> None:
    contest = stored_contest()

    assert moment_of(contest, 700).counts() == {"A": (3, 3), "B": (0, 0), "C": (0, 0)}
    assert moment_of(contest, 7200).counts() == {"A": (3, 3), "B": (1, 2), "C": (0, 1)}


@pytest.mark.django_db
def test_contest_so_far_is_the_table_from_now_on() -> None:
    contest = stored_contest()
    replay = moment_of(contest, 0).replay

    assert replay.so_far(5000).timeline.columns.end == 5000
    assert replay.so_far(100).timeline.columns.end == 4000  # its last cell
    assert told(replay.so_far(5000).at(5000).page()) == told(moment_of(contest, 7200).page())


@pytest.mark.django_db
def test_some_rows_keep_order_and_places() -> None:
    contest = stored_contest()
    wanted = Standing.objects.filter(contest=contest).exclude(account__key="bob")

    moment = moment_of(contest, 300).among(list(wanted.values_list("pk", flat=True)))

    assert len(moment) == 2
    assert told(moment.page(0, 1)) == [("ann", 2, 0, 0, [])]
    assert told(moment.as_they_were(wanted.select_related("account"))) == told(moment.page())


@pytest.mark.django_db
def test_table_is_unpacked_once_for_a_version(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contest = stored_contest()
    header = Header.objects.get(pk=contest.pk)
    first = replay_of(contest, header).at(300)

    with django_assert_num_queries(1):  # the version of the topic
        assert replay_of(contest, header) is first.replay
    with django_assert_num_queries(1):
        assert len(first.page()) == 3


@pytest.mark.parametrize(("text", "expected"), [
    ("1:30:00", 5400),
    ("0:00:07", 7),
    ("1:30", 5400),
    ("5400", 5400),
    ("0", 0),
    ("0.5", 3600),
    (".25", 1800),
    ("1", 7200),
    ("1.0", 7200),
    ("99:00:00", 7200),
    ("999999999", 7200),
    ("", None),
    ("-1", None),
    ("soon", None),
    ("1:2:3:4", None),
    ("٣", None),
    ("nan", None),
    ("1e9", None),
    ("9" * 30, None),
])  # fmt: skip
def test_moment_is_read_from_clocks_seconds_and_parts(text: str, expected: float | None) -> None:
    assert read_moment(text, 7200) == expected
