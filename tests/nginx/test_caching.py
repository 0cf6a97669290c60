"""The cache of one second: what is kept for whom, how soon a change shows, and what is shown while gunicorn is dead."""

from __future__ import annotations

import gzip
import re
import signal
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.contests.calendar_range import SUNDAY_REGIONS
from apps.core.viewer import THEME_COOKIE, ZONE_COOKIE
from apps.live.actions import publish
from apps.live.models import Topic
from apps.resources.rows import StandingRow, Standings
from apps.standings.upsert import upsert_standings
from clist.embedded.paths import ROOT
from tests.factories import ContestFactory
from tests.nginx.conftest import Answer, Front, wait_until_ready

pytestmark = [pytest.mark.nginx, pytest.mark.django_db(transaction=True)]
WITHIN = 2.0  # seconds until a change is on every page
TRIES = 30


def in_one_second(path: str, act: Callable[[str], list[Answer]]) -> list[Answer]:
    """Ask for pages within one second of the clock, as nginx keeps them; where that was too short, once more.

    What is asked for is the path with a search that nobody made before.
    """
    for _ in range(TRIES):
        time.sleep(1 - time.time() % 1 + 0.01)
        begun = time.time()
        answers = act(f"{path}?search={time.time_ns()}")
        if int(time.time()) == int(begun):
            return answers
    pytest.fail(f"none of {TRIES} seconds was long enough")


def states(*answers: Answer) -> list[str | None]:
    """Return what the cache did for each answer."""
    return [answer.headers["X-Cache"] for answer in answers]


def test_page_is_asked_of_gunicorn_once_a_second(front: Front) -> None:
    first, second = in_one_second("/", lambda path: [front.get(path), front.get(path)])
    assert states(first, second) == ["MISS", "HIT"]
    assert first.body == second.body


@pytest.mark.parametrize("path", ["/", "/resources/"])
def test_browser_is_told_what_gunicorn_says(front: Front, path: str) -> None:
    told, straight = front.get(path), front.straight(path)
    names = ("Cache-Control", "ETag", "Content-Type", "Content-Security-Policy", "Expires", "X-Browser-Cache-Control")
    assert {name: told.headers.get_all(name) for name in names if name != "ETag"} == {
        name: straight.headers.get_all(name) for name in names if name != "ETag"
    }
    assert told.headers["Cache-Control"] == "no-cache"


def test_browser_that_has_the_page_is_told_so_by_nginx(front: Front) -> None:
    def ask_again(path: str) -> list[Answer]:
        etag = front.get(path, Accept_Encoding="gzip").headers["ETag"]
        return [front.get(path, Accept_Encoding="gzip", If_None_Match=etag)]

    (again,) = in_one_second("/", ask_again)
    assert (again.status, again.body, states(again)) == (304, b"", ["HIT"])


def test_page_is_sent_compressed_or_plain(front: Front) -> None:
    packed, plain = in_one_second("/", lambda path: [front.get(path, Accept_Encoding="gzip, br"), front.get(path)])
    assert (packed.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)
    assert gzip.decompress(packed.body) == plain.body
    assert states(packed, plain) == ["MISS", "HIT"]


@pytest.mark.parametrize(
    "cookie", [f"{ZONE_COOKIE}=Asia/Tokyo", f"{THEME_COOKIE}=dark", f"{settings.LANGUAGE_COOKIE_NAME}=ru"]
)
def test_page_is_kept_for_each_zone_theme_and_language_apart(front: Front, cookie: str) -> None:
    sent: list[dict[str, str]] = [{}, {"Cookie": cookie}, {"Cookie": f"other=1; {cookie}"}, {}]

    def ask(path: str) -> list[Answer]:
        return [*(front.get(path, **headers) for headers in sent), front.straight(path, Cookie=cookie)]

    *answers, straight = in_one_second("/", ask)
    assert states(*answers) == ["MISS", "MISS", "HIT", "HIT"]
    assert answers[1].body == answers[2].body == straight.body


@pytest.mark.parametrize(
    ("cookies", "meant"),
    [
        (f"{ZONE_COOKIE}=UTC; {ZONE_COOKIE}=Asia/Tokyo", f"{ZONE_COOKIE}=UTC"),
        (f"{THEME_COOKIE}=light; {THEME_COOKIE}=dark", f"{THEME_COOKIE}=light"),
        (f"{THEME_COOKIE.upper()}=dark", f"{THEME_COOKIE}=dark"),
        (f"{settings.LANGUAGE_COOKIE_NAME}=en; {settings.LANGUAGE_COOKIE_NAME}=ru", "language=en"),
    ],
)
def test_nobody_can_put_another_page_in_the_place_of_one(front: Front, cookies: str, meant: str) -> None:
    def ask(path: str) -> list[Answer]:
        return [front.get(path, Cookie=cookies), front.get(path, Cookie=meant), front.straight(path, Cookie=meant)]

    first, second, straight = in_one_second("/", ask)
    assert states(first, second) == ["MISS", "HIT"]
    assert first.body == second.body == straight.body


