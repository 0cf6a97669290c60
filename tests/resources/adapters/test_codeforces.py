"""Codeforces against real answers, and its ways to refuse."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Trouble
from apps.resources.adapters.codeforces import Codeforces
from tests.resources.conftest import Play

ROUNDS = "https://codeforces.com/api/contest.list?gym=false"
GYM = "https://codeforces.com/api/contest.list?gym=true"


def listed(path: Path) -> list[dict[str, object]]:
    found = json.loads(path.read_text())
    return found if isinstance(found, list) else found["result"]


def enveloped(entries: list[dict[str, object]]) -> bytes:
    return json.dumps({"status": "OK", "result": entries}).encode()


def one_entry(**changes: object) -> bytes:
    entry = {"id": 7, "name": "Round 7", "type": "CF", "phase": "BEFORE", "frozen": False, "durationSeconds": 7200}
    entry["startTimeSeconds"] = 1792247700
    return enveloped([{name: value for name, value in (entry | changes).items() if value is not None}])


@pytest.mark.parametrize(
    ("name", "count"),
    [("2016-06.json", 659), ("2024-03.result.json", 1853), ("2025-05.result.json", 1998), ("2026-09-2rows.json", 2)],
)
def test_rounds_are_read_whole(payloads: Path, play: Play, name: str, count: int) -> None:
    entries = listed(payloads / "codeforces.com/api" / f"contest.list-{name}")

    rows = play(Codeforces, {ROUNDS: enveloped(entries)}, site="codeforces.com")

    assert len(rows) == count
    assert [(r.key, r.title, r.url, r.start.timestamp(), r.end.timestamp(), r.duration, r.kind) for r in rows] == [
        (
            str(e["id"]),
            " ".join(e["name"].split()),
            f"https://codeforces.com/contest/{e['id']}",
            e["startTimeSeconds"],
            e["startTimeSeconds"] + e["durationSeconds"],
            None,
            e["type"],
        )
        for e in entries
    ]


def test_rounds_keep_phase_and_freeze(payloads: Path, play: Play) -> None:
    entries = listed(payloads / "codeforces.com/api/contest.list-2025-05.result.json")

    rows = play(Codeforces, {ROUNDS: enveloped(entries)}, site="codeforces.com")

    assert {r.key for r in rows if r.facts["phase"] == "PENDING_SYSTEM_TEST"} == {"1308", "1309"}
    assert sum("freezeDurationSeconds" in r.facts for r in rows) == 13


def test_upcoming_round_matches_what_a_person_reads(payloads: Path, play: Play) -> None:
    body = (payloads / "codeforces.com/api/contest.list-2026-09-2rows.json").read_bytes()

    row = play(Codeforces, {ROUNDS: body}, site="codeforces.com")[0]

    assert row.title == "Codeforces Round (Div. 1 + Div. 2)"
    assert (row.start, row.end - row.start) == (datetime(2026, 10, 17, 14, 35, tzinfo=UTC), timedelta(hours=3))
    assert row.standings_url == "https://codeforces.com/contest/2261/standings"
    assert row.registration_url == "https://codeforces.com/contestRegistration/2261"
    assert row.rated is True


@pytest.mark.parametrize(
    ("name", "rated"),
    [
        ("Educational Codeforces Round 170 [Rated for Div. 2]", True),
        ("Codeforces Global Round 24", True),
        ("Ozon Tech Challenge 2020 (Div.1 + Div.2, Rated, T-shirts + prizes!)", True),
        ("Codeforces Round 1010 (Div. 1, Unrated)", False),
        ("Helvetic Coding Contest 2024 online mirror (teams allowed, unrated)", False),
        ("Russian Code Cup 2017 - Finals [Unofficial Mirror, Div. 1 Only Recommended, Teams Allowed]", None),
        ("Testing Round 19 (Div. 3)", None),
        ("Kotlin Heroes: Episode 12", None),
    ],
)
def test_round_is_rated_as_its_name_says(play: Play, name: str, rated: bool | None) -> None:
    entry = {
        "id": 2100, "name": name, "type": "CF", "phase": "BEFORE", "durationSeconds": 7200,
        "startTimeSeconds": 1_790_000_000,
    }  # fmt: skip

    (row,) = play(Codeforces, {ROUNDS: enveloped([entry])}, site="codeforces.com")

    assert row.rated is rated


def test_gym_gives_its_dated_entries(payloads: Path, play: Play) -> None:
    entries = listed(payloads / "codeforces.com/api/contest.list-gym-2024-03.result.json")

    rows = play(Codeforces, {GYM: enveloped(entries)}, site="codeforces.com/gym")

    assert len(rows) == 764
    assert [(r.key, r.title, r.url, r.start.timestamp(), r.end.timestamp(), r.kind) for r in rows] == [
        (
            str(e["id"]),
            " ".join(e["name"].split()),
            f"https://codeforces.com/gym/{e['id']}",
            e["startTimeSeconds"],
            e["startTimeSeconds"] + e["durationSeconds"],
            e.get("kind", e["type"]),
        )
        for e in entries
        if "startTimeSeconds" in e
    ]


def test_login_page_is_refused(payloads: Path, play: Play) -> None:
    body = (payloads / "codeforces.com/enter-redirect.html").read_bytes()

    with pytest.raises(AdapterError, match=r"codeforces\.com contests: body: not JSON"):
        play(Codeforces, {ROUNDS: body}, site="codeforces.com")


@pytest.mark.parametrize("status", [200, 400])
def test_refusal_names_the_comment(play: Play, status: int) -> None:
    body = b'{"status":"FAILED","comment":"gym: Field should be boolean"}'

    with pytest.raises(AdapterError) as caught:
        play(Codeforces, {ROUNDS: (status, body)}, site="codeforces.com")

    assert str(caught.value) == "codeforces.com contests: $.status: status 'FAILED': 'gym: Field should be boolean'"


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (403, b"Call limit exceeded", Trouble.LIMITED),
        (403, b"<html><title>Just a moment...</title></html>", Trouble.BLOCKED),
        (400, b'{"status":"FAILED","comment":"Call limit exceeded"}', Trouble.LIMITED),
        (503, b"<html></html>", Trouble.SERVER),
    ],
)
def test_trouble_is_told_apart(play: Play, status: int, body: bytes, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as caught:
        play(Codeforces, {ROUNDS: (status, body)}, site="codeforces.com")

    assert caught.value.trouble is trouble


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "7"}, "$.result[0].id"),
        ({"id": None}, "$.result[0]"),
        ({"durationSeconds": 0}, "$.result[0]"),
        ({"startTimeSeconds": 10**15}, "$.result[0]"),
        ({"startTimeSeconds": None, "phase": "FINISHED"}, "$.result[0] startTimeSeconds"),
        ({"startTimeSeconds": None}, "$.result"),
    ],
)
def test_wrong_entry_is_named(play: Play, changes: dict[str, object], place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(Codeforces, {ROUNDS: one_entry(**changes)}, site="codeforces.com")

    assert caught.value.place == place


def test_numbers_may_have_a_fraction_point(play: Play) -> None:
    body = one_entry(startTimeSeconds=1790000000.0, durationSeconds=7200.0)

    (row,) = play(Codeforces, {ROUNDS: body}, site="codeforces.com")

    assert (row.start, row.end) == (
        datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC),
        datetime(2026, 9, 21, 16, 13, 20, tzinfo=UTC),
    )
