"""The calendar and the feeds over HTTP: what they hold, what stays the same through changes, 304s and limits."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import atoma
import feedparser
import icalendar
import ics
import pytest
import vobject
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from apps.contests import feeds
from apps.contests.models import Contest
from apps.contests.queries import TOPIC
from apps.live.actions import publish
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + 2 * DAY  # not while tests run
FEEDS = ["/calendar.ics", "/feed.atom", "/feed.rss"]
NASTY = [
    "Comma, semicolon; backslash \\ and \\",
    'Quote " colon: equals= <b>&amp;</b> ]]> %s {0}',
    "Командная олимпиада школьников по программированию, отборочный тур " * 3,
    "全国青少年信息学奥林匹克联赛" * 10,
    "Emoji 🧑‍💻🏆👩‍👩‍👧‍👦" * 12,
    "مسابقة البرمجة العربية \u202e الجماعية" * 4,
    "x" * 500,
    "é" * 500,
    "\u2028line\u2029separators\x85here",
    "BEGIN:VEVENT",
]
LINE_ENDS = re.compile("[\u2028\u2029\x85]")


@pytest.fixture(autouse=True)
def own_site(settings: Any) -> None:
    settings.SITE_HOST = "clist.example"
    settings.SITE_URL = "https://clist.example"


def events(client: Client, query: str = "") -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(client.get(f"/calendar.ics{query}").content)
    return list(calendar.walk("VEVENT"))


def uids(client: Client, query: str = "") -> set[int]:
    return {int(str(event["uid"]).split("@")[0]) for event in events(client, query)}


def change(contest: Contest, **values: Any) -> None:
    """Change a contest as an upsert does: the fields, the sequence, the time, the topic."""
    Contest.objects.filter(pk=contest.pk).update(
        **values, sequence=contest.sequence + 1, modified=contest.modified + HOUR
    )
    contest.refresh_from_db()
    publish(TOPIC)


def test_calendar_tells_all_of_a_contest(client: Client) -> None:
    site = ResourceFactory(host="codeforces.com", title="Codeforces")
    contest = ContestFactory(
        resource=site, title="Round, 900; Div\\3", url="https://codeforces.com/contests/1878?a=1,2;3", sequence=4,
        start=MIDNIGHT, end=MIDNIGHT + 3 * HOUR, duration=2 * HOUR, registration_closes=MIDNIGHT - HOUR,
    )  # fmt: skip
    (event,) = events(client)
    assert {
        name: event.decoded(name)
        for name in ("uid", "summary", "dtstart", "dtend", "sequence", "last-modified", "dtstamp", "created")
    } == {
        "uid": f"{contest.pk}@clist.example",
        "summary": r"Round, 900; Div\3",
        "dtstart": MIDNIGHT,
        "dtend": MIDNIGHT + 3 * HOUR,
        "sequence": 4,
        "last-modified": contest.modified,
        "dtstamp": contest.modified,
        "created": contest.created,
    }
    assert event["status"] == "CONFIRMED"
    assert event["url"] == "https://codeforces.com/contests/1878?a=1,2;3"
    assert event["location"] == "codeforces.com"
    assert event["categories"].cats == ["Codeforces"]
    assert str(event["description"]).splitlines() == [
        "Duration: 2 h, at any time within 3 h",
        f"Registration closes {MIDNIGHT - HOUR:%Y-%m-%d %H:%M} UTC",
        "https://codeforces.com/contests/1878?a=1,2;3",
    ]


def test_calendar_names_itself(client: Client) -> None:
    answer = client.get("/calendar.ics?resource=codeforces.com&search=div.%202&duration_to=5h")
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="contests.ics"'
    assert str(calendar["x-wr-calname"]) == "CLIST: codeforces.com · ≤ 5 h · div. 2"
    assert calendar["refresh-interval"].dt == HOUR
    assert str(calendar["x-published-ttl"]) == "PT1H"
    assert str(calendar["source"]) == (
        "https://clist.example/calendar.ics?resource=codeforces.com&duration_to=18000&search=div.+2"
    )


@pytest.mark.parametrize("title", NASTY)
def test_calendar_reads_back_whatever_the_title(client: Client, title: str) -> None:
    contest = ContestFactory(title=title, start=MIDNIGHT, resource=ResourceFactory(title="Школа, «;»"))
    body = client.get("/calendar.ics").content
    expected = LINE_ENDS.sub(" ", title)
    uid = f"{contest.pk}@clist.example"

    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert (str(event["summary"]), str(event["uid"]), event.decoded("dtstart")) == (expected, uid, MIDNIGHT)
    (event,) = ics.Calendar(body.decode()).events
    assert (event.name, event.uid, event.begin.datetime) == (expected, uid, MIDNIGHT)
    (event,) = vobject.readOne(body.decode()).vevent_list
    assert (event.summary.value, event.uid.value, event.dtstart.value) == (expected, uid, MIDNIGHT)


def test_calendar_escapes_a_backslash_before_an_n(client: Client) -> None:
    title = r"C:\new\, or \;"  # the library ics takes \\n for a line end, so it is not asked
    ContestFactory(title=title)
    body = client.get("/calendar.ics").content
    assert [str(event["summary"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")] == [title]
    assert vobject.readOne(body.decode()).vevent.summary.value == title


def test_calendar_folds_by_octets_and_ends_lines_with_crlf(client: Client) -> None:
    for title in NASTY:
        ContestFactory(title=title)
    body = client.get("/calendar.ics?search=title:.+%26%26+!Ъ").content
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) == 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    assert [line.decode() for line in lines] != []  # no piece splits a character


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.rss"])
@pytest.mark.parametrize("title", NASTY)
def test_feed_reads_back_whatever_the_title(client: Client, path: str, title: str) -> None:
    ContestFactory(title=title, url="https://site.example/c?a=1&b=2")
    answer = client.get(path)
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    (strict,) = _strictly(path, answer)
    assert parsed.bozo == 0
    assert parsed.entries[0].link == "https://site.example/c?a=1&b=2"
    assert strict == parsed.entries[0].title == LINE_ENDS.sub(" ", title).strip()


def _strictly(path: str, answer: HttpResponse) -> list[str]:
    if path == "/feed.atom":
        return [entry.title.value for entry in atoma.parse_atom_bytes(answer.content).entries]
    return [item.title for item in atoma.parse_rss_bytes(answer.content).items]


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.rss"])
def test_feed_tells_all_of_a_contest(client: Client, path: str) -> None:
    site = ResourceFactory(host="atcoder.jp", title="AtCoder", url="https://atcoder.jp/")
    contest = ContestFactory(resource=site, title="ABC 400", start=MIDNIGHT, url="https://atcoder.jp/contests/abc400")
    answer = client.get(f"{path}?resource=atcoder.jp")
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    (entry,) = parsed.entries
    assert parsed.feed.title == "CLIST: atcoder.jp"
    assert parsed.feed.link == "https://clist.example/?resource=atcoder.jp"
    assert entry.id == f"tag:clist.example,2026:contest/{contest.pk}"
    assert (entry.title, entry.link, entry.author) == ("ABC 400", "https://atcoder.jp/contests/abc400", "AtCoder")
    assert [tag.term for tag in entry.tags] == ["atcoder.jp"]
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == contest.created
    assert (entry.ev_startdate, entry.ev_enddate) == (MIDNIGHT.isoformat(), (MIDNIGHT + 2 * HOUR).isoformat())
    assert entry.summary == (
        f'<p><a href="https://atcoder.jp/">AtCoder</a><br />Start: {MIDNIGHT:%Y-%m-%d %H:%M} UTC<br />'
        f"End: {MIDNIGHT + 2 * HOUR:%Y-%m-%d %H:%M} UTC<br />Duration: 2 h</p>"
    )


def test_feed_entries_say_when_they_changed(client: Client) -> None:
    contest = ContestFactory()
    change(contest, title="Renamed")
    entry = feedparser.parse(client.get("/feed.atom").content).entries[0]
    assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == contest.modified == contest.created + HOUR


def test_feed_has_the_newest_announcement_first_and_nothing_that_is_over(client: Client) -> None:
    now = timezone.now()
    for title, announced, start in [("a", 3, HOUR), ("b", 1, 9 * HOUR), ("c", 2, -HOUR), ("over", 0, -9 * HOUR)]:
        ContestFactory(title=title, created=now - announced * DAY, start=now + start)
    for path in ("/feed.atom", "/feed.rss"):
        assert _strictly(path, client.get(path)) == ["b", "c", "a"]


def test_feeds_of_a_cancelled_contest_say_so(client: Client) -> None:
    contest = ContestFactory(title="Cup")
    change(contest, cancelled=timezone.now())
    (event,) = events(client)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    assert str(event["description"]).splitlines()[0] == "Cancelled: the site says that it will not take place."
    assert _strictly("/feed.atom", client.get("/feed.atom")) == ["Cancelled: Cup"]


def test_calendar_of_a_gone_contest_says_so(client: Client) -> None:
    contest = ContestFactory()
    change(contest, gone=timezone.now())
    (event,) = events(client)
    assert event["status"] == "CANCELLED"
    assert str(event["description"]).splitlines()[0] == "The site does not list it any more."


def test_calendar_identity_survives_every_change(client: Client) -> None:
    contest = ContestFactory(title="TBA")
    seen = []
    for values in (
        {"title": "Round 900"},
        {"start": MIDNIGHT, "end": MIDNIGHT + HOUR},
        {"cancelled": timezone.now()},
        {"cancelled": None, "url": "https://elsewhere.example/1"},
    ):
        (event,) = events(client)
        seen.append((str(event["uid"]), event["sequence"], event.decoded("last-modified")))
        change(contest, **values)
    uid = f"{contest.pk}@clist.example"
    assert seen == [(uid, step, contest.created + step * HOUR) for step in range(4)]


def test_calendar_uid_is_of_the_site_and_not_of_the_request(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    contest = ContestFactory()
    answer = client.get("/calendar.ics", headers={"host": "other.example"})
    assert b"other.example" not in answer.content
    assert f"UID:{contest.pk}@clist.example\r\n".encode() in answer.content


def test_calendar_drops_what_ended_a_month_ago(client: Client) -> None:
    now = timezone.now()
    ended = {days: ContestFactory(start=now - days * DAY - HOUR, end=now - days * DAY).pk for days in (30, 32, 50)}
    assert uids(client) == {ended[30]}
    Contest.objects.filter(pk__in=[ended[32], ended[50]]).update(cancelled=now - 29 * DAY)
    publish(TOPIC)
    assert uids(client) == {ended[30], ended[32], ended[50]}
    assert uids(client, f"?contest={ended[50]}") == {ended[50]}


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_hide_what_is_hidden(client: Client, path: str) -> None:
    ContestFactory(title="shown")
    ContestFactory(title="veiled", hidden=True)
    ContestFactory(title="veiled", resource__enabled=False)
    ContestFactory(title="veiled", merged_into=ContestFactory(title="kept"))
    body = client.get(path).content.decode()
    assert [body.count(f">{title}<") + body.count(f":{title}\r") for title in ("shown", "kept", "veiled")] == [1, 1, 0]


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_keep_to_the_filter(client: Client, path: str) -> None:
    ContestFactory(title="Alpha", resource__host="codeforces.com")
    ContestFactory(title="Beta", resource__host="codeforces.com")
    ContestFactory(title="Alpha two", resource__host="atcoder.jp")
    body = client.get(f"{path}?resource=codeforces.com&search=alpha").content.decode()
    assert [title in body for title in ("Alpha", "Beta", "Alpha two")] == [True, False, False]


def test_calendar_of_one_contest(client: Client) -> None:
    contest = ContestFactory()
    twin = ContestFactory(merged_into=contest)
    ContestFactory()
    answer = client.get(f"/calendar.ics?contest={contest.pk}")
    assert answer["Content-Disposition"] == f'inline; filename="contest-{contest.pk}.ics"'
    assert uids(client, f"?contest={contest.pk}") == {contest.pk}
    assert uids(client, f"?contest={twin.pk}") == {contest.pk}


@pytest.fixture
def long() -> Contest:
    """A contest of two days and a half beside a short one."""
    ContestFactory(title="short", start=MIDNIGHT)
    return ContestFactory(title="long", start=MIDNIGHT + 6 * HOUR, end=MIDNIGHT + 66 * HOUR)


def test_calendar_shows_long_contests_in_four_ways(client: Client, long: Contest) -> None:
    def shown(way: str) -> list[tuple[str, str, Any, Any]]:
        return [
            (str(event["uid"]), str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend"))
            for event in events(client, f"?search=&long={way}")
            if "short" not in event["summary"]
        ]

    uid, half = f"{long.pk}@clist.example", HOUR / 2
    assert shown("all") == shown("nonsense") == [(uid, "long", long.start, long.end)]
    assert shown("ends") == [
        (uid.replace("@", "-start@"), "Start: long", long.start, long.start + half),
        (uid.replace("@", "-end@"), "End: long", long.end - half, long.end),
    ]
    assert shown("day") == [(uid, "long", MIDNIGHT.date(), (MIDNIGHT + 3 * DAY).date())]
    assert shown("skip") == []
    assert len(events(client, "?long=skip")) == 1


def test_calendar_whole_days_end_with_the_last_day(client: Client) -> None:
    ContestFactory(start=MIDNIGHT, end=MIDNIGHT + DAY)
    (event,) = events(client, "?long=day")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (MIDNIGHT.date(), (MIDNIGHT + DAY).date())


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_answer_304_until_something_changes(client: Client, path: str) -> None:
    contest = ContestFactory()
    first = client.get(path)
    validators = [
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
        {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]},
    ]
    again = [client.get(path, headers=headers) for headers in validators]
    assert [(answer.status_code, answer.content) for answer in again] == [(304, b"")] * 3
    assert [answer["ETag"] for answer in again] == [first["ETag"]] * 3
    assert first["Cache-Control"] == "public, no-cache"

    publish(TOPIC)  # a change that this feed does not show
    assert [client.get(path, headers=headers).status_code for headers in validators] == [304] * 3
    Contest.objects.filter(pk=contest.pk).update(hidden=True)
    publish(TOPIC)
    assert [client.get(path, headers=headers).status_code for headers in validators] == [200] * 3


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_cost_the_same_for_one_contest_and_for_thirty(
    client: Client, path: str, django_assert_num_queries: Any
) -> None:
    ContestFactory()
    cost = 4 if path == "/calendar.ics" else 3
    with django_assert_num_queries(cost):
        client.get(path)
    ContestFactory.create_batch(29)
    publish(TOPIC)
    with django_assert_num_queries(cost):
        assert client.get(path).content.count(b"Round") >= 30
    with django_assert_num_queries(1):
        client.get(path)


def test_feeds_are_bounded_and_say_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_EVENTS", 3)
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 3)
    now = timezone.now()
    soon, late, past = (ContestFactory(start=now + wait).pk for wait in (HOUR, DAY, -DAY))
    assert b"There are more" not in client.get("/calendar.ics").content
    ContestFactory(start=now - 2 * DAY)
    publish(TOPIC)
    calendar = icalendar.Calendar.from_ical(client.get("/calendar.ics").content)
    assert uids(client) == {soon, late, past}
    assert str(calendar["description"]) == (
        "Programming contests of many sites, kept up to date. There are more than the 3 shown here: narrow the filter."
    )
    ContestFactory.create_batch(2)
    publish(TOPIC)
    feed = feedparser.parse(client.get("/feed.rss").content)
    assert len(feed.entries) == 3
    assert "There are more than the 3 shown here" in feed.feed.description


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_say_what_of_the_filter_they_passed_over(client: Client, path: str) -> None:
    body = client.get(f"{path}?rated=perhaps").content.decode().replace("\r\n ", "")
    assert "“rated=perhaps” is not understood and passed over." in body


@pytest.mark.parametrize("path", FEEDS)
def test_empty_feeds_are_valid_and_steady(client: Client, path: str) -> None:
    first = client.get(path)
    publish(TOPIC)
    assert client.get(path).content == first.content
    if path != "/calendar.ics":
        assert _strictly(path, first) == []
        assert feedparser.parse(first.content).bozo == 0


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_only_answer_reads(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
