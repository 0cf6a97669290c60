"""CTFtime's results against a year of real scoreboards, and its addresses."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_standings
from apps.resources.adapters.ctftime import CTFtime
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

API = "https://ctftime.org/api/v1"


def adapter(answers: dict[str | tuple[str, object], Answer]) -> CTFtime:
    return CTFtime(web=web_of(answers), site=CTFtime.sites[0])


def event(key: str) -> ContestRef:
    return ContestRef(key=key, start=datetime(2022, 5, 1, tzinfo=UTC), end=datetime(2022, 5, 2, tzinfo=UTC))


def test_scoreboards_of_a_year_are_read_whole(payloads: Path) -> None:
    body = (payloads / "ctftime.org/api/v1/results/2022-enriched.json").read_bytes()
    year = json.loads(body)
    shared = [key for key, one in year.items() if len({s["place"] for s in one["scores"]}) < len(one["scores"])]
    assert len(year) == 941
    assert len(shared) == 3

    for key in [*list(year)[::40], *shared]:
        table = read_standings(adapter({f"{API}/results/2022/": body}), event(key))

        assert [(r.account, r.name, r.place, r.score, r.country, r.is_team) for r in table.rows] == [
            (
                str(score["team_id"]),
                " ".join(score["team_name"].split()),
                score["place"],
                float(score["points"]),
                score["country"],
                True,
            )
            for score in year[key]["scores"]
        ]


@pytest.mark.parametrize(
    ("body", "place", "trouble"),
    [
        (b"{}", "$", Trouble.MISSING),
        (b'{"5": {"title": "x"}}', "2022 $.5", Trouble.FORMAT),
        (b'{"5": {"scores": [{"team_id": "762"}]}}', "2022 $.5 $.scores[0].team_id", Trouble.FORMAT),
        (b'{"5": {"scores": [{"team_id": 1, "points": "1,5"}]}}', "2022 $.5.scores[0]", Trouble.FORMAT),
        (b"[]", "$", Trouble.FORMAT),
    ],
)
def test_wrong_answer_is_named(body: bytes, place: str, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(adapter({f"{API}/results/2022/": body}), event("5"))

    assert caught.value.place.startswith(place)
    assert caught.value.trouble == trouble


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://ctftime.org/team/762", "762"),
        ("https://ctftime.org/team/762/?year=2016", "762"),
        ("ctftime.org/user/762", "user/762"),
        ("https://ctftime.org/event/762", ""),
    ],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert CTFtime.handle_of(address) == handle
