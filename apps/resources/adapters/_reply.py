"""An answer of a site, read as JSON or as a page, and the web that gives it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.resources.adapters._errors import AdapterError, Trouble

T = TypeVar("T")

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
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


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
