"""Whole pages kept until a contest changes: rendered once for all who see the same, then served as bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from apps.core.viewer import Viewer, viewer_of
from apps.live.cache import remember
from apps.live.queries import version

LONGEST = timedelta(seconds=15)  # texts such as "40 s ago" may be this old before a script corrects them
COMPRESSION = 4  # 6 takes twice as long and saves a tenth
SHORTLY = "public, max-age=10"
Values = tuple[dict[str, Any], datetime | None]


def kept_page(  # noqa: PLR0913 - all but the first three have a usual value
    request: HttpRequest,
    template: str,
    context: Callable[[], Values],
    *,
    query: str = "",
    key: str = "",
    topic: str = "contests",
    at: int | None = None,
) -> HttpResponse:
    """Return a page with an ETag, or 304 where the browser has it.

    `context` gives the template's variables and the time at which they stop being true by themselves, or None. They
    depend on the path, the viewer, the `topic`, the canonical `query`, and what else `key` names; templates must not
    print any other part of the URL, because the page is kept for others. It reaches them as `here`, and the topic's
    version, which is `at` where the caller has read it, as `live_version`. A tag that adds what stops being true sooner
    puts the time into the list `turns`. A visitor with a session gets a page made for them alone, so the template may
    greet a person.

    With `?fragment=<version>` only <main> is sent, which open pages exchange. Its address names what the socket told,
    so caches on the way may keep it for a while: however many watch, it is asked for and rendered once.
    """
    viewer = viewer_of(request)
    live_version = version(topic) if at is None else at
    fragment = request.GET.get("fragment", "")
    here = f"{request.path}?{query}" if query else request.path

    def build() -> tuple[bytes, datetime | None]:
        with timezone.override(viewer.zone):
            values, until = context()
            turns = [until] if until else []
            values |= {"here": here, "live_version": live_version, "fragment": bool(fragment), "turns": turns}
            body = render_to_string(template, values, request).encode()
        longest = timezone.now() + LONGEST
        packed = gzip.compress(body, COMPRESSION, mtime=0)
        etag = f'W/"{blake2b(packed, digest_size=12).hexdigest()}"'
        return etag.encode() + b"\n" + packed, min(*turns, longest) if turns else longest

    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        answer, _ = build()
        caching = "private, no-cache"
    else:
        answer = remember(topic, _name(template, viewer, f"{here} {key} {bool(fragment)}"), build, at=live_version)
        caching = _caching(fragment, live_version)
    etag, _, packed = answer.partition(b"\n")
    return _respond(request, etag.decode(), packed, caching=caching)


def _caching(fragment: str, live_version: int) -> str:
    """Return for how long caches may keep an answer: not at all when it stands in for a version that is still to come.

    Else whoever asks early would have everybody shown the past when that version is there.
    """
    if fragment == str(live_version):
        return SHORTLY
    is_early = fragment.isdecimal() and len(fragment) < 19 and int(fragment) > live_version
    return "no-store" if is_early else "no-cache"


def _name(template: str, viewer: Viewer, key: str) -> str:
    parts = (settings.VERSION, template, key, viewer.zone_name, viewer.theme, viewer.language)
    return f"page:{blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"


def _respond(request: HttpRequest, etag: str, packed: bytes, *, caching: str) -> HttpResponse:
    """Send a page as it is kept, compressed, or unpacked for the rare client that cannot read it."""
    headers = {"ETag": etag, "Cache-Control": caching}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, headers={**headers, "Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(packed), headers=headers)
    patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie"))
    return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))
