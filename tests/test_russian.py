"""The pages in Russian: no word of English is left but names, and numbers, dates and lengths take the right forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.accounts.models import Account, User
from apps.contests.models import Contest, ContestProblem
from apps.core.durations import short_duration
from apps.ingest.models import Plan
from apps.ingest.queries import source_states
from apps.resources.models import Resource
from apps.standings.models import Standing, Standings
from apps.standings.words import medal_marks
from tests.e2e.pages import PAGES, address_of, make_world
from tests.factories import ContestFactory

RUSSIAN = {"Accept-Language": "ru"}
STAFF = ("", "runs/", "sources/", "lists/", "events/", "queues/", "contests/", "audit/", "suggestions/")
NOWHERE = "/nowhere/"
FEEDS = ("/feed.atom", "/feed.rss", "/changes.atom", "/changes.rss", "/status/incidents.rss", "/calendar.ics")
READ_ALOUD = ("alt", "aria-label", "data-copied", "label", "placeholder", "title")
SAID_BY_META = "meta[name=description], meta[property='og:title'], meta[property='og:description']"
WORDLESS = "script, style, code, kbd, pre, symbol, svg text, [lang]:not(html)"
LATIN = re.compile(r"[A-Za-z]{3,}")
# What Russians write in Latin letters too, and what one types: words of the search, lengths, addresses, zones, queues.
NAMES = re.compile(
    r"https?://\S*|\b(scoring, cf|gold, silver, bronze|n_participants|running, past, final, rated, unrated"
    r"|name, resource, slug|ours, solved, tried, n_submissions|(?<=и )year|none(?= —)"
    r"|name, key, short, tag, contest, resource, archive, cid, rid|(account|advance|tag|rating):\w+|tree"
    r"|(profile/)?tourist|CLIST|ICPC|UTC|API|CSV|JSON|iCal|iCalendar"
    r"|Atom|RSS|Google|Outlook\.com|Microsoft 365|Yahoo|Apple|ics|Valkey|cookie|title|host"
    r"|resource|kind|id|coming|past|rated|unrated|cancelled|is:past|div\. 2|abc|april|cup"
    r"|nothing-like-it|clock|live|default|lists|standings|profiles|slow|manage\.py rqworker|timezone="
    r"|[A-Z][\w+-]+(/[\w+-]+)+)\b"
)


@pytest.fixture
def contest(db: None) -> Contest:
    """The contest with the longest story in a small world."""
    return make_world()


@pytest.fixture
def boss(client: Client, contest: Contest) -> Client:
    """A member of staff, logged in."""
    client.force_login(User.objects.create_superuser("начальник"))
    return client


def said(page: LexborHTMLParser) -> Iterator[str]:
    """Yield everything that a page says: its texts, and what its attributes say to whom they are read aloud."""
    for node in page.css(SAID_BY_META):
        yield node.attributes["content"] or ""
    for node in page.css("[data-words]"):
        yield from json.loads(node.attributes["data-words"] or "{}").values()
    for node in page.css(WORDLESS):
        node.decompose()
    root: LexborNode = page.root
    for node in root.traverse(include_text=True):
        if node.tag == "-text":
            yield node.text(deep=False)
        yield from (node.attributes.get(name) or "" for name in READ_ALOUD)


def names_of_the_world() -> re.Pattern[str]:
    """Return what matches the words of sites, adapters and people, the longest first."""
    found = {one for row in Contest.objects.values_list("title", "host", "kind", "url") for one in row}
    found |= {one for row in Resource.objects.values_list("title", "host", "url") for one in row}
    found |= set(Plan.objects.values_list("error", flat=True))
    found |= {name for facts in Contest.objects.values_list("facts", flat=True) for name in facts}
    found |= {one for row in Account.objects.values_list("key", "name", "organization", "country") for one in row}
    found |= {one for row in ContestProblem.objects.values_list("problem__name", "short") for one in row}
    found |= {column["title"] for columns in Standings.objects.values_list("columns", flat=True) for column in columns}
    for members in Standing.objects.exclude(members=None).values_list("members", flat=True):
        found |= {member["name"] for member in members}
    for source in source_states():
        found |= {source.traps, source.verified.note, source.reason}
    return re.compile("|".join(map(re.escape, sorted(found - {""}, key=len, reverse=True))))


def leftovers(page: str) -> list[str]:
    """Return the texts of a page with words in Latin letters that are no names."""
    theirs = names_of_the_world()
    texts = (" ".join(text.split()) for text in said(LexborHTMLParser(page)))
    return [text for text in texts if LATIN.search(NAMES.sub("", theirs.sub("", text)))]


def test_pages_say_nothing_in_english(client: Client, contest: Contest) -> None:
    found = []
    for address in (*PAGES, NOWHERE):
        response = client.get(address_of(address, contest), headers=RUSSIAN)
        page = response.content.decode()
        assert (response.status_code, '<html lang="ru"' in page) == (404 if address == NOWHERE else 200, True), address
        found += [(address, text) for text in leftovers(page)]

    assert found == []


def test_staff_pages_say_nothing_in_english(boss: Client) -> None:
    answers = {page: boss.get(f"/staff/{page}", headers=RUSSIAN) for page in STAFF}

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(STAFF, 200)
    assert [(page, leftovers(answer.content.decode())) for page, answer in answers.items()] == [
        (page, []) for page in STAFF
    ]


def test_english_page_would_be_noticed(client: Client, contest: Contest) -> None:
    found = leftovers(client.get("/status/").content.decode())

    assert {"Skip to the content", "Status of the sources", "Next try"} <= set(found)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 контест"), (2, "2 контеста"), (5, "5 контестов"), (11, "11 контестов"), (21, "21 контест")],
)
def test_contests_are_counted(number: int, words: str) -> None:
    with translation.override("ru"):
        counted = ngettext("%(number)s contest", "%(number)s contests", number) % {"number": number}

    assert counted == words.replace(" ", "\xa0")


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=45), "45 с"),
        (timedelta(minutes=90), "1 ч 30"),
        (timedelta(hours=5), "5 ч"),
        (timedelta(days=3, hours=4), "3 д 4 ч"),
    ],
)
def test_lengths_keep_number_and_unit_together(length: timedelta, words: str) -> None:
    with translation.override("ru"):
        assert short_duration(length) == re.sub(r"(\d) ", "\\1\xa0", words)


@pytest.mark.parametrize(
    ("day", "form", "words"),
    [
        (date(2026, 5, 1), "FULL_DATE", "пятница, 1 мая 2026"),
        (date(2026, 5, 1), "YEAR_MONTH_FORMAT", "май 2026"),
        (date(2026, 5, 1), "MONTH_DAY_FORMAT", "1 мая"),
        (date(2026, 8, 31), "DAY_HEADING", "понедельник, 31 августа"),
    ],
)
def test_months_stand_in_the_right_case(day: date, form: str, words: str) -> None:
    with translation.override("ru"):
        assert date_format(day, form) == words


def test_gold_bears_no_letter_that_looks_like_three() -> None:
    with translation.override("ru"):
        assert medal_marks() == {"gold": "I", "silver": "II", "bronze": "III", "honorable": "П"}


@pytest.mark.django_db
def test_board_heads_its_days_in_russian(client: Client) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        for days in (0, 1, 2):
            ContestFactory(start=now + timedelta(days=days, hours=3))
        page = LexborHTMLParser(client.get("/", headers=RUSSIAN).content.decode())
        title = LexborHTMLParser(client.get("/calendar/", headers=RUSSIAN).content.decode()).css_first("h1")

    assert [node.text(strip=True) for node in page.css(".group h2")] == [
        "Сегодня, суббота, 21 ноября",
        "Завтра, воскресенье, 22 ноября",
        "понедельник, 23 ноября",
    ]
    assert [node.text() for node in page.css(".timeleft")] == [
        "через 3\xa0ч 00",
        "через 1\xa0д 3\xa0ч",
        "через 2\xa0д 3\xa0ч",
    ]
    assert title is not None
    assert title.text(strip=True) == "Ноябрь 2026"


FEEDS = ["/feed.atom", "/feed.rss", "/changes.atom", "/status/incidents.rss", "/calendar.ics"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", FEEDS)
def test_feed_follows_the_readers_language(client: Client, address: str) -> None:
    answers = [client.get(address, headers={"Accept-Language": language}) for language in ("en", "ru", "en")]
    tags = [answer["ETag"] for answer in answers]

    assert [bool(re.search("[а-я]{5}", answer.content.decode())) for answer in answers] == [False, True, False]
    assert (tags[0] == tags[2], tags[0] != tags[1]) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("address", FEEDS)
def test_feed_follows_the_language_that_was_picked(client: Client, address: str) -> None:
    plain = client.get(address, headers={"Accept-Language": "en"})
    client.cookies["language"] = "ru"
    picked = client.get(address, headers={"Accept-Language": "en", "If-None-Match": plain["ETag"]})

    assert (picked.status_code, bool(re.search("[а-я]{5}", picked.content.decode()))) == (200, True)
    assert [{"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", ")) for answer in (plain, picked)] == [
        True
    ] * 2
