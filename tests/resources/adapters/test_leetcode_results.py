"""LeetCode's rankings, people, problems and submissions, against recorded answers read by plain JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters import _leetcode_people as people
from apps.resources.adapters import _leetcode_submissions as submissions
from apps.resources.adapters._leetcode_graphql import slug_of
from apps.resources.adapters.base import (
    AdapterError,
    Trouble,
    read_problems,
    read_profiles,
    read_ratings,
    read_standings,
    read_submissions,
)
from apps.resources.adapters.leetcode import LeetCode
from apps.resources.recordings import Call, sent_text
from apps.resources.rows import ContestRef, Standings
from tests.resources.answers import NOW, Answer, web_of

WORLD, CHINA = LeetCode.sites
GRAPHQL = "https://leetcode.com/graphql"
RANKING = "https://leetcode.com/contest/api/ranking/weekly-contest-310/?pagination={}&region=global_v2"
START = datetime(2022, 9, 11, 2, 30, tzinfo=UTC)
CONTEST = ContestRef(key="weekly-contest-310", start=START, end=START + timedelta(minutes=90))

Answers = dict[str | tuple[str, object], Answer]


def adapter(answers: Answers, *, china: bool = False, **options: str) -> LeetCode:
    return LeetCode(web=web_of(answers), site=replace(CHINA if china else WORLD, options=options))


def asked(body: bytes, query: str, **variables: object) -> Answers:
    """Return the answer to one GraphQL query."""
    sent = sent_text(json_body={"query": query, "variables": variables})
    return {query: Call(method="POST", url=GRAPHQL, sent=sent, body=body)}


def pages(rows: list[dict[str, Any]]) -> Answers:
    return {
        RANKING.format(number // 25 + 1): json.dumps(
            {"total_rank": rows[number : number + 25], "user_num": len(rows), "questions": [], "submissions": []}
        ).encode()
        for number in range(0, len(rows), 25)
    }


def recorded_rows(payloads: Path) -> list[dict[str, Any]]:
    path = payloads / "leetcode.com/contest/api/ranking/weekly-contest-310.total_rank.json"
    found = json.loads(path.read_text())
    assert isinstance(found, list)
    return found


def check_ranking(table: Standings, found: list[dict[str, Any]]) -> None:
    """Hold a table to what plain counting says of the recorded rows."""
    told: dict[str, tuple[int, datetime]] = {}
    for one in found:  # the crawl met 803 people on two or three of its pages
        account = one["username"] + ("@leetcode.cn" if one["data_region"] == "CN" else "")
        told.setdefault(account, (one["score"], datetime.fromisoformat(one["finish_time"]).replace(tzinfo=UTC)))
    better = Counter((-score, at) for score, at in told.values())
    places, before = {}, 0
    for weight in sorted(better):
        places[weight] = before + 1
        before += better[weight]
    rows = list(table.rows)
    assert len(found) == 20463
    assert len(rows) == len(told) == 19657
    assert {row.account: (row.score, row.place, row.penalty, row.last_submission) for row in rows} == {
        account: (
            score,
            places[-score, at],
            (at - START).total_seconds() if score else None,
            at if score else None,
        )
        for account, (score, at) in told.items()
    }
    assert sum(1 for count in better.values() if count > 1) > 3000, "the recording has ties"
    assert sum(row.score == 0 for row in rows) == sum(not score for score, _ in told.values())


def test_recorded_ranking_is_read_page_by_page(payloads: Path) -> None:
    found = recorded_rows(payloads)

    table = read_standings(adapter(pages(found)), CONTEST)

    assert (table.is_final, table.is_whole, table.penalty_unit) == (True, True, "seconds")
    check_ranking(table, found)


def test_recorded_ranking_is_read_as_one_list(payloads: Path) -> None:
    path = payloads / "leetcode.com/contest/api/ranking/weekly-contest-310.total_rank.json"

    check_ranking(read_standings(adapter({RANKING.format(1): path.read_bytes()}), CONTEST), recorded_rows(payloads))


def test_recorded_countries_are_understood(payloads: Path) -> None:
    found = recorded_rows(payloads)

    table = read_standings(adapter(pages(found)), CONTEST)

    countries = {row.account: row.country for row in table.rows}
    names = {"India": "IN", "中国": "CN", "美国": "US", "日本": "JP", "阿拉伯联合酋长国": "AE", "海外": ""}
    for one in found:
        if one["country_name"] in names:
            account = one["username"] + ("@leetcode.cn" if one["data_region"] == "CN" else "")
            assert countries[account] == names[one["country_name"]]
    assert {
        countries[one["username"]] for one in found if one["country_name"] is None if one["data_region"] == "US"
    } == {""}


@pytest.mark.parametrize(("hours", "final"), [(1, None), (25, True)])
def test_final_ranking_may_change_for_a_day(hours: int, final: bool | None) -> None:
    row = {"username": "x", "score": 3, "finish_time": 1662863500}
    page = json.dumps({"total_rank": [row], "user_num": 1}).encode()
    web = web_of({RANKING.format(1): page}, now=START + timedelta(minutes=90, hours=hours))

    table = read_standings(LeetCode(web=web, site=WORLD), CONTEST)

    assert table.is_final is final


def test_page_that_comes_twice_is_refused() -> None:
    row = {"username": "x", "score": 3, "finish_time": 1662863500}
    page = json.dumps({"total_rank": [row], "user_num": 50}).encode()

    with pytest.raises(AdapterError, match="page 2 is page 1 again"):
        read_standings(adapter({RANKING.format(1): page, RANKING.format(2): page}), CONTEST)


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ({"total_rank": [{"username": "x", "score": "3"}]}, "$.total_rank[0].score"),
        ({"total_rank": [{"username": "x", "score": 3, "finish_time": "soon"}]}, "$.total_rank[0]"),
        ({"total_rank": [{"username": "x", "score": 3}], "submissions": [{}, {}]}, "page 1 $.submissions"),
        (
            {"total_rank": [{"username": "x", "score": 3, "submissions": {"9": {"date": 1}}}]},
            "$.total_rank of 'x' submissions",
        ),
        ({}, "$.total_rank"),
    ],
)
def test_wrong_page_is_named(page: object, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_standings(adapter({RANKING.format(1): json.dumps(page).encode()}), CONTEST)

    assert caught.value.place == place


def test_names_of_old_rankings_lead_nowhere_else() -> None:
    rows = [
        {"username": "a@mail.example", "score": 3, "rank": 1, "finish_time": "2022-09-11T03:00:00"},
        {"username": "b", "user_slug": "b", "score": 3, "rank": 2, "finish_time": 1662863500, "data_region": "CN"},
    ]

    table = read_standings(adapter({RANKING.format(1): json.dumps(rows).encode()}), CONTEST)

    assert {row.account: row.url for row in table.rows} == {
        "a@mail.example": "",
        "b@leetcode.cn": "https://leetcode.cn/u/b/",
    }


def test_contest_without_questions_has_none_yet() -> None:
    body = {"contest": {"title": "W", "title_slug": "w", "start_time": 1662863500}, "questions": None}
    site = adapter({"https://leetcode.com/contest/api/info/w/": json.dumps(body).encode()})

    with pytest.raises(AdapterError) as caught:
        read_problems(site, ContestRef(key="w"))

    assert (caught.value.place, caught.value.trouble) == ("$.questions", Trouble.MISSING)


def test_recorded_questions_of_every_contest_are_read(payloads: Path) -> None:
    found = json.loads((payloads / "leetcode.cn/contest/api/info.aggregate.json").read_text())
    assert len(found) == 482

    for one in found:
        key = one["contest"]["title_slug"]
        answers: Answers = {f"https://leetcode.cn/contest/api/info/{key}/": json.dumps(one).encode()}
        rows = read_problems(adapter(answers, china=True), ContestRef(key=key))
        assert [(r.key, r.name, r.short, r.contest) for r in rows] == [
            (question["title_slug"], " ".join(question["title"].split()), f"Q{number}", key)
            for number, question in enumerate(one["questions"], 1)
        ]


@pytest.mark.parametrize(("name", "count", "hidden"), [("2016", 382, None), ("2016-nologin", 400, 0)])
def test_recorded_archive_is_read_whole(payloads: Path, name: str, count: int, hidden: int | None) -> None:
    body = (payloads / f"leetcode.com/api/problems/algorithms-{name}.json").read_bytes()
    pairs = json.loads(body)["stat_status_pairs"]

    rows = read_problems(adapter({"https://leetcode.com/api/problems/algorithms/": body}))

    assert len(rows) == count
    assert [(r.key, r.name, r.n_accepted, r.n_submissions) for r in rows] == [
        (
            pair["stat"]["question__title_slug"],
            " ".join(pair["stat"]["question__title"].split()),
            pair["stat"]["total_acs"],
            pair["stat"]["total_submitted"],
        )
        for pair in pairs
    ]
    assert [(r.facts["difficulty"], r.facts.get("paid_only", False), r.facts.get("hidden", False)) for r in rows] == [
        (["Easy", "Medium", "Hard"][p["difficulty"]["level"] - 1], p["paid_only"], p["stat"]["question__hide"])
        for p in pairs
    ]
    assert hidden is None or sum("hidden" in row.facts for row in rows) == hidden


def test_recorded_profile_is_read(payloads: Path) -> None:
    body = (payloads / "leetcode.com/graphql/matchedUser-singleUser.json").read_bytes()
    calendar = json.loads(json.loads(body)["data"]["matchedUser"]["submissionCalendar"])

    (row,) = read_profiles(adapter(asked(body, people.WORLD_PROFILE, username="jambobjones")), ["jambobjones"])

    assert (row.key, row.name, row.place, row.n_solved, row.rating, row.country) == (
        "jambobjones",
        "Jambob Jones",
        630800,
        133,
        None,
        "",
    )
    assert row.days == {date(1970, 1, 1) + timedelta(seconds=int(at)): n for at, n in calendar.items()}


def test_profile_without_its_name_has_that_of_the_question() -> None:
    counts = [{"difficulty": "All", "count": 7, "submissions": 9}, {"difficulty": "Easy", "count": 7, "submissions": 9}]
    body = json.dumps({"data": {"matchedUser": {"submitStats": {"acSubmissionNum": counts}}}}).encode()

    (row,) = read_profiles(adapter(asked(body, people.WORLD_PROFILE, username="x")), ["x"])

    assert (row.key, row.n_solved, row.url) == ("x", 7, "https://leetcode.com/u/x/")


def test_profile_of_nothing_is_refused() -> None:
    body = b'{"data": {"matchedUser": {}}}'

    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter(asked(body, people.WORLD_PROFILE, username="x")), ["x"])

    assert caught.value.place == "$.data.matchedUser username"


@pytest.mark.parametrize("name", ["recentSubmissionList", "recentAcSubmissionList"])
def test_either_list_of_submissions_is_enough(name: str) -> None:
    one = {"id": "5", "title": "Two Sum", "titleSlug": "two-sum", "timestamp": "1700000000"}
    body = json.dumps({"data": {name: [one]}}).encode()

    rows = read_submissions(adapter(asked(body, submissions.WORLD, username="x", limit=20)), "x")

    assert [row.key for row in rows] == ["5"]


def test_answer_without_lists_of_submissions_is_refused() -> None:
    with pytest.raises(AdapterError) as caught:
        read_submissions(adapter(asked(b'{"data": {}}', submissions.WORLD, username="x", limit=20)), "x")

    assert caught.value.place == "$.data.recentSubmissionList"


def test_recorded_unknown_user_is_missing(payloads: Path) -> None:
    body = (payloads / "leetcode.com/errors/matchedUser-unknown.json").read_bytes()
    site = adapter(
        {
            **asked(body, people.WORLD_PROFILE, username="nobody"),
            **asked(body, people.WORLD_RATINGS, username="nobody"),
            **asked(body, submissions.WORLD, username="nobody", limit=20),
        }
    )

    assert [row.is_missing for row in read_profiles(site, ["nobody"])] == [True]
    for read in (read_ratings, read_submissions):
        with pytest.raises(AdapterError, match="That user does not exist") as caught:
            read(site, "nobody")
        assert caught.value.trouble is Trouble.MISSING


def test_recorded_account_without_contests_has_no_ratings(payloads: Path) -> None:
    body = (payloads / "leetcode.com/graphql/userContestRanking-null.json").read_bytes()

    assert read_ratings(adapter(asked(body, people.WORLD_RATINGS, username="x")), "x") == []


def test_recorded_recent_submissions_are_read(payloads: Path) -> None:
    body = (payloads / "leetcode.com/graphql/recentSubmissionList.json").read_bytes()
    found = json.loads(body)["data"]["recentSubmissionList"]

    rows = read_submissions(adapter(asked(body, submissions.WORLD, username="x", limit=20)), "x")

    assert len(rows) == len(found) == 20
    assert [(r.problem, r.problem_name, r.at.timestamp(), r.verdict, r.state, r.language) for r in rows] == [
        (
            one["titleSlug"],
            one["title"],
            int(one["timestamp"]),
            one["statusDisplay"],
            "solved" if one["statusDisplay"] == "Accepted" else "wrong",
            one["lang"],
        )
        for one in found
    ]


def test_recorded_own_submissions_are_read(payloads: Path) -> None:
    body = (payloads / "leetcode.com/api/submissions/two-sum-2017.json").read_bytes()
    found = json.loads(body)["submissions_dump"]
    url = "https://leetcode.com/api/submissions/?offset={}&limit=20"
    last = b'{"submissions_dump":[],"has_next":false}'

    rows = read_submissions(adapter({url.format(0): body, url.format(20): last}, own="me"), "me")

    assert len(rows) == 20
    assert [(r.key, r.problem, r.verdict, r.state, r.language, r.run_time) for r in rows] == [
        (
            one["url"].split("/")[3],
            "two-sum",
            one["status_display"],
            "solved" if one["status_display"] == "Accepted" else "wrong",
            "cpp",
            None if one["runtime"] == "N/A" else int(one["runtime"].split()[0]) / 1000,
        )
        for one in found
    ]
    assert rows[0].at == NOW - timedelta(days=30 + 3 * 7)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Weekly Contest 310", "weekly-contest-310"),
        ("LeetCode Weekly Contest 57", "leetcode-weekly-contest-57"),
        ("第 422 场周赛", "weekly-contest-422"),
        ("第 142 场双周赛", "biweekly-contest-142"),
        ("Warm Up Contest", "warm-up-contest"),
        ("Pascal's Triangle II", "pascals-triangle-ii"),
    ],
)
def test_titles_become_slugs(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://leetcode.com/u/Ann_1/", "Ann_1"),
        ("leetcode.com/lee215", "lee215"),
        ("https://leetcode.com/trailing./", "trailing."),
        ("https://leetcode.cn/u/he-mu", "he-mu"),
        ("https://leetcode.com/problems/two-sum/", ""),
        ("https://leetcode.com/problems/", ""),
        ("https://leetcode.com/contest", ""),
        ("https://leetcode.com/problemsolver", "problemsolver"),
        ("https://leetcode.cn/problemset", ""),
    ],
)
def test_profile_addresses_are_read(text: str, handle: str) -> None:
    assert LeetCode.handle_of(text) == handle
