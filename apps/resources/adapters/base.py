"""What every adapter is made of: a site, a pace, the web it may ask, and errors that name the place in the payload."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar
from urllib.parse import quote, unquote

import msgspec

from apps.resources.adapters._bands import Band
from apps.resources.adapters._errors import AdapterError, Trouble, from_epoch, from_iso, own_time, reading
from apps.resources.adapters._reply import Page, Reply, Web, attribute, clean
from apps.resources.rows import (
    MAX_KEY,
    UNFIT,
    ContestRef,
    ContestRow,
    ProblemRow,
    ProfileRow,
    RatingRow,
    Standings,
    SubmissionRow,
)

__all__ = [
    "ABILITIES", "Adapter", "AdapterError", "Pace", "Page", "Reply", "Site", "Trouble", "Verified", "Web",
    "attribute", "clean", "from_epoch", "from_iso", "own_time", "read_contests", "read_problems", "read_profiles",
    "read_ratings", "read_standings", "read_submissions", "reading",
]  # fmt: skip

Keyed = TypeVar("Keyed", ContestRow, ProblemRow, SubmissionRow)

ABILITIES = ("contests", "problems", "standings", "profiles", "ratings", "submissions")
ELSEWHERE = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")  # steps in a path, which no handle or key has
NO_KEY = re.compile(rf"{ELSEWHERE.pattern}|[?#\\\s]")
PROFILE_NOISE = re.compile(r"^(https?://)?(www\.)?|[?#].*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place in the world that an adapter reads. A family has many, and staff add more as Resource rows."""

    host: str  # the resource's name in the API: "codeforces.com", "codeforces.com/gym"
    title: str
    url: str  # where a person goes, and the base address of a family's host
    short: str = ""
    color: str = "#5b6570"
    timezone: str = "UTC"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most so many calls in such a time, over all workers, for one host."""

    calls: int = 1
    period: timedelta = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the reading of a format was checked against."""

    against: str  # "recording": real answers of the site · "notes": descriptions of the format only
    dated: str = ""  # of the newest recording: "2026-10"
    note: str = ""


