"""HackerEarth's cards against a real answer, its JSON list as notes describe it, and answers that are neither."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.adapters.hackerearth import HackerEarth
from tests.resources.conftest import Play

EVENTS = "https://www.hackerearth.com/chrome-extension/events/"
CARDS = "https://www.hackerearth.com/AJAX/filter-challenges/?modern=true"
RECORDED = "hackerearth.com/challenges/AJAX-2019-01-earlier.json"


def event(**changes: object) -> dict[str, object]:
    entry = {
        "title": "October Circuits '26",
        "url": "https://www.hackerearth.com/challenges/competitive/october-circuits-26/",
        "status": "UPCOMING",
        "challenge_type": "contest",
        "start_tz": "2026-10-16 21:00:00+05:30",
        "end_tz": "2026-10-24 21:00:00+05:30",
        "start_utc_tz": "2026-10-16 15:30:00+00:00",
        "end_utc_tz": "2026-10-24 15:30:00+00:00",
        "college": False,
    }
    return entry | changes


def test_running_cards_have_exact_ends(payloads: Path, play: Play) -> None:
    rows = play(HackerEarth, {CARDS: (payloads / RECORDED).read_bytes()})

    running = [r for r in rows if r.facts.get("start_known") is False]

    assert [(r.key, r.title, r.kind, r.end.timestamp()) for r in running] == [
        ("hackbenchers-2", "HackBenchers #2", "HACKATHON", 1544898300),
        ("botathon", "BOTATHON", "HACKATHON", 1546194000),
        ("aws-hackathon", "AWS Hackathon", "HACKATHON", 1546799100),
        ("accenture-imagesing", "Accenture Digital Challenge", "HACKATHON", 1548028740),
        ("unlimit-iot-hackathon", "IoT interThrone", "HACKATHON", 1548613500),
    ]
    assert running[0].url == "https://hackbenchers-2.hackerearth.com/"
    assert all(r.start.timestamp() < 1544719603 for r in running)


def test_upcoming_cards_have_exact_starts(payloads: Path, play: Play) -> None:
    rows = play(HackerEarth, {CARDS: (payloads / RECORDED).read_bytes()})

    upcoming = [r for r in rows if r.facts.get("end_known") is False]

    assert [(r.key, r.title, r.kind, r.start, r.rated) for r in upcoming] == [
        ("hourstorm-6-1", "HourStorm #6", "RATED", datetime(2018, 12, 15, 16, 0, tzinfo=UTC), True),
        ("december-circuits-18", "December Circuits '18", "RATED", datetime(2018, 12, 21, 15, 30, tzinfo=UTC), True),
        (
            "Connect-Job-Hackerthon-2018",
            "Global Hiring Challenge by Connect Job",
            "COMPETITIVE",
            datetime(2019, 1, 4, 12, 30, tzinfo=UTC),
            None,
        ),
        (
            "codathon19-nitbhopal",
            "Codathon - Inter NIT Coding Contest 2019",
            "COLLEGE",
            datetime(2019, 1, 15, 12, 30, tzinfo=UTC),
            None,
        ),
    ]
    assert upcoming[0].url == "https://www.hackerearth.com/challenge/competitive/hourstorm-6-1/"
    assert len(rows) == 9


def test_assumed_start_stays_for_weeks(payloads: Path, play: Play) -> None:
    html = json.loads((payloads / RECORDED).read_text())["data"]
    later = html.replace("- 1544719603", f"- {1544719603 + int(timedelta(days=1).total_seconds())}")

    first, second = (
        play(HackerEarth, {CARDS: json.dumps({"status": "OK", "data": page}).encode()}) for page in (html, later)
    )

    assert [(r.key, r.start) for r in first] == [(r.key, r.start) for r in second]


def test_countdown_to_a_start_goes_before_its_date(payloads: Path, play: Play) -> None:
    html = json.loads((payloads / RECORDED).read_text())["data"]
    script = "var seconds_left = 1544898000 - 1544719603;\nvar countdown_elem = $('#countdown-99');"
    html = html.replace("Dec 15, 09:30 PM IST", f'<i id="countdown-99">STARTS IN</i><script>{script}</script>')

    rows = play(HackerEarth, {CARDS: json.dumps({"status": "OK", "data": html}).encode()})

    assert {r.key: r.start.timestamp() for r in rows}["hourstorm-6-1"] == 1544898000


def test_json_list_goes_first_and_passes_over_hiring(play: Play) -> None:
    hiring = event(title="Job test", url="https://www.hackerearth.com/challenges/hiring/job-test/")
    translated = event(
        title="Sprint", url="https://www.hackerearth.com/en-us/sprints/big-sprint/", challenge_type="hackathon"
    )
    body = json.dumps({"response": [event(), hiring, translated]}).encode()

    rows = play(HackerEarth, {EVENTS: body})

    assert [(r.key, r.title, r.kind, r.start, r.end, r.facts) for r in rows] == [
        (
            key,
            title,
            kind,
            datetime(2026, 10, 16, 15, 30, tzinfo=UTC),
            datetime(2026, 10, 24, 15, 30, tzinfo=UTC),
            {},
        )
        for key, title, kind in (
            ("october-circuits-26", "October Circuits '26", "contest"),
            ("big-sprint", "Sprint", "hackathon"),
        )
    ]


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({EVENTS: b'{"response": {}}'}, "$.response"),
        ({EVENTS: json.dumps({"response": [event(end_utc_tz="2026-10-16 15:30:00+00:00")]}).encode()}, "$.response[0]"),
        ({EVENTS: json.dumps({"response": [event(start_utc_tz="soon")]}).encode()}, "$.response[0]"),
        ({CARDS: b'{"status": "ERROR", "data": ""}'}, "$.status"),
        ({CARDS: b'{"status": "OK", "data": "<form id=login></form>"}'}, ".ongoing.challenge-list"),
        ({CARDS: b"<html><title>HackerEarth</title></html>"}, "body"),
        ({}, CARDS),
    ],
)
def test_wrong_answer_is_named(play: Play, answers: dict[str, bytes], place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(HackerEarth, answers)

    assert caught.value.place == place


@pytest.mark.parametrize("was", ["Dec 15, 09:30 PM IST", "countdown-577244'"])
def test_card_without_its_time_is_an_error(payloads: Path, play: Play, was: str) -> None:
    html = json.loads((payloads / RECORDED).read_text())["data"].replace(was, "later'")

    with pytest.raises(AdapterError):
        play(HackerEarth, {CARDS: json.dumps({"status": "OK", "data": html}).encode()})


def test_times_without_an_offset_are_read_as_their_names_say(play: Play) -> None:
    universal = event(start_utc_tz="2026-10-16 15:30:00", end_utc_tz="2026-10-24 15:30:00", college="false")
    indian = {
        **event(start_tz="2026-10-16 21:00:00", end_tz="2026-10-24 21:00:00"),
        "url": "https://x.hackerearth.com/",
    }
    body = json.dumps({"response": [universal, {**indian, "start_utc_tz": None, "end_utc_tz": None}]}).encode()

    rows = play(HackerEarth, {EVENTS: body})

    window = (datetime(2026, 10, 16, 15, 30, tzinfo=UTC), datetime(2026, 10, 24, 15, 30, tzinfo=UTC))
    assert [(r.start, r.end) for r in rows] == [window, window]
