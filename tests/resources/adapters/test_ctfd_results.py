"""CTFd's boards that are too large for one call, and its addresses."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from apps.resources.adapters.base import AdapterError, Site, read_standings
from apps.resources.adapters.ctfd import Ctfd
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

BASE = "https://ctf.example"
FRONT = b"<html><script>init = {'userMode': \"users\", 'start': 1798761600, 'end': 1798848000}</script></html>"
SITE = Site(host="ctf.example", title="CTF", url=f"{BASE}/")


def adapter(answers: dict[str | tuple[str, object], Answer]) -> Ctfd:
    return Ctfd(web=web_of({f"{BASE}/": FRONT, **answers}), site=SITE)


def api(data: object) -> bytes:
    return json.dumps({"success": True, "data": data}).encode()


def test_large_board_asks_for_the_solves_of_each_challenge() -> None:
    solves = [{"account_id": n, "name": f"u{n}", "date": "2027-01-01T00:01:00Z"} for n in range(0, 60, 2)]
    answers: dict[str | tuple[str, object], Answer] = {
        f"{BASE}/api/v1/scoreboard": api(
            [{"pos": n + 1, "account_id": n, "account_type": "user", "name": f"u{n}", "score": 5} for n in range(60)]
        ),
        f"{BASE}/api/v1/challenges": api([{"id": 4, "name": "Four", "value": 5}]),
        f"{BASE}/api/v1/challenges/4/solves": api(solves),
    }

    table = read_standings(adapter(answers), ContestRef(key="2027"))

    assert [(row.account, row.place, row.is_team) for row in table.rows] == [(str(n), n + 1, False) for n in range(60)]
    assert [row.account for row in table.rows if row.cells] == [str(n) for n in range(0, 60, 2)]
    assert {(cell.points, cell.time) for row in table.rows for cell in row.cells.values()} == {(5, 60)}


def test_board_without_a_start_has_cells_without_times() -> None:
    answers: dict[str | tuple[str, object], Answer] = {
        f"{BASE}/": b"<html><script>init = {'start': null, 'end': null}</script></html>",
        f"{BASE}/api/v1/scoreboard": api([{"pos": 1, "account_id": 1, "name": "ann", "score": 5}]),
        f"{BASE}/api/v1/challenges": api([{"id": 4, "name": "Four", "value": 5}]),
        f"{BASE}/api/v1/scoreboard/top/50": api(
            {"1": {"id": 1, "solves": [{"challenge_id": 4, "date": "2027-01-01T00:01:00Z"}]}}
        ),
    }

    (unknown,) = read_standings(adapter(answers), ContestRef(key="2027")).rows
    start = datetime(2027, 1, 1, tzinfo=UTC)
    (known,) = read_standings(adapter(answers), ContestRef(key="2027", start=start)).rows

    assert (unknown.cells["4"].time, known.cells["4"].time) == (None, 60)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"success": false}', "$.success"),
        (b'{"success": true, "data": {}}', "$.data"),
        (b'{"success": true, "data": [{"account_id": "x", "name": "ann"}]}', "$.data[0].account_id"),
        (b'{"success": true, "data": [{"account_id": 1, "name": ""}, {"account_id": 1, "name": "bob"}]}', "rows"),
        (b"<html></html>", "body"),
    ],
)
def test_wrong_answer_is_named(body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(
            adapter({f"{BASE}/api/v1/scoreboard": body, f"{BASE}/api/v1/challenges": api([])}), ContestRef(key="2027")
        )

    assert caught.value.place.endswith(place)


@pytest.mark.parametrize(
    ("address", "handle"),
    [("https://ctf.example/teams/12", "12"), ("ctf.example:8000/users/5/", "5"), ("https://ctf.example/teams", "")],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert Ctfd.handle_of(address) == handle