class Adapter:
    """Reads one site or one platform family. Subclasses override the abilities that the site has.

    An ability yields rows, lazily; it asks `self.web` and nothing else. What cannot be read raises AdapterError:
    a list is read whole or not at all, and only oddities that the site is known for are passed over.
    """

    sites: ClassVar[tuple[Site, ...]] = ()  # what it serves out of the box; empty for a pure family
    family: ClassVar[bool] = False  # True: staff may add hosts
    pace: ClassVar[Pace] = Pace()
    intervals: ClassVar[Mapping[str, timedelta]] = {"contests": timedelta(minutes=30)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = ""  # the site's time zone traps and other oddities, one or two sentences
    reads_clock: ClassVar[bool] = False  # True: the same body may mean something else at another time
    lists_all_upcoming: ClassVar[bool] = True  # False: a contest that is not listed may well take place
    has_archive: ClassVar[bool] = False  # True: problems(None) reads the site's whole archive
    profiles_at_once: ClassVar[int] = 1  # handles that one call of profiles() takes
    bands: ClassVar[tuple[Band, ...]] = ()  # of the site's ratings, the lowest first
    profile_url: ClassVar[str] = ""  # where a person finds an account, with {handle} in it
    profiles_at: ClassVar[tuple[str, ...]] = ()  # such addresses, bare and decoded, as patterns with (?P<handle>)

    def __init__(self, *, web: Web, site: Site) -> None:
        self.web = web
        self.site = site

    @classmethod
    def abilities(cls) -> tuple[str, ...]:
        """Return the abilities that this adapter has, in the order of ABILITIES."""
        return tuple(name for name in ABILITIES if getattr(cls, name, None) is not getattr(Adapter, name, None))

    @classmethod
    def handle_of(cls, text: str) -> str:
        """Return the handle that a profile's address names, in the case it was written, or "" where it is no such.

        Query, fragment, scheme, "www." and a slash at the end do not matter; percent signs are decoded first.
        """
        try:
            place = unquote(PROFILE_NOISE.sub("", text.strip()), errors="strict").rstrip("/")
        except UnicodeDecodeError:
            return ""
        for pattern in cls.profiles_at:
            if match := re.fullmatch(pattern, place, re.IGNORECASE | re.ASCII):
                handle = match["handle"].strip()
                return "" if len(handle) > MAX_KEY or UNFIT.search(handle) else handle
        return ""

    @classmethod
    def profile_address(cls, handle: str) -> str:
        """Return where a person finds an account of the site, or ""."""
        return cls.profile_url.replace("{handle}", quote(handle, safe="")) if cls.profile_url else ""

    def contests(self) -> Iterator[ContestRow]:
        """Yield what the site lists: all upcoming and running contests, and past ones as far as one call shows.

        Raises:
            AdapterError: the answer cannot be read.
        """
        raise AdapterError("this adapter has no such ability")

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest, or of the site's archive.

        Raises:
            AdapterError: the answer cannot be read, or the site has only the other of the two.
        """
        raise AdapterError("this adapter has no such ability")

    def standings(self, contest: ContestRef) -> Standings:
        """Return the results of a contest as they are now.

        Raises:
            AdapterError: there are none yet (MISSING), they are for members (LOGIN), or cannot be read.
        """
        raise AdapterError("this adapter has no such ability")

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield the profile of each handle, of which there are at most `profiles_at_once`, in any order.

        Raises:
            AdapterError: an answer cannot be read. Handles that the site does not know are rows, not errors.
        """
        raise AdapterError("this adapter has no such ability")

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield each step of an account's rating, oldest first; none for who never took part.

        Raises:
            AdapterError: the site does not know the account (MISSING), or the answer cannot be read.
        """
        raise AdapterError("this adapter has no such ability")

    def submissions(self, handle: str, *, since: datetime | None = None) -> Iterator[SubmissionRow]:
        """Yield an account's submissions, newest first, at least all that were made after `since`.

        Raises:
            AdapterError: the site does not know the account (MISSING), or the answer cannot be read.
        """
        raise AdapterError("this adapter has no such ability")


def _refuse_odd(kind: str, subject: str, pattern: re.Pattern[str]) -> None:
    """Refuse what would lead an address elsewhere.

    Raises:
        AdapterError: there is no such thing (MISSING).
    """
    if pattern.search(subject):
        raise AdapterError(f"{subject[:60]!r} is no {kind} of the site", place=kind, trouble=Trouble.MISSING)


@contextmanager
def _named(adapter: Adapter, ability: str) -> Iterator[None]:
    """Name the site and the ability in every fault."""
    try:
        yield
    except AdapterError as error:
        error.site, error.ability = adapter.site.host, ability
        raise
    except (ValueError, OverflowError) as error:  # of a row, a number or a time, which `reading` should have placed
        named = AdapterError(str(error))
        named.site, named.ability = adapter.site.host, ability
        raise named from error


def _once(rows: Iterable[Keyed]) -> list[Keyed]:
    """Return rows with each key once; the first wins."""
    found: dict[str, Keyed] = {}
    for row in rows:
        found.setdefault(row.key, row)
    return list(found.values())


def read_contests(adapter: Adapter) -> list[ContestRow]:
    """Return a site's whole contest list, each key once (the first wins): the door by which the engine and tests come.

    Raises:
        AdapterError: with the site, the ability and the place in the payload.
    """
    with _named(adapter, "contests"):
        return _once(adapter.contests())


def read_problems(adapter: Adapter, contest: ContestRef | None = None) -> list[ProblemRow]:
    """Return the problems of a contest or of the archive, each key once.

    Raises:
        AdapterError: with the site, the ability and the place in the payload.
    """
    with _named(adapter, "problems"):
        if contest is not None:
            _refuse_odd("contest", contest.key, NO_KEY)
        return _once(adapter.problems(contest))


def read_standings(adapter: Adapter, contest: ContestRef) -> Standings:
    """Return a contest's results with the rows in a list, each account once, each cell of a known problem.

    Raises:
        AdapterError: with the site, the ability and the place in the payload; also for an account or a problem's
            mark that stands there twice, and for a cell whose problem does not.
    """
    with _named(adapter, "standings"):
        _refuse_odd("contest", contest.key, NO_KEY)
        table = adapter.standings(contest)
        rows = list(table.rows)
        known = {problem.short for problem in table.problems}
        if len(known) != len(table.problems):
            raise AdapterError("two problems have the same mark", place="problems")
        seen: set[str] = set()
        for row in rows:
            if row.account in seen:
                raise AdapterError(f"{row.account!r} stands there twice", place="rows")
            if not row.cells.keys() <= known:
                raise AdapterError(f"{row.account!r} has cells of unknown problems", place="rows")
            seen.add(row.account)
        return msgspec.structs.replace(table, rows=rows)


def read_profiles(adapter: Adapter, handles: Sequence[str]) -> list[ProfileRow]:
    """Return the profile of each handle, each once.

    Raises:
        AdapterError: with the site, the ability and the place in the payload; also when one was not answered.
    """
    with _named(adapter, "profiles"):
        odd = [handle for handle in handles if ELSEWHERE.search(handle)]
        asked = [handle for handle in handles if handle not in odd]
        found = {handle: ProfileRow(asked=handle) for handle in odd}
        found |= {row.asked: row for row in (adapter.profiles(asked) if asked else ())}
        if found.keys() != set(handles):
            raise AdapterError(f"{sorted(found.keys() ^ set(handles))[:5]} were not answered as asked", place="handles")
        return list(found.values())


def read_ratings(adapter: Adapter, handle: str) -> list[RatingRow]:
    """Return an account's rating history, oldest first, each contest and kind once.

    Raises:
        AdapterError: with the site, the ability and the place in the payload.
    """
    with _named(adapter, "ratings"):
        _refuse_odd("account", handle, ELSEWHERE)
        found: dict[tuple[str, str], RatingRow] = {}
        for row in adapter.ratings(handle):
            found.setdefault((row.contest, row.kind), row)
        return sorted(found.values(), key=lambda row: row.at)


def read_submissions(adapter: Adapter, handle: str, *, since: datetime | None = None) -> list[SubmissionRow]:
    """Return an account's submissions, newest first, each once.

    Raises:
        AdapterError: with the site, the ability and the place in the payload.
    """
    with _named(adapter, "submissions"):
        _refuse_odd("account", handle, ELSEWHERE)
        return _once(adapter.submissions(handle, since=since))
