"""What boards of many sites need: letters for problems, shared places, members-only answers, pages that move."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from apps.resources.adapters.base import AdapterError, Reply, Trouble, from_epoch
from apps.resources.rows import Cell, ContestRef, ContestRow, ProfileRow, StandingRow

T = TypeVar("T")


def letter(index: int) -> str:
    """Return the mark of a problem by its order, from 0: A, B … Z, AA, AB …"""
    mark = ""
    while index >= 0:
        mark = chr(ord("A") + index % 26) + mark
        index = index // 26 - 1
    return mark


def each_once(entries: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[T]:
    """Yield the entries whose key was not there before: who moves while a board is paged stands on two pages."""
    seen: set[Hashable] = set()
    for entry in entries:
        found = key(entry)
        if found not in seen:
            seen.add(found)
            yield entry


def shared_places(results: Sequence[Hashable]) -> list[int]:
    """Return the place of each of these results, best first; equal neighbours share the smallest."""
    places: list[int] = []
    for number, result in enumerate(results, 1):
        places.append(places[-1] if number > 1 and result == results[number - 2] else number)
    return places


def accounts_once(rows: Iterable[StandingRow]) -> Iterator[StandingRow]:
    """Yield each participant once, the first time it stands there."""
    return each_once(rows, lambda row: row.account)


def scored_cell(points: float, full: float | None, *, penalty: float | None = None) -> Cell:
    """Return the cell of a problem that gives points, up to `full` where that is known."""
    if points <= 0:
        return Cell(state="wrong", points=points, penalty=penalty)
    solved = full is not None and points >= full
    return Cell(state="solved" if solved else "partial", points=points, penalty=penalty)


def members_only(host: str, *, place: str, why: str = "only members are let in") -> AdapterError:
    """Return the error for what a site shows to its members, with the setting that helps."""
    return AdapterError(f"{why}: FETCH_COOKIES may name a session for {host}", place=place, trouble=Trouble.LOGIN)


def refuse_members_only(reply: Reply, host: str) -> Reply:
    """Return an answer that is not 401 or 403.

    Raises:
        AdapterError: it is: LOGIN where the site says so in its own JSON, else BLOCKED.
    """
    if reply.status not in (401, 403):
        return reply
    if reply.body.lstrip().startswith(b"{"):
        raise members_only(host, place=reply.url, why=f"HTTP {reply.status}")
    raise AdapterError(f"HTTP {reply.status}", place=reply.url, trouble=Trouble.BLOCKED)


def in_seconds(epoch: float) -> datetime:
    """Return the UTC time of an epoch in seconds or milliseconds, whichever a calendar of this century has.

    Raises:
        AdapterError: it is neither.
    """
    return from_epoch(epoch / 1000 if epoch > 1e11 else epoch)


def with_season(name: str, start: datetime | None) -> str:
    """Return the account of somebody who has only a name.

    Raises:
        AdapterError: the contest's start, and so its season, is not known.
    """
    if start is None:
        raise AdapterError(f"{name[:60]!r} has no account, and without the contest's start there is no season")
    return f"{name} {season(start)}"


def without_page(handle: str) -> ProfileRow:
    """Return the row of somebody who is in tables and has no page, such as a team: nothing to read, but not gone."""
    return ProfileRow(asked=handle, key=handle)


def listed(contest: ContestRef, rows: Iterable[ContestRow]) -> ContestRow | None:
    """Return what the site's list says of a contest of which the time is not known; None where it need not or cannot.

    Raises:
        AdapterError: the list cannot be read.
    """
    if contest.start is not None:
        return None
    try:
        return next((row for row in rows if row.key == contest.key), None)
    except AdapterError as error:
        if error.trouble != Trouble.MISSING:
            raise
        return None


def season(start: datetime) -> str:
    """Return the season of a contest, "2025-2026", turning in September: people without accounts are named with it."""
    first = start.year if start.month >= 9 else start.year - 1
    return f"{first}-{first + 1}"
