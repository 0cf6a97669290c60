"""Standard ranklists: units, versions and what is neither, by the format's description."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.resources.adapters.base import AdapterError, Site, read_standings
from apps.resources.adapters.srk import Srk
from apps.resources.rows import Cell, ContestRef, Standings
from tests.resources.answers import web_of

URL = "https://rl.example.org/ranklist/finals.srk.json"
SITE = Site(host="rl.example.org", title="RankLand", url=URL)


def ranklist(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    contest = {"title": "Finals", "startAt": "2026-11-01T09:00:00+08:00", "duration": [5, "h"]}
    sorter = {"algorithm": "ICPC", "config": {"penalty": [1200, "s"]}}
    return {
        "type": "general",
        "contest": contest,
        "problems": [{"alias": "A"}],
        "rows": list(rows),
        "sorter": sorter,
    } | changes


def row(name: str, value: float, time: list[object], status: dict[str, Any], **user: Any) -> dict[str, Any]:
    return {"user": {"name": name, **user}, "score": {"value": value, "time": time}, "statuses": [status]}


def read(body: object) -> Standings:
    web = web_of({URL: json.dumps(body).encode()})
    return read_standings(Srk(web=web, site=SITE), ContestRef(key="ranklist/finals"))


@pytest.mark.parametrize(
    ("time", "minutes"), [([90, "min"], 90), ([5400, "s"], 90), ([1.5, "h"], 90), ([90_000, "ms"], 1.5)]
)
def test_units_travel_with_numbers(time: list[object], minutes: float) -> None:
    table = read(ranklist(row("One", 1, time, {"result": "AC", "time": [10, "min"], "tries": 3})))

    assert [(one.penalty, one.cells) for one in table.rows] == [
        (minutes, {"A": Cell(state="solved", wrong=2, time=600, penalty=50)})
    ]


def test_equals_share_a_place_and_the_unofficial_get_none() -> None:
    solved = {"result": "AC", "time": [10, "min"], "tries": 1}
    table = read(
        ranklist(
            row("One", 1, [10, "min"], solved, organization="U"),
            row("Away", 1, [10, "min"], solved, official=False),
            row("One", 1, [10, "min"], solved, organization="V"),
            row("Last", 0, [0, "s"], {"result": None}, id=7),
        )
    )

    assert [(one.account, one.place, one.participation) for one in table.rows] == [
        ("U: One", 1, "official"),
        ("Away", None, "unofficial"),
        ("V: One", 1, "official"),
        ("7", 3, "official"),
    ]
    assert [one.cells for one in table.rows][-1] == {}


def test_segments_of_older_files_count_medals() -> None:
    segments = [{"title": "金奖", "style": "gold", "count": 1}, {"title": "银奖", "style": "silver", "count": 2}]
    rows = [
        row(name, 1, [time, "min"], {"result": "AC", "time": [time, "min"], "tries": 1})
        for time, name in enumerate(("One", "*Away", "Two", "Three", "Four"), 1)
    ]

    table = read(ranklist(*rows, series=[{"title": "#", "segments": segments}, {"title": "R#"}]))

    assert [one.medal for one in table.rows] == ["gold", "", "silver", "silver", ""]


def test_points_are_read() -> None:
    sorter = {"algorithm": "score", "config": {}}
    status = {"result": "RJ", "score": 40, "tries": 2, "time": [10, "min"]}

    table = read(ranklist(row("One", 40, [10, "min"], status), sorter=sorter))

    assert (table.kind, table.penalty_per_wrong) == ("scoring", None)
    assert [(one.score, one.cells["A"].state, one.cells["A"].points) for one in table.rows] == [(40, "partial", 40)]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (ranklist(type="odd"), "$.type"),
        (ranklist(contest={"title": "F", "startAt": "soon", "duration": [5, "h"]}), "$.contest"),
        (ranklist(sorter={"algorithm": "ICPC", "config": {"penalty": 20}}), "$.sorter config.penalty"),
        (ranklist(sorter={"algorithm": "ICPC", "config": {"penalty": [90, "d"]}}), "$.sorter config.penalty"),
        (ranklist(row("One", 1, [5, "weeks"], {"result": "AC"})), "$.rows[0]"),
        (ranklist(row("One", 1, [5, "min"], {"result": "AC"}), problems=[]), "$.rows[0] statuses"),
        (ranklist({"user": {"name": "One"}}), "$.rows[0]"),
    ],
)
def test_wrong_file_is_named(body: object, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read(body)

    assert caught.value.place == place
