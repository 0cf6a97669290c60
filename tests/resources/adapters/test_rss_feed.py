"""RSS and Atom whose entries say when, and those that do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from apps.resources.adapters.base import AdapterError, Site, read_contests
from apps.resources.adapters.rss_feed import RssFeed
from apps.resources.recordings import Call, ReplayWeb
from apps.resources.rows import ContestRow

URL = "https://club.example/feed"
NAMESPACES = 'xmlns:e="http://purl.org/rss/1.0/modules/event/" xmlns:c="urn:ietf:params:xml:ns:xcal"'


def rss(*items: str) -> str:
    """Return a feed of these items."""
    channel = f"<channel><title>Club</title>{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}>{channel}</rss>'


def item(times: str, *, title: str = "Cup", link: str = "https://club.example/cup") -> str:
    """Return an item that says when."""
    return f"<item><title>{title}</title><link>{link}</link>{times}</item>"


def read(body: str | bytes, *, content_type: str = "", zone: str = "Europe/Berlin", **options: str) -> list[ContestRow]:
    """Return what the adapter reads from a body."""
    answer = body if isinstance(body, bytes) else body.encode()
    headers = {"content-type": content_type} if content_type else {}
    web = ReplayWeb([Call(method="GET", url=URL, headers=headers, body=answer)], now=datetime(2026, 1, 5, tzinfo=UTC))
    site = Site(host="club.example", title="Club", url=URL, timezone=zone, options=options)
    return read_contests(RssFeed(web=web, site=site))


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        (
            "<e:startdate>2026-02-01T18:00:00+03:00</e:startdate><e:enddate>2026-02-01T21:00:00+03:00</e:enddate>",
            "2026-02-01 15:00",
            "2026-02-01 18:00",
        ),
        (
            "<c:dtstart>20260201T180000Z</c:dtstart><c:dtend>20260201T200000Z</c:dtend>",
            "2026-02-01 18:00",
            "2026-02-01 20:00",
        ),
        ("<e:startdate>2026-02-01T18:00</e:startdate>", "2026-02-01 17:00", "2026-02-01 18:00"),
        ("<e:startdate>2026-02-01</e:startdate>", "2026-01-31 23:00", "2026-02-01 23:00"),
        (
            "<e:startdate>2026-02-01</e:startdate><e:enddate>2026-02-02</e:enddate>",
            "2026-01-31 23:00",
            "2026-02-02 23:00",
        ),
    ],
)
def test_event_times_are_read(times: str, start: str, end: str) -> None:
    [row] = read(rss(item(times)))

    assert (f"{row.start:%Y-%m-%d %H:%M}", f"{row.end:%Y-%m-%d %H:%M}") == (start, end)


START = "<e:startdate>2026-02-01T18:00Z</e:startdate>"


def test_news_between_events_are_passed_over() -> None:
    rows = read(rss(item("", link="https://club.example/news"), item(START)))

    assert [(row.key, row.url, row.title) for row in rows] == [
        ("https://club.example/cup", "https://club.example/cup", "Cup")
    ]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Rounds</title><entry><id>urn:round:7</id>
<title type="html">Round &lt;b&gt;7&lt;/b&gt; &amp;amp; more</title><link href="/7"/>
<published>2026-01-09T17:35:00+03:00</published></entry></feed>"""


def test_an_entrys_own_date_is_the_start_where_the_options_say_so() -> None:
    [row] = read(ATOM, start="published", minutes="120")

    assert (row.key, row.title, row.url) == ("urn:round:7", "Round 7 & more", "https://club.example/7")
    assert (row.start, row.end) == (
        datetime(2026, 1, 9, 14, 35, tzinfo=UTC),
        datetime(2026, 1, 9, 16, 35, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        (rss(item(START, title="Олимпиада")).encode("cp1251"), "text/xml; charset=windows-1251", "Олимпиада"),
        (
            rss(item(START, title="Олимпиада")).replace("?>", ' encoding="cp1251"?>', 1).encode("cp1251"),
            "application/rss+xml",
            "Олимпиада",
        ),
        (rss(item(START, title="Олимпиада")).encode(), "text/html; charset=utf-8", "Олимпиада"),
    ],
)
def test_charsets_are_obeyed(body: bytes, content_type: str, title: str) -> None:
    [row] = read(body, content_type=content_type)

    assert row.title == title


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("", "body"),
        ("/etc/passwd", "body"),
        ("https://club.example/other", "body"),
        ("<html><body>no</body></html>", "body"),
        (rss(item(START))[:-30], "body"),
        (rss(item(START)) + "<rss/>", "body"),
        ('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss(item(START, title="&a;"))[21:], "body"),
        ("<rss version='2.0'>" + "<channel>" * 200 + "</channel>" * 200 + "</rss>", "<channel>"),
        (rss("<item/>" * 110_000), "<item>"),
        (rss("<item/>" * 5_001), "body"),
        (rss("<item><title>" + "x" * 2_000_000 + "</title></item>"), "body"),
        (rss(item("")), "entry"),
        (rss(item("<e:startdate>soon</e:startdate>")), "entry 1"),
        (rss(item(START + "<e:enddate>2026-02-01T17:00Z</e:enddate>")), "entry 1"),
        (rss(item(START, link="")), "entry 1"),
    ],
)
def test_what_is_no_feed_of_events_is_refused_with_its_place(body: str, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read(body)
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"start": "created"}, "entry 1 options.start"),
        ({"start": "updated"}, "entry 1 updated"),
        ({"start": "published", "minutes": "long"}, "entry 1 options.minutes"),
        ({"start": "published", "minutes": "0"}, "entry 1"),
    ],
)
def test_odd_options_are_refused(options: dict[str, str], place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read(ATOM, **options)
    assert caught.value.place == place
