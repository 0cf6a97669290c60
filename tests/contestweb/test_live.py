"""Contests that live: what is judged, hidden, hacked, rejudged, prolonged and overturned, as our adapters read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from apps.resources.adapters.base import read_profiles, read_ratings, read_standings, read_submissions
from apps.resources.rows import Cell, StandingRow, Standings
from contestweb import Served, serve
from contestweb.contest import Contest
from contestweb.edits import ChangeError
from tests.contestweb.gateway import NOON
from tests.contestweb.test_results import reader, reference, table_at

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CODEFORCES, BOARD, LEETCODE, DMOJ = "codeforces.com", "regional.contestweb.example", "leetcode.com", "dmoj.ca"
CTF, CTFTIME = "ctf.contestweb.example", "ctftime.org"
Cells = dict[tuple[str, str], Cell]


def of_series(name: str, series: str, *, prolonged: bool | None = None, past: bool = True) -> Contest:
    """Return a contest of the world, as it was announced: the last one that is over, or that has been prolonged."""
    with serve(start=NOON, speed=0) as web:
        found = [one for one in web.contests(name) if one.series.startswith(series)]
    over = [one for one in found if one.end < NOON - HOUR] if past else found
    return next(one for one in reversed(over) if prolonged is None or bool(one.sequence) == prolonged)


@contextmanager
def at(now: datetime) -> Iterator[Served]:
    with serve(start=now, speed=0) as web:
        yield web


def table_of(web: Served, name: str, contest: Contest) -> tuple[Standings, dict[str, StandingRow]]:
    """Return what is read of a contest's results now, by account."""
    table = read_standings(reader(web, name, web.house.clock.now()), reference(contest))
    return table, {row.account: row for row in table.rows}


def cells_of(rows: dict[str, StandingRow]) -> Cells:
    return {(account, short): cell for account, row in rows.items() for short, cell in row.cells.items()}


def test_verdict_is_pending_for_some_seconds_before_it_is_told() -> None:
    contest = of_series(BOARD, "practice")
    with at(contest.start + 40 * MINUTE) as web:
        boards = []
        for _ in range(4):
            table, rows = table_of(web, BOARD, contest)
            boards.append(cells_of(rows))
            web.house.clock.shift(timedelta(seconds=80))
    assert not table.is_frozen
    for before, after in pairwise(boards):
        judged = {name for name, cell in before.items() if cell.state == "pending"}
        assert all(after[name].state != "pending" or (after[name].pending or 0) > 0 for name in judged)
        assert all(not cell.frozen for cell in before.values())
    assert sum(cell.state == "pending" for board in boards for cell in board.values()) >= 2
    told = [
        (before[name].pending, after[name].state)
        for before, after in pairwise(boards)
        for name in before
        if before[name].state == "pending" and after[name].state != "pending"
    ]
    assert told
    assert {state for _, state in told} <= {"solved", "wrong"}


def test_frozen_board_hides_the_last_hour_and_shows_it_after_the_end() -> None:
    contest = of_series(BOARD, "open", prolonged=False)
    frozen, hidden = table_at(BOARD, contest, contest.end + 5 * MINUTE)
    thawed, shown = table_at(BOARD, contest, contest.end + 11 * MINUTE)

    assert (frozen.freeze, frozen.is_frozen, thawed.is_frozen) == (4 * HOUR, True, False)
    told = {row.account: row for row in shown}
    pending = [(row, short) for row in hidden for short, cell in row.cells.items() if cell.frozen]
    assert len(pending) > 30
    assert {told[row.account].cells[short].state for row, short in pending} == {"solved", "wrong"}
    for row in hidden:
        for short, cell in row.cells.items():
            if cell.state == "solved":
                assert told[row.account].cells[short].time == cell.time


def test_medals_are_awarded_when_the_board_is_final() -> None:
    contest = of_series(BOARD, "open")
    _, early = table_at(BOARD, contest, contest.end + 11 * MINUTE)
    table, late = table_at(BOARD, contest, contest.end + 31 * MINUTE)

    assert ({row.medal for row in early}, table.is_final) == ({""}, True)
    medals = [row.medal for row in late if row.medal]
    assert [medals.count(medal) for medal in ("gold", "silver", "bronze")] == [4, 4, 4]
    assert medals == sorted(medals, key=("gold", "silver", "bronze").index)


def test_board_has_teams_of_many_countries() -> None:
    contest = of_series(BOARD, "open")
    _, rows = table_at(BOARD, contest, contest.end - 2 * HOUR)
    assert len(rows) == 96
    assert len({row.country for row in rows}) > 8
    assert {len(row.members) for row in rows} == {3}
    assert {row.columns["group"] for row in rows} == {"Participants", "Guests"}


def test_prolonged_contest_keeps_its_results_and_goes_on() -> None:
    contest = of_series(BOARD, "open", prolonged=True)
    announced = contest.start + 5 * HOUR
    assert contest.end > announced
    with at(contest.start + HOUR) as web:
        (first,) = [one for one in web.contests(BOARD) if one.key == contest.key]
        assert first.end == announced
    _, middle = table_at(BOARD, contest, announced)
    _, after = table_at(BOARD, contest, contest.end + HOUR)
    late = [cell for row in after for cell in row.cells.values() if (cell.time or 0) >= 5 * 3600]
    assert len(late) > 3
    solved = {(row.account, short) for row in middle for short, cell in row.cells.items() if cell.state == "solved"}
    assert solved <= {(row.account, short) for row in after for short in row.cells}


