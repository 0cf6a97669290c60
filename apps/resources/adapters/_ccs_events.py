"""The XML event feed that contest control systems had before the JSON one ("CCS 2015"), played through to its end."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import msgspec
from lxml import etree

from apps.resources.adapters._clics_forms import relative_time
from apps.resources.adapters.base import AdapterError, Reply, clean, reading

ROOT = "contest"
BEGIN, END = re.compile(rb"<contest[\s>]"), b"</contest>"
KEYS: Mapping[str, tuple[str, ...]] = {  # by what an event says which thing it is about
    "info": (),
    "region": ("external-id", "id", "name"),
    "problem": ("id", "label", "letter"),
    "team": ("id",),
    "run": ("id",),
    "finalized": (),
}
DROPPED = ("clar", "testcase")  # most of a feed, and nothing of a board
RUN_FIELDS = ("team", "problem", "language", "judged", "result", "solved", "penalty", "time", "timestamp")
FLAGS = {"true": True, "false": False, "1": True, "0": False}
PIECE = 1 << 16  # bytes

Event = Mapping[str, str]  # the attributes and children of an element by name, none of them empty


class Feed(msgspec.Struct, kw_only=True):
    """What each thing was at the end of a feed, by its id, in the order in which they first came."""

    info: Event
    regions: Mapping[str, Event]
    problems: Mapping[str, Event]
    teams: Mapping[str, Event]
    runs: Mapping[str, Event]
    finalized: Event | None  # the results are final; None: not said


def play(reply: Reply) -> Feed:
    """Return what a feed tells: of events about one thing the last counts.

    Raises:
        AdapterError: it is no such feed, is cut off within an event, or has an event without its id.
    """
    reply.refuse_challenge()
    latest: dict[str, dict[str, Event]] = {tag: {} for tag in KEYS}
    try:
        for number, element in enumerate(_events(reply.body), 1):
            tag = str(element.tag)
            if tag in KEYS:
                with reading(f"event {number}"):
                    event = _event(element)
                    latest[tag][_key(event, tag)] = event
    except (etree.XMLSyntaxError, ValueError) as error:
        raise AdapterError(f"not XML: {clean(str(error))}; it begins {reply.body[:60]!r}", place="body") from error
    if not latest["info"]:
        raise AdapterError("the feed has no <info>", place="contest/info")
    return Feed(
        info=latest["info"][""],
        regions=latest["region"],
        problems=latest["problem"],
        teams=latest["team"],
        runs=latest["run"],
        finalized=latest["finalized"].get(""),
    )


def text_of(event: Event, name: str) -> str:
    """Return what must be told.

    Raises:
        AdapterError: it is not.
    """
    if name not in event:
        raise AdapterError(f"no {name} is told", place=name)
    return event[name]


def number_of(event: Event, name: str) -> float | None:
    """Return a number; None where it is not told.

    Raises:
        AdapterError: it is another text.
    """
    try:
        number = float(event[name]) if name in event else None
    except ValueError as error:
        raise AdapterError(f"{event[name][:60]!r} is no number", place=name) from error
    if number is not None and not math.isfinite(number):
        raise AdapterError(f"{event[name][:60]!r} is no number", place=name)
    return number


def span_of(event: Event, name: str) -> timedelta | None:
    """Return a length of time told as "5:00:00" or in seconds; None where it is not told.

    Raises:
        AdapterError: it is another text.
    """
    if ":" in event.get(name, ""):
        with reading(name):
            return relative_time(event[name])
    seconds = number_of(event, name)
    with reading(name):
        return None if seconds is None else timedelta(seconds=seconds)


def flag_of(event: Event, name: str) -> bool | None:
    """Return a yes or no; None where it is not told.

    Raises:
        AdapterError: it is another text.
    """
    if name not in event:
        return None
    found = FLAGS.get(event[name].lower())
    if found is None:
        raise AdapterError(f"{event[name][:60]!r} is neither True nor False", place=name)
    return found


def _events(body: bytes) -> Iterator[etree._Element]:
    """Yield each event while it is read, and forget it then: a feed of 50 MB takes little more than itself."""
    parser = etree.XMLPullParser(
        events=("end",),
        tag=(*KEYS, *DROPPED),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for piece in _pieces(body):
        parser.feed(piece)
        for _, element in parser.read_events():
            home = element.getparent()
            if home is not None and home.getparent() is None:
                yield element
                _forget(element, home)
    root = parser.close()
    if root.tag != ROOT:
        raise AdapterError(f"the document is <{clean(str(root.tag))[:60]}>, not <{ROOT}>", place="body")


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces; the feed of a contest that still runs has no end, which is put after its last event."""
    for first in range(0, len(body), PIECE):
        yield body[first : first + PIECE]
    end = body[-PIECE:].rstrip()
    if end.endswith(b">") and not end.endswith(END) and BEGIN.search(body[:PIECE]):
        yield END


def _forget(element: etree._Element, home: etree._Element) -> None:
    element.clear()
    while home[0] is not element:
        del home[0]


def _event(element: etree._Element) -> Event:
    told = [*element.items(), *((str(child.tag), child.text or "") for child in element)]
    wanted = RUN_FIELDS if element.tag == "run" else ()
    found = {name: clean(text) for name, text in told if not wanted or name in wanted or name == "id"}
    return {name: text for name, text in found.items() if text}


def _key(event: Event, tag: str) -> str:
    names = KEYS[tag]
    for name in names:
        if name in event:
            return event[name]
    if names:
        raise AdapterError(f"<{tag}> has no {names[0]}", place=f"{tag}[{names[0]}]")
    return ""
