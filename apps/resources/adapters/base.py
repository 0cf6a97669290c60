"""What every adapter is made of: a site, a pace, the web it may ask, and errors that name the place in the payload."""

from __future__ import annotations

import codecs
import enum
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.resources.rows import ContestRow, RowError

T = TypeVar("T")

ABILITIES = ("contests", "problems", "standings", "profiles", "ratings", "submissions")
CHALLENGE_MARKS = ("just a moment...", "attention required! | cloudflare", "captcha", "ddos-guard", "cf-chl-")
LOGIN_PATHS = re.compile(r"/(login|enter|signin|sign-in|auth)(/|\?|$)")
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
CLOSED_BY_OTHERS = VOID | {"dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
MAX_DEPTH = 10_000
NEVER_IN_PAGES = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}  # what sites that name the narrow one really send

CHARSET_IN_PAGE = re.compile(
    rb"<meta[^>]{0,100}charset=[\"']?([\w.:-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]+)", re.IGNORECASE
)


class Trouble(enum.StrEnum):
    """Why an answer was of no use; `Run.status` stores it."""

    FORMAT = "format"  # the body is not what this site answers: the site changed, or it is not its answer
    BLOCKED = "blocked"  # a login page, a challenge page, 401 or 403
    LIMITED = "limited"  # 429, or the site's own word for it
    UNREACHABLE = "unreachable"  # no connection, a broken one, or no time left
    SERVER = "server"  # 5xx
    MISSING = "missing"  # 404 or 410


class AdapterError(Exception):
    """A site did not give what it should: which site, which ability, where in the payload, and why."""

    def __init__(
        self,
        why: str,
        *,
        place: str = "",
        trouble: Trouble = Trouble.FORMAT,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.place = place
        self.trouble = trouble
        self.retry_after = retry_after
        self.site = ""
        self.ability = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.site} {self.ability}".strip(), self.place, self.why) if part)


@contextmanager
def reading(place: str) -> Iterator[None]:
    """Name the place in the payload for whatever goes wrong inside.

    Raises:
        AdapterError: for a row that breaks a rule, a number or text that is no time, and, with the place put before its
            own, for an AdapterError from inside.
    """
    try:
        yield
    except AdapterError as error:
        error.place = f"{place} {error.place}".strip()
        raise
    except (RowError, ValueError, OverflowError) as error:
        raise AdapterError(str(error), place=place) from error


def from_epoch(seconds: float) -> datetime:
    """Return the UTC time of an epoch in seconds.

    Raises:
        AdapterError: the number is no time a calendar has.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise AdapterError(f"{seconds!r} is no epoch in seconds") from error


def from_iso(text: str, *, zone: timedelta | None = None) -> datetime:
    """Return the UTC time of an ISO 8601 text; one without an offset is read in `zone`, the offset from UTC.

    Raises:
        AdapterError: the text is no such time, or has no offset and no `zone` was given.
    """
    try:
        time = datetime.fromisoformat(text.strip())
        if time.tzinfo is None:
            if zone is None:
                raise AdapterError(f"{text!r} has no offset from UTC")
            time = (time - zone).replace(tzinfo=UTC)
        return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise AdapterError(f"{text!r} is no ISO 8601 time") from error


def own_time(duration: timedelta | None, *, start: datetime, end: datetime) -> timedelta | None:
    """Return what one participant has where the contest is a longer window, else None; sites write 0 for unknown."""
    return duration if duration is not None and timedelta(0) < duration < end - start else None


def _refuse_deep(html: str) -> None:
    """Refuse tags within tags beyond MAX_DEPTH, for which the parser's time grows with the square of the depth."""
    if html.count("<") <= MAX_DEPTH:
        return
    opened: Counter[str] = Counter()
    depth = 0
    for slash, name in TAG.findall(html.lower()):
        if not slash:
            opened[name] += name not in CLOSED_BY_OTHERS
            depth += name not in CLOSED_BY_OTHERS
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            raise AdapterError(f"tags stand {MAX_DEPTH} deep within each other", place="body")


class Page:
    """An HTML page that complains with the selector it missed."""

    def __init__(self, html: str) -> None:
        _refuse_deep(html)
        self.tree = LexborHTMLParser(html)

    @property
    def title(self) -> str:
        """The text of <title>, or ""."""
        node = self.tree.css_first("title")
        return " ".join(node.text().split()) if node else ""

    def all(self, selector: str, *, within: LexborNode | None = None) -> list[LexborNode]:
        """Return every node that matches, which may be none."""
        return list((within or self.tree).css(selector))

    def one(self, selector: str, *, within: LexborNode | None = None) -> LexborNode:
        """Return the first node that matches.

        Raises:
            AdapterError: there is none.
        """
        node = (within or self.tree).css_first(selector)
        if node is None:
            raise AdapterError(f"the page has no such element (its title is {self.title[:80]!r})", place=selector)
        return node