def test_scripted_extension_adds_to_what_was_there() -> None:
    contest = of_series(CODEFORCES, "clock", prolonged=False)
    with at(contest.end - MINUTE) as web:
        _, before = table_of(web, CODEFORCES, contest)
        made = web.change(CODEFORCES, "extend", key=contest.key, minutes=40)
        assert made
        _, same = table_of(web, CODEFORCES, made)
        web.house.clock.shift(35 * MINUTE)
        _, after = table_of(web, CODEFORCES, made)
    assert same == before
    solved = [sum(cell.state == "solved" for cell in cells_of(rows).values()) for rows in (before, after)]
    assert solved[1] > solved[0] + 5
    assert max(cell.time or 0 for cell in cells_of(after).values()) > contest.length.total_seconds()


def test_rejudge_turns_some_results_over_from_then_on() -> None:
    contest = of_series(BOARD, "open", prolonged=False)
    with at(contest.start + 3 * HOUR) as web:
        _, before = table_of(web, BOARD, contest)
        web.change(BOARD, "rejudge", key=contest.key, task="A")
        web.house.clock.shift(timedelta(seconds=60))
        _, after = table_of(web, BOARD, contest)
    turned = {
        (old.state, new.state)
        for (name, short), old in cells_of(before).items()
        for new in [cells_of(after)[name, short]]
        if short == "A" and old.state != new.state
    }
    assert ("solved", "wrong") in turned
    lost = [row for name, row in before.items() if (after[name].score or 0) < (row.score or 0)]
    assert len(lost) > 5


def test_some_contests_are_rejudged_by_themselves() -> None:
    with serve(start=NOON, speed=0) as web:
        contests = [one for one in web.contests(BOARD) if one.series.startswith("open") and one.end < NOON]
    falls = 0
    for contest in contests[-8:]:
        shown = [table_at(BOARD, contest, contest.start + contest.length * share)[1] for share in (0.3, 0.75)]
        before, after = ({row.account: row for row in rows} for rows in shown)
        falls += any(
            cell.state == "solved" and cells_of(after)[name].state == "wrong" for name, cell in cells_of(before).items()
        )
    assert falls >= 1


def test_round_is_hacked_while_it_runs() -> None:
    contest = of_series(CODEFORCES, "clock", prolonged=False)
    table, rows = table_at(CODEFORCES, contest, contest.end - MINUTE)
    assert (table.kind, table.is_final) == ("cf", False)
    assert sum(row.hacks or 0 for row in rows) >= 3
    assert sum(row.failed_hacks or 0 for row in rows) >= 1
    hacker = next(row for row in rows if row.hacks and not row.failed_hacks)
    assert hacker.score == sum(cell.points or 0 for cell in hacker.cells.values()) + 100 * (hacker.hacks or 0)


def test_system_test_leaves_results_pending_and_fells_some() -> None:
    contest = of_series(CODEFORCES, "clock", prolonged=False)
    _, before = table_at(CODEFORCES, contest, contest.end - timedelta(seconds=1))
    during, testing = table_at(CODEFORCES, contest, contest.end + 2 * MINUTE)
    _, after = table_at(CODEFORCES, contest, contest.end + 5 * MINUTE)

    states = {
        state: sum(c.state == state for row in testing for c in row.cells.values()) for state in ("pending", "solved")
    }
    assert min(states.values()) > 20
    assert not during.is_final
    old, new = ({row.account: row for row in rows} for rows in (before, after))
    fallen = [name for name, cell in cells_of(old).items() if cell.state == "solved" and name[0] in new
              and cells_of(new)[name].state == "wrong"]  # fmt: skip
    assert len(fallen) >= 3


def test_ratings_come_some_minutes_after_the_end_and_cheaters_are_gone_by_then() -> None:
    contest = of_series(CODEFORCES, "clock", prolonged=False)
    _, early = table_at(CODEFORCES, contest, contest.end + 9 * MINUTE)
    final, late = table_at(CODEFORCES, contest, contest.end + 11 * MINUTE)

    assert {row.new_rating for row in early} == {None}
    assert final.is_final
    assert all(row.rated and row.old_rating and row.new_rating for row in late)
    _, running = table_at(CODEFORCES, contest, contest.end - MINUTE)
    assert len(running) - len(late) in range(1, 12)


