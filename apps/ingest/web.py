"""The only HTTP client: it keeps pace, time budget, size limit and address rules, and remembers each call."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import requests
import urllib3
from django.conf import settings

from apps.ingest import archive, pace
from apps.ingest.addresses import PublicAdapter
from apps.ingest.cookies import session_of, with_session
from apps.ingest.limits import Limits, limits_of
from apps.ingest.trace import TracedCall, key_of
from apps.resources.adapters.base import AdapterError, Pace, Reply, Trouble
from apps.resources.recordings import Call, full_url, refuse_status, retry_after, sent_text

MOST_REDIRECTS = 5
CONNECT_SECONDS = 8.0
READ_SECONDS = 20.0
CHUNK = 64 * 1024
KEPT_HEADERS = (
    *("content-type", "etag", "last-modified", "retry-after", "date", "link", "x-total-pages", "x-total"),
    "x-ratelimit-reset",  # GitHub: when its limit ends
    "set-cookie",  # Kaggle: a call repeats the tokens of a page before it
)
SECRET_HEADERS = {"authorization", "cookie", "x-csrf-token", "x-xsrf-token"}  # never follow a redirect to another host


class LiveWeb:
    """A `Web` for one try: `calls` holds everything that was asked and came back, in order."""

    def __init__(self, *, site_pace: Pace, now: datetime, limits: Limits | None = None) -> None:
        self.now = now
        self.calls: list[Call] = []
        self.received = 0  # bytes of bodies, decompressed
        haste = settings.GATEWAY_HASTE if settings.GATEWAY else 1
        self._pace = Pace(calls=site_pace.calls, period=site_pace.period / haste)
        self._limits = limits or limits_of("contests")
        self._deadline = time.monotonic() + self._limits.budget.total_seconds()
        self._known: dict[tuple[str, str, str], TracedCall] = {}
        self._fetched: dict[tuple[str, str, str], Call] = {}
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(
            {"User-Agent": settings.FETCH_USER_AGENT, "Accept-Language": "en", "Accept": "*/*"}
        )
        if settings.GATEWAY:  # all sites are one host there, and none may see what another set
            self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        else:
            self._session.proxies.update(getproxies())  # a proxy connects in our stead, and chooses by its own rules
            self._session.mount("https://", PublicAdapter())
            self._session.mount("http://", PublicAdapter())

    def __enter__(self) -> LiveWeb:
        return self

    def __exit__(self, *raised: object) -> None:
        self._session.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Ask for an address; see `Web`."""
        return self._answer(Call(method="GET", url=full_url(url, params), sent_headers=dict(headers or {})), allow)

    def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Send a JSON body or a form; see `Web`."""
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        asked = Call(
            method="POST",
            url=url,
            sent=sent_text(json_body=json, form=form),
            sent_headers={"Content-Type": kind, **(headers or {})},
        )
        return self._answer(asked, allow)

    def brings_nothing_new(self, known: Sequence[TracedCall]) -> bool:
        """Ask again what was asked last time; True when every answer is the one of then.

        At the first other answer it stops; an adapter that runs on this web afterwards is given what was fetched here.

        Raises:
            AdapterError: an answer did not come.
        """
        self._known = {key_of(call): call for call in known}
        for call in known:
            asked = Call(method=call.method, url=call.url, sent=call.sent, sent_headers=call.sent_headers)
            fetched = self._fetch(asked)
            self._fetched[key_of(asked)] = fetched
            if (fetched.status, archive.digest_of(fetched.body)) != (call.status, call.digest):
                return False
        return bool(known)

    def _answer(self, asked: Call, allow: Sequence[int]) -> Reply:
        call = self._fetched.pop(key_of(asked), None) or self._fetch(asked)
        return refuse_status(call.reply(), allow)

    def _fetch(self, asked: Call) -> Call:
        """Make a call, conditionally where its last answer is known, and remember it."""
        known = self._known.get(key_of(asked))
        call = self._exchange(asked, validators=known.validators() if known else {})
        if call.status == 304 and known:
            kept = archive.load([known.digest]).get(known.digest)
            if kept is None:
                call = self._exchange(asked, validators={})
            else:
                headers = {**known.headers, **call.headers}
                call = _answered(asked, status=known.status, final_url=known.final_url, headers=headers, body=kept)
        self.calls.append(call)
        wait = retry_after(call.headers)
        if wait and call.status in (429, 503):
            pace.pause_host(urlsplit(asked.url).netloc, wait)
        return call

    def _exchange(self, asked: Call, *, validators: Mapping[str, str]) -> Call:
        """Send a request and follow its redirects."""
        method, url, sent, told = asked.method, asked.url, asked.sent, {**asked.sent_headers, **validators}
        for _ in range(MOST_REDIRECTS + 1):
            pace.wait_for_place(urlsplit(url).netloc, self._pace, most=self._left())
            try:
                response = self._session.request(
                    method,
                    _through_gateway(url),
                    data=sent.encode() or None,
                    headers=with_session(url, told),
                    timeout=(min(CONNECT_SECONDS, self._seconds()), min(READ_SECONDS, self._seconds())),
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    body = self._read(response)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise _unreachable(url, error) from error
            target = response.headers.get("location", "")
            if response.status_code not in (301, 302, 303, 307, 308) or not target:
                moved = url if url != asked.url else ""
                kept = _kept_headers(url, response.headers)
                return _answered(asked, status=response.status_code, final_url=moved, headers=kept, body=body)
            origin, url = url, _checked_target(url, target)
            if _is_elsewhere(origin, url):
                told = {name: value for name, value in told.items() if name.lower() not in SECRET_HEADERS}
            if response.status_code in (301, 302, 303) and method == "POST":
                method, sent = "GET", ""
        raise AdapterError(f"more than {MOST_REDIRECTS} redirects", place=asked.url)

    def _read(self, response: requests.Response) -> bytes:
        """Return the decompressed body, as long as the size limit and the time budget hold."""
        parts, size = [], 0
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            size += len(chunk)
            if size > self._limits.most_bytes:
                raise AdapterError(f"larger than {self._limits.most_bytes // 2**20} MiB", place="body")
            self.received += len(chunk)
            if self.received > self._limits.most_together:
                most = self._limits.most_together // 2**20
                raise AdapterError(f"all answers together are larger than {most} MiB", place="body")
            parts.append(chunk)
            self._left()
        if parts and not _is_whole(response.raw):
            raise AdapterError("the compressed body is cut off", place="body", trouble=Trouble.UNREACHABLE)
        return b"".join(parts)

    def _left(self) -> timedelta:
        """Return what is left of the time budget.

        Raises:
            AdapterError: nothing is.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            spent = int(self._limits.budget.total_seconds())
            raise AdapterError(f"the time budget of {spent} s is spent", trouble=Trouble.UNREACHABLE)
        return timedelta(seconds=left)

    def _seconds(self) -> float:
        return self._left().total_seconds()


