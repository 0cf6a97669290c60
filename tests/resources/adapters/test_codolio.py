"""Codolio against its real answer, counted once more by hand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import AdapterError, read_profiles, read_ratings
from apps.resources.adapters.codolio import Codolio
from tests.resources.answers import web_of

ADDRESS = "https://node.codolio.com/api/codolio/v1/profile?userKey=kablakartik"


def adapter(body: bytes) -> Codolio:
    return Codolio(web=web_of({ADDRESS: body}), site=Codolio.sites[0])


def platforms(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(body)["data"]["platformProfiles"]["platformProfiles"]
    return found


def test_person_is_the_sum_of_all_sites(payloads: Path) -> None:
    body = (payloads / "codolio.com/profile-kablakartik.json").read_bytes()

    (row,) = read_profiles(adapter(body), ["kablakartik"])

    days: Counter[str] = Counter()
    for platform in platforms(body):
        for second, count in platform["dailyActivityStatsResponse"]["submissionCalendar"].items():
            days[datetime.fromtimestamp(int(second), UTC).date().isoformat()] += count
    assert (row.key, row.country, row.n_contests) == ("kablakartik", "IN", 40 + 17 + 11)
    assert row.organization == "Kalinga Institute of Industrial Technology"
    assert row.n_solved == 1004 + 243 + 75 + 32
    assert {day.isoformat(): count for day, count in (row.days or {}).items()} == dict(days)
    assert sum((row.days or {}).values()) == 3050 + 343 + 190 + 106
    assert (row.facts["codeforces.rating"], row.facts["codechef.handle"]) == (1421, "equal_poem_63")
    assert (row.facts["codeforces.rank"], row.facts["codechef.stars"]) == ("specialist", 3)
    assert "example.invalid" not in repr(row)


def test_ratings_are_every_sites_steps(payloads: Path) -> None:
    body = (payloads / "codolio.com/profile-kablakartik.json").read_bytes()

    rows = read_ratings(adapter(body), "kablakartik")

    told = [
        (platform["platform"], one["contestName"], one["contestDate"], one["rating"], one["rank"])
        for platform in platforms(body)
        for one in (platform["contestActivityStats"] or {"contestActivityList": []})["contestActivityList"]
    ]
    assert len(rows) == len(told) == 68
    assert sorted((row.kind, row.contest, row.at.timestamp(), row.new_rating, row.place) for row in rows) == sorted(
        told
    )
    last = [row for row in rows if row.kind == "codeforces"][-1]
    assert (last.new_rating, last.contest) == (1421, "Educational Codeforces Round 186 (Rated for Div. 2)")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"status": {"success": true, "code": 200}, "data": null}', "$.data"),
        (b'{"status": {"success": false, "code": 500, "message": "oops"}}', "$.status"),
        (b'{"data": {}}', "$"),
        (b'{"status": {"success": true}, "data": {"platformProfiles": []}}', "$.data.platformProfiles"),
    ],
)
def test_wrong_answer_is_named(body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter(body), ["kablakartik"])

    assert caught.value.place == place


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://codolio.com/profile/kabla.kartik-1", "kabla.kartik-1"),
        ("https://codolio.com/profile/red_kite/problemSolving", ""),
    ],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert Codolio.handle_of(address) == handle
