"""A Codeforces of our own on this machine, reached through CLIST_GATEWAY, and workers that read it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.ingest.models import Plan
from apps.resources.models import Resource
from tests.factories import PlanFactory
from tests.ingest.peer import Codeforces
from tests.ingest.processes import kill_session

Listed = dict[str, Any]


@lru_cache(maxsize=1)
def _minute(_test: str) -> datetime:
    """Return the full minute in which a test began, so that no contest moves while it runs."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def contest(number: int, *, hours: float = 5, title: str = "", seconds: int = 7200) -> Listed:
    """Return a contest in the words of the Codeforces API; it starts so many hours from now, on the full minute."""
    start = _minute(os.environ["PYTEST_CURRENT_TEST"].partition(" ")[0]) + timedelta(hours=hours)
    return {
        "id": number,
        "name": title or f"Codeforces Round {number} (Div. 2)",
        "type": "CF",
        "phase": "BEFORE",
        "frozen": False,
        "durationSeconds": seconds,
        "startTimeSeconds": int(start.timestamp()),
    }


@pytest.fixture
def gateway(httpserver: HTTPServer, settings: Any) -> HTTPServer:
    """Every outgoing fetch goes here."""
    settings.GATEWAY = httpserver.url_for("").rstrip("/")
    return httpserver


@pytest.fixture
def answer(gateway: HTTPServer) -> Callable[..., None]:
    """Return a function that sets what Codeforces lists from now on."""

    def set_answer(*contests: Listed, headers: dict[str, str] | None = None) -> None:
        gateway.clear()
        gateway.expect_request("/codeforces.com/api/contest.list").respond_with_json(
            {"status": "OK", "result": list(contests)}, headers=headers
        )

    return set_answer


@pytest.fixture
def codeforces(gateway: HTTPServer, db: None) -> Codeforces:
    """A Codeforces that answers with results and people too."""
    return Codeforces(gateway)


@pytest.fixture
def site(db: None) -> Resource:
    """Codeforces, as the database knows it."""
    return Resource.objects.get(host="codeforces.com")


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[bytes]]]:
    """A list of workers to add to; what is left of them ends with the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for worker in started:
        kill_session(worker.pid)
        worker.wait()


@pytest.fixture
def plan(db: None) -> Plan:
    """The plan to read Codeforces' contests, due now."""
    resource = Resource.objects.get(host="codeforces.com")
    return PlanFactory.create(resource=resource, due=timezone.now())


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the adapter of these tests ask a hundred times a second."""
    from apps.resources.adapters.base import Pace  # noqa: PLC0415
    from apps.resources.catalogue import adapters  # noqa: PLC0415

    monkeypatch.setattr(adapters()["codeforces"], "pace", Pace(calls=100, period=timedelta(seconds=1)))


@pytest.fixture(autouse=True)
def _contests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Codeforces have lists of contests and nothing else; modules about results override this."""
    from apps.resources.catalogue import adapters  # noqa: PLC0415

    monkeypatch.setattr(adapters()["codeforces"], "abilities", classmethod(lambda cls: ("contests",)))
