"""CTFtime against real answers, its pages of a hundred, and answers that are no events."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.adapters.ctftime import CTFtime
from tests.resources.conftest import Play

NOW = datetime(2026, 10, 1, 15, 20, tzinfo=UTC)
BEGIN = int(datetime(2026, 8, 2, tzinfo=UTC).timestamp())
FINISH = int(datetime(2027, 11, 5, tzinfo=UTC).timestamp())


def address(begin: int) -> str:
    return f"https://ctftime.org/api/v1/events/?limit=100&start={begin}&finish={FINISH}"


def event(number: int, **changes: object) -> dict[str, object]:
    start = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number)
    times = {"start": start.isoformat(), "finish": (start + timedelta(days=1)).isoformat()}
    return {"id": number, "title": f"Quals {number}", "format": "Jeopardy"} | times | changes


@pytest.mark.parametrize(("name", "count"), [("2017-06.json", 3), ("834-2019.json", 1)])
def test_list_is_read_whole(payloads: Path, play: Play, name: str, count: int) -> None:
    body = (payloads / "ctftime.org/api/v1/events" / name).read_bytes()

    rows = play(CTFtime, {address(BEGIN): body}, now=NOW)

    assert len(rows) == count
    assert [(r.key, r.title, r.url, r.start.isoformat(), r.end.isoformat(), r.kind) for r in rows] == [
        (str(e["id"]), e["title"], f"https://ctftime.org/event/{e['id']}/", e["start"], e["finish"], e["format"])
        for e in json.loads(body)
    ]


def test_known_event_matches_what_a_person_reads(payloads: Path, play: Play) -> None:
    rows = play(CTFtime, {address(BEGIN): (payloads / "ctftime.org/api/v1/events/2017-06.json").read_bytes()}, now=NOW)

    finals = rows[1]

    assert (finals.start, finals.end, finals.duration) == (
        datetime(2017, 6, 24, 19, 30, tzinfo=UTC),
        datetime(2017, 6, 25, 4, 0, tzinfo=UTC),
        None,
    )
    assert finals.facts == {
        "weight": 0.0,
        "onsite": True,
        "format": "Attack-Defense",
        "restrictions": "Prequalified",
        "location": "Paris, France",
        "url": "https://www.nuitduhack.com/",
        "organizers": "nuitduhack",
    }


def test_full_page_is_followed_by_the_next(play: Play) -> None:
    first, second = [event(n) for n in range(1, 101)], [event(n) for n in range(100, 104)]
    last_start = int(datetime(2026, 11, 5, 4, tzinfo=UTC).timestamp())
    answers = {address(BEGIN): json.dumps(first).encode(), address(last_start): json.dumps(second).encode()}

    rows = play(CTFtime, answers, now=NOW)

    assert [r.key for r in rows] == [str(n) for n in range(1, 104)]


def test_same_full_page_again_ends_the_list(play: Play) -> None:
    page = json.dumps([event(n) for n in range(1, 101)]).encode()
    last_start = int(datetime(2026, 11, 5, 4, tzinfo=UTC).timestamp())

    assert len(play(CTFtime, {address(BEGIN): page, address(last_start): page}, now=NOW)) == 100


def test_no_events_are_no_error(play: Play) -> None:
    assert play(CTFtime, {address(BEGIN): b"[]"}, now=NOW) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"detail":"Not found."}', "$"),
        (json.dumps([event(1, id="1")]).encode(), "$[0].id"),
        (json.dumps([event(1), event(2, finish="2026-11-01T00:00:00+00:00")]).encode(), "$[1]"),
        (json.dumps([event(1, start="2026-11-01T00:00:00")]).encode(), "$[0]"),
        (b'[{"id": 1, "title": "Qu', "body"),
        (b"<html><title>CTFtime.org</title></html>", "body"),
    ],
)
def test_wrong_answer_is_named(play: Play, body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(CTFtime, {address(BEGIN): body}, now=NOW)

    assert caught.value.place == place


def test_side_facts_in_other_forms_cost_no_event(play: Play) -> None:
    body = json.dumps([event(1, weight="25.00", organizers=[{"id": 1, "name": None}], format=None)]).encode()

    (row,) = play(CTFtime, {address(BEGIN): body}, now=NOW)

    assert (row.facts["weight"], row.facts.get("organizers"), row.kind) == (25.0, None, "")
