"""Contests as Atom and RSS 2.0: one entry a contest, its identity as stable as its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from apps.contests.models import Contest
from apps.contests.occasions import duration_line, utc_text
from apps.contests.queries import Listed

EVENTS = "http://purl.org/rss/1.0/modules/event/"  # the RSS event module: times that programs can read
# What XML cannot hold, and line ends beyond ASCII's.
UNSAFE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BEFORE_ANY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed: its name, what to say of it, the page it stands for and its own address."""

    title: str
    description: str
    link: str
    address: str


class _Feed(SyndicationFeed):
    """What both kinds have in common."""

    content_type: ClassVar[str]

    def latest_post_date(self) -> datetime:
        """Return when the newest entry changed. An empty feed never asks the clock: its bytes stay the same."""
        return super().latest_post_date() if self.items else BEFORE_ANY

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the times of the event module."""
        super().add_item_elements(handler, item)
        for name in ("start", "end"):
            handler.addQuickElement(f"ev:{name}date", rfc3339_date(item[name]), {"xmlns:ev": EVENTS})


class AtomFeed(_Feed, Atom1Feed):
    """Atom 1.0, with the times of each contest."""


class RssFeed(_Feed, Rss201rev2Feed):
    """RSS 2.0, with the times of each contest."""


FEEDS: dict[str, type[_Feed]] = {"atom": AtomFeed, "rss": RssFeed}


def write(
    kind: str, channel: Channel, contests: Iterable[Contest | Listed], *, when: Callable[[datetime], str] = utc_text
) -> bytes:
    """Return a feed, `kind` "atom" or "rss", as UTF-8, its entries in the order of the contests.

    Each contest needs its `resource`. `when` writes the times that people read; the same contests give the same bytes.
    """
    feed = empty_feed(kind, channel)
    for contest in contests:
        feed.add_item(
            title=clean(_title(contest)),
            link=contest.url,
            description=_content(contest, when),
            author_name=clean(contest.resource.title),
            author_link=contest.resource.url,
            pubdate=contest.created,
            updateddate=contest.modified,
            unique_id=identity(f"contest/{contest.pk}"),
            unique_id_is_permalink=False,
            categories=[clean(contest.resource.host)],
            start=contest.start,
            end=contest.end,
        )
    return feed.writeString("utf-8").encode()


def empty_feed(kind: str, channel: Channel) -> _Feed:
    """Return a feed to add entries to, each with the `start` and `end` of its contest; `writeString` writes it."""
    return FEEDS[kind](
        title=clean(channel.title),
        link=channel.link,
        description=clean(channel.description),
        subtitle=clean(channel.description),
        language=get_language(),
        author_name="CLIST",
        feed_url=channel.address,
        feed_guid=channel.address,
    )


def identity(name: str) -> str:
    """Return the tag: address (RFC 4151) by which readers know an entry for ever."""
    return f"tag:{settings.SITE_HOST.partition(':')[0]},2026:{name}"


def content_type(kind: str) -> str:
    """Return the Content-Type of a kind of feed."""
    return FEEDS[kind].content_type


def clean(text: str) -> str:
    """Return a text with blanks in place of what XML cannot hold."""
    return UNSAFE.sub(" ", text)


def _title(contest: Contest | Listed) -> str:
    return _("Cancelled: %(title)s") % {"title": contest.title} if contest.is_off else contest.title


def _content(contest: Contest | Listed, when: Callable[[datetime], str]) -> SafeString:
    link = format_html('<a href="{}">{}</a>', contest.resource.url, clean(contest.resource.title))
    lines = format_html_join("", "<br>{}", ((line,) for line in _lines(contest, when)))
    return format_html("<p>{}{}</p>", link, lines)


def _lines(contest: Contest | Listed, when: Callable[[datetime], str]) -> Iterator[str]:
    yield _("Start: %(time)s") % {"time": when(contest.start)}
    yield _("End: %(time)s") % {"time": when(contest.end)}
    yield duration_line(contest)
