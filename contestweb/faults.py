"""How a make-believe site misbehaves: each fault by name, as a change of the answer that it would have given."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, page_answer

HUGE = 64 * 1024 * 1024
BOMB = 128 * 1024 * 1024
MEBIBYTE = 1024 * 1024
EVERYWHERE = "*"
ENTRANCES = ("/login", "/enter")
LOGIN = """<!DOCTYPE html>
<html><head><title>Sign in</title></head>
<body><form class="form-horizontal" method="post" action="/login">
<input name="handleOrEmail"><input name="password" type="password"><button>Sign in</button>
</form></body></html>
"""
CLOUDFLARE = """<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title></head>
<body><h1>Checking your browser</h1><noscript>Enable JavaScript and cookies to continue</noscript>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One misbehaviour of one host, or of all ("*")."""

    kind: str
    host: str = EVERYWHERE
    times: int | None = None  # how many answers it spoils; None: until it is taken away
    retry_after: int | None = None  # seconds, for 429 and 500
    delay: float = 5.0  # seconds, for slow
    status: int | None = None  # in place of the usual status of login and cloudflare

    def __post_init__(self) -> None:
        """Refuse a kind that there is not.

        Raises:
            ValueError: with the kinds that there are.
        """
        if self.kind not in KINDS:
            raise ValueError(f"no fault {self.kind!r}; there are {', '.join(KINDS)}")


def thin_out(fault: Fault | None, contests: tuple[Contest, ...]) -> tuple[Contest, ...]:
    """Return the contests that a site with such a fault still lists: every fourth when shrunken, none when empty."""
    if fault is None or fault.kind not in ("shrunken", "empty"):
        return contests
    return contests[::4] if fault.kind == "shrunken" else ()


def spoil(fault: Fault, request: Request, answer: Answer) -> Answer:
    """Return what the site answers instead. Login pages are spared, so that a redirect ends there."""
    if request.path in ENTRANCES:
        return answer
    return KINDS[fault.kind](fault, request, answer)


def login_page() -> Answer:
    """Return a page that asks for a name and a password."""
    return page_answer(LOGIN)


def _refuse(status: int, text: str) -> Callable[[Fault, Request, Answer], Answer]:
    def refuse(fault: Fault, _request: Request, _answer: Answer) -> Answer:
        headers = {"content-type": "text/plain; charset=utf-8"}
        wait = fault.retry_after if fault.retry_after is not None else 30 if status == 429 else None
        if wait is not None:
            headers["retry-after"] = str(wait)
        return Answer(status=status, headers=headers, body=text.encode())

    return refuse


def _login(fault: Fault, _request: Request, _answer: Answer) -> Answer:
    return replace(login_page(), status=fault.status or 200)


def _login_redirect(_fault: Fault, request: Request, _answer: Answer) -> Answer:
    return Answer(status=302, headers={"location": f"https://{request.host}/login?continue={request.path}"})


def _cloudflare(fault: Fault, _request: Request, _answer: Answer) -> Answer:
    page = page_answer(CLOUDFLARE, status=fault.status or 403)
    return replace(page, headers={**page.headers, "server": "cloudflare", "cf-mitigated": "challenge"})


def _garbage(_fault: Fault, request: Request, answer: Answer) -> Answer:
    return replace(answer, status=200, body=random.Random(request.path).randbytes(2048))  # noqa: S311 - noise, no secret


def _mistyped(_fault: Fault, _request: Request, answer: Answer) -> Answer:
    try:
        body = json.dumps(_swap_types(json.loads(answer.body))).encode()
    except ValueError:  # it was a page
        return replace(answer, headers={**answer.headers, "content-type": "application/json"}, body=b'{"contests": 7}')
    return replace(answer, body=body)


def _swap_types(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _swap_types(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_swap_types(inner) for inner in value]
    return 0 if isinstance(value, str) else "zero"


def _bomb(_fault: Fault, _request: Request, answer: Answer) -> Answer:
    return replace(answer, headers={**answer.headers, "content-encoding": "gzip"}, body=_compressed_blanks())


@cache
def _compressed_blanks() -> bytes:
    press = zlib.compressobj(9, wbits=31)
    return b"".join([*(press.compress(b" " * MEBIBYTE) for _ in range(BOMB // MEBIBYTE)), press.flush()])


def _charset(_fault: Fault, _request: Request, answer: Answer) -> Answer:
    body = answer.body.decode().encode("utf-16")
    kind = answer.headers.get("content-type", "text/plain").partition(";")[0]
    return replace(answer, headers={**answer.headers, "content-type": f"{kind}; charset=utf-8"}, body=body)


KINDS: dict[str, Callable[[Fault, Request, Answer], Answer]] = {
    "429": _refuse(429, "Too many requests\n"),
    "403": _refuse(403, "Forbidden\n"),
    "500": _refuse(500, "Internal server error\n"),
    "slow": lambda fault, _request, answer: replace(answer, delay=fault.delay),
    "dead": lambda _fault, _request, answer: replace(answer, silent=True),
    "reset": lambda _fault, _request, answer: replace(answer, reset=True),
    "cut": lambda _fault, _request, answer: replace(
        answer, body=answer.body[: len(answer.body) // 2], missing=len(answer.body) - len(answer.body) // 2 or 1
    ),
    "garbage": _garbage,
    "login": _login,
    "login-redirect": _login_redirect,
    "cloudflare": _cloudflare,
    "truncated": lambda _fault, _request, answer: replace(answer, body=answer.body[: len(answer.body) * 2 // 3]),
    "mistyped": _mistyped,
    "shrunken": lambda _fault, _request, answer: answer,
    "empty": lambda _fault, _request, answer: answer,
    "huge": lambda _fault, _request, answer: replace(answer, filler=HUGE),
    "bomb": _bomb,
    "charset": _charset,
}
