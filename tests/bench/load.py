"""A load generator: keeps some connections busy with one request for a while and counts the answers.

`python -m tests.bench.load URL SECONDS < HEADERS` prints one JSON object: requests per second, median and 99th
percentile in milliseconds, and the statuses seen. HEADERS is a JSON list; its entries, lists of header lines, take
turns.
"""

from __future__ import annotations

import asyncio
import collections
import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a server did under load."""

    per_second: float
    median: float  # milliseconds
    slowest: float  # the 99th percentile, milliseconds
    statuses: dict[str, int]


def load(url: str, *, seconds: float = 5, headers: Sequence[Sequence[str]] = ((),)) -> Load:
    """Load an address on this machine from a process of its own.

    Raises:
        AssertionError: an answer was not 200.
    """
    command = [sys.executable, "-m", "tests.bench.load", url, str(seconds)]
    given = json.dumps(headers)
    printed = subprocess.run(command, input=given, capture_output=True, check=True, text=True).stdout
    measured = Load(**json.loads(printed))
    if set(measured.statuses) != {"200"}:
        raise AssertionError(f"{url} answered {measured.statuses}")
    return measured


async def _keep_busy(requests: Iterator[bytes], host: str, port: int, *, until: float) -> list[tuple[str, float]]:
    """Ask one thing after another, over a kept connection where the server keeps it; return statuses and times."""
    answers = []
    connection = None
    while time.perf_counter() < until:
        begun = time.perf_counter()
        reader, writer = connection = connection or await asyncio.open_connection(host, port)
        writer.write(next(requests))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        answers.append((head.split(b" ", 2)[1].decode(), (time.perf_counter() - begun) * 1000))
        if b"\r\nconnection: close\r\n" in head:
            writer.close()
            connection = None
    return answers


async def _measure(url: str, seconds: float, headers: list[list[str]]) -> Load:
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    start = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    requests = itertools.cycle(
        [(start + "".join(f"{line}\r\n" for line in each) + "\r\n").encode() for each in headers]
    )
    begun = time.perf_counter()
    each = await asyncio.gather(
        *(
            _keep_busy(requests, parts.hostname or "", parts.port or 80, until=begun + seconds)
            for _ in range(CONNECTIONS)
        )
    )
    taken = time.perf_counter() - begun
    answers = [answer for connection in each for answer in connection]
    times = sorted(milliseconds for _, milliseconds in answers)
    return Load(
        per_second=len(answers) / taken,
        median=statistics.median(times),
        slowest=times[int(len(times) * 0.99)],
        statuses=dict(collections.Counter(status for status, _ in answers)),
    )


if __name__ == "__main__":
    found = asyncio.run(_measure(sys.argv[1], float(sys.argv[2]), json.load(sys.stdin)))
    measured = {name: getattr(found, name) for name in ("per_second", "median", "slowest", "statuses")}
    sys.stdout.write(json.dumps(measured))
