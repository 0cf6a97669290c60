"""XCPCIO standings: a recorded board against plain counting, older and newer forms of its files, and faults."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import AdapterError, Site, Trouble, read_standings
from apps.resources.adapters.xcpcio import Xcpcio
from apps.resources.rows import ContestRef, StandingRow, Standings
from tests.resources.answers import web_of

HOME = "https://board.example.org/data/ccpc/10th/harbin"
ALONE = Site(host="board.example.org", title="Board", url=f"{HOME}/config.json")
KEY = "ccpc/10th/harbin"
CONFIG: dict[str, Any] = {
    "contest_name": "CCPC",
    "start_time": 1793523600,
    "end_time": 1793541600,
    "frozen_time": 3600,
    "penalty": 1200,
    "problems": [{"id": "0", "label": "A"}, {"id": "1", "label": "B"}],
    "group": {"official": "正式队伍", "unofficial": "打星队伍"},
}
TEAMS = [{"team_id": f"T{n}", "name": f"Team {n}", "organization": "U", "group": ["official"]} for n in range(1, 11)]


def read(config: object, teams: object, runs: object, *, site: Site = ALONE) -> Standings:
    files = {"config": config, "team": teams, "run": runs}
    web = web_of({f"{HOME}/{name}.json": json.dumps(body).encode() for name, body in files.items()})
    return read_standings(Xcpcio(web=web, site=site), ContestRef(key=KEY))


def run(team: str, problem: object, timestamp: float, status: str = "ACCEPTED") -> dict[str, object]:
    return {"team_id": team, "problem_id": problem, "timestamp": timestamp, "status": status, "submission_id": 7}


def test_problems_that_are_only_counted_go_by_the_letters() -> None:
    config = {**CONFIG, "problems": None, "problem_quantity": 3}

    table = read(config, TEAMS[:1], [run("T1", 2, 60)])

    assert [problem.short for problem in table.problems] == ["A", "B", "C"]
    assert {short: cell.state for short, cell in by_account(table)["T1"].cells.items()} == {"C": "solved"}


def by_account(table: Standings) -> dict[str, StandingRow]:
    return {row.account: row for row in table.rows}


def test_recorded_board_gives_the_table_of_plain_counting(payloads: Path) -> None:
    config, teams, runs = (
        json.loads((payloads / f"board.xcpcio.com/data/ccpc/10th/harbin/{name}.json").read_text())
        for name in ("config", "team", "run")
    )
    wrong: dict[tuple[str, str], int] = defaultdict(int)
    solved: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in sorted(runs, key=lambda one: one["timestamp"]):
        team, mark = one["team_id"], "ABCDEFGHIJKLM"[int(one["problem_id"])]
        if one["status"] == "ACCEPTED":
            solved[team].setdefault(mark, (one["timestamp"], wrong[team, mark]))
        elif one["status"] != "COMPILATION_ERROR" and mark not in solved[team]:
            wrong[team, mark] += 1
    totals = {
        one["team_id"]: (
            len(solved[one["team_id"]]),
            sum(seconds + 1200 * tries for seconds, tries in solved[one["team_id"]].values()) // 60,
        )
        for one in teams
    }
    official = {one["team_id"] for one in teams if one["group"] == ["official"]}
    keys = {team: (-totals[team][0], totals[team][1]) for team in official}

    table = read(config, teams, runs)
    rows = by_account(table)

    assert {team: (row.score, row.penalty) for team, row in rows.items()} == totals
    assert {
        team: {mark: (cell.time, cell.wrong) for mark, cell in row.cells.items() if cell.state == "solved"}
        for team, row in rows.items()
    } == {team: solved[team] for team in totals}
    assert {
        (team, mark): cell.wrong
        for team, row in rows.items()
        for mark, cell in row.cells.items()
        if cell.state == "wrong"
    } == {(team, mark): count for (team, mark), count in wrong.items() if mark not in solved[team]}
    assert {team: row.place for team, row in rows.items()} == {
        team: 1 + sum(other < keys[team] for other in keys.values()) if team in official else None for team in totals
    }
    times = {mark: [own[mark][0] for own in solved.values() if mark in own] for mark in "ABCDEFGHIJKLM"}
    firsts = {mark: min(solved_at) for mark, solved_at in times.items() if solved_at}
    assert {mark: cell.time for row in table.rows for mark, cell in row.cells.items() if cell.first} == firsts
    assert [sum(row.medal == medal for row in table.rows) for medal in ("gold", "silver", "bronze")] == [28, 56, 84]
    assert (table.freeze, table.is_frozen, table.penalty_per_wrong) == (timedelta(hours=4), False, 20)


def test_recorded_board_tells_teams(payloads: Path) -> None:
    body = {
        name: json.loads((payloads / f"board.xcpcio.com/data/ccpc/10th/harbin/{name}.json").read_text())
        for name in ("config", "team")
    }
    row = by_account(read(body["config"], body["team"], []))["A01"]

    assert (row.name, row.organization, row.is_team) == ("火攻", "阿坝师范学院", True)
    assert [member.name for member in row.members] == ["李先笙", "胡航", "刘付焮"]
    assert row.columns == {"coach": "向昌成"}


def test_older_files_are_read() -> None:
    config = CONFIG | {"problem_id": ["A", "B"], "start_time": 1793523600000, "end_time": 1793541600000}
    del config["problems"]
    teams = {
        "1": {"name": "One", "organization": "U", "members": "李先笙 胡航", "official": 1},
        "2": {"name": "*Two", "unofficial": 1, "members": "Ada, Bob", "coach": "Carol"},
    }
    runs = [run("1", 0, 660_000, "correct"), run("2", 1, 17_000_000, "pending"), run("1", 1, 700_000, "incorrect")]

    table = read(config, teams, runs)
    rows = by_account(table)

    assert [(row.place, row.score, row.penalty, row.name) for row in table.rows] == [
        (1, 1, 11, "One"),
        (None, 0, 0, "Two"),
    ]
    assert [[member.name for member in row.members] for row in table.rows] == [["李先笙", "胡航"], ["Ada", "Bob"]]
    assert [(rows["1"].cells[mark].state, rows["1"].cells[mark].time) for mark in "AB"] == [
        ("solved", 660),
        ("wrong", 700),
    ]
    assert [(cell.state, cell.frozen) for cell in rows["2"].cells.values()] == [("pending", True)]
    assert table.is_frozen is True


def test_newer_files_are_read() -> None:
    config = CONFIG | {
        "contest_name": {"texts": {"zh-CN": "赛"}, "fallback": "Finals"},
        "options": {"submission_timestamp_unit": "millisecond", "calculation_of_penalty": "in_seconds"},
        "medal": {"official": {"gold": 1, "silver": 1, "bronze": 1}},
    }
    teams = [{"id": n, "name": {"fallback": f"Team {n}"}, "members": [{"name": f"Ada {n}"}]} for n in (1, 2, 3)]
    runs = {"7": run("1", "A", 60_500), "8": run("2", "0", 90_000), "9": run("3", "1", 90_000, "Compilation Error")}

    table = read(config, teams, runs)

    assert [(row.account, row.place, row.penalty, row.medal) for row in table.rows] == [
        ("1", 1, 60, "gold"),
        ("2", 2, 90, "silver"),
        ("3", 3, 0, ""),
    ]
    assert (table.penalty_unit, table.contest and table.contest.title) == ("seconds", "Finals")
    assert [member.name for row in table.rows for member in row.members] == ["Ada 1", "Ada 2", "Ada 3"]


def test_board_of_an_index_names_teams_with_the_contest() -> None:
    site = Site(host="board.example.org", title="Board", url="https://board.example.org/")

    table = read(CONFIG, TEAMS[:1], [], site=site)

    assert [row.account for row in table.rows] == [f"{KEY}/T1"]


@pytest.mark.parametrize(
    ("config", "teams", "runs", "place"),
    [
        (CONFIG, TEAMS, [run("T1", "0", 5, "ODD")], "run.json $[0]"),
        (CONFIG, TEAMS, [run("T1", "9", 5)], "run.json $[0]"),
        (CONFIG, TEAMS, [run("T1", "0", 5) | {"timestamp": "5"}], "$[0].timestamp"),
        (CONFIG, [{"name": "One"}], [], "$[0]"),
        (
            CONFIG | {"options": {"calculation_of_penalty": "by_dice"}},
            TEAMS,
            [],
            "config.json options.calculation_of_penalty",
        ),
        (CONFIG | {"penalty": "1e999"}, TEAMS, [], "config.json penalty"),
        (CONFIG | {"end_time": "soon"}, TEAMS, [], "config.json"),
    ],
)
def test_wrong_file_is_named(config: object, teams: object, runs: object, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read(config, teams, runs)

    assert caught.value.place == place


def test_other_contest_than_the_board_is_missing() -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(Xcpcio(web=web_of({}), site=ALONE), ContestRef(key="icpc/50th"))

    assert caught.value.trouble == Trouble.MISSING
