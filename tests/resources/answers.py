"""Answers for an adapter, by address, as tests write them down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from apps.resources.recordings import Call, ReplayWeb, sent_text

NOW = datetime(2026, 10, 1, tzinfo=UTC)
Answer = bytes | tuple[int, bytes] | Call


def web_of(answers: Mapping[str | tuple[str, object], Answer], *, now: datetime = NOW) -> ReplayWeb:
    """Return a web with these answers; whatever else is asked answers 404.

    A key is the address of a GET with its parameters, or an address and the JSON that is posted to it. An answer is a
    body, a status with a body, or a whole call, which then says itself how it was asked.
    """
    calls = []
    for asked, answer in answers.items():
        url, sent = asked if isinstance(asked, tuple) else (asked, None)
        method = "GET" if sent is None else "POST"
        if isinstance(answer, Call):
            calls.append(answer)
            continue
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        calls.append(Call(method=method, url=url, sent=sent_text(json_body=sent), status=status, body=body))
    return ReplayWeb(calls, now=now)
