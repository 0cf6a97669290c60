"""The CLICS Contest API of contest control systems: lists of contests, single contests and event feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Verified,
    clean,
    from_iso,
    own_time,
    reading,
)
from apps.resources.rows import ContestRow

RELATIVE_TIME = re.compile(r"(-?)(\d{1,6}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?")
READ_AS_IS = re.compile(r"/contests(/[^/]+)?/?$|/event-feed/?$|\.(json|ndjson)$")


class Contest(msgspec.Struct, kw_only=True):
    """A contest object of any version; without `start_time` it is not scheduled."""

    id: str | int
    name: str
    formal_name: str | None = None
    shortname: str | None = None
    external_id: str | int | None = None
    start_time: str | None = None
    end_time: str | None = None
    duration: str | None = None
    scoreboard_type: str | None = None
    scoreboard_freeze_duration: str | None = None
    penalty_time: int | float | str | None = None


class Named(msgspec.Struct):
    """What is left of a deleted contest in an old feed."""

    id: str | int


class Event(msgspec.Struct, kw_only=True):
    """One line of an event feed; 2020-03 and before say what happened in `op`, later ones by null data."""

    type: str
    id: str | int | None = None
    op: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


class Clics(Adapter):
    """Reads `contests` below an API's base address, or whatever list, contest or feed the address itself is.

    Site.url is the base ("https://host/api"), a list, one contest or an event feed; the option `page` is an address
    for people, with {id} in it where contests have pages of their own.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar = {"contests": timedelta(minutes=30)}
    verified: ClassVar = Verified(against="recording", dated="2024-04", note="event feeds; lists by the specification")
    traps: ClassVar = (
        "Times carry their offset. The start moves on the day itself, and is absent while the countdown is paused: "
        "such a contest is passed over. penalty_time is minutes as a number or a relative time as text."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the scheduled contests.

        Raises:
            AdapterError: the answer is no list of contests, no contest and no event feed.
        """
        reply = self._ask(self.site.url.rstrip("/"))
        base = re.sub(r"/event-feed$", "", reply.url.partition("?")[0].rstrip("/"))
        address = base if base.endswith("/contests") else base.rpartition("/")[0]
        page = self.site.options.get("page") or f"{address}/{{id}}"
        yield from contest_rows(reply, page=page)

    def _ask(self, url: str) -> Reply:
        if READ_AS_IS.search(url):
            return self.web.get(url)
        reply = self.web.get(f"{url}/contests", allow=(404,))
        return self.web.get(url) if reply.status == 404 else reply


def contest_rows(reply: Reply, *, page: str) -> Iterator[ContestRow]:
    """Yield a row for each contest with a start; `page` is the address of a contest, with {id} in it.

    Raises:
        AdapterError: the answer has no contests, or one that cannot be read.
    """
    for place, contest in _contests(reply):
        if contest.start_time is not None:
            with reading(place):
                yield _row(contest, page=page)


def relative_time(text: str) -> timedelta:
    """Return a CLICS relative time, "5:00:00.000" or "-0:15:38", as a timedelta.

    Raises:
        AdapterError: the text is none.
    """
    match = RELATIVE_TIME.fullmatch(text)
    if match is None:
        raise AdapterError(f"{text!r} is no relative time")
    sign, hours, minutes, seconds, fraction = match.groups()
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    length += timedelta(microseconds=int((fraction or "").ljust(6, "0")))
    return -length if sign else length


def _contests(reply: Reply) -> Iterator[tuple[str, Contest]]:
    first = reply.body.lstrip().partition(b"\n")[0]
    if first.startswith(b"{") and _is_event(first):
        yield from _from_feed(reply)
    else:
        yield from ((f"$[{number}]", contest) for number, contest in enumerate(_objects(reply)))


def _objects(reply: Reply) -> list[Contest]:
    is_list = reply.body.lstrip().startswith(b"[")
    return reply.json(list[Contest]) if is_list else [reply.json(Contest)]


def _is_event(line: bytes) -> bool:
    try:
        fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False  # an object over several lines; what else it may be is found by reading it
    return "type" in fields and ("data" in fields or "op" in fields)


def _from_feed(reply: Reply) -> list[tuple[str, Contest]]:
    """Return the contests of a feed with the place of their last event: the last one wins, null deletes."""
    latest: dict[str, tuple[str, Contest]] = {}
    known = False
    for number, line in enumerate(reply.body.splitlines(), 1):
        if not line.strip():  # a sign of life
            continue
        with reading(f"line {number}"):
            event = Reply(url=reply.url, body=line).json(Event)
            if event.type not in ("contest", "contests"):
                continue
            known = True
            _apply(event, latest, place=f"line {number} $.data")
    if not known:
        raise AdapterError("an event feed without a contest", place="body")
    return list(latest.values())


def _apply(event: Event, latest: dict[str, tuple[str, Contest]], *, place: str) -> None:
    if event.op == "delete" or bytes(event.data) == b"null":
        gone = _deleted(event)
        latest.pop(gone, None) if gone else latest.clear()
        return
    found = _objects(Reply(url="", body=bytes(event.data)))
    if event.id is None and bytes(event.data).startswith(b"["):  # the whole collection at once
        latest.clear()
    for contest in found:
        latest[str(contest.id)] = (place, contest)


def _deleted(event: Event) -> str:
    """Return the id of the contest that an event deletes, "" for all: with `op`, the event's own id is another."""
    if event.op is not None and bytes(event.data).startswith(b"{"):
        return str(Reply(url="", body=bytes(event.data)).json(Named).id)
    return str(event.id) if event.id is not None else ""


def _row(contest: Contest, *, page: str) -> ContestRow:
    start = from_iso(contest.start_time or "")
    duration = relative_time(contest.duration) if contest.duration is not None else None
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=page.replace("{id}", str(contest.id)),
        start=start,
        end=(end := _end(contest, start, duration)),
        duration=own_time(duration, start=start, end=end),
        kind=clean(contest.scoreboard_type or ""),
        facts=_facts(contest),
    )


def _end(contest: Contest, start: datetime, duration: timedelta | None) -> datetime:
    if contest.end_time is not None:
        return from_iso(contest.end_time)
    if duration is None:
        raise AdapterError("a contest without end_time and duration", place="duration")
    return start + duration


def _facts(contest: Contest) -> dict[str, str | int | float | bool]:
    named = {
        "formal_name": contest.formal_name if contest.formal_name != contest.name else None,
        "shortname": contest.shortname,
        "external_id": contest.external_id,
        "scoreboard_freeze_duration": contest.scoreboard_freeze_duration,
        "penalty_time": contest.penalty_time,
    }
    return {
        name: clean(value) if isinstance(value, str) else value
        for name, value in named.items()
        if value is not None and value != ""
    }