def _is_whole(raw: Any) -> bool:
    """Return False for gzip or deflate that ends before its end mark, which urllib3 takes for the whole."""
    stream = getattr(getattr(raw, "_decoder", None), "_obj", None)
    return bool(getattr(stream, "eof", True))


def _kept_headers(url: str, headers: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept of an answer's headers: no cookies where they may renew a session that is the operator's."""
    kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
    if session_of(url):
        kept.pop("set-cookie", None)
    return {name: value.replace("\0", "") for name, value in kept.items()}  # no database keeps that sign


def _answered(asked: Call, *, status: int, final_url: str, headers: Mapping[str, str], body: bytes) -> Call:
    return Call(
        method=asked.method,
        url=asked.url,
        sent=asked.sent,
        sent_headers=asked.sent_headers,
        status=status,
        final_url=final_url,
        headers=headers,
        body=body,
    )


def _through_gateway(url: str) -> str:
    """Return where a call really goes: to the site, or with CLIST_GATEWAY to `<gateway>/<host>/<path>?<query>`."""
    return f"{settings.GATEWAY.rstrip('/')}/{url.partition('://')[2]}" if settings.GATEWAY else url


def _checked_target(url: str, target: str) -> str:
    resolved = urljoin(url, target)
    if urlsplit(resolved).scheme not in ("http", "https") or not urlsplit(resolved).netloc:
        raise AdapterError(f"redirects to {target[:100]!r}", place=url)
    return resolved


def _is_elsewhere(origin: str, url: str) -> bool:
    """Tell whether a redirect leads to another host, or out of TLS."""
    before, after = urlsplit(origin), urlsplit(url)
    return before.hostname != after.hostname or (before.scheme, after.scheme) == ("https", "http")


def _unreachable(url: str, error: Exception) -> AdapterError:
    """Return what a broken exchange means: a garbled compression is a fault of format, the rest of reach."""
    garbled = isinstance(error, (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError))
    cause: BaseException = error
    while cause.args and isinstance(cause.args[0], BaseException):
        cause = cause.args[0]
    cause = getattr(cause, "reason", cause)
    why = re.sub(r"<?\w+(\(host=.*?\)|Connection object at \w+>): ", "", str(cause))[:300]
    trouble = Trouble.FORMAT if garbled else Trouble.UNREACHABLE
    return AdapterError(f"{type(cause).__name__}: {why}", place=url, trouble=trouble)
