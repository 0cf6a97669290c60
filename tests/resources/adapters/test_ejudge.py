"""ejudge: a recorded log against plain counting, and each status by itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from apps.resources.adapters.base import AdapterError, Site, read_contests, read_standings
from apps.resources.adapters.ejudge import Ejudge
from apps.resources.rows import Cell, ContestRef, Standings
from tests.resources.answers import web_of

URL = "https://ejudge.example.org/log.xml"
SITE = Site(host="ejudge.example.org", title="Ural", url=URL, timezone="Asia/Yekaterinburg")
LOG = """<?xml version="1.0" encoding="utf-8"?>
<runlog contest_id="7" duration="18000" start_time="2024/05/18 11:00:00" stop_time="2024/05/18 16:00:00"
 current_time="2024/05/18 17:00:00" fog_time="3600" unfog_time="10800"><name>Finals</name>
<users><user id="1" name="Ural FU: One (A, B)"/><user id="2" name="*Two"/></users>
<problems><problem id="5" short_name="A" long_name="Apples"/></problems>
<languages><language id="3" short_name="g++" long_name="GNU C++"/></languages><runs>RUNS</runs></runlog>"""


def run(status: str, time: int = 600, *, number: int = 1, problem: str = "5", **more: str) -> str:
    rest = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<run run_id="{number}" time="{time}" user_id="1" prob_id="{problem}" lang_id="3" status="{status}"{rest}/>'


def table(*runs: str) -> Standings:
    body = LOG.replace("RUNS", "".join(runs)).encode()
    return read_standings(Ejudge(web=web_of({URL: body}), site=SITE), ContestRef(key="log"))


def test_recorded_log_gives_the_table_of_plain_counting(payloads: Path) -> None:
    body = (payloads / "ejudge/external-log-1605.xml").read_bytes()
    log = ElementTree.fromstring(body)
    marks = {one.get("id"): str(one.get("short_name")) for one in log.iter("problem")}
    wrong: dict[tuple[str, str], int] = defaultdict(int)
    solved: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in sorted(log.iter("run"), key=lambda one: (int(one.get("time", "")), int(one.get("nsec", "")))):
        team, mark = str(one.get("user_id")), marks[one.get("prob_id")]
        if one.get("status") == "OK":
            solved[team].setdefault(mark, (int(one.get("time_penalty", "")), wrong[team, mark]))
        else:
            wrong[team, mark] += 1
    totals = {
        str(user.get("id")): (
            len(solved[str(user.get("id"))]),
            sum(minutes + 20 * tries for minutes, tries in solved[str(user.get("id"))].values()),
        )
        for user in log.iter("user")
    }
    starred = {str(user.get("id")) for user in log.iter("user") if str(user.get("name")).startswith("*")}

    read = read_standings(Ejudge(web=web_of({URL: body}), site=SITE), ContestRef(key="log"))

    assert {row.account: (row.score, row.penalty) for row in read.rows} == totals
    assert {
        row.account: {
            mark: (int(cell.time or 0) // 60, cell.wrong) for mark, cell in row.cells.items() if cell.state == "solved"
        }
        for row in read.rows
    } == {team: solved[team] for team in totals}
    assert {row.account for row in read.rows if row.place is None} == starred == {"380424"}
    keys = [(-totals[row.account][0], totals[row.account][1]) for row in read.rows if row.place]
    assert [row.place for row in read.rows if row.place] == [keys.index(key) + 1 for key in keys]
    assert (read.is_frozen, read.freeze) == (False, timedelta(hours=4))


def test_times_are_of_the_place_of_the_server() -> None:
    rows = read_contests(Ejudge(web=web_of({URL: LOG.encode()}), site=SITE))

    assert [(row.key, row.title, row.start, row.end, row.facts) for row in rows] == [
        (
            "log",
            "Finals",
            datetime(2024, 5, 18, 6, tzinfo=UTC),
            datetime(2024, 5, 18, 11, tzinfo=UTC),
            {"contest_id": "7"},
        )
    ]


@pytest.mark.parametrize(
    ("statuses", "cell"),
    [
        (["OK"], Cell(state="solved", wrong=0, time=600, penalty=10, first=True, verdict="OK")),
        (["CE", "IG", "WA", "OK"], Cell(state="solved", wrong=1, time=603, penalty=30, first=True, verdict="OK")),
        (["WA", "SK", "DQ"], Cell(state="wrong", wrong=2, time=601, verdict="SK")),
        (["WA", "PR"], Cell(state="pending", wrong=1, pending=1, time=601, verdict="PR")),
        (["CE"], None),
    ],
)
def test_statuses_make_the_cell(statuses: list[str], cell: Cell | None) -> None:
    read = table(*(run(status, 600 + number) for number, status in enumerate(statuses)))

    found = {row.account: row.cells.get("A") for row in read.rows}["1"]

    if cell is None or found is None:
        assert found == cell
        return
    assert (found.state, found.wrong, found.pending, found.time, found.penalty, found.first, found.verdict) == (
        (cell.state, cell.wrong, cell.pending, cell.time, cell.penalty, cell.first, cell.verdict)
    )
    assert (found.language, found.submission) == ("GNU C++", "1")


def test_runs_in_the_fog_are_frozen_and_those_after_the_end_upsolving() -> None:
    hidden = table(run("WA", 600), run("PR", 14400)).rows
    late = table(run("WA", 600), run("WA", 18000), run("OK", 18060)).rows

    assert [(c.state, c.pending, c.frozen) for row in hidden for c in row.cells.values()] == [("pending", 1, True)]
    assert [
        (c.state, c.wrong, c.upsolved and (c.upsolved.state, c.upsolved.wrong, c.upsolved.time))
        for row in late
        for c in row.cells.values()
    ] == [("wrong", 1, ("solved", 1, 18060))]
    assert [row.score for row in late] == [0, 0]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (run("XX"), "runs run[0] run[status]"),
        (run("OK", problem="9"), "runs run[0] run[prob_id]"),
        (run("PT", score="40"), "runs run[0] run[score]"),
        (run("WA", score="0"), "runs run[0] run[score]"),
        (run("OK").replace(' time="600"', ""), "runs run[0] run[time]"),
        ("</runs><runs>", ""),
    ],
)
def test_wrong_log_is_named(wrong: str, place: str) -> None:
    if not place:
        assert [row.cells for row in table(wrong).rows] == [{}, {}]
        return
    with pytest.raises(AdapterError) as caught:
        table(wrong)

    assert caught.value.place == place
