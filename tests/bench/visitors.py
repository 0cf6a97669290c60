"""What visitors ask for most, built anew and kept, beside the incumbent: statements, CPU, bytes, requests a second.

gunicorn runs two processes of two threads, as the incumbent did. Its figures are from the same kind of machine: as it
ships, and in its best case (C psycopg, no error reporting).
"""

from __future__ import annotations

import contextlib
import gzip
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import requests
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.contests.models import Contest
from apps.resources.models import Resource
from clist.embedded.house import listen, port_of
from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.pages import CONTESTS, fill, forget

ROWS, IN_CALENDAR = 223, 367  # coming contests; with what has just ended the calendar holds 422 events
CACHED_LIMIT, UNCACHED_LIMIT = 50, 10
GZIP = [["Accept-Encoding: gzip"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An address, and how often a second the incumbent answers its own: as it ships, and at its best."""

    name: str
    path: str
    incumbent: float | None = None
    best: float | None = None


def run() -> list[Figure]:
    """Measure."""
    fill(CONTESTS, upcoming=ROWS)
    contest = Contest.objects.order_by("-start").first()
    host = Resource.objects.filter(adapter="bench").order_by("pk")[0].host
    assert contest is not None
    pages = [
        Page(name="main page, 223 rows", path="/", incumbent=7.8, best=10.9),
        Page(name="filtered list", path="/?duration_to=7200&search=weekly+%26%26+%21april", incumbent=7.8, best=10.9),
        Page(name="contest page", path=contest.get_absolute_url()),
        Page(name="resource page", path=f"/resource/{host}/"),
        Page(name="sites", path="/resources/", incumbent=20, best=78),
        Page(name="status", path="/status/"),
    ]
    figures = [figure for page in pages for figure in _costs(page)] + _rates(pages)
    fill(CONTESTS, upcoming=IN_CALENDAR)
    calendar = Page(name="calendar, 422 events", path="/calendar.ics", incumbent=7.5, best=8.9)
    return figures + _costs(calendar) + _rates([calendar])


def _costs(page: Page) -> list[Figure]:
    """Return statements, CPU and bytes of one request that finds nothing kept."""
    client = Client(SERVER_NAME="localhost", headers={"Accept-Encoding": "gzip"})
    client.get(page.path)
    forget()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page.path)
    assert response.status_code == 200, page.path
    body = response.content
    packed = len(body) if response.headers.get("Content-Encoding") == "gzip" else len(gzip.compress(body))
    return [
        Figure(name=f"{page.name}: SQL statements, uncached", value=len(queries), unit=""),
        Figure(name=f"{page.name}: CPU, uncached", value=_cpu(client, page.path) * 1000, unit="ms"),
        Figure(name=f"{page.name}: compressed", value=packed / 1024, unit="KiB"),
    ]


def _cpu(client: Client, path: str) -> float:
    taken = []
    for _ in range(15):
        forget()
        begun = time.process_time()
        client.get(path)
        taken.append(time.process_time() - begun)
    return sorted(taken)[len(taken) // 2]


def _rates(pages: list[Page]) -> list[Figure]:
    figures = []
    for state, application, limit in (
        ("uncached", "tests.bench.uncached", UNCACHED_LIMIT),
        ("cached", "clist.wsgi", CACHED_LIMIT),
    ):
        with _gunicorn(application) as address:
            figures += [_rate(page, address, state, limit) for page in pages]
    return figures


def _rate(page: Page, address: str, state: str, limit: int) -> Figure:
    measured = load(f"{address}{page.path}", headers=GZIP).per_second
    peers = f"the incumbent's {page.incumbent}/s, {page.best}/s at its best (at least {limit})"
    return Figure(
        name=f"{page.name}: requests a second, {state}",
        value=measured,
        unit="1/s",
        ratio=measured / page.incumbent if page.incumbent else None,
        to=peers if page.incumbent else "",
        rows=ROWS,
    )


@contextlib.contextmanager
def _gunicorn(application: str) -> Iterator[str]:
    """Serve the site by two processes of two threads each."""
    with listen() as free:
        port = port_of(free)
    command = [
        sys.executable, "-m", "gunicorn", f"{application}:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "2", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=os.environ | {"LOG_LEVEL": "WARNING"})
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/live")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.RequestException):
            if requests.get(address, timeout=2).ok:
                return
        time.sleep(0.1)
    raise TimeoutError(address)
