"""The control desk: scripted changes, the clock and the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests

from contestweb import Served
from contestweb.sites import SITES, resources
from tests.contestweb.gateway import NOON

HOUR = timedelta(hours=1)
SITE = "codeforces.com"
CALENDAR = "camp.contestweb.example"


def desk(web: Served, method: str, path: str = "", wish: Any = None) -> tuple[int, Any]:
    with requests.request(method, f"{web.url}/_control{path}", json=wish, timeout=60) as answer:
        return answer.status_code, answer.json()


def post(web: Served, path: str, **wish: Any) -> tuple[int, Any]:
    return desk(web, "POST", path, wish)


def rounds(web: Served) -> dict[str, tuple[str, int, int]]:
    with requests.get(f"{web.url}/codeforces.com/api/contest.list", timeout=60) as answer:
        listed = answer.json()["result"]
    return {str(c["id"]): (c["name"], c["startTimeSeconds"], c["durationSeconds"]) for c in listed}


def next_key(web: Served) -> str:
    return next(c.key for c in web.contests(SITE) if c.start > NOON and not c.cancelled)


def test_added_contest_is_listed_and_keeps_its_key(web: Served) -> None:
    before = rounds(web)
    start = (NOON + 2 * HOUR).isoformat()
    status, made = post(web, "/world", host=SITE, change="add", title="Extra Round", start=start, minutes=90)
    after = rounds(web)
    assert (status, made["title"], made["start"]) == (200, "Extra Round", start)
    assert {key: after[key] for key in after.keys() - before.keys()} == {
        made["key"]: ("Extra Round", int((NOON + 2 * HOUR).timestamp()), 5400)
    }


def test_moved_contest_keeps_its_length(web: Served) -> None:
    key = next_key(web)
    title, _, length = rounds(web)[key]
    web.change(SITE, "move", key=key, start=NOON + 30 * HOUR)
    assert rounds(web)[key] == (title, int((NOON + 30 * HOUR).timestamp()), length)


def test_extended_contest_ends_later_each_time(web: Served) -> None:
    key = next_key(web)
    title, start, length = rounds(web)[key]
    web.change(SITE, "extend", key=key, minutes=15)
    web.change(SITE, "extend", key=key, minutes=10)
    assert rounds(web)[key] == (title, start, length + 25 * 60)


def test_change_without_key_takes_the_next_contest(web: Served) -> None:
    key = next_key(web)
    made = web.change(SITE, "rename", title="Round of Tests")
    assert made
    assert (made.key, rounds(web)[key][0]) == (key, "Round of Tests")


@pytest.mark.parametrize("change", ["cancel", "remove"])
def test_contest_disappears_and_is_restored(change: str, web: Served) -> None:
    before, key = rounds(web), next_key(web)
    web.change(SITE, change, key=key)
    assert rounds(web) == {other: told for other, told in before.items() if other != key}
    web.change(SITE, "restore", key=key)
    assert rounds(web) == before


def test_calendar_keeps_cancelled_events_and_raises_their_sequence(web: Served) -> None:
    made = web.change(CALENDAR, "cancel", key="camp-47")
    assert made
    with requests.get(f"{web.url}/{CALENDAR}/calendar.ics", timeout=60) as answer:
        events = answer.text.split("BEGIN:VEVENT")
    (event,) = [event for event in events if f"UID:camp-47@{CALENDAR}" in event]
    assert "STATUS:CANCELLED" in event
    assert f"SEQUENCE:{made.sequence}\r\n" in event


def test_calendar_excepts_changed_weeks_of_its_recurring_event(web: Served) -> None:
    weeks = [c for c in web.contests(CALENDAR) if c.series == "weekly" and c.start > NOON]
    web.change(CALENDAR, "remove", key=weeks[0].key)
    web.change(CALENDAR, "move", key=weeks[1].key, start=weeks[1].start + HOUR)
    with requests.get(f"{web.url}/{CALENDAR}/calendar.ics", timeout=60) as answer:
        text = answer.text
    assert text.count("EXDATE;TZID=Europe/Warsaw:20261124T173000") == 1
    assert text.count("RECURRENCE-ID;TZID=Europe/Warsaw:20261201T173000") == 1
    assert "DTSTART;TZID=Europe/Warsaw:20261201T183000" in text


def test_relinked_event_has_its_new_address(web: Served) -> None:
    web.change(CALENDAR, "relink", key="camp-47", url="https://camp.contestweb.example/moved")
    with requests.get(f"{web.url}/{CALENDAR}/calendar.ics", timeout=60) as answer:
        assert answer.text.count("URL:https://camp.contestweb.example/moved\r\n") == 1


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"host": SITE, "change": "explode"}, "no change 'explode'; there are add, move, extend"),
        ({"host": "nowhere.example", "change": "cancel"}, "no site 'nowhere.example'; there are codeforces.com"),
        ({"host": SITE, "change": "cancel", "key": "0"}, "codeforces.com has no contest '0'"),
        ({"host": SITE, "change": "add", "key": "x", "title": "X", "start": "2026-11-22T10:00Z"}, "'x' is no number"),
        ({"host": SITE, "change": "rename"}, "rename needs 'title'"),
        ({"host": SITE, "change": "rejudge", "task": "AB"}, "no task 'AB'; there are ABCDEFGHIJKLMN"),
        ({"host": "toph.co", "change": "disqualify", "who": "tourist"}, "toph.co has no results"),
        ({"host": SITE, "change": "move", "start": "soon"}, "'soon' is no ISO 8601 time"),
        ({"host": SITE, "change": "move", "start": "2026-11-22T10:00"}, "'2026-11-22T10:00' has no offset from UTC"),
        ({"host": SITE, "change": "extend", "minutes": "many"}, "unsupported type for timedelta minutes"),
        ({"host": SITE, "change": "move", "start": "2026-11-22T10:00Z", "minutes": 0}, "is not before end"),
        (
            {"host": SITE, "change": "relink", "url": "https://x.example/"},
            "makes the address of a contest from its key",
        ),
    ],
)
def test_change_that_cannot_be_is_refused_and_changes_nothing(wish: dict[str, Any], why: str, web: Served) -> None:
    before = rounds(web)
    status, answer = post(web, "/world", **wish)
    assert (status, why in answer["error"]) == (400, True), answer
    assert rounds(web) == before


def test_jury_acts_on_the_last_contest_that_has_begun(web: Served) -> None:
    begun = [one for one in web.contests("regional.contestweb.example") if one.start <= NOON and not one.cancelled]
    asked: dict[str, Any] = {"host": "regional.contestweb.example"}
    told = [
        post(web, "/world", **asked, change="rejudge", task="C"),
        post(web, "/world", **asked, change="disqualify", who="17"),
    ]
    assert [(status, made["key"]) for status, made in told] == [(200, begun[-1].key)] * 2
    (contest,) = [one for one in web.contests("regional.contestweb.example") if one.key == begun[-1].key]
    assert [(deed.kind, deed.at, deed.subject) for deed in contest.deeds] == [
        ("rejudge", NOON, 2),
        ("disqualify", NOON, 16),
    ]


def test_clock_is_set_and_shifted(web: Served) -> None:
    assert post(web, "/clock", now="2026-12-01T01:00:00+01:00")[1]["now"] == "2026-12-01T00:00:00+00:00"
    assert post(web, "/clock", shift=90)[1]["now"] == "2026-12-01T00:01:30+00:00"
    assert post(web, "/clock")[0] == 400


def test_contests_follow_the_clock(web: Served) -> None:
    before = rounds(web)
    web.house.clock.shift(timedelta(days=2))
    after = rounds(web)
    assert len(after.keys() - before.keys()) >= 4
    assert len(after.keys() & before.keys()) > len(before) * 0.8


def test_log_counts_requests_by_host(web: Served) -> None:
    web.fault("500", "atcoder.jp")
    for path in ("/codeforces.com/api/contest.list?gym=true", "/atcoder.jp/contests/", "/atcoder.jp/contests/"):
        requests.get(web.url + path, timeout=60).close()
    log = desk(web, "GET", "/log")[1]
    assert log["counts"] == {"codeforces.com": 1, "atcoder.jp": 2}
    assert [(r["host"], r["method"], r["path"], r["status"], r["fault"]) for r in log["requests"]] == [
        ("codeforces.com", "GET", "/codeforces.com/api/contest.list?gym=true", 200, ""),
        ("atcoder.jp", "GET", "/atcoder.jp/contests/", 500, "500"),
        ("atcoder.jp", "GET", "/atcoder.jp/contests/", 500, "500"),
    ]
    times = [entry["at"] for entry in log["requests"]]
    assert times == sorted(times)
    desk(web, "DELETE", "/log")
    assert desk(web, "GET", "/log")[1] == {"counts": {}, "requests": []}


def test_fault_by_http_shows_in_the_state_until_it_is_taken_away(web: Served) -> None:
    assert post(web, "/fault", host="atcoder.jp", fault="429", retry_after=30, times=3)[0] == 200
    state = desk(web, "GET")[1]
    assert [(f["host"], f["kind"], f["retry_after"], f["times"]) for f in state["faults"]] == [
        ("atcoder.jp", "429", 30, 3)
    ]
    assert desk(web, "DELETE", "/fault?host=atcoder.jp")[1]["faults"] == []
    assert post(web, "/fault", host="atcoder.jp", fault="429", colour="red") == (
        400,
        {"error": "a fault has no colour"},
    )


def test_reset_takes_everything_back(web: Served) -> None:
    before = rounds(web)
    web.change(SITE, "rename", title="Round of Tests")
    web.fault("500")
    state = desk(web, "DELETE")[1]
    assert (state["faults"], state["changes"], rounds(web)) == ([], 0, before)


def test_contests_and_sites_can_be_looked_up(web: Served) -> None:
    listed = desk(web, "GET", f"/contests?host={CALENDAR}")[1]
    assert [contest["key"] for contest in listed] == [contest.key for contest in web.contests(CALENDAR)]
    assert desk(web, "GET", "/sites")[1] == resources()
    assert [row["host"] for row in resources()] == list(SITES)


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("POST", "/nothing"), ("GET", "/contests?host=x")])
def test_unknown_desk_is_refused(method: str, path: str, web: Served) -> None:
    status, answer = desk(web, method, path)
    assert (status, list(answer)) == (400, ["error"])