def test_form_keeps_its_token(front: Front) -> None:
    token = front.get("/timezone/").headers["Set-Cookie"].partition(";")[0]
    assert front.get("/timezone/", Cookie=token).headers["Set-Cookie"].partition(";")[0] == token


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en-US,en;q=0.9", "en"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("be-BY, uk;q=0.9, ru;q=0.8, en;q=0.5", "ru"),
        ("en, ru", "en"),
        ("de-DE,de;q=0.9,en;q=0.8,ru;q=0.7", "en"),
        ("run", "en"),
        ("*", "en"),
        ("x" * 4000, "en"),
        ("de," * 1300 + "!", "en"),
    ],
)
def test_page_comes_in_the_language_that_the_browser_prefers(front: Front, accepted: str, language: str) -> None:
    def ask(path: str) -> list[Answer]:
        return [front.get(path, Accept_Language=tag) for tag in (language, accepted)]

    plain, asked = in_one_second("/", ask)
    assert (asked.status, states(asked)) == (200, ["HIT"])
    assert f'lang="{language}"' in asked.body.decode() or f"lang={language}" in asked.body.decode()
    assert asked.body == plain.body


def test_every_language_is_known_to_nginx() -> None:
    text = (ROOT / "nginx" / "clist" / "caching.conf").read_text()
    mapped = text.partition("$http_accept_language")[2].partition("}")[0]
    known = {line.split()[-1].rstrip(";") for line in mapped.splitlines() if line.rstrip().endswith(";")}
    assert known == {code for code, _ in settings.LANGUAGES}


@pytest.mark.parametrize(
    ("accepted", "first"),
    [
        ("en-US,en;q=0.9", 0),
        ("en-in;q=0.8, ru;q=0.5", 0),
        ("ru-IL", 0),
        ("en-GB,en;q=0.9,en-US;q=0.8", 1),
        ("fr-CA,en;q=0.9", 1),
        ("en-USA", 1),
        ("ru-RU,ru;q=0.9,en-US;q=0.8", 1),
    ],
)
def test_week_begins_as_the_reader_is_used_to(front: Front, accepted: str, first: int) -> None:
    path = f"/calendar/?search={hash(accepted) % 10**6}"
    told, straight = (ask(path, Accept_Language=accepted) for ask in (front.get, front.straight))
    assert [re.findall(rb'data-first-day="?(\d)', answer.body) for answer in (told, straight)] == [[b"%d" % first]] * 2


def test_readers_with_the_same_week_share_a_page(front: Front) -> None:
    def ask(path: str) -> list[Answer]:
        tags = ("en-US", "en-CA,fr;q=0.5", "en-GB", "en", "en-AU,en;q=0.9")
        return [front.get(path, Accept_Language=tag) for tag in tags]

    assert states(*in_one_second("/calendar/", ask)) == ["MISS", "HIT", "MISS", "HIT", "HIT"]
    assert states(*in_one_second("/", ask)) == ["MISS", *["HIT"] * 4]


def test_countries_of_sunday_weeks_are_known_to_nginx() -> None:
    text = (ROOT / "nginx" / "clist" / "caching.conf").read_text()
    listed = re.findall(r"/calendar/ \\s\*(\w\w)-\(\?:([A-Z|]+)\)", text)
    assert {language: set(regions.split("|")) for language, regions in listed} == {
        code: SUNDAY_REGIONS for code, _ in settings.LANGUAGES
    }


@pytest.mark.parametrize(
    "personal",
    [
        pytest.param({"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"}, id="session"),
        pytest.param({"Cookie": "messages=x"}, id="messages"),
        pytest.param({"Authorization": "ApiKey a:b"}, id="credentials"),
    ],
)
def test_personal_page_is_neither_taken_from_the_cache_nor_put_there(front: Front, personal: dict[str, str]) -> None:
    sent: list[dict[str, str]] = [personal, {}, personal, {}]
    answers = in_one_second("/", lambda path: [front.get(path, **headers) for headers in sent])
    assert states(*answers) == ["BYPASS", "MISS", "BYPASS", "HIT"]


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/admin/login/", "/timezone/", "/no/such/page"])
def test_what_changes_by_itself_is_never_kept(front: Front, path: str) -> None:
    assert set(states(*(front.get(path) for _ in range(3)))) <= {"MISS", None}


def test_api_is_not_kept(front: Front) -> None:
    assert states(front.get("/api/v4/json/contest/"), front.get("/api/v4/json/contest/")) == [None, None]


