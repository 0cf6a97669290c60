"""Each make-believe site, read back by our own adapter of the real one, tells exactly what the world holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests

from apps.resources.adapters.base import Site, read_contests
from apps.resources.catalogue import adapters
from apps.resources.rows import ContestRow
from contestweb import Served, serve
from contestweb.contest import Contest
from contestweb.sites import SITES, resources
from tests.contestweb.gateway import NOON, GatewayWeb

DAYLIGHT_SAVING = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)
MOMENTS = [NOON, DAYLIGHT_SAVING, datetime(2027, 1, 1, 4, 30, tzinfo=UTC)]
UPCOMING_ONLY = {"leetcode.cn"}
OF_ONE_EVENT = "ctf.contestweb.example"  # a server holds one event a year
SERIAL = [name for name in SITES if name != OF_ONE_EVENT]
Told = tuple[str, str, datetime, datetime, bool]


def rows_of(served: Served, name: str, now: datetime) -> list[ContestRow]:
    """Return what our adapter reads of a site of the make-believe web."""
    given = next(row for row in resources() if row["host"] == name)
    for key, adapter in adapters().items():
        built_in = next((site for site in adapter.sites if site.host == name), None)
        if built_in or key == given["adapter"]:
            fields = {
                field: given[field] for field in ("host", "title", "url", "timezone", "options") if field in given
            }
            return read_contests(adapter(web=GatewayWeb(served.url, now), site=built_in or Site(**fields)))
    raise AssertionError(f"no adapter reads {name}")


def key_of(name: str, contest: Contest) -> str:
    """Return the key that our adapter gives to a contest."""
    if name != "camp.contestweb.example":
        return contest.key
    if contest.facts.get("form") == "recurring":
        return f"weekly@{name}/{contest.planned:%Y%m%dT%H%M%SZ}"
    return f"{contest.key}@{name}"


def told(contests: tuple[Contest, ...], name: str) -> dict[str, Told]:
    return {
        key_of(name, contest): (contest.title, contest.url, contest.start, contest.end, contest.cancelled)
        for contest in contests
        if not contest.cancelled or name == "camp.contestweb.example"
    }


@pytest.mark.parametrize("now", MOMENTS, ids=lambda now: f"{now:%Y-%m-%dT%H%M}")
@pytest.mark.parametrize("name", SERIAL)
def test_site_is_read_back_as_its_world_is(name: str, now: datetime) -> None:
    with serve(start=now, speed=0) as served:
        rows = {row.key: (row.title, row.url, row.start, row.end, row.cancelled) for row in rows_of(served, name, now)}
        truth = told(served.contests(name), name)
    ahead = {key: row for key, row in truth.items() if row[3] > now and not (name in UPCOMING_ONLY and row[2] <= now)}
    assert len(ahead) >= 3
    assert {key: row for key, row in rows.items() if row[3] > now} == ahead
    assert {key: row for key, row in rows.items() if row[3] <= now}.items() <= truth.items()


@pytest.mark.parametrize("name", [name for name in SERIAL if name not in ("hackerearth.com", "leetcode.cn")])
def test_site_lists_past_contests_too(name: str, web: Served) -> None:
    assert sum(row.end <= NOON for row in rows_of(web, name, NOON)) >= 3


@pytest.mark.parametrize("name", SERIAL)
def test_added_contest_is_read_back(name: str, web: Served) -> None:
    made = web.change(
        name, "add", title="Fish & Chips <Cup>; “round”, № 1", start=NOON + timedelta(hours=3), minutes=95
    )
    assert made
    row = next(row for row in rows_of(web, name, NOON) if row.key == key_of(name, made))
    assert (row.title, row.url, row.start, row.end) == (made.title, made.url, made.start, made.end)
    assert row.end - row.start == timedelta(minutes=95)


def test_server_of_one_event_tells_the_one_that_runs(web: Served) -> None:
    (event,) = web.contests(OF_ONE_EVENT)
    (row,) = rows_of(web, OF_ONE_EVENT, NOON)
    assert (row.key, row.title, row.start, row.end) == ("2026", event.title, event.start, event.end)
    assert event.start < NOON < event.end


def test_windows_tell_what_one_participant_has(web: Served) -> None:
    chef = {row.key: row.duration for row in rows_of(web, "codechef.com", NOON)}
    dmoj = {row.key: row.duration for row in rows_of(web, "dmoj.ca", NOON)}
    assert {chef[key] for key in chef if key.startswith("PLACEPREP")} == {timedelta(hours=3)}
    assert {dmoj[key] for key in dmoj if key.startswith("open")} == {timedelta(hours=3)}


def ask(served: Served, path: str, **more: object) -> requests.Response:
    with requests.request("POST" if "json" in more else "GET", served.url + path, timeout=60, **more) as answer:  # type: ignore[arg-type]
        return answer


def test_codeforces_refuses_in_its_envelope(web: Served) -> None:
    answers = [
        ask(web, "/codeforces.com/api/contest.hacks?contestId=1"),
        ask(web, "/codeforces.com/api/contest.list?gym=maybe"),
    ]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (400, {"status": "FAILED", "comment": "contest.hacks: No such method"}),
        (400, {"status": "FAILED", "comment": "gym: Field should contain boolean value"}),
    ]


def test_codeforces_phases_and_relative_times_follow_the_clock(web: Served) -> None:
    listed = ask(web, "/codeforces.com/api/contest.list?gym=false").json()["result"]
    for entry in listed:
        since = int(NOON.timestamp()) - entry["startTimeSeconds"]
        phase = "BEFORE" if since < 0 else "CODING" if since < entry["durationSeconds"] else "FINISHED"
        assert (entry["relativeTimeSeconds"], entry["phase"]) == (since, phase)
    starts = [entry["startTimeSeconds"] for entry in listed]
    assert starts == sorted(starts, reverse=True)


def test_atcoder_shows_some_contests_in_japanese_only(web: Served) -> None:
    english = ask(web, "/atcoder.jp/contests/archive?lang=en").text
    japanese = ask(web, "/atcoder.jp/contests/archive?lang=ja").text
    assert (english.count("/contests/shirakaba"), japanese.count("/contests/shirakaba")) == (0, 4)


def test_codechef_pages_hold_twenty(web: Served) -> None:
    url = "/www.codechef.com/api/list/contests/past?sort_by=START&sorting_order=desc&mode=all&offset="
    pages = [ask(web, f"{url}{offset}").json()["contests"] for offset in (0, 20, 1000)]
    codes = [entry["contest_code"] for page in pages for entry in page]
    assert ([len(page) for page in pages], len(set(codes))) == ([20, 20, 0], 40)


@pytest.mark.parametrize(
    ("host", "field"),
    [
        ("leetcode.com", "topTwoContests"),
        ("leetcode.com", "upcomingContests"),
        ("leetcode.cn", "contestUpcomingContests"),
    ],
)
def test_leetcode_answers_what_the_query_selects(host: str, field: str, web: Served) -> None:
    query = f"query soon {{ {field} {{ title titleSlug }} }}"
    coming = [contest for contest in web.contests(host) if contest.start > NOON and not contest.cancelled]
    chosen = {"topTwoContests": coming[1::-1], "upcomingContests": coming[:2]}.get(field, coming)
    expected = {"data": {field: [{"title": contest.title, "titleSlug": contest.key} for contest in chosen]}}
    assert ask(web, f"/{host}/graphql", json={"query": query}).json() == expected
    assert ask(web, f"/{host}/graphql", params={"query": query}).json() == expected


def test_leetcode_pages_its_past_contests(web: Served) -> None:
    query = "{pastContests(pageNo:2, numPerPage:3){currentPage totalNum data{titleSlug}}}"
    over = [c.key for c in reversed(web.contests("leetcode.com")) if c.start <= NOON and not c.cancelled]
    assert ask(web, "/leetcode.com/graphql", json={"query": query}).json()["data"]["pastContests"] == {
        "currentPage": 2,
        "totalNum": len(over),
        "data": [{"titleSlug": key} for key in over[3:6]],
    }


@pytest.mark.parametrize(
    "body", [{"query": "{nothing{title}}"}, {"query": "{allContests{salary}}"}, {"query": "{"}, {}]
)
def test_leetcode_names_what_is_wrong_with_a_query(body: dict[str, str], web: Served) -> None:
    answer = ask(web, "/leetcode.com/graphql", json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["errors"])


def test_ctftime_keeps_to_start_finish_and_limit(web: Served) -> None:
    start, finish = NOON, NOON + timedelta(days=20)
    params = {"limit": 4, "start": int(start.timestamp()), "finish": int(finish.timestamp())}
    held = [c.id for c in web.contests("ctftime.org") if start <= c.start and c.end <= finish and not c.cancelled]
    assert [event["id"] for event in ask(web, "/ctftime.org/api/v1/events/", params=params).json()] == held[:4]


def test_hackerearth_cards_show_the_same_challenges_as_its_events(web: Served) -> None:
    events = ask(web, "/www.hackerearth.com/chrome-extension/events/").json()["response"]
    cards = ask(web, "/www.hackerearth.com/AJAX/filter-challenges/?modern=true").json()
    current = cards["data"].partition("previous modern challenge-list")[0]
    assert cards["status"] == "OK"
    assert len(events) == current.count("challenge-card-modern") >= 5
    assert all(f'href="{event["url"]}"' in current for event in events)


def test_luogu_gives_the_same_json_alone_and_inside_its_page(web: Served) -> None:
    page = ask(web, "/www.luogu.com.cn/contest/list?page=2").text
    inside = page.partition('type="application/json">')[2].partition("</script>")[0]
    alone = ask(web, "/www.luogu.com.cn/contest/list?page=2", headers={"x-lentille-request": "content-only"}).json()
    assert json.loads(inside) == alone
    assert len(alone["data"]["contests"]["result"]) == 20


@pytest.mark.parametrize(
    "path",
    [
        "/ctftime.org/api/v1/events/?limit=5&start=1790000000",
        "/camp.contestweb.example/calendar.ics",
    ],
)
def test_unchanged_answer_is_304(path: str, web: Served) -> None:
    first = ask(web, path)
    by_tag = ask(web, path, headers={"If-None-Match": first.headers["ETag"]})
    by_date = ask(web, path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    other = ask(web, path, headers={"If-None-Match": '"another"'})
    assert [(a.status_code, bool(a.content)) for a in (first, by_tag, by_date, other)] == [
        (200, True),
        (304, False),
        (304, False),
        (200, True),
    ]


def test_calendar_has_every_form_of_time(web: Served) -> None:
    text = ask(web, "/camp.contestweb.example/calendar.ics").content
    for form in (
        b"DTSTART;VALUE=DATE:",
        b"DTSTART;TZID=Europe/Warsaw:",
        b"DURATION:PT90M",
        b"RRULE:FREQ=WEEKLY",
        b"00Z\r\n",
    ):
        assert form in text
    assert max(len(line) for line in text.split(b"\r\n")) == 75
    assert b"\n" not in text.replace(b"\r\n", b"")


def test_unknown_hosts_and_addresses_are_404(web: Served) -> None:
    paths = [
        "/kaggle.com/competitions",
        "/",
        "/codeforces.com/nothing",
        "/dmoj.ca/api/v2/contest/none",
        "/toph.co/c/none",
    ]
    assert [ask(web, path).status_code for path in paths] == [404] * 5


def test_odd_parameters_are_answered(web: Served) -> None:
    odd = {
        "page": "-1",
        "offset": "x",
        "limit": "",
        "start": "1e5",
        "finish": "٣",
        "lang": "x",
        "gym": "",
        "query": "}{",
    }
    paths = ("contests", "contests/archive", "api/v1/events/", "contest/list", "acm/contest/vip-end-index", "graphql")
    hosts = sorted({site.host for site in SITES.values()})
    statuses = {ask(web, f"/{host}/{path}", params=odd).status_code for host in hosts for path in paths}
    assert statuses == {200, 400, 404}