def attribute(node: LexborNode, name: str) -> str:
    """Return an attribute that must be there.

    Raises:
        AdapterError: it is not.
    """
    value = node.attributes.get(name)
    if value is None:
        raise AdapterError(f"<{node.tag}> has no attribute {name}", place=f"{node.tag}[{name}]")
    return value


def clean(text: str) -> str:
    """Return a text with runs of blanks made one and control characters dropped."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of a site. `url` is the final address after redirects, `body` is decompressed."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text, by the charset of Content-Type, else the page's own, else UTF-8.

        Raises:
            AdapterError: the bytes are not of that charset, or it is unknown.
        """
        charset = self._charset()
        try:
            known = codecs.lookup(charset).name
            if known in NEVER_IN_PAGES:  # Python's own; some are slow without bound, some make half characters
                raise LookupError(f"{known} is no charset of the web")
            return self.body.decode(WIDER.get(known, charset))
        except (UnicodeError, LookupError) as error:
            raise AdapterError(f"the body is not {charset} text: {error}", place="body") from error

    def _charset(self) -> str:
        declared = re.search(r"charset=[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        if declared:
            return declared.group(1)
        in_page = CHARSET_IN_PAGE.search(self.body[:2048])
        if in_page:
            return (in_page.group(1) or in_page.group(2)).decode("ascii")
        return "utf-8-sig"

    def json(self, form: type[T], *, strict: bool = True) -> T:
        """Return the body read as JSON of the given form (a msgspec type).

        `strict=False` also takes numbers written as text.

        Raises:
            AdapterError: it is a page, no JSON, or JSON of another form; the place is the path in it.
        """
        self.refuse_challenge()
        try:
            return msgspec.json.decode(self.body, type=form, strict=strict)
        except msgspec.ValidationError as error:
            why, _, place = str(error).partition(" - at ")
            raise AdapterError(why, place=place.strip("`") or "$") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise AdapterError(f"not JSON: {error}; it begins {self.body[:60]!r}", place="body") from error

    def page(self) -> Page:
        """Return the body read as HTML.

        Raises:
            AdapterError: it is a challenge or login page, or not text.
        """
        self.refuse_challenge()
        return Page(self.text)

    def refuse_challenge(self) -> None:
        """Refuse a bot check or a login page, whatever its status.

        Raises:
            AdapterError: with trouble BLOCKED.
        """
        path = "/" + self.url.partition("://")[2].partition("/")[2]
        if LOGIN_PATHS.search(path):
            raise AdapterError(f"a login page: {self.url}", place="url", trouble=Trouble.BLOCKED)
        head = self.body[:4096].lstrip().lower()
        if head.startswith(b"<") and b"<title" in head:
            title = head.partition(b"<title")[2].partition(b">")[2].partition(b"</title")[0].decode("utf-8", "replace")
            if any(mark in title for mark in CHALLENGE_MARKS):
                raise AdapterError(f"a bot check: {clean(title)!r}", place="title", trouble=Trouble.BLOCKED)


class Web(Protocol):
    """The only way out for an adapter. Every call keeps the site's pace, the time budget and the size limit.

    Answers other than 2xx raise AdapterError with the fitting trouble, unless their status stands in `allow`.
    `now` is the time of the fetch: an adapter never asks the clock, so that a replay reads as it was read then.
    """

    now: datetime

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Ask for an address."""
        ...

    def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Send a JSON body or a form."""
        ...


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

    def __init__(self, *, web: Web, site: Site) -> None:
        self.web = web
        self.site = site

    @classmethod
    def abilities(cls) -> tuple[str, ...]:
        """Return the abilities that this adapter has, in the order of ABILITIES."""
        return tuple(name for name in ABILITIES if getattr(cls, name, None) is not getattr(Adapter, name, None))

    def contests(self) -> Iterator[ContestRow]:
        """Yield what the site lists: all upcoming and running contests, and past ones as far as one call shows.

        Raises:
            AdapterError: the answer cannot be read.
        """
        raise AdapterError("this adapter has no such ability")


def read_contests(adapter: Adapter) -> list[ContestRow]:
    """Return a site's whole contest list, each key once (the first wins): the door by which the engine and tests come.

    Raises:
        AdapterError: with the site, the ability and the place in the payload.
    """
    try:
        found: dict[str, ContestRow] = {}
        for row in adapter.contests():
            found.setdefault(row.key, row)
    except AdapterError as error:
        error.site, error.ability = adapter.site.host, "contests"
        raise
    except RowError as error:
        named = AdapterError(str(error))
        named.site, named.ability = adapter.site.host, "contests"
        raise named from error
    return list(found.values())
