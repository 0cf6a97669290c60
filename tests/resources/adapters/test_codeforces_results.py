"""Codeforces' ranklists, rating changes and ghost files, against truth that plain counting gives."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_standings
from apps.resources.adapters.codeforces import Codeforces
from apps.resources.rows import ContestRef, Standings
from tests.resources.answers import Answer, web_of

STANDINGS = "https://codeforces.com/api/contest.standings?contestId="
CHANGES = "https://codeforces.com/api/contest.ratingChanges?contestId="
NO_CHANGES = b'{"status":"OK","result":[]}'
ROUND, GYM = Codeforces.sites


def read(answers: dict[str | tuple[str, object], Answer], contest: ContestRef, *, gym: bool = False) -> Standings:
    return read_standings(Codeforces(web=web_of(answers), site=GYM if gym else ROUND), contest)


def ranklist(payloads: Path) -> dict[str, Any]:
    found = json.loads((payloads / "codeforces.com/api/contest.standings-1474-tiger2005.json").read_text())
    assert isinstance(found, dict)
    return found


def body(found: dict[str, Any]) -> bytes:
    return json.dumps(found).encode()


def test_recorded_row_is_read_cell_by_cell(payloads: Path) -> None:
    found = ranklist(payloads)

    table = read({f"{STANDINGS}1474": body(found), f"{CHANGES}1474": NO_CHANGES}, ContestRef(key="1474"))

    (row,) = table.rows
    results = found["result"]["rows"][0]["problemResults"]
    assert (row.account, row.place, row.score, row.hacks, row.failed_hacks) == ("tiger2005", 36, 4126, 0, 0)
    assert (row.old_rating, row.new_rating, row.rated) == (None, None, None)
    assert {short: (cell.state, cell.wrong, cell.points, cell.time) for short, cell in row.cells.items()} == {
        problem["index"]: (
            "solved" if result["points"] else "wrong",
            result["rejectedAttemptCount"],
            result["points"] or None,
            result.get("bestSubmissionTimeSeconds"),
        )
        for problem, result in zip(found["result"]["problems"], results, strict=True)
        if result["points"] or result["rejectedAttemptCount"]
    }
    assert [(p.key, p.short, p.points, p.rating) for p in table.problems] == [
        (f"1474{p['index']}", p["index"], p["points"], p["rating"]) for p in found["result"]["problems"]
    ]
    assert table.contest is not None
    assert table.contest.start == datetime(2021, 1, 19, 14, 35, tzinfo=UTC)


def test_recorded_rating_changes_are_put_beside_the_rows(payloads: Path) -> None:
    changes = json.loads((payloads / "codeforces.com/api/contest.ratingChanges-1.json").read_text())
    found = ranklist(payloads)
    pattern = found["result"]["rows"][0]
    found["result"]["contest"]["id"] = 1
    found["result"]["rows"] = []
    for change in changes["result"]:
        row = deepcopy(pattern)
        row["rank"], row["party"]["members"] = change["rank"], [{"handle": change["handle"]}]
        found["result"]["rows"].append(row)
    sibling = {**changes["result"][0], "contestId": 2, "newRating": 9999}

    table = read(
        {f"{STANDINGS}1": body(found), f"{CHANGES}1": body({**changes, "result": [*changes["result"], sibling]})},
        ContestRef(key="1"),
    )

    assert len(list(table.rows)) == 58
    assert [(r.account, r.place, r.old_rating, r.new_rating, r.rating_change) for r in table.rows] == [
        (c["handle"], c["rank"], c["oldRating"], c["newRating"], c["newRating"] - c["oldRating"])
        for c in changes["result"]
    ]


def test_recorded_answers_of_unrated_rounds_are_no_faults(payloads: Path) -> None:
    errors = payloads / "codeforces.com/errors"
    unavailable = (400, (errors / "contest.ratingChanges-unavailable.json").read_bytes())

    for answer in (unavailable, (errors / "contest.ratingChanges-empty.json").read_bytes()):
        table = read({f"{STANDINGS}1474": body(ranklist(payloads)), f"{CHANGES}1474": answer}, ContestRef(key="1474"))
        assert [row.rated for row in table.rows] == [None]


def test_recorded_refusal_of_parameters_is_told(payloads: Path) -> None:
    refusal = (payloads / "codeforces.com/errors/contest.standings-extra-params.json").read_bytes()

    with pytest.raises(AdapterError, match="only via anonymous GET requests with no extra parameters"):
        read({f"{STANDINGS}1985": (400, refusal)}, ContestRef(key="1985"))


def test_limiter_beside_a_good_ranklist_is_told(payloads: Path) -> None:
    with pytest.raises(AdapterError) as caught:
        read(
            {f"{STANDINGS}1474": body(ranklist(payloads)), f"{CHANGES}1474": (403, b"Call limit exceeded")},
            ContestRef(key="1474"),
        )

    assert caught.value.trouble is Trouble.LIMITED


@pytest.mark.parametrize(
    ("phase", "ago", "final"),
    [
        ("FINISHED", 9000, False),  # its ratings are to come
        ("FINISHED", 200_000, True),
        ("CODING", 3600, False),
        ("PENDING_SYSTEM_TEST", 9000, False),
        ("PENDING_SYSTEM_TEST", 200_000_000, True),
        ("SYSTEM_TEST", 9000, False),
    ],
)
def test_table_is_final_by_phase_once_it_has_settled_or_was_forgotten(
    payloads: Path, phase: str, ago: int, final: bool
) -> None:
    found = ranklist(payloads)
    found["result"]["contest"].update(phase=phase, relativeTimeSeconds=ago)

    table = read({f"{STANDINGS}1474": body(found), f"{CHANGES}1474": NO_CHANGES}, ContestRef(key="1474"))

    assert table.is_final is final


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"rank": "36"}, "$.result.rows[0].rank"),
        ({"problemResults": []}, "$.result.rows[0] problemResults"),
        ({"points": 1e300}, "$.result.rows[0]"),
    ],
)
def test_wrong_row_is_named(payloads: Path, changes: dict[str, Any], place: str) -> None:
    found = ranklist(payloads)
    found["result"]["rows"][0].update(changes)

    with pytest.raises(AdapterError) as caught:
        read({f"{STANDINGS}1474": body(found), f"{CHANGES}1474": NO_CHANGES}, ContestRef(key="1474"))

    assert caught.value.place == place


def test_gym_is_read_page_by_page(payloads: Path) -> None:
    found = ranklist(payloads)
    found["result"]["contest"].update(id=100_500, type="ICPC")
    pattern = found["result"]["rows"][0]
    pages = []
    for first, last in ((1, 10_001), (10_001, 10_004)):
        rows = [
            {**pattern, "party": {**pattern["party"], "members": [{"handle": f"u{n}"}]}} for n in range(first, last)
        ]
        pages.append(body({"status": "OK", "result": {**found["result"], "rows": rows}}))
    asked = f"{STANDINGS}100500&from={{}}&count=10000&showUnofficial=true"

    table = read({asked.format(1): pages[0], asked.format(10_001): pages[1]}, ContestRef(key="100500"), gym=True)

    assert [row.account for row in table.rows] == [f"u{number}" for number in range(1, 10_004)]


def test_recorded_ghost_file_gives_what_counting_gives(payloads: Path) -> None:
    text = (payloads / "codeforces.com/gym/ghost-2022_ec_final.dat").read_text()
    tried: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for team, letter, seconds, verdict in re.findall(r"^@s (\d+),(\w),\d+,(\d+),(\w+)$", text, re.MULTILINE):
        tried[team, letter].append((int(seconds), verdict))
    truth: dict[str, list[int]] = {team: [0, 0, 0] for team in re.findall(r"^@t (\d+),", text, re.MULTILINE)}
    for (team, _), tries in tried.items():
        counted = [verdict for _, verdict in sorted(tries) if verdict != "CE"]
        if "OK" in counted:
            wrong = counted.index("OK")
            at = min(seconds for seconds, verdict in tries if verdict == "OK")
            truth[team] = [truth[team][0] + 1, truth[team][1] + at // 60 + 20 * wrong, truth[team][2]]
    names = dict(re.findall(r'^@t (\d+),0,1,"(.*)"$', text, re.MULTILINE))
    contest = ContestRef(
        key="104076", standings_url="https://a.example/g.dat", start=datetime(2022, 12, 24, tzinfo=UTC)
    )

    table = read({"https://a.example/g.dat": text.encode()}, contest, gym=True)

    rows = list(table.rows)
    assert len(rows) == len(truth) == 314
    assert {row.account: (row.score, row.penalty) for row in rows} == {
        f"{' '.join(names[team].split())} 2022-2023": (solved, penalty) for team, (solved, penalty, _) in truth.items()
    }
    better = sorted((-solved, penalty) for solved, penalty, _ in truth.values())
    assert [row.place for row in rows] == [better.index((-int(r.score or 0), int(r.penalty or 0))) + 1 for r in rows]
    assert (rows[0].name, rows[0].organization) == ("重生之我是菜狗", "北京大学")
    assert table.contest is not None
    assert table.contest.end - table.contest.start == timedelta(hours=5)


@pytest.mark.parametrize(
    ("line", "place"),
    [("@s 1,Z,1,5,OK", "line 5"), ("@s 1,A,x,5,OK", "line 5"), ("hello", "line 5"), ("@teams 7", "@teams")],
)
def test_wrong_line_of_a_ghost_file_is_named(line: str, place: str) -> None:
    text = f'@contest "C"\n@contlen 300\n@p A,"Apples",20,0\n@t 1,0,1,"Foxes"\n{line}\n'

    with pytest.raises(AdapterError) as caught:
        read({"https://a.example/g.dat": text.encode()}, ContestRef(key="1", standings_url="https://a.example/g.dat"))

    assert caught.value.place == place


def test_option_names_ghost_files_by_key() -> None:
    text = b'\x1a@contest "C"\r\n@contlen 60\r\n@p A,Apples,20,0\r\n@t 1,0,1,Foxes\r\n@s 1,A,1,61,OK\r\n'
    site = type(GYM)(host="codeforces.com/gym", title="Gym", url=GYM.url, options={"ghosts": "https://a.example/{key}"})
    adapter = Codeforces(web=web_of({"https://a.example/100001": text}), site=site)

    (row,) = read_standings(adapter, ContestRef(key="100001")).rows

    assert (row.account, row.place, row.score, row.penalty) == ("Foxes (100001)", 1, 1, 1)


MEASURE = """
import sys
from apps.resources.adapters.codeforces import Codeforces
from apps.resources.adapters.base import read_standings
from apps.resources.rows import ContestRef
from tests.bench.rankings import peak_memory
from tests.resources.answers import web_of
body = sys.stdin.buffer.read()
web = web_of({
    "https://codeforces.com/api/contest.standings?contestId=1474": body,
    "https://codeforces.com/api/contest.ratingChanges?contestId=1474": b'{"status":"OK","result":[]}',
})
table = read_standings(Codeforces(web=web, site=Codeforces.sites[0]), ContestRef(key="1474"))
print(len(table.rows), peak_memory() // 1_000_000)
"""


def test_large_ranklist_is_read_in_little_memory(payloads: Path) -> None:
    found = ranklist(payloads)
    pattern = json.dumps(found["result"]["rows"][0])
    found["result"]["rows"] = [json.loads(pattern.replace("tiger2005", f"user{number}")) for number in range(18_600)]
    large = body(found)
    assert 14_500_000 < len(large) < 16_000_000

    done = subprocess.run([sys.executable, "-c", MEASURE], input=large, capture_output=True, check=True)

    rows, mebibytes = map(int, done.stdout.split())
    assert rows == 18_600
    assert mebibytes < 300
