"""AtCoder against real pages of several years, and pages that are not its lists."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.atcoder import AtCoder
from apps.resources.adapters.base import AdapterError
from tests.resources.conftest import Play

ENGLISH = "https://atcoder.jp/contests/?lang=en"
JAPANESE = "https://atcoder.jp/contests/?lang=ja"
ARCHIVE = "https://atcoder.jp/contests/archive?lang=en&page=1"
LINE = re.compile(
    r"<time[^>]*>\s*(\d+)-(\d+)-(\d+)\s+(\d+):(\d+):(\d+)\+0900\s*</time>.*?"
    r"<a\s+href=['\"]/contests/([^'\"]+)['\"]>(.*?)</a>.*?<td[^>]*>(\d+):(\d\d)</td>\s*<td[^>]*>(.*?)</td>",
    re.DOTALL,
)


def lines(page: str) -> list[tuple[object, ...]]:
    """Read a page by regular expressions: key, title, start, duration, rated range of every table line with a time."""
    found = []
    for line in re.findall(r"<tr>.*?</tr>", page, re.DOTALL):
        if match := LINE.search(line):
            *clock, key, title, hours, minutes, rated = match.groups()
            start = datetime(*map(int, clock), tzinfo=UTC) - timedelta(hours=9)
            length = timedelta(hours=int(hours), minutes=int(minutes))
            found.append((key, " ".join(html.unescape(title).split()), start, length, rated.strip()))
    return found


@pytest.mark.parametrize(("name", "count"), [("index-2026-06.html", 59), ("upcoming-2026-10_fragment.html", 6)])
def test_list_is_read_whole(payloads: Path, play: Play, name: str, count: int) -> None:
    page = (payloads / "atcoder.jp/contests" / name).read_text()

    rows = play(AtCoder, {ENGLISH: page.encode()})

    assert len(rows) == count
    assert [(r.key, r.title, r.start, r.end - r.start, r.facts.get("rated_range")) for r in rows] == lines(page)
    assert [r.url for r in rows] == [f"https://atcoder.jp/contests/{r.key}" for r in rows]
    assert [r.rated for r in rows] == [rated != "-" for *_, rated in lines(page)]


def test_kinds_are_series_or_genres(payloads: Path, play: Play) -> None:
    body = (payloads / "atcoder.jp/contests/upcoming-2026-10_fragment.html").read_bytes()

    rows = play(AtCoder, {ENGLISH: body})

    assert {r.key: r.kind for r in rows} == {
        "arc232": "ARC",
        "abc479": "ABC",
        "aalc001": "Algorithm",
        "ahc073": "AHC",
        "abc480": "ABC",
        "ahc074": "AHC",
    }
    assert (rows[-1].start, rows[-1].end) == (
        datetime(2026, 10, 30, 10, 0, tzinfo=UTC),
        datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
    )
    assert rows[-1].title == "HACK TO THE FUTURE 2027 (AtCoder Heuristic Contest 074)"


def test_archive_is_read(payloads: Path, play: Play) -> None:
    upcoming = (payloads / "atcoder.jp/contests/upcoming-2026-10_fragment.html").read_bytes()
    archive = (payloads / "atcoder.jp/contests/archive_fragment.html").read_bytes()

    rows = play(AtCoder, {ENGLISH: upcoming, ARCHIVE: archive})

    assert [(r.key, r.start, r.end, r.rated) for r in rows[6:]] == [
        ("kupc2019", datetime(2019, 10, 13, 4, tzinfo=UTC), datetime(2019, 10, 13, 9, tzinfo=UTC), False),
        ("agc039", datetime(2019, 10, 5, 12, tzinfo=UTC), datetime(2019, 10, 5, 14, 30, tzinfo=UTC), True),
        ("abc142", datetime(2019, 9, 28, 12, tzinfo=UTC), datetime(2019, 9, 28, 13, 40, tzinfo=UTC), True),
    ]


def test_english_list_goes_before_the_japanese(payloads: Path, play: Play) -> None:
    english = (payloads / "atcoder.jp/contests/upcoming-2026-10_fragment.html").read_text()
    japanese = english.replace("AtCoder Beginner Contest 479", "日本語").replace(
        "/contests/aalc001", "/contests/ja-only"
    )

    rows = play(AtCoder, {ENGLISH: english.encode(), JAPANESE: japanese.encode()})

    assert [r.key for r in rows] == ["arc232", "abc479", "aalc001", "ahc073", "abc480", "ahc074", "ja-only"]
    assert rows[1].title == "AtCoder Beginner Contest 479"


@pytest.mark.parametrize("name", ["contests/wtf19/index.html", "contests/abc100/tasks.html"])
def test_other_pages_are_refused(payloads: Path, play: Play, name: str) -> None:
    body = (payloads / "atcoder.jp" / name).read_bytes()

    with pytest.raises(AdapterError, match=r"atcoder\.jp contests: .*#contest-table-upcoming"):
        play(AtCoder, {ENGLISH: body})


@pytest.mark.parametrize("name", ["login.html", "contests/index-2020-01.html"])
def test_front_page_is_no_list(payloads: Path, play: Play, name: str) -> None:
    with pytest.raises(AdapterError, match="the front page in place of the list"):
        play(AtCoder, {ENGLISH: (payloads / "atcoder.jp" / name).read_bytes()})


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ("02:30", "soon", "#contest-table-upcoming tr 1 td 3"),
        ("02:30", "00:00", "#contest-table-upcoming tr 1"),
        ("2026-10-10 21:00:00+0900", "10 October", "#contest-table-upcoming tr 1"),
        (
            '<a href="/contests/arc232">',
            '<a href="/rounds/arc232">',
            "#contest-table-upcoming tr 1 a[href*='/contests/']",
        ),
    ],
)
def test_wrong_line_is_named(payloads: Path, play: Play, was: str, becomes: str, place: str) -> None:
    page = (payloads / "atcoder.jp/contests/upcoming-2026-10_fragment.html").read_text()

    with pytest.raises(AdapterError) as caught:
        play(AtCoder, {ENGLISH: page.replace(was, becomes, 1).encode()})

    assert caught.value.place == f"{ENGLISH} {place}"