def test_change_of_a_table_is_asked_of_gunicorn_once_for_all(front: Front) -> None:
    now = timezone.now()
    contest = ContestFactory(start=now, key=f"{time.time_ns()}")
    upsert_standings(contest, Standings(rows=[StandingRow(account="ann", place=1, score=1.0)]), now=now)
    path = f"/standings/{contest.pk}/changes/1.en.json"
    others = (
        {"Cookie": f"{ZONE_COOKIE}=Asia/Tokyo"},
        {"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"},
        {"Accept_Language": "ru"},
    )
    answers = [front.get(path), *(front.get(path, Accept_Encoding="gzip", **other) for other in others)]
    assert states(*answers) == ["MISS", "HIT", "HIT", "HIT"]
    assert [answer.headers["Cache-Control"] for answer in answers] == ["public, max-age=31536000, immutable"] * 4
    assert {gzip.decompress(answer.body) for answer in answers[1:]} == {answers[0].body}


def test_missing_change_is_asked_for_once_a_second_and_found_when_it_is_there(front: Front) -> None:
    now = timezone.now()
    contest = ContestFactory(start=now, key=f"{time.time_ns()}")
    paths = [f"/standings/{contest.pk}/changes/{number}.en.json" for number in range(1, TRIES + 1)]
    missing = iter(paths)
    early = in_one_second("", lambda _: [front.get(path) for path in [next(missing)] * 2])
    assert [(answer.status, answer.headers["Cache-Control"]) for answer in early] == [(404, "no-store")] * 2
    assert states(*early) == ["MISS", "HIT"]
    upsert_standings(contest, Standings(rows=[StandingRow(account="ann", place=1, score=1.0)]), now=now)
    time.sleep(WITHIN)
    assert front.get(paths[0]).status == 200


@pytest.mark.parametrize("path", ["/feed.atom", "/calendar.ics"])
def test_feeds_are_kept(front: Front, path: str) -> None:
    assert states(*in_one_second(path, lambda path: [front.get(path), front.get(path)]))[1] == "HIT"


def shows(front: Front, title: str, *, path: str = "/") -> Callable[[], bool]:
    """Return a question: is a title on the page?"""
    return lambda: title.encode() in front.get(path).body


def seconds_of(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def add(title: str) -> float:
    """Add a contest as an adapter does, and return when.

    Its version is higher than that of any test before, which emptied the tables while gunicorn went on.
    """
    Topic.objects.update_or_create(name="contests", defaults={"version": int(time.time() * 1000)})
    ContestFactory(title=title)
    publish("contests")
    assert not connection.in_atomic_block
    return time.monotonic()


@pytest.mark.parametrize("pause", [0.0, 0.4, 1.9])
def test_change_is_on_the_page_within_two_seconds(front: Front, pause: float) -> None:
    """Whether many look all the time, or somebody for the first time in a while; what gunicorn takes comes on top."""
    title = f"Contest of the pause {pause}"
    time.sleep(pause / 3)
    slowest = seconds_of(lambda: front.straight("/"))
    front.get("/")
    changed = add(title)
    time.sleep(pause)
    is_shown = shows(front, title)
    while not is_shown():
        slowest = max(slowest, seconds_of(lambda: front.straight("/")))
        assert time.monotonic() - changed < WITHIN + 3 * slowest
    time.sleep(WITHIN)
    assert is_shown()


def test_part_asked_for_before_its_version_is_there_is_not_kept(front: Front) -> None:
    add("the present")
    coming = Topic.objects.get(name="contests").version + 1
    time.sleep(WITHIN)
    early = [front.get(f"/?fragment={coming}") for _ in range(2)]
    ContestFactory(title="the future")
    publish("contests")
    assert states(*early) == ["MISS", "MISS"]
    assert shows(front, "the future", path=f"/?fragment={coming}")()


def test_page_that_nobody_looked_at_for_a_while_is_fresh(front: Front) -> None:
    front.get("/?search=rarely")
    add("rarely seen")
    time.sleep(WITHIN)
    assert shows(front, "rarely seen", path="/?search=rarely")()


def test_dead_gunicorn_leaves_what_was_kept_and_a_page_that_says_so(front: Front) -> None:
    before = front.get("/?search=lasting")
    time.sleep(2.1)
    front.web.signal(signal.SIGKILL)
    assert front.web.process
    front.web.process.wait()
    kept, unknown, program = (
        front.get("/?search=lasting"),
        front.get("/?search=never+asked"),
        front.get("/api/v4/contest/"),
    )
    static = front.get("/static/css/tokens.css")
    front.web.start()
    wait_until_ready(front.port, [front.web])
    after = front.get("/?search=lasting")
    assert (kept.status, states(kept), kept.body) == (200, ["STALE"], before.body)
    assert (unknown.status, unknown.headers["Retry-After"]) == (503, "10")
    assert b"starting again" in unknown.body
    assert unknown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (program.status, program.headers["Content-Type"]) == (503, "application/json")
    assert (static.status, after.status) == (200, 200)
