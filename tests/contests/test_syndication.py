"""Feeds made for others than our own doors: the API passes its own order and its own spelling of times."""

from datetime import UTC, datetime

import feedparser
import pytest

from apps.contests.syndication import Channel, content_type, write
from tests.factories import ContestFactory

CHANNEL = Channel(title="T", description="D", link="https://clist.example/", address="https://clist.example/f")
START = datetime(2026, 11, 21, 14, 35, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_keeps_the_order_and_the_spelling_of_times_it_is_given(kind: str) -> None:
    contests = [ContestFactory(title=title, start=START) for title in ("b", "a", "c")]
    parsed = feedparser.parse(write(kind, CHANNEL, contests, when="{:%d.%m %H:%M}".format))
    assert [entry.title for entry in parsed.entries] == ["b", "a", "c"]
    assert "<br />Start: 21.11 14:35<br />End: 21.11 16:35<br />" in parsed.entries[0].summary


@pytest.mark.parametrize(("kind", "expected"), [("atom", "application/atom+xml"), ("rss", "application/rss+xml")])
def test_feed_has_its_content_type(kind: str, expected: str) -> None:
    assert content_type(kind) == f"{expected}; charset=utf-8"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_blanks_what_xml_cannot_hold(kind: str) -> None:
    contest = ContestFactory(title="a\ufffeb", resource__title="c\x0bd")
    parsed = feedparser.parse(write(kind, CHANNEL, [contest]))
    assert (parsed.bozo, parsed.entries[0].title, parsed.entries[0].author) == (0, "a b", "c d")
