"""Luogu's boards: the login wall, the limit, boards within pages, and the addresses of its people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from apps.resources.adapters.base import AdapterError, Reply, Trouble, read_standings
from apps.resources.adapters.luogu import Luogu
from apps.resources.recordings import Call, ReplayWeb
from apps.resources.rows import ContestRef
from tests.resources.answers import NOW, Answer, web_of

PAGE = "https://www.luogu.com.cn/contest/5"
BOARD = "https://www.luogu.com.cn/fe/api/contest/scoreboard/5"
CONTEST = {"id": 5, "name": "Round", "startTime": 1790000000, "endTime": 1790014400, "method": 1, "rated": 0}


def frame(about: object) -> bytes:
    return json.dumps({"instance": "main", "template": "x", "status": 200, "data": about}).encode()


def board(*scores: int, count: int) -> bytes:
    lines = [
        {"user": {"uid": 90 - number}, "score": score, "runningTime": 0, "details": []}
        for number, score in enumerate(scores)
    ]
    return json.dumps({"scoreboard": {"count": count, "result": lines}}).encode()


def adapter(answers: dict[str, Answer]) -> Luogu:
    return Luogu(web=web_of(answers), site=Luogu.sites[0])


def test_equal_results_share_the_smallest_place() -> None:
    answers: dict[str, Answer] = {PAGE: frame({"contest": CONTEST}), BOARD: board(9, 7, 7, 7, 1, 0, 0, count=7)}

    table = read_standings(adapter(answers), ContestRef(key="5"))

    assert [row.place for row in table.rows] == [1, 2, 2, 2, 5, 6, 6]


def test_page_that_repeats_itself_ends_the_board() -> None:
    page = board(2, 1, count=1000)
    answers: dict[str, Answer] = {PAGE: frame({"contest": CONTEST}), BOARD: page, f"{BOARD}?page=2": page}

    table = read_standings(adapter(answers), ContestRef(key="5"))

    assert [row.account for row in table.rows] == ["90", "89"]


def test_limit_says_how_long_to_wait() -> None:
    refused = (403, json.dumps({"code": 403, "message": "请求频繁，请稍候再试"}, ensure_ascii=False).encode())

    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({PAGE: refused}), ContestRef(key="5"))

    assert refusal.value.trouble == Trouble.LIMITED
    assert refusal.value.retry_after is not None
    assert refusal.value.retry_after.total_seconds() == 50


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b'{"instance": "auth", "template": "login", "status": 200, "data": {}}', Trouble.LOGIN),
        (b'{"instance": "main", "template": "error", "status": 404, "data": {}}', Trouble.MISSING),
        (b'{"code": 404, "currentTemplate": "Error", "currentData": {}}', Trouble.MISSING),
        (b'{"instance": "main", "template": "error", "status": 418, "data": {}}', Trouble.FORMAT),
    ],
)
def test_refusals_inside_an_answer_have_their_trouble(body: bytes, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({PAGE: body}), ContestRef(key="5"))

    assert refusal.value.trouble == trouble


def test_unknown_rules_are_refused() -> None:
    answers: dict[str, Answer] = {PAGE: frame({"contest": CONTEST | {"method": 9}}), BOARD: board(1, count=1)}

    with pytest.raises(AdapterError, match="rules 9 are not known"):
        read_standings(adapter(answers), ContestRef(key="5"))


class GuardedWeb(ReplayWeb):
    """Answers with the script that sets a cookie to whoever does not send it."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Answer, or set the cookie."""
        if (headers or {}).get("Cookie") != "C3VK=d0f1":
            return Reply(url=url, body=b'<script>document.cookie="C3VK=d0f1; path=/; max-age=300"</script>')
        return super().get(url, params=params, headers=headers, allow=allow)


def test_cookie_script_is_answered_before_the_board() -> None:
    bodies = {PAGE: frame({"contest": CONTEST}), BOARD: board(1, count=1)}
    web = GuardedWeb([Call(method="GET", url=url, body=body) for url, body in bodies.items()], now=NOW)

    table = read_standings(Luogu(web=web, site=Luogu.sites[0]), ContestRef(key="5"))

    assert [row.place for row in table.rows] == [1]


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.luogu.com.cn/user/35998#practice", "35998"),
        ("luogu.com/user/7/", "7"),
        ("https://www.luogu.com.cn/user/name", ""),
        ("https://www.luogu.com.cn/contest/288", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert Luogu.handle_of(address) == handle
