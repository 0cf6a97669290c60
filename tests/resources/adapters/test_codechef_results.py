"""CodeChef's results against real answers, and what its rankings do while they are read."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import (
    AdapterError,
    Trouble,
    read_problems,
    read_profiles,
    read_ratings,
    read_standings,
)
from apps.resources.adapters.codechef import CodeChef
from apps.resources.rows import ContestRef
from tests.resources.answers import Answer, web_of

SITE = "https://www.codechef.com"
TOKEN_PAGE = b'<html><head><title>KITE26</title><script>window.csrfToken = "4b1f0c7ad2e94f5f";</script></head></html>'
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def adapter(answers: dict[str | tuple[str, object], Answer]) -> CodeChef:
    return CodeChef(web=web_of(answers, now=NOW), site=CodeChef.sites[0])


def page_address(number: int) -> str:
    return f"{SITE}/api/rankings/KITE26?itemsPerPage=150&order=asc&page={number}&sortBy=rank"


def ranking(*handles: str, total: int, pages: int) -> bytes:
    entries = [{"user_handle": handle, "rank": 1, "score": 1, "problems_status": None} for handle in handles]
    return json.dumps(
        {"availablePages": pages, "totalItems": total, "problems": [{"code": "AA", "name": "Arcs"}], "list": entries}
    ).encode()


def contest(**pages: Answer) -> dict[str | tuple[str, object], Answer]:
    detail = {"status": "success", "name": "Kite Cup", "problems": {}, "time": {"start": 1790000000, "end": 1790007200}}
    return {
        f"{SITE}/api/contests/KITE26": json.dumps(detail).encode(),
        f"{SITE}/rankings/KITE26": TOKEN_PAGE,
        **{page_address(int(name[1:])): answer for name, answer in pages.items()},
    }


def test_profile_is_what_a_person_reads(payloads: Path) -> None:
    body = (payloads / "codechef.com/users/arghya.html").read_bytes()

    (row,) = read_profiles(adapter({f"{SITE}/users/arghya": body}), ["arghya"])

    days = dict(re.findall(r'\{"date":"([\d-]+)","value":(\d+)\}', body.decode()))
    assert (row.asked, row.key, row.name, row.country, row.title) == ("arghya", "equal_poem_63", "arghya", "IN", "3★")
    assert (row.rating, row.max_rating, row.place, row.n_solved, row.n_contests) == (1723, 1723, 7407, 75, 17)
    assert row.days == {date(*map(int, day.split("-"))): int(count) for day, count in days.items()}
    assert sum(row.days.values()) == 190
    assert row.facts == {"student_or_professional": "Other", "country_rank": 6483, "division": "Div 2"}


def test_ratings_are_the_steps_of_the_page(payloads: Path) -> None:
    body = (payloads / "codechef.com/users/arghya.html").read_bytes()

    rows = read_ratings(adapter({f"{SITE}/users/equal_poem_63": body}), "equal_poem_63")

    steps = json.loads(re.search(r"var all_rating = (\[.*?\]);", body.decode())[1])  # type: ignore[index]
    assert [(row.contest, row.new_rating, row.place, row.at) for row in rows] == [
        (
            step["code"][:-1],
            int(step["rating"]),
            int(step["rank"]),
            datetime.fromisoformat(step["end_date"] + "+05:30"),
        )
        for step in steps
    ]
    assert [row.old_rating for row in rows] == [None, *(int(step["rating"]) for step in steps[:-1])]


@pytest.mark.parametrize(
    "script",
    [
        "var all_rating = [%s];",
        'jQuery.extend(Drupal.settings, {"basePath":"/","date_versus_rating":{"all":[%s],"old":null}});',
    ],
)
def test_ratings_stand_in_either_script(script: str) -> None:
    step = '{"code":"START177D","name":"Starters 177","rating":"1723","rank":"9","end_date":"2025-03-12 22:00:06"}'
    body = f"<html><body><section class=user-details></section><script>{script % step}</script></body></html>".encode()

    rows = read_ratings(adapter({f"{SITE}/users/x": body}), "x")

    assert [(row.contest, row.new_rating, row.place) for row in rows] == [("START177", 1723, 9)]


def test_problems_of_a_division_are_the_contests(payloads: Path) -> None:
    body = (payloads / "codechef.com/api/contests/START209D.json").read_bytes()

    rows = read_problems(adapter({f"{SITE}/api/contests/START209D": body}), ContestRef(key="START209D"))

    assert [(r.key, r.name, r.n_accepted, r.n_submissions, r.division) for r in rows] == [
        (p["code"], p["name"], int(p["successful_submissions"]), int(p["total_submissions"]), "Division 4")
        for p in json.loads(body)["problems"].values()
    ]


def test_problem_has_the_rating_and_tags_of_its_own_answer(payloads: Path) -> None:
    folder = payloads / "codechef.com/api/contests"
    answers: dict[str | tuple[str, object], Answer] = {
        f"{SITE}/api/contests/START209D": (folder / "START209D.json").read_bytes(),
        f"{SITE}/api/contests/START209D/problems/P1209": (folder / "START209D/problems/P1209.json").read_bytes(),
    }

    first, *others = read_problems(adapter(answers), ContestRef(key="START209D"))

    assert (first.key, first.rating, first.tags, first.facts) == (
        "P1209",
        172,
        ("cakewalk",),
        {"authors": "archit_adm"},
    )
    assert {(row.rating, row.tags) for row in others} == {(None, ())}


def test_problems_of_a_parent_come_from_its_divisions(payloads: Path) -> None:
    folder = payloads / "codechef.com/api/contests"
    parent, child = (folder / "START209.json").read_bytes(), (folder / "START209D.json").read_bytes()
    answers: dict[str | tuple[str, object], Answer] = {f"{SITE}/api/contests/START209": parent}
    answers |= {f"{SITE}/api/contests/START209{letter}": child for letter in "ABCD"}

    rows = read_problems(adapter(answers), ContestRef(key="START209"))

    assert [(row.key, row.contest, row.division) for row in rows] == [
        (code, "START209", "") for code in json.loads(child)["problems"]
    ]


def test_standings_tell_the_contest_that_the_detail_does(payloads: Path) -> None:
    folder = payloads / "codechef.com/api/contests"
    answers: dict[str | tuple[str, object], Answer] = {
        f"{SITE}/api/contests/START209": (folder / "START209.json").read_bytes(),
        f"{SITE}/rankings/START209": TOKEN_PAGE,
    }
    answers |= {
        f"{SITE}/api/rankings/START209{letter}?itemsPerPage=150&order=asc&page=1&sortBy=rank": ranking(
            f"one_of_{letter}", total=1, pages=1
        )
        for letter in "ABCD"
    }

    table = read_standings(adapter(answers), ContestRef(key="START209"))

    assert [(row.account, row.division) for row in table.rows] == [
        ("one_of_A", "Division 1"),
        ("one_of_B", "Division 2"),
        ("one_of_C", "Division 3"),
        ("one_of_D", "Division 4"),
    ]
    assert table.contest is not None
    assert (table.contest.key, table.contest.title) == ("START209", "Starters 209 (Rated till 5 star)")
    assert table.contest.end - table.contest.start == timedelta(hours=2)


@pytest.mark.parametrize(
    ("second", "whole"),
    [
        (ranking("c", "d", total=4, pages=2), True),
        (ranking("b", "c", total=4, pages=2), False),
        ((429, b""), False),
        (b'{"status":"rate_limit_exceeded"}', False),
    ],
    ids=["all there", "one slipped away", "limited", "limited in words"],
)
def test_table_says_whether_it_is_whole(second: Answer, whole: bool) -> None:
    answers = contest(_1=ranking("a", "b", total=4, pages=2), _2=second)

    assert read_standings(adapter(answers), ContestRef(key="KITE26")).is_whole is whole


@pytest.mark.parametrize(
    ("changed", "place", "trouble"),
    [
        ({f"{SITE}/rankings/KITE26": b"<html><title>KITE26</title></html>"}, "csrfToken", Trouble.FORMAT),
        ({page_address(1): b'{"list":null,"problems":[]}'}, "KITE26 page 1 $.list", Trouble.FORMAT),
        ({page_address(1): b'{"list":[]}'}, "KITE26 page 1 $.problems", Trouble.FORMAT),
        ({page_address(2): b"[]"}, "KITE26 page 2 $", Trouble.FORMAT),
        ({page_address(1): b'{"list":[{"user_handle":"a","rank":"1st"}],"problems":[]}'}, "KITE26 $.list[0]", "format"),
    ],
    ids=["no token", "no list", "no problems", "second page", "odd rank"],
)
def test_wrong_answer_is_named(changed: dict[str, bytes], place: str, trouble: str) -> None:
    answers = contest(_1=ranking("a", "b", total=4, pages=2), _2=ranking("c", "d", total=4, pages=2)) | changed

    with pytest.raises(AdapterError) as caught:
        read_standings(adapter(answers), ContestRef(key="KITE26"))

    assert (caught.value.place, caught.value.trouble) == (place, trouble)


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.codechef.com/users/red_kite", "red_kite"),
        ("codechef.com/teams/view/Two_Kites/?tab=1#x", "Two_Kites"),
        ("https://www.codechef.com/START301", ""),
    ],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert CodeChef.handle_of(address) == handle
