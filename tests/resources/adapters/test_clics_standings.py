"""CLICS standings: recorded feeds against plain counting and against the final page, and what versions write."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import AdapterError, Site, Trouble, read_standings
from apps.resources.adapters.clics import Clics
from apps.resources.adapters.domjudge import DOMjudge
from apps.resources.rows import Cell, ContestRef, Standings
from tests.resources.answers import web_of

CDS = "https://cds.icpc.global/api/contests"
PENALISED = {"WA", "TLE", "RTE", "MLE", "OLE", "NO"}


def played(payloads: Path, key: str) -> Standings:
    """Return what the adapter makes of a recorded feed."""
    url = f"{CDS}/{key}/event-feed"
    body = (payloads / f"cds.icpc.global/api/contests/{key}/event-feed.ndjson").read_bytes()
    site = Site(host="cds.icpc.global", title="CDS", url=url)
    return read_standings(Clics(web=web_of({url: body}), site=site), ContestRef(key=key))


def last_objects(payloads: Path, key: str) -> dict[str, dict[str, Any]]:
    """Return the last object of each id of each type, by nothing but json."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    path = payloads / f"cds.icpc.global/api/contests/{key}/event-feed.ndjson"
    for line in filter(None, path.read_text().split("\n")):
        event = json.loads(line)
        found[event["type"]][event.get("id")] = event["data"]
    return found


def seconds(text: str) -> float:
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def counted(objects: dict[str, dict[str, Any]]) -> dict[str, dict[str, tuple[str, int, int]]]:
    """Return state, wrong tries and pending tries of each cell, by team and problem label."""
    verdict = {one["submission_id"]: one.get("judgement_type_id") for one in objects["judgements"].values()}
    found: dict[str, dict[str, tuple[str, int, int]]] = defaultdict(dict)
    for one in sorted(objects["submissions"].values(), key=lambda one: seconds(one["contest_time"])):
        label = objects["problems"][one["problem_id"]]["label"]
        state, wrong, pending = found[one["team_id"]].get(label, ("", 0, 0))
        told = verdict.get(one["id"])
        if state == "solved" or told == "CE":
            continue
        if told == "AC":
            state = "solved"
        elif told in PENALISED:
            state, wrong = state or "wrong", wrong + 1
        else:
            state, pending = "pending", pending + 1
        found[one["team_id"]][label] = (state, wrong, pending)
    return found


@pytest.mark.parametrize("key", ["wf47_finals", "swerc2022"])
def test_recorded_feed_gives_each_cell_of_plain_counting(payloads: Path, key: str) -> None:
    objects = last_objects(payloads, key)

    table = played(payloads, key)

    assert {row.account for row in table.rows} == set(objects["teams"])
    assert {
        row.account: {short: (cell.state, cell.wrong, cell.pending or 0) for short, cell in row.cells.items()}
        for row in table.rows
        if row.cells
    } == {team: cells for team, cells in counted(objects).items() if cells}
    assert (table.freeze, table.is_frozen, table.is_final) == (timedelta(hours=4), True, False)


