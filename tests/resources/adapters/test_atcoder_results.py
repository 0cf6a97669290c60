"""AtCoder's standings, people, problems and submissions, against recorded answers read by plain means."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.atcoder import AtCoder
from apps.resources.adapters.base import (
    AdapterError,
    Trouble,
    read_problems,
    read_ratings,
    read_standings,
    read_submissions,
)
from apps.resources.rows import ContestRef, Standings
from tests.resources.answers import Answer, web_of

SITE = "https://atcoder.jp"
KENKOOOO = "https://kenkoooo.com/atcoder/atcoder-api/v3/user/submissions"


def adapter(answers: dict[str | tuple[str, object], Answer], **options: str) -> AtCoder:
    return AtCoder(web=web_of(answers), site=replace(AtCoder.sites[0], options=options))


def finals(payloads: Path) -> Standings:
    """Return the standings of the World Tour Finals 2019."""
    home = payloads / "atcoder.jp/contests/wtf19"
    return read_standings(
        adapter(
            {
                f"{SITE}/contests/wtf19/standings/json": (home / "standings/json.json").read_bytes(),
                f"{SITE}/contests/wtf19/results/json": (home / "results/json.json").read_bytes(),
                f"{SITE}/contests/wtf19?lang=en": (home / "index.html").read_bytes(),
            }
        ),
        ContestRef(key="wtf19"),
    )


def finals_board(payloads: Path) -> list[dict[str, Any]]:
    """Return the rows as they were recorded."""
    found = json.loads((payloads / "atcoder.jp/contests/wtf19/standings/json.json").read_text())["StandingsData"]
    assert isinstance(found, list)
    return found


def test_recorded_standings_are_read_row_by_row(payloads: Path) -> None:
    path = payloads / "atcoder.jp/contests/wtf19/results/json.json"
    results = {one["UserScreenName"]: one for one in json.loads(path.read_text())}

    table = finals(payloads)

    rows = list(table.rows)
    assert len(rows) == 8
    assert [
        (r.account, r.place, r.score, r.penalty, r.country, r.organization, r.old_rating, r.new_rating, r.performance)
        for r in rows
    ] == [
        (
            one["UserScreenName"],
            one["Rank"],
            one["TotalResult"]["Score"] / 100,
            one["TotalResult"]["Elapsed"] / 1e9 or None,
            one["Country"],
            one["Affiliation"],
            one["OldRating"],
            results[one["UserScreenName"]]["NewRating"],
            results[one["UserScreenName"]]["Performance"],
        )
        for one in finals_board(payloads)
    ]
    assert rows[7].name == "lhicpetuh"
    assert (table.is_final, table.penalty_unit, table.penalty_per_wrong) == (True, "seconds", 300)
    assert table.contest is not None
    assert (table.contest.title, table.contest.start, table.contest.end) == (
        "World Tour Finals 2019",
        datetime(2019, 2, 21, 2, tzinfo=UTC),
        datetime(2019, 2, 21, 6, tzinfo=UTC),
    )


def test_recorded_standings_are_read_cell_by_cell(payloads: Path) -> None:
    table = finals(payloads)

    assert [problem.short for problem in table.problems] == ["A", "B", "C1", "C2", "D", "E"]
    letters = {problem.key: problem.short for problem in table.problems}
    assert [{short: (c.state, c.wrong, c.points, c.time) for short, c in row.cells.items()} for row in table.rows] == [
        {
            letters[task]: ("solved", result["Penalty"], result["Score"] / 100, result["Elapsed"] / 1e9)
            if result["Status"] == 1
            else ("wrong", result["Failure"], None, None)
            for task, result in one["TaskResults"].items()
        }
        for one in finals_board(payloads)
    ]


def test_recorded_login_page_says_what_helps(payloads: Path) -> None:
    page = (payloads / "atcoder.jp/login.html").read_bytes()

    with pytest.raises(AdapterError, match="FETCH_COOKIES") as caught:
        read_standings(adapter({f"{SITE}/contests/abc900/standings/json": page}), ContestRef(key="abc900"))

    assert caught.value.trouble is Trouble.LOGIN


def test_recorded_history_is_read_step_by_step(payloads: Path) -> None:
    body = (payloads / "atcoder.jp/users/tourist/history/json.json").read_bytes()
    found = json.loads(body)
    url = f"{SITE}/users/tourist/history/json"

    rows = read_ratings(adapter({url: body, f"{url}?contestType=heuristic": body}), "tourist")

    assert len(rows) == 51
    assert [(r.contest, r.at, r.old_rating, r.new_rating, r.place, r.performance, r.rated, r.kind) for r in rows] == [
        (
            one["ContestScreenName"].removesuffix(".contest.atcoder.jp"),
            datetime.fromisoformat(one["EndTime"]).astimezone(UTC),
            one["OldRating"] or None,
            one["NewRating"],
            one["Place"],
            one["Performance"] if one["IsRated"] else None,
            one["IsRated"],
            "algorithm",
        )
        for one in sorted(found, key=lambda one: datetime.fromisoformat(one["EndTime"]))
    ]


@pytest.mark.parametrize(
    ("name", "key", "count"),
    [("__any__", "abc399", 7), ("abc100", "abc100", 4), ("codequeen2023-final-open", "codequeen2023-final-open", 6)],
)
def test_recorded_tasks_are_read(payloads: Path, name: str, key: str, count: int) -> None:
    page = (payloads / f"atcoder.jp/contests/{name}/tasks.html").read_text()
    links = re.findall(r'<a\s+href="(/contests/[\w-]+/tasks/(\w+))"\s*>\s*(.*?)</a\s*>', page, re.DOTALL)
    truth = [
        (task, html.unescape(letter).strip(), html.unescape(title).strip(), f"{SITE}{address}")
        for (address, task, letter), (_, _, title) in zip(links[::2], links[1::2], strict=True)
    ]

    rows = read_problems(adapter({f"{SITE}/contests/{key}/tasks?lang=en": page.encode()}), ContestRef(key=key))

    assert len(rows) == count
    assert [(r.key, r.short, r.name, r.url) for r in rows] == truth


LINE = re.compile(
    r"fixtime-second'>(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)\+0900.*?/tasks/(\w+)\">(\w+) - (.*?)</a>.*?"
    r"f\.Language=\d+[^>]*>(.*?)</a>.*?data-id=\"(\d+)\">(.*?)</td>.*?"
    r"<span class='label[^>]*title=\"[^\"]*\">(.*?)</span>"
    r"(?:</td><td class='text-right'>\D*(\d+) ms</td><td class='text-right'>\D*(\d+) Ki?B)?",
    re.DOTALL,
)


@pytest.mark.parametrize(
    ("name", "key"), [("", "tenka1-2012-qualC"), ("_old", "abc399"), ("_rejudge", "abc308")], ids=str
)
def test_recorded_submissions_are_read_line_by_line(payloads: Path, name: str, key: str) -> None:
    page = (payloads / f"atcoder.jp/contests/__any__/submissions{name}.html").read_text()
    truth = []
    for line in re.findall(r"<tr>.*?</tr>", page, re.DOTALL):
        if match := LINE.search(line):
            *clock, task, letter, title, language, number, score, verdict, millis, kibibytes = match.groups()
            truth.append(
                (
                    number,
                    task,
                    datetime(*map(int, clock), tzinfo=UTC) - timedelta(hours=9),
                    letter,
                    html.unescape(title),
                    html.unescape(language),
                    float(score),
                    verdict,
                    int(millis) / 1000 if millis else None,
                    int(kibibytes) * 1024 if kibibytes else None,
                )
            )
    history = [{"IsRated": True, "Place": 1, "OldRating": 0, "NewRating": 1, "Performance": 1, "ContestName": "C"}]
    history[0] |= {"ContestScreenName": key, "EndTime": "2026-01-01T00:00:00+09:00"}
    asked = f"{SITE}/contests/{key}/submissions?f.User=x&lang=en&page={{}}"

    rows = read_submissions(
        adapter(
            {
                f"{SITE}/users/x/history/json": json.dumps(history).encode(),
                asked.format(1): page.encode(),
                asked.format(2): b"<html><title>no more</title><table><tbody></tbody></table></html>",
            },
            submissions="pages",
        ),
        "x",
    )

    assert len(rows) == len(truth) == 20
    assert [
        (r.key, r.problem, r.at, r.short, r.problem_name, r.language, r.points, r.verdict, r.run_time, r.memory)
        for r in rows
    ] == truth
    assert {r.state for r in rows if r.verdict == "AC"} == {"solved"}
    assert {r.state for r in rows if r.verdict != "AC"} <= {"wrong", "pending"}


def test_submissions_are_asked_for_from_the_last_second_on() -> None:
    def kept(number: int) -> dict[str, object]:
        second = 1_700_000_000 + number // 2
        return {"id": number, "epoch_second": second, "problem_id": "a_a", "contest_id": "a", "result": "AC"}

    def page(first: int, last: int) -> bytes:
        return json.dumps([kept(number) for number in range(first, last)]).encode()

    asked = f"{KENKOOOO}?user=x&from_second={{}}"

    rows = read_submissions(
        adapter({asked.format(1_700_000_000): page(0, 500), asked.format(1_700_000_249): page(498, 503)}),
        "x",
        since=datetime.fromtimestamp(1_700_000_000, UTC),
    )

    assert [int(row.key) for row in rows] == list(range(502, -1, -1))


@pytest.mark.parametrize("kind", ["standings", "standings/team", "standings/extended"])
def test_standings_are_of_persons_or_teams_or_extended(kind: str) -> None:
    row = {"Rank": 1, "UserScreenName": "x", "TaskResults": {"a": {"Count": 3, "Status": 1, "Score": 12345678900}}}
    board = {
        "TaskInfo": [{"Assignment": "A", "TaskName": "Schedule", "TaskScreenName": "a"}],
        "StandingsData": [row | {"TotalResult": {"Score": 12345678900, "Elapsed": 14_000_000_000_000}}],
    }
    url = f"{SITE}/contests/intro-heuristics/{kind}/json"

    table = read_standings(
        adapter({url: json.dumps(board).encode()}),
        ContestRef(key="intro-heuristics", start=datetime(2020, 6, 28, tzinfo=UTC)),
    )

    assert [(one.account, one.place, one.score, one.penalty) for one in table.rows] == [("x", 1, 123456789, 14000)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"TaskResults": {"other": {"Count": 1}}}, "$.StandingsData[0] TaskResults"),
        ({"Rank": "1"}, "$.StandingsData[0].Rank"),
        ({"UserScreenName": ""}, "$.StandingsData[0]"),
    ],
)
def test_wrong_row_is_named(changes: dict[str, object], place: str) -> None:
    row = {"Rank": 1, "UserScreenName": "x", "TaskResults": {}, "TotalResult": {}, "IsRated": True} | changes
    board = {"TaskInfo": [{"Assignment": "A", "TaskName": "A", "TaskScreenName": "a"}], "StandingsData": [row]}
    answers: dict[str | tuple[str, object], Answer] = {
        f"{SITE}/contests/a/standings/json": json.dumps(board).encode(),
    }

    with pytest.raises(AdapterError) as caught:
        read_standings(adapter(answers), ContestRef(key="a", start=datetime(2026, 1, 1, tzinfo=UTC)))

    assert caught.value.place == place


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://atcoder.jp/users/tourist", "tourist"),
        ("atcoder.jp/users/Um_nik/?contestType=heuristic", "Um_nik"),
        ("https://atcoder.jp/users/tourist/history", "tourist"),
        ("https://atcoder.jp/users/tourist/history/share/abc399", "tourist"),
        ("https://abc001.contest.atcoder.jp/users/tourist", "tourist"),
        ("https://atcoder.jp/contests/abc399", ""),
    ],
)
def test_profile_addresses_are_read(text: str, handle: str) -> None:
    assert AtCoder.handle_of(text) == handle
