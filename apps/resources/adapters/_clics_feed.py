"""CLICS event feeds of every version, played through: what each collection holds after the last event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from apps.resources.adapters._clics_forms import FIELDS, FORMS, Book, Contest, State
from apps.resources.adapters.base import AdapterError, Reply, Trouble, reading

T = TypeVar("T")

SINGULAR = {"contests": "contest", "states": "state", "team-members": "persons"}  # types that 2020-03 named otherwise
KNOWN = {*FORMS, "contest", "state"}
NOTHING = b"null"

Entry = tuple[str, msgspec.Raw]  # the line of the last event, and what it said
Collections = dict[str, dict[str, Entry]]


class Event(msgspec.Struct, kw_only=True):
    """One line; 2020-03 and before say what happened in `op`, and `id` is the event's own; later ones by null data."""

    type: str
    id: str | int | None = None
    op: str | None = None
    data: msgspec.Raw = msgspec.Raw(NOTHING)


class Named(msgspec.Struct):
    """What every object has, but the state."""

    id: str | int | None = None


def is_feed(reply: Reply) -> bool:
    """Return True when an answer is an event feed and no list or object of contests."""
    first = reply.body.lstrip().partition(b"\n")[0]
    if not first.startswith(b"{"):
        return False
    try:
        fields = msgspec.json.decode(first, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False  # an object over several lines; what else it may be is found by reading it
    return "type" in fields and ("data" in fields or "op" in fields)


def play(reply: Reply) -> Collections:
    """Return what a feed's collections hold at its end, by type: the last event of an object wins, null deletes.

    Raises:
        AdapterError: a line is no event; the place names it.
    """
    reply.refuse_challenge()
    found: Collections = {}
    for number, line in enumerate(reply.body.splitlines(), 1):
        if line.strip():  # an empty one is a sign of life
            with reading(f"line {number}"):
                event = Reply(url=reply.url, body=line).json(Event)
                name = SINGULAR.get(event.type, event.type)
                if name in KNOWN:
                    _apply(event, found.setdefault(name, {}), place=f"line {number}")
    return found


def told(collections: Collections, name: str, form: type[T]) -> dict[str, tuple[str, T]]:
    """Return the objects of a collection by id, each with its place, in the order in which they first came.

    Raises:
        AdapterError: an object is of another form.
    """
    found = {}
    for key, (place, raw) in collections.get(name, {}).items():
        with reading(place):
            found[key] = (place, Reply(url="", body=bytes(raw)).json(form))
    return found


def book_of(reply: Reply, *, key: str) -> Book:
    """Return what a feed tells of its contest.

    Raises:
        AdapterError: it is no feed, is cut off, or tells of another contest than the one of this key (MISSING).
    """
    collections = play(reply)
    contests = {str(one.id): one for _, one in told(collections, "contest", Contest).values()}
    if key not in contests:
        known = ", ".join(contests) or "no contest"
        raise AdapterError(f"the feed tells of {known}, not of {key!r}", place="body", trouble=Trouble.MISSING)
    states = [one for _, one in told(collections, "state", State).values()]
    parts: Mapping[str, Any] = {
        FIELDS[name]: {key: one for key, (_, one) in told(collections, name, form).items()}
        for name, form in FORMS.items()
    }
    return Book(contest=contests[key], state=states[-1] if states else None, **parts)


def _apply(event: Event, latest: dict[str, Entry], *, place: str) -> None:
    data = bytes(event.data)
    if event.op == "delete" or data == NOTHING:
        gone = _id_of(event.data) if event.op is not None and data.startswith(b"{") else _text(event.id)
        latest.pop(gone, None) if gone else latest.clear()
        return
    if not data.startswith(b"["):
        latest[_id_of(event.data) or _text(event.id)] = (place, event.data)
        return
    if event.id is None:  # the whole collection at once
        latest.clear()
    for raw in Reply(url="", body=data).json(list[msgspec.Raw]):
        latest[_id_of(raw)] = (place, raw)


def _id_of(raw: msgspec.Raw) -> str:
    return _text(Reply(url="", body=bytes(raw)).json(Named).id)


def _text(key: str | int | None) -> str:
    return "" if key is None else str(key)
