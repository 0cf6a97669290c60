"""Codeforces' people and problems, against recorded answers read by plain JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import (
    AdapterError,
    Trouble,
    read_problems,
    read_profiles,
    read_ratings,
    read_submissions,
)
from apps.resources.adapters.codeforces import Codeforces
from apps.resources.recordings import Call, sent_text
from tests.resources.answers import Answer, web_of

API = "https://codeforces.com/api"
ROUND, GYM = Codeforces.sites


def adapter(answers: dict[str | tuple[str, object], Answer], *, gym: bool = False) -> Codeforces:
    return Codeforces(web=web_of(answers), site=GYM if gym else ROUND)


def recorded(path: Path) -> list[dict[str, Any]]:
    found = json.loads(path.read_text())
    rows = found["result"] if isinstance(found, dict) else found
    assert isinstance(rows, list)
    return rows


def enveloped(rows: object) -> bytes:
    return json.dumps({"status": "OK", "result": rows}).encode()


@pytest.mark.parametrize(("name", "count"), [("-2016-06", 2879), ("", 7579)])
def test_recorded_archive_is_read_whole(payloads: Path, name: str, count: int) -> None:
    body = (payloads / f"codeforces.com/api/problemset.problems{name}.json").read_bytes()
    found = json.loads(body)["result"]
    solved = {(one["contestId"], one["index"]): one["solvedCount"] for one in found["problemStatistics"]}

    rows = read_problems(adapter({f"{API}/problemset.problems": body}))

    assert len(rows) == count
    assert [(r.key, r.contest, r.short, r.name, r.points, r.rating, r.tags, r.n_solved) for r in rows] == [
        (
            f"{p['contestId']}{p['index']}",
            str(p["contestId"]),
            p["index"],
            " ".join(p["name"].split()),
            p.get("points"),
            p.get("rating"),
            tuple(p["tags"]),
            solved[p["contestId"], p["index"]],
        )
        for p in found["problems"]
    ]


def test_recorded_profiles_are_read(payloads: Path) -> None:
    home = payloads / "codeforces.com/api"
    users = [
        user
        for name in ("DmitriyH-Fefer_Ivan-2022-12", "lonewolf154", "tourist-2026-09")
        for user in recorded(home / f"user.info-{name}.json")
    ]
    handles = [user["handle"] for user in users]
    asked = f"{API}/user.info?handles={'%3B'.join(handle.lower() for handle in handles)}"

    rows = read_profiles(adapter({asked: enveloped(users)}), [handle.lower() for handle in handles])

    assert [(r.asked, r.key, r.rating, r.max_rating, r.title, r.city, r.organization) for r in rows] == [
        (
            u["handle"].lower(),
            u["handle"],
            u["rating"],
            u["maxRating"],
            u["rank"],
            u.get("city", ""),
            u.get("organization", ""),
        )
        for u in users
    ]
    assert [(r.name, r.country, bool(r.avatar)) for r in rows] == [
        ("Dmitriy Khodyrev", "", True),
        ("Ivan Fefer", "RU", True),
        ("", "", False),
        ("Gennady Korotkevich", "BY", True),
    ]
    assert rows[3].registered == datetime.fromtimestamp(users[3]["registrationTimeSeconds"], UTC)
    assert rows[3].facts == {"max_title": "tourist", "contribution": 112, "friend_of_count": 90802}


def test_recorded_refusal_drops_the_unknown_handle(payloads: Path) -> None:
    refusal = (payloads / "codeforces.com/errors/user.info-unknown-handle.json").read_bytes()
    (user,) = recorded(payloads / "codeforces.com/api/user.info-lonewolf154.json")

    rows = read_profiles(
        adapter(
            {
                f"{API}/user.info?handles=LoneFuck%3Blonewolf154": (400, refusal),
                f"{API}/user.info?handles=lonewolf154": enveloped([user]),
            }
        ),
        ["LoneFuck", "lonewolf154"],
    )

    assert [(row.asked, row.key, row.is_missing) for row in rows] == [
        ("LoneFuck", "", True),
        ("lonewolf154", "lonewolf154", False),
    ]


def test_refusal_of_a_handle_that_was_not_asked_ends_the_call() -> None:
    refusal = b'{"status":"FAILED","comment":"handles: User with handle somebody_else not found"}'

    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter({f"{API}/user.info?handles=alice": (400, refusal)}), ["alice"])

    assert caught.value.trouble is Trouble.MISSING


def test_many_handles_are_posted() -> None:
    handles = [f"long_handle_number_{number:04}" for number in range(150)]
    users = [{"handle": handle} for handle in handles]
    call = Call(
        method="POST",
        url=f"{API}/user.info",
        sent=sent_text(form={"handles": ";".join(handles)}),
        body=enveloped(users),
    )

    rows = read_profiles(adapter({call.url: call}), handles)

    assert [row.key for row in rows] == handles


def test_recorded_rating_history_is_read(payloads: Path) -> None:
    path = payloads / "codeforces.com/api/user.rating-tourist-first2.json"

    rows = read_ratings(adapter({f"{API}/user.rating?handle=tourist": path.read_bytes()}), "tourist")

    assert [(r.contest, r.old_rating, r.new_rating, r.place, r.at.timestamp()) for r in rows] == [
        ("2", None, 1602, 14, 1267124400),
        ("8", 1602, 1764, 5, 1270748700),
    ]


def test_gym_has_no_ratings() -> None:
    assert read_ratings(adapter({}, gym=True), "tourist") == []


KINDS = {
    "CONTESTANT": "official",
    "OUT_OF_COMPETITION": "unofficial",
    "VIRTUAL": "virtual",
    "PRACTICE": "practice",
}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("user.status-Ayan_Sohail.result", 561),
        ("user.status-Petr-2016", 888),
        ("user.status-tourist-2016", 1350),
        ("user.status-tourist-2026-09-2rows", 2),
    ],
)
def test_recorded_submissions_are_read_whole(payloads: Path, name: str, count: int) -> None:
    found = recorded(payloads / f"codeforces.com/api/{name}.json")
    answers: dict[str | tuple[str, object], Answer] = {f"{API}/user.status?handle=x": enveloped(found)}

    rows = read_submissions(adapter(answers), "x") + read_submissions(adapter(answers, gym=True), "x")

    assert len(rows) == count
    assert sorted(
        (r.key, r.problem, r.at.timestamp(), r.state, r.verdict, r.participation, r.language, r.time, r.memory)
        for r in rows
    ) == sorted(
        (
            str(s["id"]),
            f"{s['problem']['contestId']}{s['problem']['index']}",
            s["creationTimeSeconds"],
            "solved" if s["verdict"] == "OK" else "wrong",
            s["verdict"],
            KINDS[s["author"]["participantType"]],
            s["programmingLanguage"],
            None if s["author"]["participantType"] == "PRACTICE" else s["relativeTimeSeconds"],
            s["memoryConsumedBytes"],
        )
        for s in found
    )
    assert {r.key for r in rows if "/gym/" in r.url} == {str(s["id"]) for s in found if s["contestId"] > 100_000}


def test_newest_submissions_are_asked_for_in_pages() -> None:
    def page(newest: int) -> bytes:
        problem, author = {"contestId": 1, "index": "A", "name": "A"}, {"participantType": "PRACTICE"}
        return enveloped(
            [
                {"id": at, "contestId": 1, "creationTimeSeconds": at, "problem": problem, "author": author}
                for at in range(newest, newest - 200, -1)
            ]
        )

    asked = f"{API}/user.status?handle=x&from={{}}&count=200"

    rows = read_submissions(
        adapter({asked.format(1): page(1_000_400), asked.format(201): page(1_000_200)}),
        "x",
        since=datetime.fromtimestamp(1_000_100, UTC),
    )

    assert [row.at.timestamp() for row in rows] == list(range(1_000_400, 1_000_000, -1))


def test_recorded_unknown_handle_is_missing(payloads: Path) -> None:
    refusal = (payloads / "codeforces.com/errors/user.status-unknown-handle.json").read_bytes()

    with pytest.raises(AdapterError) as caught:
        read_submissions(adapter({f"{API}/user.status?handle=zz": (400, refusal)}), "zz")

    assert caught.value.trouble is Trouble.MISSING


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://codeforces.com/profile/tourist", "tourist"),
        ("codeforces.com/profile/Um_nik/", "Um_nik"),
        ("http://www.codeforces.com/profile/a.b-c?mobile=true#top", "a.b-c"),
        ("https://m1.codeforces.com/profile/tourist", "tourist"),
        ("https://mirror.codeforces.com/profile/tourist", "tourist"),
        ("https://codeforces.com/ru/profile/tourist", "tourist"),
        ("https://codeforces.com/contest/1474", ""),
        ("https://notcodeforces.com/profile/tourist", ""),
        ("tourist", ""),
    ],
)
def test_profile_addresses_are_read(text: str, handle: str) -> None:
    assert Codeforces.handle_of(text) == handle
