"""Pages under two processes of two threads each, as the incumbent ran: what one costs, and how many come a second.

The incumbent's figures are from the same kind of machine: as it ships, and in its best case (C psycopg, no error
reporting).
"""

from __future__ import annotations

import contextlib
import gzip
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import requests
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clist.embedded.house import listen, port_of
from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.pages import forget

APPLICATIONS = {"uncached": "tests.bench.uncached", "cached": "clist.wsgi"}
STRETCH = 2.0  # seconds of each of three measurements
WARMING = 1.0  # seconds of the same load before each measurement, for what only the first requests of a process meet


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An address, and how often a second the incumbent answers its own: as it ships, and at its best."""

    name: str
    path: str
    incumbent: float | None = None
    best: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def costs(page: Page, *, rows: int | None = None) -> list[Figure]:
    """Return statements, their time, CPU and bytes of one request that finds nothing kept."""
    client = _client(page)
    client.get(page.path)
    forget()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page.path)
    assert response.status_code == 200, (page.path, response.status_code)
    body = response.content
    packed = len(body) if response.headers.get("Content-Encoding") == "gzip" else len(gzip.compress(body))
    return [
        Figure(name=f"{page.name}: SQL statements, uncached", value=len(queries), unit="", rows=rows),
        Figure(
            name=f"{page.name}: SQL, uncached", value=sum(float(each["time"]) for each in queries) * 1000, unit="ms",
            rows=rows,
        ),
        Figure(name=f"{page.name}: CPU, uncached", value=cpu_of(page) * 1000, unit="ms", rows=rows),
        Figure(name=f"{page.name}: compressed", value=packed / 1024, unit="KiB", rows=rows),
    ]  # fmt: skip


def cpu_of(page: Page, *, times: int = 15) -> float:
    """Return the median seconds of CPU that this process takes for a page of which nothing is kept."""
    return _median(page, time.process_time, times=times)


def seconds_of(page: Page, *, times: int = 15) -> float:
    """Return the median seconds, the database's among them, that a page takes of which nothing is kept."""
    return _median(page, time.perf_counter, times=times)


def rates(pages: Sequence[Page], limits: Mapping[str, int], *, rows: int | None = None) -> list[Figure]:
    """Return how many requests a second each page answers, built anew and kept; `limits` are multiples of the peer."""
    figures = []
    for state, limit in limits.items():
        with gunicorn(APPLICATIONS[state]) as address:
            figures += [_rate(page, address, state, limit, rows) for page in pages]
    return figures


@contextlib.contextmanager
def gunicorn(application: str) -> Iterator[str]:
    """Serve the site by two processes of two threads each, which fork when it is loaded, as clist/role.py has it."""
    with listen() as free:
        port = port_of(free)
    command = [
        sys.executable, "-m", "gunicorn", f"{application}:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--preload", "--threads", "2", "--log-level", "warning", "--no-control-socket",
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


def _client(page: Page) -> Client:
    return Client(SERVER_NAME="localhost", headers={"Accept-Encoding": "gzip", **page.headers})


def _median(page: Page, clock: Callable[[], float], *, times: int) -> float:
    client = _client(page)
    client.get(page.path)
    taken = []
    for _ in range(times):
        forget()
        begun = clock()
        client.get(page.path)
        taken.append(clock() - begun)
    return statistics.median(taken)


def _rate(page: Page, address: str, state: str, limit: int, rows: int | None) -> Figure:
    lines = ["Accept-Encoding: gzip", *(f"{name}: {said}" for name, said in page.headers.items())]
    load(f"{address}{page.path}", seconds=WARMING, headers=[lines])
    taken = [load(f"{address}{page.path}", seconds=STRETCH, headers=[lines]).per_second for _ in range(3)]
    measured = statistics.median(taken)  # the pace of a machine varies
    peers = f"the incumbent's {page.incumbent}/s, {page.best}/s at its best (at least {limit})"
    return Figure(
        name=f"{page.name}: requests a second, {state}",
        value=measured,
        unit="1/s",
        ratio=measured / page.incumbent if page.incumbent else None,
        to=peers if page.incumbent else "",
        rows=rows,
    )
