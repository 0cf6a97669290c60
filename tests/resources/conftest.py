"""Ground of the adapters' tests: the recorded payloads, where they are, and a way to play answers to an adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.resources.adapters.base import Adapter, Site, read_contests
from apps.resources.recordings import Call, ReplayWeb, sent_text
from apps.resources.rows import ContestRow

PAYLOADS = Path(__file__).resolve().parents[3] / "shared" / "payloads"

Answer = bytes | tuple[int, bytes]
Play = Callable[..., list[ContestRow]]


@pytest.fixture
def payloads() -> Path:
    """The folder of real answers, which is beside the project on the machines that may have it."""
    if not PAYLOADS.is_dir():
        pytest.skip("the recorded payloads are not on this machine")
    return PAYLOADS


@pytest.fixture
def play() -> Play:
    """Give a function that reads an adapter's contests from answers by address; what is not there answers 404."""

    def read(
        adapter: type[Adapter],
        answers: Mapping[str, Answer],
        *,
        site: str | Site = "",
        sent: object = None,
        now: datetime = datetime(2026, 10, 1, tzinfo=UTC),
    ) -> list[ContestRow]:
        found = site if isinstance(site, Site) else next(one for one in adapter.sites if one.host.startswith(site))
        calls = []
        for url, answer in answers.items():
            status, body = answer if isinstance(answer, tuple) else (200, answer)
            method = "GET" if sent is None else "POST"
            calls.append(Call(method=method, url=url, sent=sent_text(json_body=sent), status=status, body=body))
        return read_contests(adapter(web=ReplayWeb(calls, now=now), site=found))

    return read
