"""DOMjudge standings: the recorded API read both ways gives its scoreboard, the recorded pages give their totals."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import Site, read_standings
from apps.resources.adapters.domjudge import DOMjudge
from apps.resources.rows import ContestRef, Standings
from tests.resources.answers import web_of

API = "https://judge.example.org/api/v4/contests/5"
GUILIN = "domjudge-ccpc2023guilin/api/v4/contests/guilin"
TOLD = ("scoreboard", "problems", "teams", "groups", "organizations", "awards")
JUDGED = ("problems", "teams", "groups", "organizations", "judgement-types", "submissions", "judgements")


def recorded(payloads: Path, name: str) -> Any:
    return json.loads((payloads / GUILIN / f"{name}.json").read_text())


def guilin(payloads: Path, names: tuple[str, ...]) -> Standings:
    answers = {f"{API}/{name}": (payloads / GUILIN / f"{name}.json").read_bytes() for name in names}
    answers[API] = (payloads / GUILIN / "contest.json").read_bytes()
    answers[f"{API}/state"] = json.dumps(recorded(payloads, "scoreboard")["state"]).encode()
    site = Site(host="judge.example.org", title="Guilin", url="https://judge.example.org")
    return read_standings(DOMjudge(web=web_of(answers), site=site), ContestRef(key="5"))


def cells(row: dict[str, Any]) -> dict[str, tuple[object, ...]]:
    """Return what a row of the scoreboard's JSON says of each problem that was tried."""
    return {
        one["label"]: (one["solved"], one["num_judged"] - one["solved"], one["num_pending"], one["first_to_solve"])
        for one in row["problems"]
        if one["num_judged"] or one["num_pending"]
    }


@pytest.mark.parametrize("names", [TOLD, JUDGED], ids=["scoreboard", "submissions"])
def test_recorded_contest_gives_its_scoreboard_cell_by_cell(payloads: Path, names: tuple[str, ...]) -> None:
    told = recorded(payloads, "scoreboard")["rows"]

    table = guilin(payloads, names)

    assert {row.account: (row.place, row.score, row.penalty) for row in table.rows} == {
        row["team_id"]: (row["rank"], row["score"]["num_solved"], row["score"]["total_time"]) for row in told
    }
    assert {
        row.account: {
            short: (cell.state == "solved", cell.wrong, cell.pending or 0, cell.first)
            for short, cell in row.cells.items()
        }
        for row in table.rows
    } == {row["team_id"]: cells(row) for row in told}
    assert (table.penalty_per_wrong, table.is_frozen, table.is_final) == (20, True, False)


def test_recorded_contest_tells_teams(payloads: Path) -> None:
    first = guilin(payloads, TOLD).rows[0]

    assert (first.name, first.organization) == ("world.search(you);", "清华大学")
    assert [member.name for member in first.members] == ["刘一平", "张景行", "万成章"]
    assert first.columns["award"] == "Winner(s) of group Participants; Contest winner"


def page(payloads: Path, name: str) -> tuple[Standings, str]:
    url = "https://judge.example.org/public"
    body = (payloads / name).read_bytes()
    site = Site(host="judge.example.org", title="Board", url="https://judge.example.org", options={"board": url})
    table = read_standings(DOMjudge(web=web_of({url: body}), site=site), ContestRef(key="1"))
    return table, body.decode()


@pytest.mark.parametrize("name", ["domjudge-v6.1/public/index.html", "domjudge-wf47/public.html"])
def test_recorded_page_gives_the_marks_of_its_rows(payloads: Path, name: str) -> None:
    table, html = page(payloads, name)
    found = re.findall(r'<tr[^>]*id="team:(\d+)"[^>]*>(.*?)</tr>', html, re.DOTALL)
    plain = {}
    for team, inner in found:
        text = {
            mark: unescape(re.sub(r"\s+", "", re.search(rf'class="{mark}[^>]*>([^<]*)<', inner).group(1)))  # type: ignore[union-attr]
            for mark in ("scorepl", "scorenc", "scorett")
        }
        shown = [inner.count(f'"{kind}') for kind in ("score_correct", "score_incorrect", "score_correct score_first")]
        plain[team] = (text["scorepl"], text["scorenc"], text["scorett"], *shown)

    read = {}
    place: int | None = None
    for row in table.rows:
        states = [cell.state for cell in row.cells.values()]
        told = "" if row.place == place else str(row.place)
        place = row.place
        firsts = sum(cell.first for cell in row.cells.values())
        read[row.account] = (
            told,
            str(row.score),
            str(row.penalty),
            states.count("solved"),
            states.count("wrong"),
            firsts,
        )

    assert read == plain
    assert all(row.penalty == sum(cell.penalty or 0 for cell in row.cells.values()) for row in table.rows)
    assert (table.penalty_per_wrong, table.is_final) == (20, True)


def lines_of(*lines: tuple[str, str, str]) -> Standings:
    """Return what a page says of lines with a class, a rank and a team's cell, whose problem nobody solved."""
    rows = "".join(
        f'<tr class="{kind}" id="team:{number}"><td class="scorepl">{rank}</td><td class="scoretn">{team}</td>'
        '<td class="scorenc">0</td><td class="scorett">0</td><td class="score_cell"></td></tr>'
        for number, (kind, rank, team) in enumerate(lines, 1)
    )
    head = "<tr class=scoreheader><th title=\"problem 'Apples'\">A</th></tr>"
    body = f"<table class='scoreboard center'><thead>{head}</thead><tbody>{rows}</tbody></table>"
    url = "https://judge.example.org/public"
    site = Site(host="judge.example.org", title="Board", url="https://judge.example.org", options={"board": url})
    return read_standings(DOMjudge(web=web_of({url: body.encode()}), site=site), ContestRef(key="1"))


@pytest.mark.parametrize(("kind", "rank"), [("sortorderswitch", "3"), ("", "1")])
def test_teams_that_are_ranked_apart_are_not_ranked(kind: str, rank: str) -> None:
    badge = '*Guests <span class="badge text-bg-warning category-1">打星队伍</span>'

    table = lines_of(("sortorderswitch", "1", badge), ("", "2", "One"), ("", "", "Two"), (kind, rank, "Staff"))

    assert [(row.name, row.place, row.participation) for row in table.rows] == [
        ("Guests", None, "unofficial"),
        ("One", 1, "official"),
        ("Two", 1, "official"),
        ("Staff", None, "unofficial"),
    ]


def test_recorded_page_gives_its_summary(payloads: Path) -> None:
    table, html = page(payloads, "domjudge-wf47/public.html")
    summary = html[html.index("scoresummary") :]
    accepted = [int(n) for n in re.findall(r'title="number of accepted submissions">\s*(\d+)', summary)]
    firsts = [int(n) for n in re.findall(r'title="first solved">\s*(\d+)min', summary)]

    shorts = [problem.short for problem in table.problems]
    solved = {short: [row.cells[short] for row in table.rows if short in row.cells] for short in shorts}

    assert [sum(cell.state == "solved" for cell in solved[short]) for short in shorts] == accepted
    assert [
        min((c.time or 0) // 60 for c in solved[s] if c.first) for s in shorts if any(c.first for c in solved[s])
    ] == firsts