def test_disqualified_handle_vanishes_and_the_others_move_up() -> None:
    contest = of_series(CODEFORCES, "clock", prolonged=False)
    with at(contest.end + HOUR) as web:
        _, before = table_of(web, CODEFORCES, contest)
        winner, second = list(before)[:2]
        web.change(CODEFORCES, "disqualify", key=contest.key, who=winner)
        _, after = table_of(web, CODEFORCES, contest)
    assert (before[winner].place, before[second].place) == (1, 2)
    assert (winner in after, after[second].place, len(after)) == (False, 1, len(before) - 1)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"who": "nobody-there"}, "nobody is called 'nobody-there' there: disqualify needs 'who'"),
        ({}, "nobody is called '' there: disqualify needs 'who'"),
        ({"key": "1"}, "codeforces.com has no contest '1'"),
    ],
)
def test_disqualification_of_nobody_is_refused(web: Served, wish: dict[str, str], why: str) -> None:
    with pytest.raises(ChangeError, match=why):
        web.change(CODEFORCES, "disqualify", **wish)


def test_rejudge_of_no_task_is_refused(web: Served) -> None:
    with pytest.raises(ChangeError, match="no task"):
        web.change(CODEFORCES, "rejudge", task="?")


def test_large_ranking_is_read_to_its_end() -> None:
    contest = of_series(LEETCODE, "biweekly", past=True)
    _, rows = table_at(LEETCODE, contest, contest.end + timedelta(days=2))
    assert len(rows) > 1900
    assert [row.place for row in rows] == sorted(row.place or 0 for row in rows)


def test_large_round_is_told_in_one_answer() -> None:
    with serve(start=NOON, speed=0) as web:
        contest = [one for one in web.contests(CODEFORCES) if one.series == "global" and one.end < NOON][-1]
    _, rows = table_at(CODEFORCES, contest, contest.end + HOUR)
    assert len(rows) > 1900


def test_ranking_by_partial_points_marks_who_is_disqualified() -> None:
    with serve(start=NOON, speed=0) as web:
        contests = [one for one in web.contests(DMOJ) if one.series.startswith("class") and one.end < NOON - HOUR]
        contest = contests[-1]
        _, before = table_of(web, DMOJ, contest)
        winner = next(account for account, row in before.items() if row.place == 1)
        web.change(DMOJ, "disqualify", key=contest.key, who=winner)
        table, after = table_of(web, DMOJ, contest)
    assert len(after) == len(before) > 60
    assert {cell.state for cell in cells_of(before).values()} == {"solved", "partial", "wrong"}
    assert (after[winner].place, after[winner].score, after[winner].columns) == (None, None, {"is_disqualified": True})
    assert [column.key for column in table.columns] == ["is_disqualified"]


def test_ranking_of_a_running_contest_has_scores_and_no_cells() -> None:
    contest = of_series(DMOJ, "class")
    table, rows = table_at(DMOJ, contest, contest.start + HOUR)
    assert (table.problems, {len(row.cells) for row in rows}) == ((), {0})
    assert len([row for row in rows if row.score]) > 20


def test_ctf_tells_its_solves_by_time_and_values_fall() -> None:
    event = of_series(CTF, "fortnight", past=False)
    first, early = table_at(CTF, event, event.start + timedelta(days=2))
    last, late = table_at(CTF, event, event.end + HOUR)
    values = [{problem.short: problem.points or 0 for problem in table.problems} for table in (first, last)]
    assert (len(last.problems), len(late)) == (28, 50)
    assert sum(len(row.cells) for row in early) < sum(len(row.cells) for row in late)
    assert all(values[0][short] >= values[1][short] for short in values[0])
    assert sum(values[1].values()) < sum(values[0].values())
    assert {row.division for row in late} == {"Open", "Students"}
    assert [row.score for row in late] == [sum(cell.points or 0 for cell in row.cells.values()) for row in late]


def test_ctftime_tells_results_by_year_and_names_by_team() -> None:
    with serve(start=NOON, speed=0) as web:
        event = [one for one in web.contests(CTFTIME) if one.end < NOON - timedelta(hours=3)][-1]
        adapter = reader(web, CTFTIME, NOON)
        rows = list(read_standings(adapter, reference(event)).rows)
        (profile,) = read_profiles(adapter, [rows[0].account])
        history = read_ratings(adapter, rows[0].account)
    assert [row.place for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) > 60
    assert (profile.kind, bool(profile.name), bool(profile.country)) == ("team", True, True)
    assert [step.contest for step in history] == ["year 2024", "year 2025", "year 2026"]


@pytest.mark.parametrize("name", [CODEFORCES, DMOJ, LEETCODE])
def test_people_have_submissions(web: Served, name: str) -> None:
    contest = next(one for one in reversed(web.contests(name)) if one.end < NOON - HOUR and one.length < 5 * HOUR)
    adapter = reader(web, name, NOON)
    handle = next(iter(read_standings(adapter, reference(contest)).rows)).account
    rows = list(read_submissions(adapter, handle, since=None))
    assert rows == sorted(rows, key=lambda row: row.at, reverse=True)
    assert len(rows) > 20
    assert {row.state for row in rows} >= {"solved"}


def test_calendar_of_a_year_has_busy_days_and_idle_ones(web: Served) -> None:
    adapter = reader(web, LEETCODE, NOON)
    contest = of_series(LEETCODE, "weekly")
    handle = next(iter(read_standings(adapter, reference(contest)).rows)).account
    (profile,) = read_profiles(adapter, [handle])
    assert profile.days
    assert 30 < len(profile.days) < 360
    assert max(profile.days.values()) > 4
