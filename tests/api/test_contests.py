"""`contest`: what the API says of contests, and every way to ask for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from apps.contests.models import Contest
from tests.api.conftest import Get
from tests.factories import ContestFactory, ResourceFactory

Trio = tuple[Contest, Contest, Contest]
FIRST = {
    "duration": 8100,
    "end": "2023-09-26T16:50:00",
    "event": "Codeforces Round 900 (Div. 3)",
    "host": "codeforces.com",
    "href": "https://codeforces.com/contests/1878",
    "id": 1001,
    "n_problems": 1,
    "n_statistics": 2,
    "parsed_at": "2023-09-26T17:00:01.123456",
    "problems": None,
    "resource": "codeforces.com",
    "resource_id": 1,
    "start": "2023-09-26T14:35:00",
}
SECOND = {
    "duration": 7200,
    "end": "2024-01-11T00:00:00",
    "event": "Турнир «Осень»",
    "host": "codeforces.com/gym",
    "href": "https://codeforces.com/gym/1",
    "id": 1002,
    "n_problems": None,
    "n_statistics": None,
    "parsed_at": None,
    "problems": None,
    "resource": "codeforces.com/gym",
    "resource_id": 2,
    "start": "2024-01-01T00:00:00",
}


def error(get: Get, query: str, version: int = 4) -> tuple[int, Any]:
    """Return status and body of a list that should be refused."""
    response = get(f"/api/v{version}/contest/?{query}")
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.json()


@pytest.mark.parametrize("version", [2, 3, 4])
def test_list_is_spelled_as_clients_know_it(get: Get, contests: Trio, version: int) -> None:
    response = get(f"/api/v{version}/contest/?id__in=1001,1002&order_by=id&limit=2")
    estimated = response.json()["meta"]["estimated_count"]
    assert isinstance(estimated, int)
    assert response.content.decode() == (
        f'{{"meta": {{"estimated_count": {estimated}, "limit": 2, '
        '"next": "/api/v4/contest/?id__in=1001%2C1002&order_by=id&limit=2&offset=2", "offset": 0, "previous": null, '
        '"total_count": null}, "objects": ['
        '{"duration": 8100, "end": "2023-09-26T16:50:00", "event": "Codeforces Round 900 (Div. 3)", '
        '"host": "codeforces.com", "href": "https://codeforces.com/contests/1878", "id": 1001, "n_problems": 1, '
        '"n_statistics": 2, "parsed_at": "2023-09-26T17:00:01.123456", "problems": null, '
        '"resource": "codeforces.com", "resource_id": 1, "start": "2023-09-26T14:35:00"}, '
        '{"duration": 7200, "end": "2024-01-11T00:00:00", "event": "Турнир «Осень»", '
        '"host": "codeforces.com/gym", "href": "https://codeforces.com/gym/1", "id": 1002, "n_problems": null, '
        '"n_statistics": null, "parsed_at": null, "problems": null, '
        '"resource": "codeforces.com/gym", "resource_id": 2, "start": "2024-01-01T00:00:00"}]}'
    )


def test_detail_is_the_bare_thing(get: Get, contests: Trio) -> None:
    assert get("/api/v4/contest/1001/").json() == FIRST


def test_detail_never_has_problems(get: Get, contests: Trio) -> None:
    assert get("/api/v4/contest/1001/?with_problems=true").json() == FIRST


def test_set_keeps_the_order_and_names_what_is_missing(get: Get, contests: Trio) -> None:
    assert get("/api/v4/contest/set/1002;777;1001/").json() == {"not_found": ["777"], "objects": [SECOND, FIRST]}


def test_set_without_gaps_says_nothing_of_them(get: Get, contests: Trio) -> None:
    assert get("/api/v4/contest/set/1001/").json() == {"objects": [FIRST]}


@pytest.mark.parametrize("change", [{"hidden": True}, {"merged_into_id": 1002}, {"resource__enabled": False}])
def test_contest_that_nobody_may_see_is_nowhere(
    get: Get, contests: Trio, ids: Callable[[str], list[int]], change: dict[str, Any]
) -> None:
    first = contests[0]
    assert ids("id__in=1001,1003") == [1001, 1003]
    if "resource__enabled" in change:
        first.resource = ResourceFactory(host="off.example", enabled=False)
    else:
        for name, value in change.items():
            setattr(first, name, value)
    first.save()
    assert ids("id__in=1001,1003&limit=50") == [1003]
    assert get("/api/v4/contest/1001/").status_code == 404
    assert get("/api/v4/contest/set/1001/").json() == {"not_found": ["1001"], "objects": []}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id=1001", [1001]),
        ("id=1001,1002", [1001, 1002]),
        ("id=1001&id=1002", [1002]),
        ("id__in=1001,1003", [1001, 1003]),
        ("id__in=1001&id__in=1002,", [1001, 1002]),
        ("id__in=", []),
        ("id=99999999999999999999", []),
        ("id__in=99999999999999999999,1001", [1001]),
        ("resource_id=2", [1002]),
        ("resource_id__in=1,2", [1001, 1002, 1003]),
        ("resource_id__in=2&resource_id__in=3", [1002]),
        ("resource=codeforces.com", [1001, 1003]),
        ("resource=codeforces.com,codeforces.com/gym", [1001, 1002, 1003]),
        ("resource__in=codeforces.com/gym,atcoder.jp", [1002]),
        ("resource__in=codeforces.com/gym&resource__in=codeforces.com", [1001, 1002, 1003]),
        ("resource__regex=gym$", [1002]),
        ("resource__iregex=^CODEFORCES.com$", [1001, 1003]),
        ("resource__name=codeforces.com", [1001, 1003]),
        ("resource__name__in=codeforces.com/gym,x", [1002]),
        ("resource__id=2", [1002]),
        ("resource__id__in=2,7", [1002]),
        ("host=codeforces.com/gym", [1002]),
        ("host__regex=^codeforces.com$", [1001, 1003]),
        ("host__iregex=GYM", [1002]),
        ("event=Round 9", [1003]),
        ("event__regex=Round", [1001, 1003]),
        ("event__iregex=турнир|round 9$", [1002, 1003]),
        ("start=2024-01-01", [1002]),
        ("start__gt=2023-09-26T14:35:00", [1002, 1003]),
        ("start__gte=2023-09-26T14:35:00", [1001, 1002, 1003]),
        ("start__lt=2024-01-01 00:00", [1001]),
        ("start__lte=2024-01-01 00:00:00.000", [1001, 1002]),
        ("start__gte=2023-09-26T14:35:00.000Z&start__lt=2024-01-01", [1001]),
        ("start__gt=2023-09-26T17:34:59+03:00&start__lt=2024-01-01", [1001]),  # a plus that arrives as a blank
        ("start__gt=2023-09-26T17:34:59%2B03:00&start__lt=2024-01-01", [1001]),
        ("start__gte=2023-09-26T17:35:01+03:00&start__lt=2024-01-01", []),
        ("start__week_day=3", [1001]),  # 1 is Sunday; 26 September 2023 was a Tuesday
        ("end=2023-09-26T16:50:00Z", [1001]),
        ("end__lt=2024-01-11&id__in=1001,1002", [1001]),
        ("end__week_day=5&id=1002", [1002]),
        ("parsed_at__gt=2023-09-26T17:00:01.123455", [1001]),
        ("parsed_at=none", [1002, 1003]),
        ("n_problems=1", [1001]),
        ("n_problems=true", [1001]),
        ("n_problems=None", [1002, 1003]),
        ("n_statistics__gte=2", [1001]),
        ("n_statistics__lt=2", []),
        ("duration=7200", [1002, 1003]),
        ("duration=2 hours", [1002, 1003]),
        ("duration__gt=2:00:00", [1001]),
        ("duration__lte=135m", [1001, 1002, 1003]),
        ("duration__lt=1h 30m", []),
        ("upcoming=true", [1003]),
        ("upcoming=ON", [1003]),
        ("upcoming=false", [1001, 1002]),
        ("upcoming=", [1001, 1002]),
        ("upcoming=maybe", [1001, 1002]),
        ("upcoming=false&upcoming=true", [1003]),
        ("start_time__during=1 hour", [1001, 1002]),
        ("start_time__during=2 days", [1001, 1002, 1003]),
        ("end_time__during=90000", [1001, 1002]),
        ("end_time__during=2d&upcoming=1", [1003]),
        ("start_after=2030-01-01&order=start&foo__bar=1", [1001, 1002, 1003]),
        ("filtered=true&category=telegram", [1001, 1002, 1003]),
        ("filtered=false", [1001, 1002, 1003]),
        ("resource=codeforces.com&event__regex=900&upcoming=no", [1001]),
        ("limit=1&limit=2", [1001, 1002]),
        ("format=json&format=json&limit=0", [1001, 1002, 1003]),
    ],
)
def test_filters(contests: Trio, ids: Callable[[str], list[int]], query: str, expected: list[int]) -> None:
    assert ids(f"{query}&order_by=id") == expected


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ("href=x", 400, {"error": "The 'href' field does not allow filtering."}),
        ("problems__gt=1", 400, {"error": "The 'problems' field does not allow filtering."}),
        ("resource__contains=x", 400, {"error": "'contains' is not an allowed filter on the 'resource' field."}),
        ("event__in=x", 400, {"error": "'in' is not an allowed filter on the 'event' field."}),
        ("start__foo__bar=x", 400, {"error": "'foo__bar' is not an allowed filter on the 'start' field."}),
        ("id=abc", 400, {"error": "Invalid resource lookup data provided (mismatched type)."}),
        ("id__in=1,b", 400, {"error": "Invalid resource lookup data provided (mismatched type)."}),
        ("event=a%00b", 400, {"error": "Invalid resource lookup data provided (mismatched type)."}),
        ("n_problems__gt=none", 400, {"error": "Invalid resource lookup data provided (mismatched type)."}),
        ("start__week_day=x", 400, {"error": "Invalid resource lookup data provided (mismatched type)."}),
        (
            "start__gt=now",
            400,
            {
                "error": "['“now” value has an invalid format. "
                "It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.']"
            },
        ),
        (
            "start__gt=<b>%26",
            400,
            {
                "error": "['“&lt;b&gt;&amp;” value has an invalid format. "
                "It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.']"
            },
        ),
        (
            "end=1700000000",
            400,
            {
                "error": "['“1700000000” value has an invalid format. "
                "It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.']"
            },
        ),
        (
            "start=2023-02-30",
            400,
            {"error": "['“2023-02-30” value has the correct format (YYYY-MM-DD) but it is an invalid date.']"},
        ),
        (
            "duration=soon",
            500,
            {"error_message": "unsupported type for timedelta seconds component: NoneType"},
        ),
        (
            "start_time__during=never",
            500,
            {"error_message": "unsupported type for timedelta seconds component: NoneType"},
        ),
        ("start_time__during=999999999 days", 500, {"error_message": "date value out of range"}),
        (
            "event__regex=(",
            500,
            {"error_message": "invalid regular expression: parentheses () not balanced"},
        ),
        (
            f"host__iregex={'x' * 1001}",
            400,
            {"error": "A regular expression is longer than 1000 characters."},
        ),
        ("order_by=zzz", 400, {"error": "No matching 'zzz' field for ordering on."}),
        ("order_by=-start,id", 400, {"error": "No matching 'start,id' field for ordering on."}),
        ("order_by=href", 400, {"error": "The 'href' field does not allow ordering."}),
        ("sort_by=-resource", 400, {"error": "The 'resource' field does not allow ordering."}),
        ("limit=abc", 400, {"error": "Invalid limit 'abc' provided. Please provide a positive integer."}),
        ("limit=-1", 400, {"error": "Invalid limit '-1' provided. Please provide a positive integer &gt;= 0."}),
        ("offset=abc", 400, {"error": "Invalid offset 'abc' provided. Please provide an integer."}),
        ("offset=-1", 400, {"error": "Invalid offset '-1' provided. Please provide a positive integer &gt;= 0."}),
        ("format_time=1&time_format=%2599999999d", 400, {"error": "Invalid time_format '%99999999d' provided."}),
    ],
)
def test_wrong_questions_are_refused_in_the_known_words(
    get: Get, contests: Trio, query: str, status: int, body: dict[str, str]
) -> None:
    assert error(get, query) == (status, body)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("order_by=start", [1001, 1002, 1003]),
        ("order_by=-start", [1003, 1002, 1001]),
        ("sort_by=-end", [1003, 1002, 1001]),
        ("order_by=event", [1001, 1003, 1002]),
        ("order_by=duration", [1002, 1003, 1001]),
        ("order_by=-duration&order_by=-id", [1001, 1003, 1002]),
        ("order_by=resource_id&order_by=-start", [1003, 1001, 1002]),
        ("order_by=parsed_at", [1001, 1002, 1003]),
        ("order_by=-parsed_at", [1001, 1002, 1003]),  # unknown comes last in both directions, then the id decides
        ("", [1001, 1002, 1003]),
    ],
)
def test_orderings(contests: Trio, ids: Callable[[str], list[int]], query: str, expected: list[int]) -> None:
    assert ids(query) == expected


def test_problems_come_in_lists_when_asked_for(get: Get, contests: Trio) -> None:
    (shown,) = get("/api/v4/contest/?id=1001&with_problems=Yes").json()["objects"]
    problems = [{"1": None, "n_accepted": 1, "name": "How Much <Daytona>?", "short": "A"}]
    assert shown == FIRST | {"problems": problems}


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("", "26.09 Tue 17:35", "26.09 Tue 19:50"),  # the person's own zone, Minsk
        ("&timezone=Asia/Tokyo", "26.09 Tue 23:35", "27.09 Wed 01:50"),
        ("&timezone=-60", "26.09 Tue 13:35", "26.09 Tue 15:50"),
        ("&timezone=%2B05:30&time_format=%25Y-%25m-%25d %25H:%25M", "2023-09-26 20:05", "2023-09-26 22:20"),
        ("&timezone=+05:30&time_format=%25H:%25M", "20:05", "22:20"),
    ],
)
def test_times_for_people(get: Get, contests: Trio, query: str, start: str, end: str) -> None:
    (shown,) = get(f"/api/v4/contest/?id=1001&format_time=true{query}").json()["objects"]
    assert shown == FIRST | {"start": start, "end": end, "duration": "2 hours 15 minutes"}


def test_called_off_contests_are_not_upcoming(contests: Trio, ids: Callable[[str], list[int]]) -> None:
    ContestFactory(id=2000, cancelled=timezone.now())
    ContestFactory(id=2001, gone=timezone.now())
    assert ids("upcoming=true") == [1003]
    assert ids("id__in=2000,2001") == [2000, 2001]


def test_running_contest_is_upcoming(contests: Trio, ids: Callable[[str], list[int]]) -> None:
    ContestFactory(id=2000, start=timezone.now() - timedelta(minutes=1))
    assert ids("upcoming=true") == [1003, 2000]


def test_version_1_has_the_resource_as_an_object(get: Get, contests: Trio) -> None:
    answer = get("/api/v1/contest/?id__in=1001,1002&order_by=id").json()
    assert answer == {
        "meta": {"limit": 100, "next": None, "offset": 0, "previous": None, "total_count": 2},
        "objects": [
            {
                **{name: FIRST[name] for name in ("duration", "end", "event", "href", "id", "start")},
                "resource": {
                    "icon": "/media/sizes/64x64/resources/codeforces_com.png",
                    "id": 1,
                    "name": "codeforces.com",
                },
            },
            {
                **{name: SECOND[name] for name in ("duration", "end", "event", "href", "id", "start")},
                "resource": {
                    "icon": "/media/sizes/64x64/resources/codeforces_com_gym.png",
                    "id": 2,
                    "name": "codeforces.com/gym",
                },
            },
        ],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("resource=2", [1002]),
        ("resource__in=1,2", [1001, 1002, 1003]),
        ("resource__id=1", [1001, 1003]),
        ("resource__id__in=2,3", [1002]),
        ("resource__name=codeforces.com/gym", [1002]),
        ("resource__name__in=codeforces.com,x", [1001, 1003]),
        ("upcoming=true", [1001, 1002, 1003]),
        ("host=nowhere&n_problems=7&parsed_at=x", [1001, 1002, 1003]),
        ("start__gte=2024-01-01&end__lt=2025-01-01", [1002]),
        ("event__iregex=осень", [1002]),
        ("duration__gt=7200", [1001]),
        ("filtered=true", [1001, 1002, 1003]),
    ],
)
def test_filters_of_version_1(get: Get, contests: Trio, query: str, expected: list[int]) -> None:
    listed = get(f"/api/v1/contest/?{query}&order_by=id").json()["objects"]
    assert [thing["id"] for thing in listed] == expected


def test_links_of_version_1_stay_there_and_end(get: Get, contests: Trio) -> None:
    links = []
    for offset in (0, 2):
        meta = get(f"/api/v1/contest/?limit=2&offset={offset}").json()["meta"]
        links.append((meta["next"], meta["previous"], meta["total_count"]))
    assert links == [
        ("/api/v1/contest/?limit=2&offset=2", None, 3),
        (None, "/api/v1/contest/?limit=2&offset=0", 3),
    ]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+b", r"^(.*)(.*)(.*)\1\2\3$"])
def test_costly_patterns_end_soon(get: Get, contests: Trio, pattern: str) -> None:
    Contest.objects.filter(pk=1002).update(title="a" * 500)
    asked = datetime.now(UTC)
    response = get(f"/api/v4/contest/?event__regex={quote(pattern)}")
    assert response.status_code in (200, 500)
    assert datetime.now(UTC) - asked < timedelta(seconds=6)
