"""NowCoder's rank lists: pages that repeat, problems told in three ways, and the addresses of its people."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_profiles, read_standings
from apps.resources.adapters.nowcoder import NowCoder
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

HOME = "https://ac.nowcoder.com"
RANKS = f"{HOME}/acm-heavy/acm/contest/real-time-rank-data?id=5&page={{}}&limit=0"
PROBLEMS = f"{HOME}/acm/contest/problem-list?id=5&page=1"
START = datetime(2026, 9, 20, tzinfo=UTC)
SOLVED = {"accepted": True, "acceptedTime": 1789862400_000 + 90_000, "failedCount": 1}


def adapter(answers: dict[str, Answer]) -> NowCoder:
    return NowCoder(web=web_of(answers), site=NowCoder.sites[0])


def ranks(*uids: int, pages: int = 1, **more: object) -> bytes:
    lines = [{"uid": uid, "ranking": place, "scoreList": [SOLVED]} for place, uid in enumerate(uids, 1)]
    return json.dumps({"code": 0, "data": {"basicInfo": {"pageCount": pages}, "rankData": lines, **more}}).encode()


def test_page_that_repeats_itself_ends_the_list() -> None:
    answers: dict[str, Answer] = {RANKS.format(page): ranks(7, 8, pages=300) for page in (1, 2)}

    table = read_standings(adapter(answers), ContestRef(key="5"))

    assert [row.account for row in table.rows] == ["7", "8"]


@pytest.mark.parametrize(
    ("shown", "listed", "problems"),
    [
        ([], None, [("A", "5/A")]),
        ([{"name": "P", "problemId": 40}], None, [("P", "40")]),
        ([{"name": "P", "problemId": 40}], {"index": "Q", "title": "Queue", "problemId": 41}, [("Q", "41")]),
    ],
)
def test_problems_are_named_by_the_best_source(
    shown: list[object], listed: object, problems: list[tuple[str, str]]
) -> None:
    answers: dict[str, Answer] = {RANKS.format(1): ranks(7, problemData=shown)}
    if listed:
        answers[PROBLEMS] = json.dumps({"code": 0, "data": {"data": [listed]}}).encode()

    table = read_standings(adapter(answers), ContestRef(key="5", start=START))

    assert [(problem.short, problem.key) for problem in table.problems] == problems
    assert [(short, cell.wrong, cell.time) for row in table.rows for short, cell in row.cells.items()] == [
        (problems[0][0], 1, 90)
    ]


def test_time_is_unknown_without_the_start() -> None:
    table = read_standings(adapter({RANKS.format(1): ranks(7)}), ContestRef(key="5"))

    assert [row.cells["A"].time for row in table.rows] == [None]


@pytest.mark.parametrize(
    ("said", "trouble"), [("比赛未开始", Trouble.MISSING), ("请先登录后再操作", Trouble.LOGIN), (None, Trouble.MISSING)]
)
def test_refusal_with_status_200_has_its_trouble(said: str | None, trouble: Trouble) -> None:
    with pytest.raises(AdapterError) as refusal:
        read_standings(adapter({RANKS.format(1): json.dumps({"code": 1, "msg": said}).encode()}), ContestRef(key="5"))

    assert refusal.value.trouble == trouble


def test_profile_without_its_numbers_is_refused() -> None:
    with pytest.raises(AdapterError, match="no such element") as refusal:
        read_profiles(adapter({f"{HOME}/acm/contest/profile/7": b"<title>News</title>"}), ["7"])

    assert refusal.value.place == "/profile/7 .state-num"


def test_team_is_no_person_of_the_same_number() -> None:
    board: dict[str, object] = {
        "code": 0,
        "data": {"rankData": [{"uid": 7, "ranking": 1, "team": True}, {"uid": 7, "ranking": 2}]},
    }

    table = read_standings(adapter({RANKS.format(1): json.dumps(board).encode()}), ContestRef(key="5", start=START))

    assert [row.account for row in table.rows] == ["team/7", "7"]
    assert [(row.asked, row.key) for row in read_profiles(adapter({}), ["team/7"])] == [("team/7", "team/7")]
    assert NowCoder.profile_address("team/7") == "https://ac.nowcoder.com/acm/team/7"


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://ac.nowcoder.com/acm/contest/profile/873555098", "873555098"),
        ("https://ac.nowcoder.com/acm/contest/profile/7/practice-coding?page=2", "7"),
        ("ac.nowcoder.com/acm/team/900", "team/900"),
        ("https://ac.nowcoder.com/acm/contest/136706", ""),
    ],
)
def test_handle_is_read_from_an_address(address: str, handle: str) -> None:
    assert NowCoder.handle_of(address) == handle


def test_unknown_contest_is_looked_up_in_the_list() -> None:
    entry = {"contestId": 5, "contestName": "Cup", "type": 2, "contestStartTime": 1789862400_000}
    item = escape(json.dumps(entry | {"contestEndTime": 1789869600_000}), quote=True)
    page = f'<p class="platform-mod"><b class="platform-item" data-json="{item}">'.encode()
    answers: dict[str, Answer] = {RANKS.format(1): ranks(7), f"{HOME}/acm/contest/vip-index": page}

    table = read_standings(adapter(answers), ContestRef(key="5"))

    assert table.contest is not None
    assert (table.contest.key, table.contest.title, table.contest.start, table.kind) == ("5", "Cup", START, "scoring")
    assert [row.cells["A"].time for row in table.rows] == [90]