def test_recorded_feed_gives_the_final_page_as_far_as_it_is_judged(payloads: Path) -> None:
    url = "https://scoreboard.icpc.global/47/index.html"
    site = Site(
        host="scoreboard.icpc.global", title="WF47", url="https://scoreboard.icpc.global", options={"board": url}
    )
    body = (payloads / "domjudge-wf47/public.html").read_bytes()
    final = read_standings(DOMjudge(web=web_of({url: body}), site=site), ContestRef(key="47"))
    feed = {row.organization: row for row in played(payloads, "wf47_finals").rows}

    def judged(cell: Cell) -> tuple[object, ...]:
        return (cell.state, cell.wrong, cell.penalty, cell.first, (cell.time or 0) // 60)

    before_the_freeze = [
        (row.name, short, judged(cell))
        for row in final.rows
        for short, cell in row.cells.items()
        if cell.state == "solved" and (cell.time or 0) < 4 * 3600
    ]

    assert len(before_the_freeze) == 519
    assert [(name, short, judged(feed[name].cells[short])) for name, short, _ in before_the_freeze] == before_the_freeze


def test_recorded_feed_tells_teams_countries_and_people(payloads: Path) -> None:
    swerc = {row.name: row for row in played(payloads, "swerc2022").rows}
    finals = {row.name: row for row in played(payloads, "wf47_finals").rows}

    assert (swerc["gETHyped"].organization, swerc["gETHyped"].country) == ("ETH Zürich", "CH")
    assert finals["UCF Beehive"].organization == "University of Central Florida"
    assert sum(len(row.members) for row in finals.values()) == 390
    assert finals["UCF Beehive"].columns == {"group": "North America"}


def site_of_finals(contest: object = None, **answers: object) -> Clics:
    usual = {"id": "f", "name": "F", "start_time": "2026-11-01T10:00:00Z", "duration": "5:00:00", "penalty_time": 20}
    every: dict[str, object] = {
        "": contest or usual,
        "/problems": [{"id": "p", "label": "A", "name": "Apples"}],
        "/teams": [{"id": "1", "name": "One"}],
        "/scoreboard": {"rows": []},
        **{f"/{name}": body for name, body in answers.items()},
    }
    address = "https://cds.example.org/api/contests/f"
    web = web_of({f"{address}{name}": json.dumps(body).encode() for name, body in every.items()})
    return Clics(web=web, site=Site(host="cds.example.org", title="F", url=address))


def test_scoreboard_of_2018_is_a_bare_list() -> None:
    row = {"rank": 1, "team_id": "1", "score": {"num_solved": 0, "total_time": 0}, "problems": [{"label": "A"}]}

    table = read_standings(site_of_finals(scoreboard=[row]), ContestRef(key="f"))

    assert [(one.account, one.place, one.score, one.cells) for one in table.rows] == [("1", 1, 0, {})]
    assert (table.is_frozen, table.is_final) == (None, None)


def test_problems_that_are_not_listed_are_those_of_the_board() -> None:
    cells = [{"label": "A", "num_judged": 2, "solved": True, "time": 7}, {"problem_id": "q", "label": "B"}]
    row = {"rank": 1, "team_id": "1", "score": {"num_solved": 1, "total_time": 27}, "problems": cells}
    address = "https://cds.example.org/api/contests/f"
    told = {"": {"id": "f", "name": "F"}, "/scoreboard": [row], "/teams": [{"id": "1", "name": "One"}]}
    web = web_of({f"{address}{name}": json.dumps(body).encode() for name, body in told.items()})
    site = Site(host="cds.example.org", title="F", url=address)

    table = read_standings(Clics(web=web, site=site), ContestRef(key="f"))

    assert [(one.key, one.short) for one in table.problems] == [("f/A", "A"), ("f/q", "B")]
    assert [one.cells for one in table.rows] == [{"A": Cell(state="solved", wrong=1, time=420, penalty=27)}]


def test_scoreboard_of_points_is_read() -> None:
    cells = [{"problem_id": "p", "num_judged": 3, "score": 42.5, "solved": False, "time": 30}]
    row = {"rank": 1, "team_id": "1", "score": {"score": 42.5, "time": "0:30:00"}, "problems": cells}
    contest = {"id": "f", "name": "F", "start_time": None, "duration": "5:00:00", "scoreboard_type": "score"}
    table = read_standings(site_of_finals(contest, scoreboard={"rows": [row]}), ContestRef(key="f"))

    assert (table.kind, table.contest) == ("scoring", None)
    assert [(one.score, one.cells["A"].state, one.cells["A"].points) for one in table.rows] == [(42.5, "partial", 42.5)]


@pytest.mark.parametrize(
    ("answers", "place", "why"),
    [
        ({"scoreboard": {"rows": [{"team_id": "9"}]}}, "scoreboard", "teams ['9'] are not told"),
        (
            {"scoreboard": {"rows": [{"team_id": "1", "problems": [{"label": "Z", "num_judged": 1}]}]}},
            "$.rows[0] problems",
            "a cell of the unknown problem 'Z'",
        ),
        ({"teams": [{"id": "1"}]}, "$[0]", "Object missing required field `name`"),
        (
            {"problems": [{"id": "p", "label": "A", "name": "Apples"}, {"id": "q", "label": "A", "name": "Pears"}]},
            "problems",
            "two problems have the same mark",
        ),
    ],
)
def test_wrong_answer_is_named(answers: dict[str, object], place: str, why: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(site_of_finals(**answers), ContestRef(key="f"))

    assert (caught.value.place, caught.value.why) == (place, why)


def test_feed_of_another_contest_is_missing() -> None:
    url = f"{CDS}/f/event-feed"
    event = {"type": "contest", "id": "f", "data": {"id": "f", "name": "F"}}
    adapter = Clics(web=web_of({url: json.dumps(event).encode()}), site=Site(host="c", title="C", url=url))

    with pytest.raises(AdapterError) as caught:
        read_standings(adapter, ContestRef(key="g"))

    assert caught.value.trouble == Trouble.MISSING
