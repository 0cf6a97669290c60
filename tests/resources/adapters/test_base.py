"""What every adapter stands on: texts, pages, JSON, times and errors that name their place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from apps.resources.adapters._reply import MAX_DEPTH
from apps.resources.adapters.base import (
    AdapterError,
    Page,
    Reply,
    Site,
    Trouble,
    attribute,
    clean,
    from_epoch,
    from_iso,
    read_contests,
    reading,
)
from apps.resources.rows import ContestRow, RowError
from tests.resources.sites import Listing

URL = "https://site.example/contests"


def reply(body: bytes, *, content_type: str = "", url: str = URL) -> Reply:
    """Return an answer."""
    return Reply(url=url, headers={"content-type": content_type} if content_type else {}, body=body)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Тур é 赛".encode(), "", "Тур é 赛"),
        ("Тур".encode("utf-8-sig"), "text/html", "Тур"),
        ("Тур".encode("cp1251"), "text/html; charset=windows-1251", "Тур"),
        ("Тур".encode("cp1251"), 'text/html; charset="windows-1251"', "Тур"),
        ("コンテスト".encode("shift_jis"), "text/html;charset=Shift_JIS", "コンテスト"),
        ("赛镕".encode("gb18030"), "text/html; charset=gb2312", "赛镕"),
        ('<meta charset="gbk">镕'.encode("gbk"), "text/html", '<meta charset="gbk">镕'),
        (
            '<?xml version="1.0" encoding="koi8-r"?><a>Тур</a>'.encode("koi8-r"),
            "text/xml",
            '<?xml version="1.0" encoding="koi8-r"?><a>Тур</a>',
        ),
        ('<meta charset="cp1251">Тур'.encode(), "text/html; charset=utf-8", '<meta charset="cp1251">Тур'),
    ],
)
def test_text_follows_the_header_then_the_page_then_utf8(body: bytes, content_type: str, text: str) -> None:
    assert reply(body, content_type=content_type).text == text


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b"\xff\xfe", "utf-8"),
        (b"abc", "no-such-charset"),
        (b"6162", "hex"),
        (b"abc", "undefined"),
        (b"\\ud800", "unicode_escape"),
        (b"a" * 400_000 + b"-b", "punycode"),
        (b"+2AA-", "utf-7"),
    ],
)
def test_text_refuses_what_is_not_of_its_charset(body: bytes, charset: str) -> None:
    with pytest.raises(AdapterError, match=f"not {charset} text") as caught:
        _ = reply(body, content_type=f"text/html; charset={charset}").text
    assert (caught.value.place, caught.value.trouble) == ("body", Trouble.FORMAT)


@pytest.mark.parametrize(
    ("body", "url", "place"),
    [
        (b"<html><head><title>Just a moment...</title>", URL, "title"),
        (b"\n <!DOCTYPE html><title lang=en>Attention Required! | Cloudflare</title>", URL, "title"),
        (b"<title>DDoS-Guard</title>", URL, "title"),
        (b"<title>Contests</title>", "https://site.example/login?next=/contests", "url"),
        (b"<title>Contests</title>", "https://site.example/enter", "url"),
        (b"[]", "https://site.example/auth/", "url"),
    ],
)
def test_bot_checks_and_login_pages_are_blocked(body: bytes, url: str, place: str) -> None:
    for read in (Reply.page, lambda answer: answer.json(list)):
        with pytest.raises(AdapterError) as caught:
            read(reply(body, url=url))
        assert (caught.value.trouble, caught.value.place) == (Trouble.BLOCKED, place)


def test_an_ordinary_page_that_speaks_of_captchas_is_read() -> None:
    page = reply(b"<title>Contests</title><p>captcha</p>", url="https://login.example/contests/enter-the-maze").page()

    assert page.title == "Contests"


class Entry(msgspec.Struct):
    """A form for these tests."""

    id: int
    name: str


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'[{"id": 1, "name": "a"}, {"id": "x", "name": "b"}]', "$[1].id"),
        (b'[{"id": 1}]', "$[0]"),
        (b'[{"id": 1, "name": null}]', "$[0].name"),
        (b"{}", "$"),
        (b"null", "$"),
        (b'[{"id": 1, "name": "a"}', "body"),
        (b"", "body"),
        (b"<html>", "body"),
        (b'[{"id": NaN, "name": "a"}]', "body"),
        (b'[{"id": 1, "name": "\xff"}]', "body"),
        (b'[{"id": 1, "name": "\\ud800"}]', "body"),
        (b"[" * 100_000, "$[0]"),
    ],
)
def test_json_of_another_form_names_the_place(body: bytes, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        reply(body).json(list[Entry])
    assert (caught.value.place, caught.value.trouble) == (place, Trouble.FORMAT)


def test_deep_json_is_refused_where_any_form_is_taken() -> None:
    with pytest.raises(AdapterError, match="recursion"):
        reply(b'{"a":' * 100_000).json(dict)


def test_json_takes_numbers_in_text_only_when_told() -> None:
    body = b'[{"id": "7", "name": "a"}]'

    assert reply(body).json(list[Entry], strict=False) == [Entry(id=7, name="a")]
    with pytest.raises(AdapterError, match="Expected `int`"):
        reply(body).json(list[Entry])


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-10T14:00:00Z", datetime(2026, 1, 10, 14, tzinfo=UTC)),
        (" 2026-01-10 14:00:00+0900 ", datetime(2026, 1, 10, 5, tzinfo=UTC)),
        ("20260110T140000-03:30", datetime(2026, 1, 10, 17, 30, tzinfo=UTC)),
    ],
)
def test_from_iso_gives_utc(text: str, time: datetime) -> None:
    assert (from_iso(text), from_iso(text).tzinfo) == (time, UTC)


def test_from_iso_reads_bare_times_in_the_zone_given() -> None:
    assert from_iso("2026-01-10 14:00", zone=timedelta(hours=5, minutes=30)) == datetime(2026, 1, 10, 8, 30, tzinfo=UTC)
    with pytest.raises(AdapterError, match="no offset"):
        from_iso("2026-01-10 14:00")


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", "2026-13-01", "１"])
def test_from_iso_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(AdapterError):
        from_iso(text)


def test_from_iso_refuses_a_zone_that_leads_out_of_the_calendar() -> None:
    with pytest.raises(AdapterError, match="ISO 8601"):
        from_iso("0001-01-01", zone=timedelta(hours=1))


def test_from_epoch_gives_utc() -> None:
    assert from_epoch(1768053600) == datetime(2026, 1, 10, 14, tzinfo=UTC)
    assert from_epoch(0.5) == datetime(1970, 1, 1, microsecond=500_000, tzinfo=UTC)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), float("-inf"), 10**400, 1e300, -(10**14), 10**17])
def test_from_epoch_refuses_what_no_calendar_has(seconds: float) -> None:
    with pytest.raises(AdapterError, match="no epoch"):
        from_epoch(seconds)


@pytest.mark.parametrize(
    "error",
    [AdapterError("why"), RowError("why"), ValueError("why"), OverflowError("why")],
    ids=lambda e: type(e).__name__,
)
def test_reading_names_the_place_of_what_goes_wrong_inside(error: Exception) -> None:
    with pytest.raises(AdapterError) as caught, reading("$[3]"):
        raise error
    assert (caught.value.place, caught.value.why) == ("$[3]", "why")


def test_reading_puts_outer_places_first_and_keeps_the_trouble() -> None:
    with pytest.raises(AdapterError) as caught, reading("tr 4"), reading("td 2"):
        raise AdapterError("why", place="a[href]", trouble=Trouble.LIMITED, retry_after=timedelta(seconds=9))

    error = caught.value
    assert (error.place, error.trouble, error.retry_after) == (
        "tr 4 td 2 a[href]",
        Trouble.LIMITED,
        timedelta(seconds=9),
    )


def test_reading_leaves_mistakes_of_ours_alone() -> None:
    with pytest.raises(ZeroDivisionError), reading("$"):
        raise ZeroDivisionError


def test_page_complains_with_the_selector_and_the_title() -> None:
    page = Page("<title>  Oh \n no </title><p class=a>x</p>")

    assert page.one("p.a").text() == "x"
    assert [node.text() for node in page.all("p")] == ["x"]
    with pytest.raises(AdapterError, match="its title is 'Oh no'") as caught:
        page.one("table")
    assert caught.value.place == "table"


def test_attribute_must_be_there() -> None:
    node = Page("<a href=/x>x</a>").one("a")

    assert attribute(node, "href") == "/x"
    with pytest.raises(AdapterError, match="no attribute id"):
        attribute(node, "id")


@pytest.mark.parametrize("html", ["<div>" * (MAX_DEPTH + 1), "<DIV></x>" * (MAX_DEPTH + 1)])
def test_page_refuses_depth_that_would_take_minutes(html: str) -> None:
    with pytest.raises(AdapterError, match="deep within each other"):
        Page(html)


def test_page_reads_long_lists_with_ends_left_out() -> None:
    page = Page("<ul>" + "<li>x" * (MAX_DEPTH + 1) + "</ul><p>y" + "<div></div>" * (MAX_DEPTH + 1))

    assert len(page.all("li")) == MAX_DEPTH + 1


def test_clean_makes_blanks_one_and_drops_control_characters() -> None:
    assert clean("  a\u00a0\t b\x00c\u200b\ud800 d\n") == "a b c d"


def contest(key: str, *, title: str = "A") -> ContestRow:
    """Return a row."""
    start = datetime(2026, 1, 10, tzinfo=UTC)
    return ContestRow(key=key, title=title, url=URL, start=start, end=start + timedelta(hours=1))


def test_read_contests_keeps_the_first_of_each_key() -> None:
    rows = [contest("1"), contest("2"), contest("1", title="B")]

    assert read_contests(Listing.of(rows)) == rows[:2]


@pytest.mark.parametrize("error", [AdapterError("why", place="$"), RowError("$: why")], ids=["adapter", "row"])
def test_read_contests_names_site_and_ability(error: Exception) -> None:
    with pytest.raises(AdapterError) as caught:
        read_contests(Listing.of([contest("1")], then=error))
    assert (caught.value.site, caught.value.ability) == ("listing.example", "contests")
    assert str(caught.value) == "listing.example contests: $: why"


def test_abilities_are_those_overridden() -> None:
    assert Listing.abilities() == ("contests",)
    assert Site(host="a", title="A", url=URL).options == {}
