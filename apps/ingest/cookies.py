"""Sessions that the operator lends us: FETCH_COOKIES, a Cookie header for each host whose members alone see results.

No adapter ever sees one. It goes to its own host only, and into no log, trace, archive or recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:\d{1,5})?")
PAIR = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e\"]*")  # RFC 6265


def session_of(url: str) -> str:
    """Return the Cookie header that the operator gave for an address's very host, or "". It never leaves TLS."""
    parts = urlsplit(url)
    return str(settings.FETCH_COOKIES.get(parts.netloc.lower(), "")) if parts.scheme == "https" else ""


def with_session(url: str, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a call with the operator's session, after the cookies that the call has of its own."""
    session = session_of(url)
    if not session:
        return dict(headers)
    own = [value for name, value in headers.items() if name.lower() == "cookie"]
    return {
        **{name: value for name, value in headers.items() if name.lower() != "cookie"},
        "Cookie": "; ".join((*own, session)),
    }


def complaints(cookies: Any) -> Iterator[str]:
    """Yield what is wrong with a value of the setting, without a word of any cookie."""
    if not isinstance(cookies, Mapping):
        yield "it is no JSON object of host and Cookie header"
        return
    for host, header in cookies.items():
        if not HOST.fullmatch(host):
            yield f"{host!r} is no host: write it without scheme and path, in lower case"
        elif not isinstance(header, str) or not all(PAIR.fullmatch(pair) for pair in header.split("; ")):
            yield f"the header for {host} is not of the form name=value; name=value"
