"""CodeChef against a real answer, older forms and refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.adapters.codechef import CodeChef
from tests.resources.conftest import Play

ALL = "https://www.codechef.com/api/list/contests/all?sort_by=START&sorting_order=asc&offset=0&mode=all"
FUTURE = "https://www.codechef.com/api/list/contests/future?sort_by=START&sorting_order=asc&offset={}&mode=all"


def contest(code: str = "START300", **changes: object) -> dict[str, object]:
    entry = {
        "contest_code": code,
        "contest_name": "Starters 300",
        "contest_start_date": "21 Jul 2027  20:00:00",
        "contest_end_date": "21 Jul 2027  22:00:00",
        "contest_start_date_iso": "2027-07-21T20:00:00+05:30",
        "contest_end_date_iso": "2027-07-21T22:00:00+05:30",
        "contest_duration": "120",
    }
    return {name: value for name, value in (entry | changes).items() if value is not None}


def answer(**lists: object) -> bytes:
    return json.dumps({"status": "success", "message": "All contests list"} | lists).encode()


def test_list_is_read_whole(payloads: Path, play: Play) -> None:
    body = (payloads / "codechef.com/api/list/contests/all-2025-10.json").read_bytes()
    lists = json.loads(body)
    items = lists["present_contests"] + lists["future_contests"] + lists["past_contests"]

    rows = play(CodeChef, {ALL: body})

    assert len(rows) == 23
    assert [(r.key, r.title, r.url, r.start, r.end) for r in rows] == [
        (
            i["contest_code"],
            i["contest_name"],
            f"https://www.codechef.com/{i['contest_code']}",
            datetime.strptime(i["contest_start_date"], "%d %b %Y  %H:%M:%S").replace(tzinfo=UTC)
            - timedelta(minutes=330),
            datetime.strptime(i["contest_end_date"], "%d %b %Y  %H:%M:%S").replace(tzinfo=UTC) - timedelta(minutes=330),
        )
        for i in items
    ]
    assert {r.duration for r in rows} == {None}
    assert [int(i["contest_duration"]) * 60 for i in items] == [(r.end - r.start).total_seconds() for r in rows]


def test_known_contests_match_what_a_person_reads(payloads: Path, play: Play) -> None:
    rows = play(CodeChef, {ALL: (payloads / "codechef.com/api/list/contests/all-2025-10.json").read_bytes()})
    by_key = {r.key: r for r in rows}

    assert by_key["START210"].start == datetime(2025, 10, 29, 14, 30, tzinfo=UTC)
    assert by_key["START210"].end == datetime(2025, 10, 29, 16, 30, tzinfo=UTC)
    assert by_key["DSAMONDAY08"].start == datetime(2025, 10, 20, 12, 30, 31, tzinfo=UTC)
    assert (by_key["START210"].rated, by_key["START209"].rated) == (None, True)
    assert (by_key["START210"].kind, by_key["DEVWEEKEND21"].kind) == ("START", "DEVWEEKEND")
    assert by_key["START210"].standings_url == "https://www.codechef.com/rankings/START210"


def test_optional_fields_may_be_missing(play: Play) -> None:
    bare = contest(contest_start_date_iso=None, contest_end_date_iso=None, contest_duration=None)

    row = play(CodeChef, {ALL: answer(future_contests=[bare])})[0]

    assert (row.start, row.end, row.duration) == (
        datetime(2027, 7, 21, 14, 30, tzinfo=UTC),
        datetime(2027, 7, 21, 16, 30, tzinfo=UTC),
        None,
    )


def test_window_keeps_the_own_time(play: Play) -> None:
    window = contest(contest_end_date_iso="2027-07-23T23:00:00+05:30", contest_duration="180")

    row = play(CodeChef, {ALL: answer(present_contests=[window])})[0]

    assert (row.end - row.start, row.duration) == (timedelta(hours=51), timedelta(hours=3))


def test_answer_of_one_list_is_read(play: Play) -> None:
    assert [r.key for r in play(CodeChef, {ALL: answer(contests=[contest("A1"), contest("B2")])})] == ["A1", "B2"]


def test_full_list_is_followed_by_its_next_page(play: Play) -> None:
    first = [contest(f"START{number}") for number in range(300, 320)]
    second = [contest(f"START{number}") for number in range(319, 323)]

    rows = play(CodeChef, {ALL: answer(future_contests=first), FUTURE.format(20): answer(contests=second)})

    assert [r.key for r in rows] == [f"START{number}" for number in range(300, 323)]


def test_single_lists_stand_in_for_a_missing_whole(play: Play) -> None:
    past = FUTURE.replace("future", "past").replace("order=asc", "order=desc")
    answers = {
        FUTURE.replace("future", "present").format(0): answer(contests=[]),
        FUTURE.format(0): answer(contests=[contest("START301")]),
        past.format(0): answer(contests=[contest("START299")]),
    }

    assert [r.key for r in play(CodeChef, answers)] == ["START301", "START299"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"status":"error","message":"Too many requests"}', "$.status"),
        (b'{"status":"success"}', "$"),
        (answer(future_contests={}), "$.future_contests"),
        (answer(future_contests=[contest(contest_code=None)]), "$.future_contests[0]"),
        (answer(future_contests=[contest(contest_end_date_iso="2027-07-21T20:00:00+05:30")]), "$.future_contests[0]"),
        (answer(future_contests=[contest(contest_duration="long")]), "$.future_contests[0]"),
        (b"<html><title>CodeChef</title></html>", "body"),
    ],
)
def test_wrong_answer_is_named(play: Play, body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(CodeChef, {ALL: body})

    assert caught.value.place == place


@pytest.mark.parametrize("duration", ["0", "-1", "120", 120.0, "", None])
def test_duration_that_says_nothing_more_is_left_out(play: Play, duration: object) -> None:
    (row,) = play(CodeChef, {ALL: answer(future_contests=[contest(contest_duration=duration)])})

    assert (row.start, row.end, row.duration) == (
        datetime(2027, 7, 21, 14, 30, tzinfo=UTC),
        datetime(2027, 7, 21, 16, 30, tzinfo=UTC),
        None,
    )
