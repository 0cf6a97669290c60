"""PCMS2 and testsys: recorded files against their own numbers and plain counting, and what is neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from apps.resources.adapters.base import Adapter, AdapterError, Site, Trouble, read_contests, read_standings
from apps.resources.adapters.pcms2 import Pcms2
from apps.resources.adapters.testsys import Testsys
from apps.resources.rows import Cell, ContestRef, Standings
from tests.resources.answers import web_of

FILES: dict[str, tuple[type[Adapter], str]] = {
    "pcms2": (Pcms2, "nerc.itmo.ru/archive/2020/standings.xml"),
    "testsys": (Testsys, "acm.timus-testsys/spbsu-2023-october.xml"),
}
URL = "https://nerc.example.org/archive/2020/standings.xml"
KEY = "archive/2020/standings"
FILE = b"""<?xml version="1.0" encoding="windows-1251"?>
<standings><contest name="Finals" time="18000000" length="18000000" status="over" frozen="no"
 start-time-millis="1600000000000">
<challenge><problem alias="A" name="Apples"/></challenge></contest>%s</standings>"""


def site(**options: str) -> Site:
    return Site(host="nerc.example.org", title="NERC", url=URL, options=options)


def recorded(payloads: Path, name: str) -> tuple[Standings, ElementTree.Element]:
    adapter, path = FILES[name]
    body = (payloads / path).read_bytes()
    table = read_standings(adapter(web=web_of({URL: body}), site=site()), ContestRef(key=KEY))
    return table, ElementTree.fromstring(body)


def counted(problem: ElementTree.Element) -> tuple[object, ...] | None:
    """Return state, wrong tries, time and penalty of a cell, from its runs alone."""
    runs = [run for run in problem.findall("run") if run.get("outcome") != "compilation-error"]
    accepted = [number for number, run in enumerate(runs) if run.get("accepted") == "yes"]
    if not runs:
        return None
    if not accepted:
        return ("wrong", len(runs), int(runs[-1].get("time", "")) / 1000, None)
    time = int(runs[accepted[0]].get("time", ""))
    return ("solved", accepted[0], time / 1000, time // 60000 + 20 * accepted[0])


@pytest.mark.parametrize(("name", "teams"), [("pcms2", 50), ("testsys", 68)])
def test_recorded_file_gives_each_cell_of_its_runs(payloads: Path, name: str, teams: int) -> None:
    table, root = recorded(payloads, name)
    plain = {
        session.get("id"): {
            problem.get("alias"): told
            for problem in session.findall("problem")
            if (told := counted(problem)) is not None
        }
        for session in root.iter("session")
    }

    def read(cell: Cell) -> tuple[object, ...]:
        return (cell.state, cell.wrong, cell.time, cell.penalty)

    assert len(plain) == teams
    assert {row.account: {mark: read(cell) for mark, cell in row.cells.items()} for row in table.rows} == plain


@pytest.mark.parametrize("name", ["pcms2", "testsys"])
def test_recorded_file_gives_totals_and_places(payloads: Path, name: str) -> None:
    table, root = recorded(payloads, name)
    totals = {
        str(session.get("id")): (int(session.get("solved", "")), int(session.get("penalty", "")))
        for session in root.iter("session")
    }
    better = {
        one: sum(solved > own[0] or (solved == own[0] and penalty < own[1]) for solved, penalty in totals.values())
        for one, own in totals.items()
    }

    assert {row.account: (row.score, row.penalty) for row in table.rows} == totals
    assert {row.account: row.place for row in table.rows} == {one: number + 1 for one, number in better.items()}


def test_recorded_files_tell_parties_and_times(payloads: Path) -> None:
    nerc, _ = recorded(payloads, "pcms2")
    saint_petersburg, _ = recorded(payloads, "testsys")

    first = nerc.rows[0]
    assert (first.organization, first.name) == ("SPb ITMO", "Insert your name")
    assert [member.name for member in first.members] == ["Budin", "Korobkov", "Naumov"]
    assert (nerc.contest, nerc.is_frozen, nerc.is_final) == (None, False, True)
    assert saint_petersburg.contest is not None
    assert (
        saint_petersburg.contest.title == "LVIII St. Petersburg State University Championship, Sunday, October 15, 2023"
    )
    assert saint_petersburg.contest.start == datetime(2023, 10, 15, 9, 25, tzinfo=UTC)
    assert saint_petersburg.contest.end - saint_petersburg.contest.start == timedelta(hours=5)
    assert saint_petersburg.freeze is None


def test_start_is_told_by_staff_where_the_file_does_not(payloads: Path) -> None:
    second = "https://school.example.org/2021.xml"
    body = (payloads / FILES["pcms2"][1]).read_bytes()
    files = f"{URL} 2020-12-05T09:00:00Z\n{second} 2021-12-05T10:00:00+03:00"

    rows = read_contests(Pcms2(web=web_of({URL: body, second: body}), site=site(files=files)))

    assert [(row.key, row.start, row.end - row.start) for row in rows] == [
        (KEY, datetime(2020, 12, 5, 9, tzinfo=UTC), timedelta(hours=5)),
        ("school.example.org/2021", datetime(2021, 12, 5, 7, tzinfo=UTC), timedelta(hours=5)),
    ]


def test_party_of_one_of_several_files_is_named_with_the_contest() -> None:
    body = FILE % b'<session party="*ITMO: One (Ada)" id="15" penalty="0" solved="0"/>'
    adapter = Testsys(web=web_of({URL: body}), site=site(files=f"{URL} https://nerc.example.org/other.xml"))

    rows = list(read_standings(adapter, ContestRef(key=KEY)).rows)

    assert [(row.account, row.name, row.participation, row.is_team, row.place) for row in rows] == [
        (f"{KEY}/15", "One", "unofficial", False, None)
    ]


def test_frozen_and_partial_cells_are_read() -> None:
    runs = (
        b'<run accepted="no" outcome="wrong-answer" time="60000"/><run accepted="no" outcome="undefined" time="90000"/>'
    )
    frozen = FILE % (
        b'<session party="One" id="1" penalty="0" solved="0"><problem alias="A" attempts="2" accepted="0" time="90000">'
        + runs
        + b"</problem></session>"
    )
    scored = FILE % (
        b'<session party="One" id="1" score="40" penalty="0">'
        b'<problem alias="A" attempts="1" accepted="0" score="40"/></session>'
    )

    (hidden,) = read_standings(Pcms2(web=web_of({URL: frozen}), site=site()), ContestRef(key=KEY)).rows
    points = read_standings(Pcms2(web=web_of({URL: scored}), site=site()), ContestRef(key=KEY))

    assert hidden.cells == {"A": Cell(state="pending", wrong=1, pending=1, time=90, verdict="undefined")}
    assert [(row.score, row.cells) for row in points.rows] == [(40, {"A": Cell(state="partial", wrong=1, points=40)})]
    assert points.kind == "scoring"


@pytest.mark.parametrize(
    ("body", "place", "trouble"),
    [
        (b"<html><title>Standings</title></html>", "body", Trouble.FORMAT),
        (b"<standings><contest", "body", Trouble.FORMAT),
        (b"<standings/>", "standings/contest", Trouble.FORMAT),
        (FILE.replace(b'"over"', b'"before"') % b"", "contest[status]", Trouble.MISSING),
        (FILE.replace(b' length="18000000"', b"") % b"", "contest contest[length]", Trouble.FORMAT),
        (FILE % b'<session party="One" id="1"/>', "session[0] session[solved]", Trouble.FORMAT),
        (FILE % b'<session id="1" solved="1"/>', "session[0] session[party]", Trouble.FORMAT),
        (FILE % b'<session party="One" id="1" solved="1e999"/>', "session[0] session[solved]", Trouble.FORMAT),
        (
            FILE % b'<session party="One" id="1" solved="0"><problem alias="Z" attempts="1"/></session>',
            "session[0] problem[0] problem[alias]",
            Trouble.FORMAT,
        ),
    ],
)
def test_wrong_answer_is_named(body: bytes, place: str, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(Pcms2(web=web_of({URL: body}), site=site()), ContestRef(key=KEY))

    assert (caught.value.place, caught.value.trouble) == (place, trouble)


@pytest.mark.parametrize("files", ["2020-12-05", f"{URL} soon", f"{URL} 2020-12-05T09:00:00Z 2020-12-06T09:00:00Z"])
def test_wrong_option_is_named(files: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(Pcms2(web=web_of({}), site=site(files=files)), ContestRef(key=KEY))

    assert caught.value.place.startswith("option files")


def test_file_that_is_not_listed_is_missing() -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(Pcms2(web=web_of({}), site=site()), ContestRef(key="archive/2019/standings"))

    assert caught.value.trouble == Trouble.MISSING
